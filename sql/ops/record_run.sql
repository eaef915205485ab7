-- One row a run; written at its start (outcome running) and again at its end.
INSERT OR REPLACE INTO ops.runs (run_id, started_at, finished_at, outcome, code_version, message)
VALUES (
    $run_id, CAST($started_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC', CAST($finished_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC',
    $outcome, $code_version, $message
);
