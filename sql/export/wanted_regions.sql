-- The regions asked for and all below them.
CREATE OR REPLACE TEMP TABLE wanted_regions AS
SELECT region_code FROM core.regions
WHERE list_has_any($codes, [region_code, parent_code, prefecture_code, province_code]);
