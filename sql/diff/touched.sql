-- Reports of both files whose figures or whose current revision differ.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT r.report_id, o.revision AS old_revision, n.revision AS new_revision, o.blob_sha256 <> n.blob_sha256 AS is_republished
FROM new.core.reports AS r
JOIN old.core.revisions AS o ON o.report_id = r.report_id AND o.is_current
JOIN new.core.revisions AS n ON n.report_id = r.report_id AND n.is_current
WHERE o.content_sha256 <> n.content_sha256 OR o.revision <> n.revision
   OR r.report_id IN (SELECT report_id FROM temp.main.differing);
