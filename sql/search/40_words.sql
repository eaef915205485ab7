SELECT word, word_id FROM search.words;
