-- Reads every value of a table; {table} is filled in with a quoted name. A hash of rows as they are costs a tenth of one of
-- their text, and nobody compares it.
SELECT bit_xor(hash(row)) FROM {table} AS row;
