-- Columns that core got after its first version: a file made before has its tables without them. Each statement does
-- nothing where the column is there. Readings of that time read printed text only and corrected nothing.
ALTER TABLE core.figures ADD COLUMN IF NOT EXISTS member VARCHAR;
ALTER TABLE core.figures ADD COLUMN IF NOT EXISTS origin VARCHAR DEFAULT 'text';
ALTER TABLE core.figures ALTER COLUMN origin SET NOT NULL;
ALTER TABLE core.figures ADD COLUMN IF NOT EXISTS corrected_from VARCHAR;
