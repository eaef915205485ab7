"""Where it lives: the raw archive, the load, the marts and the published file. Knows no form and no parser.

All SQL stands in the package ``sql`` as plain files; this room only runs them in order.
"""
