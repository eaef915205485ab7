"""Decisions: kept in a file that only grows, bound to values, open again by themselves when a value changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from expectations.letter import docx, letters, markdown
from expectations.report import SiteInputs, build_site
from expectations.review import DecisionBook, Finding, standing
from expectations.review.desk import ReviewDesk
from expectations.review.mirror import mirror
from expectations.review.model import WrongDecision, decide, parse
from nianbao.errors import WarehouseError
from tests.expectations.planted import FORM_2019, Planted, planted_marts

BuildOf = Callable[..., Path]
RL = "review_litigation_2019"
NOW = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
FINDING = Finding(
    "f1", "print-1", "place-1", "source_error", "RL-1", "error", "r1", "青禾县教育局", 2023,
    ("review_litigation.review.upheld", "review_litigation.review.total"), "a = b", Decimal(11), Decimal(0), "差11", "off by 11",
)  # fmt: skip


def wrong(total: int = 0) -> Planted:
    report = Planted("青禾县教育局", 2023)
    for column, value in {"upheld": 10, "corrected": 1, "other_result": 0, "pending": 0, "total": total}.items():
        report.put(RL, "review", column, value)
    return report


def desk_of(path: Path) -> ReviewDesk:
    return ReviewDesk(path, DecisionBook(path.parent / "decisions.jsonl"), path.parent / "site")


def test_a_decision_needs_who_why_and_what_its_kind_asks_for() -> None:
    for wrong_call in (
        {"kind": "nonsense"},
        {"kind": "accept", "reviewer": " "},
        {"kind": "accept", "reason": ""},
        {"kind": "ignore-until"},
        {"kind": "ignore-until", "until": date(2025, 2, 28)},
        {"kind": "accept", "until": date(2026, 1, 1)},
        {"kind": "correct-value"},
        {"kind": "correct-value", "figure": "review_litigation.review.pending", "corrected_value": Decimal(1)},
        {"kind": "correct-value", "figure": "review.total", "corrected_value": Decimal("NaN")},
    ):
        with pytest.raises(WrongDecision):
            decide(FINDING, **{"reviewer": "李", "reason": "why", "now": NOW, **wrong_call})  # type: ignore[arg-type]


def test_a_decision_is_one_readable_line_and_comes_back_as_it_was() -> None:
    made = decide(
        FINDING, "correct-value", "李 审", "各项之和", now=NOW, figure="review.total", corrected_value=Decimal("11.50")
    )
    line = made.line()
    assert "\n" not in line
    assert "青禾县教育局" in line
    assert '"corrected_value": "11.5"' in line
    back = parse(line, "here")
    assert back == replace(made, corrected_value=Decimal("11.5"))
    assert back.figure == "review_litigation.review.total", "the table of the finding is filled in"


def test_the_file_only_grows_also_behind_a_line_without_its_end(tmp_path: Path) -> None:
    book = DecisionBook(tmp_path / "kept" / "decisions.jsonl")
    first = decide(FINDING, "accept", "李", "one", now=NOW)
    book.append([first])
    before = book.path.read_bytes()
    book.path.write_bytes(before.rstrip(b"\n"))
    second = decide(FINDING, "withdraw", "李", "two", now=NOW.replace(hour=9))
    book.append([second])
    assert book.path.read_bytes().startswith(before)
    assert book.all() == [first, second]


def test_a_line_that_is_no_decision_is_named_with_its_number(tmp_path: Path) -> None:
    book = DecisionBook(tmp_path / "decisions.jsonl")
    book.append([decide(FINDING, "accept", "李", "one", now=NOW)])
    with book.path.open("a") as file:
        file.write("<<<<<<< HEAD\n")
    with pytest.raises(WrongDecision, match=r"decisions\.jsonl, line 2: is no decision"):
        book.all()


def test_how_decisions_stand() -> None:
    accepted = decide(FINDING, "accept", "李", "fine", now=NOW)
    assert standing([accepted], [FINDING], TODAY).label("print-1") == "accept"
    changed = replace(FINDING, fingerprint="print-2")
    reopened = standing([accepted], [changed], TODAY)
    assert reopened.states == ("reopened",)
    assert reopened.label("print-2") == "reopened"
    assert reopened.reopened["print-2"] == accepted
    assert standing([accepted], [], TODAY).states == ("orphaned",)
    aside = decide(FINDING, "ignore-until", "李", "later", now=NOW, until=date(2025, 3, 31))
    assert standing([aside], [FINDING], date(2025, 3, 31)).label("print-1") == "ignore-until"
    assert standing([aside], [FINDING], date(2025, 4, 1)).states == ("expired",)
    assert standing([aside], [FINDING], date(2025, 4, 1)).label("print-1") == "open"
    withdrawn = decide(FINDING, "withdraw", "李", "no", now=NOW.replace(hour=9))
    both = standing([accepted, withdrawn], [FINDING], TODAY)
    assert both.states == ("superseded", "active")
    assert both.label("print-1") == "open"


def test_a_decision_survives_the_next_run_and_ends_when_the_value_changes(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    desk = desk_of(path)
    (finding,) = desk.findings()
    desk.decide([finding.fingerprint[:8]], "accept", "李", "与原件一致")
    evaluated_again = mirror(path, desk.book, "run-1", NOW)
    assert evaluated_again.label(finding.fingerprint) == "accept"
    path.unlink()
    same = evaluated_of([wrong()])
    assert desk_of(same).standing().label(desk_of(same).findings()[0].fingerprint) == "accept"
    same.unlink()
    changed = evaluated_of([wrong(total=5)])
    (now,) = desk_of(changed).findings()
    assert desk_of(changed).standing().label(now.fingerprint) == "reopened"


def test_the_load_mirrors_decisions_corrections_and_the_history_of_findings(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    desk = desk_of(path)
    (finding,) = desk.findings()
    desk.decide([finding.finding_id], "correct-value", "李", "各项之和", figure="review.total", value="11")
    mirror(path, desk.book, "run-1", NOW)
    mirror(path, desk.book, "run-1", NOW)  # the same load again adds nothing
    with duckdb.connect(str(path)) as connection:
        assert connection.execute(
            "SELECT table_code, row_code, column_code, printed_value, corrected_value, reviewer FROM quality.corrections"
        ).fetchall() == [("review_litigation", "review", "total", 0, 11, "李")]
        assert connection.execute("SELECT decision, state FROM quality.decisions").fetchall() == [
            ("correct-value", "active")
        ]
        assert connection.execute(
            "SELECT value FROM core.figures WHERE row_code = 'review' AND column_code = 'total'"
        ).fetchall() == [(0,)]
        connection.execute("DELETE FROM quality.findings")
    mirror(path, desk.book, "run-2", NOW.replace(day=2))
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT run_id, event FROM quality.finding_events ORDER BY noted_at").fetchall() == [
            ("run-1", "appeared"),
            ("run-2", "gone"),
        ]
        assert connection.execute("SELECT state FROM quality.decisions").fetchall() == [("orphaned",)]
        undocumented = "SELECT table_name, column_name FROM duckdb_columns() WHERE table_name IN ('decisions', 'finding_events') AND comment IS NULL"
        assert connection.execute(undocumented).fetchall() == []


def test_an_analyst_sees_the_correction_beside_the_printed_value_with_who_and_why(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    desk = desk_of(path)
    desk.decide([desk.findings()[0].finding_id], "correct-value", "李", "各项之和", figure="review.total", value="11")
    mirror(path, desk.book, "run-1", NOW)
    planted_marts(path)
    query = (
        "SELECT value, raw_text, corrected_value, corrected_by, correction_reason, corrected_at IS NOT NULL FROM mart.figures "
        "WHERE row_code = 'review' AND column_code = 'total'"
    )
    others = "SELECT count(*) FROM mart.figures WHERE corrected_value IS NOT NULL"
    with duckdb.connect(str(path)) as connection:
        assert connection.execute(query).fetchall() == [(0, "0", 11, "李", "各项之和", True)]
        assert connection.execute(others).fetchall() == [(1,)]
        # the printed value changes: the correction was of another one
        connection.execute(
            "UPDATE core.figures SET value = 5, kind = 'number' WHERE row_code = 'review' AND column_code = 'total'"
        )
        assert connection.execute(others).fetchall() == [(0,)]


def test_a_corrected_value_stands_beside_the_printed_one_on_the_page(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    desk = desk_of(path)
    desk.decide([desk.findings()[0].fingerprint], "correct-value", "李", "各项之和", figure="review.total", value="11")
    build_site(path, desk.site_dir, SiteInputs(decisions=desk.book.path, today=TODAY))
    page = (desk.site_dir / "reports" / f"{wrong().report_id}.html").read_text(encoding="utf-8")
    assert '>0<ins class="corrected">11</ins></td>' in page


def test_the_letter_lists_what_is_certain_with_its_equation(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()], "UPDATE core.figures SET page = 4")
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE quality.findings SET verdict = 'source_error'")
    (letter,) = letters(path, DecisionBook(path.parent / "none.jsonl"), "教育局", 2023, "王小明", TODAY)
    text = markdown(letter)
    assert text.startswith("青禾县教育局：\n\n您好！")
    assert "（第4页），行政复议：10+1+0+0=11，打印总计0，差11。（应当：行政复议各结果之和等于总计）" in text
    assert text.rstrip().endswith("王小明\n\n2025年3月1日")
    written = path.parent / "letter.docx"
    written.write_bytes(docx(letter))
    from docx import Document

    paragraphs = [one.text for one in Document(str(written)).paragraphs]
    assert paragraphs[0] == "青禾县教育局："
    assert any("10+1+0+0=11，打印总计0，差11" in one for one in paragraphs)


def test_no_letter_about_what_is_in_doubt_or_was_our_mistake(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    desk = desk_of(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE quality.findings SET verdict = 'extraction_suspect'")
    with pytest.raises(WarehouseError, match="no certain arithmetic mistake"):
        letters(path, desk.book, "青禾县教育局", 2023, today=TODAY)
    desk.decide([desk.findings()[0].fingerprint], "confirm-source-error", "李", "看过原件")
    assert len(letters(path, desk.book, "青禾县教育局", 2023, today=date.today())) == 1
    desk.decide([desk.findings()[0].fingerprint], "our-mistake", "李", "看错了")
    with pytest.raises(WarehouseError, match="no certain arithmetic mistake"):
        letters(path, desk.book, "青禾县教育局", 2023, today=date.today())
    with pytest.raises(WarehouseError, match="has no arithmetic finding"):
        letters(path, desk.book, "别的机关", 2023, today=TODAY)


def test_the_figure_of_the_year_before_is_corrected_in_the_report_that_printed_it(evaluated_of: BuildOf) -> None:
    before, now = Planted("青禾县教育局", 2022, seed=1), Planted("青禾县教育局", 2023, seed=2)
    for one, row, value in ((before, "carried_forward", 3), (now, "carried_in", 5)):
        one.put("applications_2021", row, "total", value)
    path = evaluated_of([before, now])
    desk = desk_of(path)
    carried = "applications.carried_in.total"
    (finding,) = (one for one in desk.findings() if one.check_id == "XY-1" and one.figures == (carried,))
    assert finding.report_id == now.report_id

    def written() -> list[str]:
        (letter,) = letters(path, desk.book, "青禾县教育局", 2023, today=TODAY)
        return [one.sentence for one in letter.mistakes if "（2022年）" in one.sentence]

    assert finding.names() == (carried, "applications.carried_forward.total@2022")
    with pytest.raises(WrongDecision, match=r"name one of applications\.carried_in\.total, .*@2022"):
        desk.decide([finding.fingerprint], "correct-value", "李", "x", figure="carried_forward.total", value="5")
    desk.decide(
        [finding.fingerprint], "correct-value", "李", "去年印错", figure="carried_forward.total@2022", value="5"
    )
    assert written() == [], "the other report is the wrong one"
    desk.decide([finding.fingerprint], "correct-value", "李", "今年印错", figure=carried, value="3")
    assert written() == [finding.message_zh]
    assert desk.standing().states == ("active", "active"), "two figures, two reports"
    mirror(path, desk.book, "run-1", NOW)
    with duckdb.connect(str(path)) as connection:
        rows = connection.execute(
            "SELECT report_id, row_code, printed_value, corrected_value, reason FROM quality.corrections ORDER BY row_code"
        ).fetchall()
    assert rows == [
        (before.report_id, "carried_forward", 3, 5, "去年印错"),
        (now.report_id, "carried_in", 5, 3, "今年印错"),
    ]
    build_site(path, desk.site_dir, SiteInputs(decisions=desk.book.path, today=TODAY))
    page = (desk.site_dir / "reports" / f"{before.report_id}.html").read_text(encoding="utf-8")
    assert '>3<ins class="corrected">5</ins></td>' in page


def test_a_finding_keeps_its_address_when_its_report_is_published_again(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    (first,) = desk_of(path).findings()
    tables = ("revisions", "figures", "report_tables", "sections", "claims", "sources", "witnesses")
    path.unlink()
    again = evaluated_of([wrong()], *(f"UPDATE core.{table} SET revision = 2" for table in tables))  # noqa: S608
    (second,) = (one for one in desk_of(again).findings() if one.check_id == first.check_id)
    assert (second.finding_id, second.fingerprint) == (first.finding_id, first.fingerprint)


def test_a_decision_of_a_finding_once_called_otherwise_leads_to_its_page(evaluated_of: BuildOf) -> None:
    path = evaluated_of([wrong()])
    desk = desk_of(path)
    (finding,) = desk.findings()
    desk.book.append([decide(replace(finding, finding_id="former"), "accept", "李", "与原件一致", now=NOW)])
    build_site(path, desk.site_dir, SiteInputs(decisions=desk.book.path, today=TODAY))
    script = (desk.site_dir / "data" / "decisions.js").read_text(encoding="utf-8")
    assert f'"finding":"{finding.finding_id}"' in script.replace(": ", ":")
    assert "former" not in script


@pytest.mark.parametrize(("total", "verdict"), [(23, "scope_difference"), (27, "source_error")])
def test_a_total_that_repeals_may_explain_proves_nobody_wrong_and_one_that_is_too_large_does(
    evaluated_of: BuildOf, total: int, verdict: str
) -> None:
    years = [Planted("青禾县教育局", year, seed=year, layouts=FORM_2019) for year in (2019, 2020)]
    for report, disclosed, in_total in ((years[0], 4, 20), (years[1], 5, total)):
        report.put("proactive_2019", "normative_docs", "disclosed", disclosed)
        report.put("proactive_2019", "normative_docs", "disclosed_total", in_total)
    found = [one for one in desk_of(evaluated_of(years)).findings() if one.check_id == "XY-4"]
    (documents,) = (one for one in found if one.figures[0].startswith("proactive.normative_docs."))
    assert (documents.left_value, documents.right_value) == (Decimal(25), Decimal(total))
    assert (documents.severity, documents.verdict) == ("info", verdict)
