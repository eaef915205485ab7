"""A simulated year: 365 nights with a fake clock over a small government, in one process, to see what grows."""
