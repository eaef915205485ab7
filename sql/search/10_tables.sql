-- The inverted index of the narrative: which words stand in which sections of current revisions. DuckDB's own text index takes
-- a run of Chinese characters for one word and does not see later inserts; this one is appended to.
CREATE SCHEMA IF NOT EXISTS search;

CREATE TABLE IF NOT EXISTS search.words (
    word_id      INTEGER NOT NULL,
    word         VARCHAR NOT NULL            -- two characters or more, lower case
);

CREATE TABLE IF NOT EXISTS search.sections (
    section_id   INTEGER NOT NULL,
    reading_key  INTEGER NOT NULL,           -- the reading it stands in; another content has another one
    section_no   INTEGER NOT NULL,
    word_count   INTEGER NOT NULL            -- words with repetitions
);

CREATE TABLE IF NOT EXISTS search.postings (   -- sorted by word, so that a word is read from few blocks
    word_id      INTEGER NOT NULL,
    section_id   INTEGER NOT NULL,
    occurrences  UTINYINT NOT NULL           -- at most 255
);

CREATE TABLE IF NOT EXISTS search.state (
    segmenter    VARCHAR NOT NULL,           -- name and version of the word list; another one means a new index
    sorted_count BIGINT NOT NULL             -- postings when they were last sorted as a whole
);

COMMENT ON TABLE search.words IS '检索用词 / words of the text index';
COMMENT ON TABLE search.sections IS '已编入检索的章节 / sections the text index knows';
COMMENT ON TABLE search.postings IS '词语在章节中的出现次数 / which word stands how often in which section';
COMMENT ON TABLE search.state IS '检索索引的状态 / state of the text index';
