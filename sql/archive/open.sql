-- The index of the fetch log (SQLite). It says nothing that the log does not: deleted, it is made again.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA busy_timeout = 60000;
PRAGMA cache_size = -65536;

CREATE TABLE IF NOT EXISTS state (       -- how far the log is indexed; one row
    id      INTEGER PRIMARY KEY CHECK (id = 0),
    version INTEGER NOT NULL,
    done    INTEGER NOT NULL,            -- bytes of the log
    tail    BLOB NOT NULL                -- sha256 of the last bytes before that
);

CREATE TABLE IF NOT EXISTS addresses (
    key     BLOB PRIMARY KEY,            -- first 16 bytes of the sha256 of the address
    latest  INTEGER,                     -- where the line of the last fetch that left it with known bytes starts
    sha256  BLOB,                        -- these bytes
    since   TEXT,                        -- fetched_at of the fetch from which on it shows them without a break
    missing TEXT NOT NULL                -- fetched_at of every "no such page" since, each with a blank behind it
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS blobs (
    sha256 BLOB PRIMARY KEY,
    first  INTEGER NOT NULL              -- where the first line that names it starts
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pages (
    site_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    latest  INTEGER NOT NULL,            -- where the line of the last fetch of the item's page that brought bytes starts
    PRIMARY KEY (site_id, item_id)
) WITHOUT ROWID;
