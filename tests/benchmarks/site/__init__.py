"""What the review site costs: written and written again with 100,000 findings, and its list in a real browser."""
