-- Staging area of one load: temporary tables for what the reading files say, before anything touches the warehouse.
SET TimeZone = 'UTC';

-- One record of warehouse/staging.py.
CREATE OR REPLACE TEMP MACRO parse_record(content) AS from_json(content, '{
  "stage_no": "BIGINT", "path": "VARCHAR", "fault": "VARCHAR", "reading_hash": "BIGINT", "content_sha256": "VARCHAR",
  "figure_count": "INTEGER", "remainder": "JSON",
  "packed": [{"cells": "BIGINT", "whole": ["BIGINT"], "exact": ["DECIMAL(24, 6)"], "state": "UTINYINT",
              "states": ["UTINYINT"], "raws": ["VARCHAR"], "corrected": ["VARCHAR"], "page": "INTEGER",
              "pages": ["INTEGER"], "tops": ["DOUBLE"], "sides": ["DOUBLE"], "path_parts": ["VARCHAR"],
              "path_numbers": ["INTEGER"], "member": "VARCHAR", "odd_places": ["VARCHAR"]}],
  "load_issues": [{"code": "VARCHAR", "message": "VARCHAR", "place": "VARCHAR"}],
  "reading": {
    "contract": "INTEGER", "reading_id": "VARCHAR", "code_version": "VARCHAR",
    "item": {"item_id": "VARCHAR", "site_id": "VARCHAR", "url": "VARCHAR", "list_title": "VARCHAR", "list_date": "VARCHAR"},
    "blobs": [{"sha256": "VARCHAR", "url": "VARCHAR", "role": "VARCHAR", "media": "VARCHAR", "bytes": "BIGINT",
               "has_figures": "BOOLEAN", "fetched_at": "VARCHAR"}],
    "report": {
      "status": "VARCHAR", "title": "VARCHAR", "organ": "VARCHAR", "year": "INTEGER", "scope": "VARCHAR",
      "published": "VARCHAR",
      "witnesses": [{"field": "VARCHAR", "source": "VARCHAR", "value": "VARCHAR", "text": "VARCHAR"}],
      "tables": [{"table": "VARCHAR", "layout": "VARCHAR", "rows_found": "INTEGER", "rows_expected": "INTEGER",
                  "place": "VARCHAR"}],
      "claims": [{"code": "VARCHAR", "is_fact": "BOOLEAN", "value": "VARCHAR", "unit": "VARCHAR", "raw": "VARCHAR",
                  "is_approximate": "BOOLEAN", "sentence": "VARCHAR", "section": "INTEGER", "page": "INTEGER",
                  "bbox": ["DOUBLE"], "path": "VARCHAR", "member": "VARCHAR", "figures": "VARCHAR", "expected": "VARCHAR",
                  "status": "VARCHAR", "reason": "VARCHAR"}],
      "sections": [{"number": "INTEGER", "title": "VARCHAR", "text": "VARCHAR"}],
      "issues": [{"code": "VARCHAR", "level": "VARCHAR", "message": "VARCHAR", "place": "VARCHAR"}]
    }
  }
}');

CREATE OR REPLACE TABLE stage.parsed (stage_no BIGINT, path VARCHAR);

CREATE OR REPLACE TEMP TABLE staged_readings (
    stage_no BIGINT, path VARCHAR, contract INTEGER, reading_id VARCHAR, publication_id VARCHAR, code_version VARCHAR,
    item_id VARCHAR, site_id VARCHAR, url VARCHAR, list_title VARCHAR, list_date VARCHAR, seen_at TIMESTAMP,
    status VARCHAR, title VARCHAR, organ VARCHAR, report_year INTEGER, scope VARCHAR, published VARCHAR,
    report_id VARCHAR, source_url VARCHAR, source_blob VARCHAR, issue_count INTEGER, fault VARCHAR, reading_hash BIGINT,
    content_sha256 VARCHAR, figure_count INTEGER, remainder JSON
);
CREATE OR REPLACE TEMP TABLE staged_blobs (
    stage_no BIGINT, position INTEGER, blob_sha256 VARCHAR, url VARCHAR, role VARCHAR, media VARCHAR,
    byte_count BIGINT, has_figures BOOLEAN, fetched_at VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged_cells (
    cells_key BIGINT, cell_no SMALLINT, table_code VARCHAR, layout_id VARCHAR, row_code VARCHAR, column_code VARCHAR,
    unit VARCHAR, line_no SMALLINT, column_no SMALLINT, step_no SMALLINT
);
CREATE OR REPLACE TEMP TABLE staged_figures (
    stage_no BIGINT, cells_key BIGINT, whole BIGINT[], exact DECIMAL(24, 6)[], state UTINYINT, states UTINYINT[],
    raws VARCHAR[], corrected VARCHAR[], page INTEGER, pages INTEGER[], tops DOUBLE[], sides DOUBLE[],
    path_parts VARCHAR[], path_numbers INTEGER[], member VARCHAR, odd_places VARCHAR[]
);
-- value and expected are NULL where the number of the JSON does not fit; such a claim is an issue and does not go on.
CREATE OR REPLACE TEMP TABLE staged_claims (
    stage_no BIGINT, position INTEGER, claim_code VARCHAR, is_fact BOOLEAN, value DECIMAL(24, 6), unit VARCHAR,
    is_approximate BOOLEAN, raw_text VARCHAR, sentence VARCHAR, section_no INTEGER, figures VARCHAR,
    expected DECIMAL(24, 6), status VARCHAR, reason VARCHAR, page INTEGER, bbox DOUBLE[], path VARCHAR, member VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged_tables (
    stage_no BIGINT, position INTEGER, table_code VARCHAR, layout_id VARCHAR, rows_found INTEGER, rows_expected INTEGER,
    place VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged_sections (stage_no BIGINT, section_no INTEGER, title VARCHAR, text VARCHAR);
CREATE OR REPLACE TEMP TABLE staged_witnesses (
    stage_no BIGINT, position INTEGER, field VARCHAR, source VARCHAR, value VARCHAR, text VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged_issues (
    stage_no BIGINT, issue_no INTEGER, code VARCHAR, level VARCHAR, message VARCHAR, place VARCHAR
);
-- What the load itself noticed; numbered after the issues of the reading.
CREATE OR REPLACE TEMP TABLE staged_load_issues (stage_no BIGINT, code VARCHAR, level VARCHAR, message VARCHAR, place VARCHAR);
-- Whether every name of an organ is resolved anew, and with what; one row, see warehouse/resolve.py.
CREATE OR REPLACE TEMP TABLE resolution (is_all BOOLEAN NOT NULL, fingerprint VARCHAR NOT NULL);
