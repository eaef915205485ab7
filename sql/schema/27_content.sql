-- core: what the revisions say, figure by figure: views that unpack raw. A condition on a code or a report reaches the packed
-- rows, and what a query does not ask for is not unpacked.
-- Figures of a table with the columns of raw.packed_figures, named as text. Who wants those of some thousand readings copies their
-- packed rows first: a join with a list of readings is not carried through to the rows before they are unpacked.
CREATE OR REPLACE MACRO raw.figures_of(packed) AS TABLE
SELECT
    p.reading_key, c.cell_no, c.table_code, c.row_code, c.column_code, c.layout_id,
    coalesce(p.exact[c.cell_no], p.whole[c.cell_no]::DECIMAL(24, 6)) AS value,
    CASE coalesce(p.states[c.cell_no], p.state) % 8
        WHEN 6 THEN CASE WHEN p.whole[c.cell_no] = 0 THEN 'zero' ELSE 'number' END
        WHEN 0 THEN 'number' WHEN 1 THEN 'zero' WHEN 2 THEN 'blank' WHEN 3 THEN 'dash' WHEN 4 THEN 'text' WHEN 5 THEN 'missing'
    END AS kind,
    coalesce(
        p.raws[c.cell_no],
        CASE WHEN coalesce(p.states[c.cell_no], p.state) % 8 = 6 THEN p.whole[c.cell_no]::VARCHAR ELSE '' END
    ) AS raw_text,
    c.unit,
    CASE (coalesce(p.states[c.cell_no], p.state) // 8) % 8
        WHEN 0 THEN 'proved' WHEN 1 THEN 'read' WHEN 2 THEN 'source_error' WHEN 3 THEN 'suspect' WHEN 4 THEN 'missing'
    END AS verdict,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 0)::INTEGER
         ELSE coalesce(p.pages[c.line_no], p.page) END AS page,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 1)::DOUBLE
         WHEN p.tops[2 * c.line_no] IS NOT NULL THEN p.sides[2 * c.column_no - 1] END AS x0,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 2)::DOUBLE
         WHEN p.sides[2 * c.column_no] IS NOT NULL THEN p.tops[2 * c.line_no - 1] END AS top,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 3)::DOUBLE
         WHEN p.tops[2 * c.line_no] IS NOT NULL THEN p.sides[2 * c.column_no] END AS x1,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN (p.odd_places[c.cell_no] ->> 4)::DOUBLE
         WHEN p.sides[2 * c.column_no] IS NOT NULL THEN p.tops[2 * c.line_no] END AS bottom,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN p.odd_places[c.cell_no] ->> 5
         WHEN p.path_numbers[2 * c.line_no] IS NOT NULL
         THEN p.path_parts[1] || p.path_numbers[2 * c.line_no - 1] || p.path_parts[2]
              || (p.path_numbers[2 * c.line_no] + c.step_no) || p.path_parts[3]
    END AS path,
    CASE WHEN p.odd_places[c.cell_no] IS NOT NULL THEN p.odd_places[c.cell_no] ->> 6 ELSE p.member END AS member,
    CASE WHEN coalesce(p.states[c.cell_no], p.state) // 64 = 1 THEN 'image' ELSE 'text' END AS origin,
    p.corrected[c.cell_no] AS corrected_from
FROM query_table(packed) AS p JOIN raw.cells AS c USING (cells_key);

CREATE OR REPLACE VIEW raw.figures AS FROM raw.figures_of('raw.packed_figures');

CREATE OR REPLACE VIEW core.figures AS
SELECT v.report_id, v.revision, f.* EXCLUDE (reading_key, cell_no)
FROM raw.figures AS f JOIN core.revisions AS v USING (reading_key);

-- The rows of core.figures of a list of reports: only those are unpacked.
CREATE OR REPLACE MACRO core.figures_of(report_ids) AS TABLE
WITH asked_revisions AS MATERIALIZED (
    SELECT reading_key, report_id, revision FROM core.revisions WHERE list_contains(report_ids::VARCHAR[], report_id)
),
asked_packed AS MATERIALIZED (FROM raw.packed_figures SEMI JOIN asked_revisions USING (reading_key))
SELECT v.report_id, v.revision, f.* EXCLUDE (reading_key, cell_no)
FROM raw.figures_of('asked_packed') AS f JOIN asked_revisions AS v USING (reading_key);

CREATE OR REPLACE VIEW core.claims AS
SELECT v.report_id, v.revision, c.* EXCLUDE (reading_key)
FROM raw.reading_claims AS c JOIN core.revisions AS v USING (reading_key);

CREATE OR REPLACE VIEW core.report_tables AS
SELECT v.report_id, v.revision, t.table_code, t.layout_id, t.rows_found, t.rows_expected, t.place
FROM raw.reading_tables AS t JOIN core.revisions AS v USING (reading_key);

CREATE OR REPLACE VIEW core.sections AS
SELECT v.report_id, v.revision, s.* EXCLUDE (reading_key)
FROM raw.reading_sections AS s JOIN core.revisions AS v USING (reading_key);

CREATE OR REPLACE VIEW core.witnesses AS
SELECT v.report_id, v.revision, w.* EXCLUDE (reading_key)
FROM raw.reading_witnesses AS w JOIN core.revisions AS v USING (reading_key);
