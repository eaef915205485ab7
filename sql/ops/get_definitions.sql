-- What the packed marts depend on beside reports: measures, indicators and regions; and what they were made with.
SELECT
    md5(concat_ws(
        chr(31),
        (SELECT string_agg(t::VARCHAR, chr(30) ORDER BY t::VARCHAR) FROM core.measures AS t),
        (SELECT string_agg(t::VARCHAR, chr(30) ORDER BY t::VARCHAR) FROM core.measure_forms AS t),
        (SELECT string_agg(t::VARCHAR, chr(30) ORDER BY t::VARCHAR) FROM core.measure_terms AS t),
        (SELECT string_agg(t::VARCHAR, chr(30) ORDER BY t::VARCHAR) FROM core.indicators AS t),
        (SELECT string_agg(t::VARCHAR, chr(30) ORDER BY t::VARCHAR) FROM core.indicator_terms AS t),
        (SELECT string_agg(t::VARCHAR, chr(30) ORDER BY t::VARCHAR) FROM core.regions AS t)
    )) AS definitions,
    (SELECT max(definitions) FROM packed.state) AS made_with;
