-- Checksum of one table, whatever the order of its rows: count, and the sum of both halves of each row's md5. Columns that
-- hold times, a run or a number within the file are left out: two runs that did the same must agree. {table} is filled in
-- with a quoted name.
SELECT
    concat(
        count(*), '-',
        lpad(format('{{:x}}', coalesce(sum(md5_number_upper(row::VARCHAR)), 0) % 18446744073709551616), 16, '0'),
        lpad(format('{{:x}}', coalesce(sum(md5_number_lower(row::VARCHAR)), 0) % 18446744073709551616), 16, '0')
    )
FROM (
    SELECT COLUMNS(
        lambda name: name NOT LIKE '%\_at' ESCAPE '\' AND name NOT LIKE '%\_key' ESCAPE '\' AND name NOT LIKE '%run\_id' ESCAPE '\'
    ) FROM {table}
) AS row;
