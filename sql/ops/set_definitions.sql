-- Forget all packed rows, because they were made with other definitions ($definitions are those of today).
DELETE FROM packed.reports;
DELETE FROM packed.measures;
DELETE FROM packed.indicators;
DELETE FROM packed.region_sums;
DELETE FROM packed.rollup;
DELETE FROM packed.organs;
DELETE FROM packed.state;
INSERT INTO packed.state VALUES ($definitions);
