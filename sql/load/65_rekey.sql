-- Readings whose organ is now another one: an alias was added, a site got its region, an item moved to another site.
CREATE OR REPLACE TEMP TABLE rekeyed AS
SELECT
    r.reading_id, r.report_id AS old_report_id,
    report_id_of(n.organ_name, n.own_site_id, r.report_year, r.scope) AS report_id
FROM raw.readings AS r
JOIN raw.items AS i USING (item_id)
JOIN core.organ_names AS n ON n.printed_name = r.organ_name AND n.site_id = i.site_id
WHERE r.report_id IS NOT NULL
  AND ((SELECT is_all FROM resolution) OR r.item_id IN (SELECT item_id FROM changed_items) OR r.item_id IN (SELECT item_id FROM staged_readings))
  AND r.report_id <> report_id_of(n.organ_name, n.own_site_id, r.report_year, r.scope);

UPDATE raw.readings AS r SET report_id = k.report_id FROM rekeyed AS k WHERE k.reading_id = r.reading_id;

-- The organs as their names tell them now, and those of core that say otherwise.
CREATE OR REPLACE TEMP TABLE named_organs AS
SELECT
    organ_id, min(organ_name) AS name, min(level) AS level, min(kind) AS kind, min(region_code) AS region_code,
    min(parent_organ_id) AS parent_organ_id, min(parent_name) AS parent_name, min(own_site_id) AS site_id,
    nullif(min(reason), '') AS unresolved_reason
FROM core.organ_names
WHERE (SELECT is_all FROM resolution) OR organ_id NOT IN (SELECT organ_id FROM core.organs)
GROUP BY organ_id;

CREATE OR REPLACE TEMP TABLE changed_organs AS
SELECT n.* FROM named_organs AS n JOIN core.organs USING (organ_id)
EXCEPT
SELECT organ_id, name, level, kind, region_code, parent_organ_id, parent_name, site_id, unresolved_reason FROM core.organs;
