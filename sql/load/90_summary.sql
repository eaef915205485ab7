-- What the load does, in the order of LoadResult.
SELECT
    readings_new, readings_replaced, readings_known, reports_new, revisions_new, figures_new, issues_new, conflicts, unchanged
FROM summary;
