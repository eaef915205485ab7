"""``make bench-accuracy``: documents of many kinds are made, read, and compared cell by cell with what was printed in them.

The corpus knows the official forms from the layout files only; it shares no code with the readers, the recogniser or the
demonstration. What it makes is kept in ``build/accuracy`` under a hash of the generator and of the layouts.
"""
