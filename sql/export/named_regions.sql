-- Regions that a person may mean by a code or a name.
SELECT region_code, unique_name FROM core.regions
WHERE region_code = $asked OR unique_name = $asked OR name = $asked
ORDER BY region_code = $asked OR unique_name = $asked DESC, region_code;
