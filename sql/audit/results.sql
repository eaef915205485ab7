-- Results: what Great Expectations said of each expectation of this run; the results of earlier runs stay.

-- name: clear
DELETE FROM quality.expectation_results WHERE run_id = $run_id;

-- name: store
INSERT INTO quality.expectation_results BY NAME
SELECT $run_id AS run_id, suite, expectation, check_id, severity, success, evaluated, unexpected FROM audit_results;
