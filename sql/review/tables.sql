-- Statements over quality.decisions and quality.finding_events (sql/schema/32_decisions.sql).

-- name: has_tables
SELECT count(*) = 2 FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = 'quality'
  AND table_name IN ('decisions', 'finding_events');

-- name: states
SELECT decision_id, state FROM quality.decisions ORDER BY decision_id;

-- name: clear_decisions
DELETE FROM quality.decisions;

-- name: store_decisions
INSERT INTO quality.decisions
SELECT decision_id, decided_at::TIMESTAMP, decision, reviewer, reason, fingerprint, place_key, finding_id, check_id, report_id,
       organ_name, report_year::INTEGER, figure, printed_value::DECIMAL(24, 6), corrected_value::DECIMAL(24, 6),
       until_date::DATE, state
FROM review_decisions;

-- name: forget_events
DELETE FROM quality.finding_events WHERE run_id = $run_id;

-- name: note_events
INSERT INTO quality.finding_events
WITH last_event AS (
    -- the last one written, not the one of the latest time: the clock may have been ahead for a night
    FROM quality.finding_events QUALIFY row_number() OVER (PARTITION BY place_key ORDER BY rowid DESC) = 1
), standing AS (
    SELECT k.place_key, min_by(k.fingerprint, k.finding_id) AS fingerprint, min(k.finding_id) AS finding_id,
           min_by(f.left_value, k.finding_id) AS left_value, min_by(f.right_value, k.finding_id) AS right_value
    FROM review_keys k JOIN quality.findings f USING (finding_id) GROUP BY k.place_key
)
SELECT $run_id, $noted_at::TIMESTAMP,
       CASE WHEN s.place_key IS NULL THEN 'gone' WHEN l.place_key IS NULL OR l.event = 'gone' THEN 'appeared' ELSE 'changed' END,
       coalesce(s.place_key, l.place_key), coalesce(s.fingerprint, l.fingerprint), coalesce(s.finding_id, l.finding_id),
       s.left_value, s.right_value
FROM standing s FULL JOIN last_event l USING (place_key)
WHERE (s.place_key IS NULL AND l.event <> 'gone')
   OR (s.place_key IS NOT NULL AND (l.place_key IS NULL OR l.event = 'gone' OR l.fingerprint <> s.fingerprint))
ORDER BY 4;
