-- Replace the dimension tables by the registered tables new_<name>; they come whole with every load.
DELETE FROM quality.identity_terms;
DELETE FROM quality.identities;
DELETE FROM quality.checks;
DELETE FROM core.layout_cells;
DELETE FROM core.layout_columns;
DELETE FROM core.layout_rows;
DELETE FROM core.layout_groups;
DELETE FROM core.layouts;
INSERT INTO core.layouts SELECT * FROM new_layouts;
INSERT INTO core.layout_groups SELECT * FROM new_layout_groups;
INSERT INTO core.layout_rows SELECT * FROM new_layout_rows;
INSERT INTO core.layout_columns SELECT * FROM new_layout_columns;
INSERT INTO core.layout_cells SELECT * FROM new_layout_cells;
INSERT INTO quality.checks SELECT * FROM new_checks;
INSERT INTO quality.identities SELECT * FROM new_identities;
INSERT INTO quality.identity_terms SELECT * FROM new_identity_terms;
