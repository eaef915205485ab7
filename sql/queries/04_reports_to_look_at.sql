-- 哪些报告需要复核：有疑点、有存疑数值、重新发布过，或不同网址内容不一致？
-- Which reports want a look: with findings, figures in doubt, a re-publication, or addresses that disagree?
SELECT
    organ_name, report_year, findings_critical + findings_error AS errors, findings_warning AS warnings,
    suspect_count, revision_count, conflict_count, source_url
FROM mart.reports
WHERE findings_critical + findings_error + findings_warning + suspect_count + conflict_count > 0 OR revision_count > 1
ORDER BY errors DESC, warnings DESC, suspect_count DESC, report_year, organ_name;
