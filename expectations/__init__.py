"""What must hold: suites generated from the warehouse's own tables, the audit of each load, and the reviewers' report.

The audit is the engine of record. It shares no code with the extractors: it evaluates the identities again, in SQL, over
what was stored, so that a fault of reading, loading or storing shows.
"""

import os

# Great Expectations sends usage events unless told not to before it is first imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
