"""Crawling as a run keeps it: which addresses are due, which hosts refused, how each site stands."""
