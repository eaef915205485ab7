"""The kinds of mistakes that are planted, one in a report: what is done to it, and which checks must say so.

Arithmetic is what an equation of the forms covers, within a year or over two: there every single one must be found. A wrong
digit in a figure that no equation covers (行政许可 decisions) is not arithmetic; only its own history can make it odd.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other_org")
RESULTS = (
    "granted", "partially_granted", "denied_state_secret", "denied_law_prohibited", "denied_third_party",
    "denied_process_info", "unavailable_not_held", "unavailable_unclear", "rejected_petition", "rejected_duplicate", "other_misc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planting:
    """A report to spoil, with the reports of the year before and after of the same organ, and another organ's of its year."""

    connection: duckdb.DuckDBPyConnection
    chance: random.Random
    report: str
    before: str
    after: str
    other: str

    def run(self, sql: str) -> None:
        values = {"r": self.report, "b": self.before, "a": self.after, "o": self.other}
        for one in self.connection.extract_statements(sql):
            self.connection.execute(one, {key: value for key, value in values.items() if key in one.named_parameters})

    def value(self, table: str, row: str, column: str) -> int:
        rows = self.connection.execute(
            "SELECT value FROM core.figures WHERE report_id = ? AND table_code = ? AND row_code = ? AND column_code = ?",
            [self.report, table, row, column],
        ).fetchall()
        return int(rows[0][0])

    def put(self, table: str, row: str, column: str, value: float | str) -> None:
        """The figure as if the page printed ``value``; a second reading saw the same."""
        self.connection.execute(
            "UPDATE core.figures SET value = ?, raw_text = ?, kind = CASE WHEN ?::DECIMAL(24, 6) = 0 THEN 'zero' ELSE 'number' END "
            "WHERE report_id = ? AND table_code = ? AND row_code = ? AND column_code = ?",
            [value, str(value), value, self.report, table, row, column],
        )

    def digit(self, table: str, row: str, column: str) -> None:
        """One digit of the figure, changed."""
        text = str(self.value(table, row, column))
        place = self.chance.randrange(len(text))
        digit = self.chance.choice([one for one in "123456789" if one != text[place]])
        self.put(table, row, column, int(text[:place] + digit + text[place + 1 :]))


@dataclass(frozen=True, slots=True)
class Mutation:
    name: str
    zh: str
    kind: str  # arithmetic | other | uncovered
    checks: tuple[str, ...]
    plant: Callable[[Planting], None]
    at: str = "report"  # whose finding counts: report | after | none (a finding about no report)


def _digit_in_part(at: Planting) -> None:
    at.digit("applications", at.chance.choice(RESULTS), at.chance.choice(APPLICANTS))


def _digit_in_total(at: Planting) -> None:
    at.digit("applications", at.chance.choice((*RESULTS, "new_received", "processed_total")), "total")


def _digit_in_result_total(at: Planting) -> None:
    at.digit("applications", "processed_total", at.chance.choice(APPLICANTS))


def _digit_in_received(at: Planting) -> None:
    at.digit("applications", "new_received", at.chance.choice(APPLICANTS))


def _digit_in_review(at: Planting) -> None:
    row = at.chance.choice(("review", "suit_direct", "suit_after_review"))
    at.digit("review_litigation", row, at.chance.choice(("upheld", "corrected", "other_result", "pending", "total")))


def _swapped_pair(at: Planting) -> None:
    """Two neighbours of a row changed places: the row still adds up, the columns do not."""
    while True:
        row, place = at.chance.choice(RESULTS), at.chance.randrange(len(APPLICANTS) - 1)
        pair = APPLICANTS[place : place + 2]
        one, two = (at.value("applications", row, column) for column in pair)
        if one != two:
            break
    at.put("applications", row, pair[0], two)
    at.put("applications", row, pair[1], one)


def _row_of_zeros(at: Planting) -> None:
    for column in (*APPLICANTS, "total"):
        at.put("applications", "granted", column, 0)


