-- A report is an organ, a year and a scope: its id follows the organ that its name was resolved to.
CREATE OR REPLACE TEMP MACRO report_id_of(organ_name, own_site_id, report_year, scope) AS
    left(sha256(concat_ws(chr(31), organ_name, own_site_id, report_year, scope)), 16);

UPDATE staged_readings AS s SET report_id = report_id_of(n.organ_name, n.own_site_id, s.report_year, s.scope)
FROM core.organ_names AS n
WHERE s.report_id IS NOT NULL AND n.printed_name = s.organ AND n.site_id = s.site_id;
