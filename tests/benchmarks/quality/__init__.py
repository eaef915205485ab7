"""How many planted errors the audit finds, how quiet it is over sound reports, and how long it takes over 100,000."""
