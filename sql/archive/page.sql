-- The page of an item was there.
INSERT OR REPLACE INTO pages (site_id, item_id, latest) VALUES (?, ?, ?);
