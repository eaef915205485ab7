-- What an address shows now: the reading whose content is that of the revision the address was last seen with.
SELECT r.reading_id, coalesce(r.report_id, '') AS report_id, coalesce(r.organ_name, '') AS organ_name, r.report_year,
       coalesce(r.scope, '') AS scope, r.source_url, r.blob_sha256
FROM raw.readings AS r
JOIN raw.items AS i USING (item_id)
LEFT JOIN core.sources AS s ON s.item_id = r.item_id AND s.report_id = r.report_id
LEFT JOIN core.revisions AS v ON v.report_id = s.report_id AND v.revision = s.revision
WHERE i.url = $url OR r.source_url = $url
QUALIFY row_number() OVER (
    PARTITION BY r.item_id ORDER BY (v.content_sha256 IS NOT DISTINCT FROM r.content_sha256) DESC, r.reading_id
) = 1
ORDER BY r.reading_id;
