SELECT count(*) FROM ops.fetches;
