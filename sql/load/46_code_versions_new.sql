-- Code versions that this load brings for the first time.
SELECT DISTINCT code_version FROM staged_readings
WHERE code_version NOT IN (SELECT code_version FROM ops.code_versions);
