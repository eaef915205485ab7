-- One reading as the extractors wrote it (docs/contract.md), from the tables that hold its parts.
WITH chosen AS (SELECT * FROM raw.readings WHERE reading_id = $reading_id),
parts AS (
    SELECT
        r.*,
        (SELECT coalesce(list({'url': b.url, 'sha256': b.blob_sha256, 'role': b.role, 'has_figures': b.has_figures} ORDER BY b.position), [])
         FROM raw.reading_blobs AS b WHERE b.reading_id = r.reading_id) AS blobs,
        (SELECT coalesce(list({'field': w.field, 'source': w.source, 'value': w.value, 'text': w.text} ORDER BY w.position), [])
         FROM raw.reading_witnesses AS w WHERE w.reading_key = r.reading_key) AS witnesses,
        (SELECT coalesce(list({'table': t.table_code, 'layout': t.layout_id, 'era': coalesce(l.era, ''), 'rows_found': t.rows_found,
                               'rows_expected': t.rows_expected, 'place': t.place} ORDER BY t.position), [])
         FROM raw.reading_tables AS t LEFT JOIN core.layouts AS l USING (layout_id) WHERE t.reading_key = r.reading_key) AS tables,
        (SELECT coalesce(list({'table': f.table_code, 'row': f.row_code, 'column': f.column_code,
                               'value': CASE WHEN f.value = trunc(f.value) THEN to_json(f.value::BIGINT)
                                             ELSE to_json(f.value::DOUBLE) END,
                               'kind': f.kind, 'raw': f.raw_text, 'unit': f.unit, 'layout': f.layout_id, 'page': f.page,
                               'bbox': CASE WHEN f.x0 IS NOT NULL THEN [f.x0, f.top, f.x1, f.bottom] END, 'path': f.path,
                               'member': f.member, 'verdict': f.verdict, 'origin': f.origin, 'corrected_from': f.corrected_from}
                              ORDER BY t.position, f.cell_no), [])
         FROM raw.figures AS f LEFT JOIN raw.reading_tables AS t USING (reading_key, table_code)
         WHERE f.reading_key = r.reading_key) AS figures,
        (SELECT coalesce(list({'number': s.section_no, 'title': s.title, 'text': s.text} ORDER BY s.section_no), [])
         FROM raw.reading_sections AS s WHERE s.reading_key = r.reading_key) AS sections,
        (SELECT coalesce(list({'code': c.claim_code, 'is_fact': c.is_fact,
                               'value': CASE WHEN c.value = trunc(c.value) THEN to_json(c.value::BIGINT) ELSE to_json(c.value::DOUBLE) END,
                               'unit': c.unit, 'raw': c.raw_text, 'is_approximate': c.is_approximate, 'sentence': c.sentence,
                               'section': c.section_no, 'page': c.page,
                               'bbox': CASE WHEN c.x0 IS NOT NULL THEN [c.x0, c.top, c.x1, c.bottom] END, 'path': c.path,
                               'member': c.member, 'figures': c.figures,
                               'expected': CASE WHEN c.expected = trunc(c.expected) THEN to_json(c.expected::BIGINT)
                                                ELSE to_json(c.expected::DOUBLE) END,
                               'status': c.status, 'reason': c.reason} ORDER BY c.claim_no), [])
         FROM raw.reading_claims AS c WHERE c.reading_key = r.reading_key) AS claims,
        (SELECT coalesce(list({'code': i.code, 'level': i.level, 'message': i.message, 'place': i.place} ORDER BY i.issue_no), [])
         FROM raw.issues AS i WHERE i.reading_id = r.reading_id) AS issues
    FROM chosen AS r
)
SELECT
    to_json(blobs), remainder -> 'report',
    to_json({
        'contract': 1, 'status': status, 'title': title, 'organ': organ_name, 'year': report_year,
        'scope': nullif(scope, 'unknown'), 'published': published_date, 'witnesses': witnesses, 'tables': tables,
        'figures': figures, 'sections': sections, 'claims': claims, 'issues': issues
    })
FROM parts;