def _negative(at: Planting) -> None:
    at.put("proactive", at.chance.choice(("licensing", "penalty", "coercion")), "decisions", -at.chance.randint(1, 90))


def _fraction(at: Planting) -> None:
    at.put(
        "proactive", at.chance.choice(("licensing", "penalty", "coercion")), "decisions", at.chance.randint(1, 90) + 0.5
    )


def _stale_carry(at: Planting) -> None:
    """上年结转 left as it stood a year before, 新收 made to fit: within the year everything adds up."""
    column = at.chance.choice(APPLICANTS)
    carried, new = at.value("applications", "carried_in", column), at.value("applications", "new_received", column)
    total, all_new = at.value("applications", "carried_in", "total"), at.value("applications", "new_received", "total")
    stale = carried + at.chance.choice((1, 2))
    at.put("applications", "carried_in", column, stale)
    at.put("applications", "new_received", column, new - (stale - carried))
    at.put("applications", "carried_in", "total", total + stale - carried)
    at.put("applications", "new_received", "total", all_new - (stale - carried))


def _stale_stock(at: Planting) -> None:
    at.put("proactive", "normative_docs", "in_force", at.value("proactive", "normative_docs", "in_force") - 1)


def _stock_below_issued(at: Planting) -> None:
    at.put("proactive", "normative_docs", "in_force", 0)
    at.put("proactive", "normative_docs", "repealed", 0)


def _unit_slip(at: Planting) -> None:
    at.run("UPDATE core.figures SET value = value * 10000 WHERE report_id = $r AND row_code = 'admin_fees'")


def _digit_uncovered(at: Planting) -> None:
    at.digit("proactive", "licensing", "decisions")


def _ten_times(at: Planting) -> None:
    at.run("UPDATE core.figures SET value = value * 100 WHERE report_id = $r AND row_code = 'penalty'")


def _sql(text: str) -> Callable[[Planting], None]:
    return lambda at: at.run(text)


_CLAIM = "INSERT INTO core.claims BY NAME SELECT * REPLACE (2 AS claim_no, {values}) FROM core.claims WHERE report_id = $r AND claim_no = 1"

