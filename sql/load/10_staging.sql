-- Staging area of one load: temporary tables for what the reading files say, before anything touches the warehouse.
SET TimeZone = 'UTC';

CREATE OR REPLACE TEMP MACRO parse_reading(content) AS from_json(content, '{
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
    "figures": [{"table": "VARCHAR", "row": "VARCHAR", "column": "VARCHAR", "value": "VARCHAR", "kind": "VARCHAR",
                 "raw": "VARCHAR", "unit": "VARCHAR", "layout": "VARCHAR", "page": "INTEGER", "bbox": ["DOUBLE"],
                 "path": "VARCHAR", "member": "VARCHAR", "verdict": "VARCHAR", "origin": "VARCHAR",
                 "corrected_from": "VARCHAR"}],
    "claims": [{"code": "VARCHAR", "is_fact": "BOOLEAN", "value": "VARCHAR", "unit": "VARCHAR", "raw": "VARCHAR",
                "is_approximate": "BOOLEAN", "sentence": "VARCHAR", "section": "INTEGER", "page": "INTEGER",
                "bbox": ["DOUBLE"], "path": "VARCHAR", "member": "VARCHAR", "figures": "VARCHAR", "expected": "VARCHAR",
                "status": "VARCHAR", "reason": "VARCHAR"}],
    "sections": [{"number": "INTEGER", "title": "VARCHAR", "text": "VARCHAR"}],
    "issues": [{"code": "VARCHAR", "level": "VARCHAR", "message": "VARCHAR", "place": "VARCHAR"}]
  }
}');

-- The fetch times leave the payload: they are of the machine, and two nights that saw the same must store the same.
CREATE OR REPLACE TEMP MACRO payload_of(content) AS
    regexp_replace(content, '"fetched_at"\s*:\s*"[^"]*"', '"fetched_at": null', 'g');

CREATE OR REPLACE TABLE stage.files (stage_no BIGINT, path VARCHAR, content VARCHAR);

CREATE OR REPLACE TEMP TABLE chunk (first_stage_no BIGINT NOT NULL);

CREATE OR REPLACE TEMP TABLE staged_readings (
    stage_no BIGINT, path VARCHAR, contract INTEGER, reading_id VARCHAR, publication_id VARCHAR, code_version VARCHAR,
    item_id VARCHAR, site_id VARCHAR, url VARCHAR, list_title VARCHAR, list_date VARCHAR, seen_at TIMESTAMP,
    status VARCHAR, title VARCHAR, organ VARCHAR, report_year INTEGER, scope VARCHAR, published VARCHAR,
    report_id VARCHAR, source_url VARCHAR, source_blob VARCHAR, issue_count INTEGER
);
CREATE OR REPLACE TEMP TABLE staged_blobs (
    stage_no BIGINT, position INTEGER, blob_sha256 VARCHAR, url VARCHAR, role VARCHAR, media VARCHAR,
    byte_count BIGINT, has_figures BOOLEAN, fetched_at VARCHAR
);
-- printed_value is the number as the JSON has it; value the same as an exact decimal, NULL where it does not fit.
CREATE OR REPLACE TEMP TABLE staged_figures (
    stage_no BIGINT, table_code VARCHAR, row_code VARCHAR, column_code VARCHAR, layout_id VARCHAR,
    printed_value VARCHAR, value DECIMAL(24, 6), kind VARCHAR, raw_text VARCHAR, unit VARCHAR, verdict VARCHAR,
    page INTEGER, bbox DOUBLE[], path VARCHAR, member VARCHAR, origin VARCHAR, corrected_from VARCHAR
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
CREATE OR REPLACE TEMP TABLE staged_contents (stage_no BIGINT, content_sha256 VARCHAR);
-- Whether every name of an organ is resolved anew, and with what; one row, see warehouse/resolve.py.
CREATE OR REPLACE TEMP TABLE resolution (is_all BOOLEAN NOT NULL, fingerprint VARCHAR NOT NULL);
