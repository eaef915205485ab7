-- How many addresses the log knows, and how many blobs.
SELECT (SELECT count(*) FROM addresses WHERE latest IS NOT NULL), (SELECT count(*) FROM blobs);
