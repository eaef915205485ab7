-- What version 4 stores otherwise: copies of what stays, and the tables that become views go.
CREATE OR REPLACE TEMP TABLE old_blobs AS FROM raw.blobs;
CREATE OR REPLACE TEMP TABLE old_items AS FROM raw.items;
CREATE OR REPLACE TEMP TABLE old_readings AS SELECT * EXCLUDE (payload) FROM raw.readings;
CREATE OR REPLACE TEMP TABLE old_reading_blobs AS FROM raw.reading_blobs;
CREATE OR REPLACE TEMP TABLE old_issues AS FROM raw.issues;
CREATE OR REPLACE TEMP TABLE old_reports AS FROM core.reports;
CREATE OR REPLACE TEMP TABLE old_revisions AS FROM core.revisions;
CREATE OR REPLACE TEMP TABLE old_sources AS FROM core.sources;
DROP TABLE raw.blobs;
DROP TABLE raw.items;
DROP TABLE raw.readings;
DROP TABLE raw.reading_blobs;
DROP TABLE raw.issues;
DROP TABLE core.reports;
DROP TABLE core.revisions;
DROP TABLE core.sources;
DROP TABLE core.figures;
DROP TABLE core.report_tables;
DROP TABLE core.sections;
DROP TABLE core.witnesses;
DROP TABLE IF EXISTS core.claims;

-- Marts that are views from version 4 on; an older file may lack them.
DROP TABLE IF EXISTS mart.applications;
DROP TABLE IF EXISTS mart.proactive_disclosure;
DROP TABLE IF EXISTS mart.review_litigation;
DROP TABLE IF EXISTS mart.statistics_2014;
