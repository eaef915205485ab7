-- mart: what analysts use; its tables are made anew by sql/mart after every load and audit.
CREATE SCHEMA IF NOT EXISTS mart;
