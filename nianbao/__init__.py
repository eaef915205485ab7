"""The foyer of the house: what every room shares (version, errors, settings, logs) and nothing else.

It imports no room, so ``extractors``, ``expectations``, ``warehouse`` and ``flows`` may all import it.
"""

__version__ = "0.1.0"
