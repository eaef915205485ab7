"""The stages of a run as plain functions: discover, fetch, extract, load, audit, publish, report.

Each can be called alone, from a test, from the command or from a Prefect task; none of them knows Prefect.
"""
