-- Names with the site they were met on that core.organ_names does not know: those of this load, and of readings whose item
-- is now listed by another site (or, when every name is resolved anew, of all readings).
SELECT name, site_id FROM (
    SELECT organ AS name, site_id FROM staged_readings WHERE organ IS NOT NULL
    UNION
    SELECT r.organ_name, i.site_id
    FROM raw.readings AS r JOIN raw.items AS i USING (item_id)
    WHERE r.organ_name IS NOT NULL AND ((SELECT is_all FROM resolution) OR r.item_id IN (SELECT item_id FROM staged_readings))
) AS pairs
ANTI JOIN core.organ_names AS n ON n.printed_name = pairs.name AND n.site_id = pairs.site_id
ORDER BY name, site_id;
