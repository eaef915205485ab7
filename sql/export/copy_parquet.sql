-- One Parquet file; sorted, so that the same rows give the same bytes.
COPY (SELECT * FROM {table} WHERE {condition} ORDER BY ALL) TO {path} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {metadata});
