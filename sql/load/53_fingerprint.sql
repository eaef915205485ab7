-- What core.organ_names was made with; no row in a warehouse that has none yet.
SELECT fingerprint FROM core.resolver;
