-- What the registry says of sites; the resolver of core.organ_names depends on it.
SELECT site_id, organ, coalesce(region_code, '') FROM core.sites ORDER BY site_id;
