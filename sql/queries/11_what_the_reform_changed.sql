-- 表样改变后，哪些指标可以接续、哪些只能近似、哪些不可比，原因是什么？
-- When the form changed, which counts can be followed, which only nearly, which not at all, and why?
SELECT m.measure_code, m.label_zh, f.layout_id, f.comparability, f.formula, f.reason_zh, f.reason_en
FROM core.measures AS m JOIN core.measure_forms AS f USING (measure_code)
ORDER BY m.position, f.layout_id DESC;
