-- Names near the one asked for, for the line that says there is no such organ.
SELECT name FROM core.organs WHERE contains(name, $asked) OR contains($asked, name) ORDER BY length(name), name LIMIT 5;
