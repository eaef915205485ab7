"""What a terminal shows of the numbers that the text of a report states."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from extractors.document import Document, TextBlock
from extractors.recognize import recognize
from extractors.report import Report
from flows.evidence.show_report import show_report
from tests.fixtures.forms import FORM_2021
from tests.recognize.forms import form_document, random_form


def shown(report: Report) -> str:
    console = Console(width=200, record=True, quiet=False, file=None)
    with console.capture() as capture:
        show_report(report, console)
    return capture.get()


def with_sentence(sentence: str) -> Report:
    """A whole report whose overview holds this sentence too."""
    document = form_document(random_form(FORM_2021, 33))
    blocks = list(document.blocks)
    blocks.insert(4, TextBlock(sentence))
    return recognize(Document("html", tuple(blocks)))


def test_a_number_that_the_tables_contradict_is_named_with_its_sentence() -> None:
    report = with_sentence("全年共收到政府信息公开申请987654件。")
    (claim,) = [claim for claim in report.claims if claim.code == "received"]
    assert claim.status == "differ"
    assert claim.expected is not None
    lines = shown(report)
    assert "The text states 2 numbers: 0 agree with the tables, 1 differ, 1 have nothing to compare with." in lines
    assert f"received: the text says 987654 件, the tables {claim.expected}" in lines


def test_a_report_whose_text_states_nothing_has_no_line_on_it() -> None:
    assert "The text states" not in shown(replace(with_sentence("工作有序。"), claims=()))
