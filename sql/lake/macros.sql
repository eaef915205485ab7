-- Table functions whose way in the file goes through raw, which the lake does not hold: there the figures are written out.
CREATE OR REPLACE MACRO core.figures_of(report_ids) AS TABLE
SELECT * FROM core.figures WHERE list_contains(report_ids::VARCHAR[], report_id);
