INSERT OR REPLACE INTO ops.stages (run_id, stage, seconds, counts) VALUES ($run_id, $stage, $seconds, $counts);
