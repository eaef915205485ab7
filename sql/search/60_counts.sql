SELECT
    (SELECT count(*) FROM search.postings) AS posting_count,
    (SELECT max(sorted_count) FROM search.state) AS sorted_count,
    (SELECT count(*) FROM search.sections) AS section_count;
