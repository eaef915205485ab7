INSERT INTO search.words SELECT word_id, word FROM new_words;
