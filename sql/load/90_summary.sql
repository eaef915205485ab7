-- What the load does, in the order of LoadResult, then the number of old readings to parse again.
SELECT
    readings_new, readings_replaced, readings_known, reports_new, revisions_new, figures_new, issues_new, conflicts, unchanged,
    to_reparse
FROM summary;
