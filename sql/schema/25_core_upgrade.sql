-- Columns that core got after its first version: a file made before has its tables without them. Each statement does
-- nothing where the column is there.

-- Version 3: organs are resolved. The next load resolves every name of the file anew, because its resolver is another one.
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS level VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS kind VARCHAR DEFAULT 'unknown';
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS region_code VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS parent_organ_id VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS parent_name VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS site_id VARCHAR;
ALTER TABLE core.organs ADD COLUMN IF NOT EXISTS unresolved_reason VARCHAR;
