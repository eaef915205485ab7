"""Ten thousand damaged and hostile files against the reading pool: each ends within its limits, as a report or an issue."""
