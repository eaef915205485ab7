CREATE OR REPLACE TEMP TABLE new_postings (word_id INTEGER, section_id INTEGER, occurrences UTINYINT);
