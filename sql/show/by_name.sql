-- Reports by parts of the organ's name, each as its current revision has it.
-- $words: parts of the organ's name; $year and $scope: NULL when not given
SELECT r.reading_id, p.report_id, o.name AS organ_name, p.report_year, p.scope, r.source_url, r.blob_sha256
FROM core.reports AS p
JOIN core.organs AS o USING (organ_id)
JOIN core.revisions AS v ON v.report_id = p.report_id AND v.is_current
JOIN raw.readings AS r ON r.reading_id = v.reading_id
WHERE list_bool_and(list_transform($words::VARCHAR[], lambda word: contains(o.name, word)))
  AND ($year::INTEGER IS NULL OR p.report_year = $year::INTEGER)
  AND ($scope::VARCHAR IS NULL OR p.scope = $scope::VARCHAR)
ORDER BY length(o.name), o.name, p.report_year DESC, p.scope;
