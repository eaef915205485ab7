CREATE OR REPLACE TABLE search.postings AS SELECT * FROM search.postings ORDER BY word_id, section_id;
DELETE FROM search.state;
INSERT INTO search.state SELECT $segmenter, count(*) FROM search.postings;