MUTATIONS = (
    Mutation("digit in a part", "分项改一位", "arithmetic", ("APP-2", "APP-3"), _digit_in_part),
    Mutation("digit in a row's total", "行总计改一位", "arithmetic", ("APP-1", "APP-2", "APP-3"), _digit_in_total),
    Mutation("digit in the results' total", "办理总计改一位", "arithmetic", ("APP-1", "APP-2", "APP-3"), _digit_in_result_total),
    Mutation("digit in requests received", "新收改一位", "arithmetic", ("APP-1", "APP-3"), _digit_in_received),
    Mutation("digit in table 4", "表四改一位", "arithmetic", ("RL-1", "RL-2", "RL-3"), _digit_in_review),
    Mutation("swapped neighbours", "相邻两格互换", "arithmetic", ("APP-2",), _swapped_pair),
    Mutation("row printed as zeros", "整行为零", "arithmetic", ("APP-2",), _row_of_zeros),
    Mutation("negative count", "负数", "arithmetic", ("PRO-0",), _negative),
    Mutation("count with a fraction", "小数件数", "arithmetic", ("PRO-0",), _fraction),
    Mutation("stale carry-over", "结转未更新", "arithmetic", ("XY-1",), _stale_carry),
    Mutation("stock off by one", "有效件数不接续", "arithmetic", ("XY-2",), _stale_stock),
    Mutation("more issued than in force", "制发多于有效", "arithmetic", ("PRO-2",), _stock_below_issued),
    Mutation("digit no equation covers", "无勾稽的数改一位", "uncovered", ("JUMP",), _digit_uncovered),
    Mutation("a hundred times too many", "百倍", "other", ("JUMP",), _ten_times),
    Mutation("unit slip 元/万元", "元万元混用", "other", ("UNIT-SLIP",), _unit_slip),
    Mutation("rules of a county department", "县级部门填规章", "other", ("RULES-POWER",), lambda at: at.put("proactive", "regulations", "issued", 3)),
    Mutation("whole table of last year", "整张表未更新", "other", ("SAME-TABLE",), _sql(
        "UPDATE core.figures SET value = b.value, raw_text = b.raw_text, kind = b.kind FROM core.figures b "
        "WHERE core.figures.report_id = $r AND b.report_id = $b AND b.table_code = 'applications' AND core.figures.table_code = b.table_code "
        "AND core.figures.row_code = b.row_code AND core.figures.column_code = b.column_code")),
    Mutation("dropped row", "缺一行", "other", ("TABLE-ROWS",), _sql(
        "UPDATE core.figures SET value = NULL, kind = 'missing', verdict = 'missing', raw_text = '' WHERE report_id = $r AND row_code = 'granted';"
        "UPDATE core.report_tables SET rows_found = rows_found - 1 WHERE report_id = $r AND table_code = 'applications'")),
    Mutation("table left out", "缺表", "other", ("TABLE",), _sql(
        "DELETE FROM core.figures WHERE report_id = $r AND table_code = 'review_litigation';"
        "DELETE FROM core.report_tables WHERE report_id = $r AND table_code = 'review_litigation'")),
    Mutation("label cut in print", "行名缺字", "other", ("LABEL",), _sql(
        "INSERT INTO raw.issues VALUES ($r, 1, $r, 'label_near', 'info', '2.其他法律行政止公开', 'table 1')")),
    Mutation("number before a label", "编号不符", "other", ("LABEL-NUMBER",), _sql(
        "INSERT INTO raw.issues VALUES ($r, 1, $r, 'label_variant', 'info', '二、予以公开', 'table 1')")),
    Mutation("group label left out", "缺组名", "other", ("LABEL-GROUP",), _sql(
        "INSERT INTO raw.issues VALUES ($r, 1, $r, 'heading_missing', 'info', 'group label （三）不予公开 is not printed', 'table 1')")),
    Mutation("section left out", "缺一部分", "other", ("SECTION",), _sql("DELETE FROM core.sections WHERE report_id = $r AND section_no = 4")),
    Mutation("section numbered wrongly", "编号错", "other", ("SECTION-NUMBER",), _sql(
        "UPDATE core.sections SET title = '六、存在的主要问题及改进情况' WHERE report_id = $r AND section_no = 5")),
    Mutation("section five says 无", "第五部分为无", "other", ("SECTION-STUB",), _sql("UPDATE core.sections SET text = '无。' WHERE report_id = $r AND section_no = 5")),
    Mutation("section six says 无 though a fee was asked", "收费而第六部分为无", "other", ("FEE-STUB",), _sql(
        "UPDATE core.sections SET text = '无其他需要报告的事项。' WHERE report_id = $r AND section_no = 6;"
        "UPDATE core.figures SET value = 1, kind = 'number' WHERE report_id = $r AND row_code = 'other_fee_unpaid' AND column_code = 'total'")),
    Mutation("late date", "逾期", "other", ("LATE",), _sql("UPDATE core.revisions SET published_date = (left(published_date, 4)::INTEGER) || '-02-09' WHERE report_id = $r")),
    Mutation("year without a report", "缺一年", "other", ("MISSING-YEAR",), _sql(
        "DELETE FROM core.figures WHERE report_id = $r; DELETE FROM core.report_tables WHERE report_id = $r; DELETE FROM core.sections WHERE report_id = $r;"
        "DELETE FROM core.claims WHERE report_id = $r; DELETE FROM core.witnesses WHERE report_id = $r; DELETE FROM core.sources WHERE report_id = $r;"
        "DELETE FROM core.revisions WHERE report_id = $r; DELETE FROM core.reports WHERE report_id = $r"), at="none"),
    Mutation("narrative of last year", "照抄上年", "other", ("COPY-YEAR",), _sql(
        "UPDATE core.sections SET text = b.text FROM core.sections b WHERE core.sections.report_id = $r AND b.report_id = $b AND b.section_no = 5 AND core.sections.section_no = 5")),
    Mutation("narrative of another organ", "抄他机关", "other", ("COPY-ORGAN",), _sql(
        "UPDATE core.sections SET text = b.text FROM core.sections b WHERE core.sections.report_id = $r AND b.report_id = $o AND b.section_no = 5 AND core.sections.section_no = 5")),
    Mutation("last year's period", "期限是上年", "other", ("TEMPLATE-YEAR",), _sql(
        "UPDATE core.sections SET text = b.text FROM core.sections b WHERE core.sections.report_id = $r AND b.report_id = $b AND b.section_no = 0 AND core.sections.section_no = 0")),
    Mutation("same file for two years", "两年同一文件", "other", ("SAME-BYTES",), _sql(
        "UPDATE core.revisions SET blob_sha256 = b.blob_sha256 FROM core.revisions b WHERE core.revisions.report_id = $r AND b.report_id = $b")),
    Mutation("claim unlike the table", "正文与表不符", "other", ("CLAIM",), _sql(_CLAIM.format(values=(
        "'received' AS claim_code, 999 AS value, '件' AS unit, '999件' AS raw_text, '全年收到申请999件。' AS sentence, 1 AS section_no, "
        "'applications.new_received.total' AS figures, 12 AS expected, 'differ' AS status")))),
    Mutation("claim of a part", "正文为部分口径", "other", ("CLAIM-SCOPE",), _sql(_CLAIM.format(values=(
        "'received' AS claim_code, 3 AS value, '件' AS unit, '3件' AS raw_text, '局机关收到申请3件。' AS sentence, 1 AS section_no, "
        "'applications.new_received.total' AS figures, 12 AS expected, 'unchecked' AS status, 'scope' AS reason")))),
    Mutation("change in per cent that is off", "同比不符", "other", ("CLAIM-TREND",), _sql(_CLAIM.format(values=(
        "'change_pct' AS claim_code, 512.3 AS value, '%' AS unit, '增长512.3%' AS raw_text, '收到申请同比增长512.3%。' AS sentence, 1 AS section_no, "
        "'applications.new_received.total' AS figures, NULL AS expected, 'unchecked' AS status, 'needs_last_year' AS reason")))),
    Mutation("re-publication with other figures", "重新发布改数", "other", ("REVISED",), _sql(
        "INSERT INTO core.revisions SELECT * REPLACE (2 AS revision, content_sha256 || 'x' AS content_sha256, blob_sha256 || 'x' AS blob_sha256) FROM core.revisions WHERE report_id = $r;"
        "UPDATE core.revisions SET is_current = false WHERE report_id = $r AND revision = 1;"
        "INSERT INTO core.report_tables SELECT * REPLACE (2 AS revision) FROM core.report_tables WHERE report_id = $r;"
        "INSERT INTO core.sections SELECT * REPLACE (2 AS revision) FROM core.sections WHERE report_id = $r;"
        "INSERT INTO raw.blobs SELECT blob_sha256, 'html', 1 FROM core.revisions WHERE report_id = $r AND revision = 2;"
        "INSERT INTO core.figures SELECT * REPLACE (2 AS revision, CASE WHEN row_code = 'coercion' THEN value + 1 ELSE value END AS value) FROM core.figures WHERE report_id = $r")),
    Mutation("aggregate below a member", "汇总小于成员", "other", ("AGG-2",), _sql(
        "UPDATE core.reports SET scope = 'aggregate' WHERE report_id = $r;"
        "UPDATE core.figures SET value = 1 WHERE report_id = $r AND row_code = 'penalty'")),
)  # fmt: skip
