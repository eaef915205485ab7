-- What a text of this kind may name: measures and indicators by code, organs by name.
SELECT name FROM (
    SELECT 'measure' AS kind, measure_code AS name FROM core.measures
    UNION ALL SELECT 'indicator', indicator_code FROM core.indicators
    UNION ALL SELECT DISTINCT 'organ', name FROM core.organs
)
WHERE kind = $kind
ORDER BY name
