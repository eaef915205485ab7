"""A nightly run of many reports, all new, with one reading process and two; and a quiet night after it."""
