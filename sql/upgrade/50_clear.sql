-- What the upgrade and the staging area held.
DROP TABLE old_blobs;
DROP TABLE old_items;
DROP TABLE old_readings;
DROP TABLE old_reading_blobs;
DROP TABLE old_issues;
DROP TABLE old_reports;
DROP TABLE old_revisions;
DROP TABLE old_sources;
