SELECT DISTINCT reading_id, sha256 FROM lake.staging.readings;
