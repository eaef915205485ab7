SELECT segmenter FROM search.state;
