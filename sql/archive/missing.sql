-- An address answered that there is no such page.
INSERT INTO addresses (key, missing) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET missing = missing || excluded.missing;
