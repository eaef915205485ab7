-- The log is another one: start anew.
DELETE FROM state;
DELETE FROM addresses;
DELETE FROM blobs;
DELETE FROM pages;
