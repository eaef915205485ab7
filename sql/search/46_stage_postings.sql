INSERT INTO temp.main.new_postings SELECT word_id, section_id, occurrences FROM some_postings;
