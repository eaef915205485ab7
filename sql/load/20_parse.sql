-- Parse the records of one batch of files ($readings; the longest line has $longest bytes), each once.
CREATE OR REPLACE TABLE stage.parsed AS
SELECT unnest(parse_record(json)) FROM read_ndjson_objects($readings, maximum_object_size = $longest);
