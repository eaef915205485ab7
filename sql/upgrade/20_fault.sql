-- The first stored reading whose figures break the contract; none in a file that a load made.
SELECT fault FROM staged_readings WHERE fault IS NOT NULL ORDER BY stage_no LIMIT 1;
