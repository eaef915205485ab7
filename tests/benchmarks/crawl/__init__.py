"""Figures of the crawl: three nights over the local government, kills in the middle of a night, pages a second."""
