"""Runs beside the nightly one: backfill, reprocess, import, publish, the lake, the schedule and the examination of the installation."""
