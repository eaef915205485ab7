"""Measurements that print their figures; what the README states was printed here."""
