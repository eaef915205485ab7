-- Organs that a person may mean by an id, a name, or a name it signed with.
SELECT organ_id FROM core.organs WHERE organ_id = $asked OR name = $asked
UNION
SELECT organ_id FROM core.organ_names WHERE printed_name = $asked
ORDER BY organ_id;
