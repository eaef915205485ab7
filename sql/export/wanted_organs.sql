-- The organs a filter by name or region keeps.
CREATE OR REPLACE TEMP TABLE wanted_organs AS
SELECT organ_id FROM core.organs
WHERE ($no_organs OR list_contains($organs, organ_id))
  AND ($no_regions OR region_code IN (SELECT region_code FROM temp.main.wanted_regions));
