-- Where the log speaks last of the page of each item of a site.
SELECT latest FROM pages WHERE site_id = ? ORDER BY latest;
