"""The JSON of ``nianbao extract --json`` keeps its shape (docs/contract.md)."""

from __future__ import annotations

import json
from decimal import Decimal

from extractors.extract import extract_bytes
from extractors.recognize import recognize
from extractors.report import json_number
from tests.fixtures.forms import FORM_2021
from tests.recognize.forms import form_document, random_form

FIELDS = [
    "contract", "status", "title", "organ", "year", "scope", "published", "witnesses", "tables", "figures", "sections",
    "claims", "issues", "findings", "checks",
]  # fmt: skip
FIGURE_FIELDS = [
    "table", "row", "column", "value", "kind", "raw", "unit", "layout", "page", "bbox", "path", "member", "verdict",
    "origin", "corrected_from",
]  # fmt: skip
CLAIM_FIELDS = [
    "code", "is_fact", "value", "unit", "raw", "is_approximate", "sentence", "section", "page", "bbox", "path", "member",
    "figures", "expected", "status", "reason",
]  # fmt: skip
FINDING_FIELDS = [
    "check", "scope", "table", "layout", "severity", "relation", "formula", "figures", "left", "right", "difference",
    "status",
]  # fmt: skip


def test_a_report_has_exactly_the_documented_fields() -> None:
    values = random_form(FORM_2021, 31)
    values["review_litigation_2019"]["review", "total"] = "9999"
    data = recognize(form_document(values)).to_json()
    assert list(data) == FIELDS
    assert data["contract"] == 1
    assert len(data["figures"]) == 200
    assert all(list(figure) == FIGURE_FIELDS for figure in data["figures"])
    (finding,) = data["findings"]
    assert list(finding) == FINDING_FIELDS
    assert (finding["check"], finding["scope"], finding["right"]) == ("RL-1", "review", 9999)
    assert finding["difference"] == finding["left"] - 9999
    assert data["checks"]["fail"] == 1
    (claim,) = data["claims"]
    assert list(claim) == CLAIM_FIELDS
    assert (claim["code"], claim["is_fact"], claim["value"], claim["unit"]) == ("info_fee_yuan", True, 0, "元")
    assert (claim["sentence"], claim["section"]) == ("本年度未收取信息处理费。", 6)
    assert (claim["figures"], claim["expected"], claim["status"], claim["reason"]) == ("", None, "unchecked", "")
    total = next(f for f in data["figures"] if (f["row"], f["column"]) == ("review", "total"))
    assert (total["value"], total["raw"], total["verdict"], total["path"]) == (9999, "9999", "suspect", "r3c4")


def test_the_object_survives_json_and_keeps_chinese() -> None:
    data = recognize(form_document(random_form(FORM_2021, 32))).to_json()
    text = json.dumps(data, ensure_ascii=False)
    assert json.loads(text) == data
    assert "云溪县教育局" in text


def test_an_unreadable_file_gives_the_same_shape_with_one_issue() -> None:
    data = extract_bytes(b"", hint="leer.pdf").to_json()
    assert list(data) == FIELDS
    assert (data["status"], data["figures"], data["findings"], data["year"]) == ("unreadable", [], [], None)
    (issue,) = data["issues"]
    assert (issue["code"], issue["level"]) == ("empty_file", "error")
    assert issue["message"].startswith("leer.pdf: ")


def test_numbers_are_exact_in_json() -> None:
    assert json_number(Decimal("24252.311082")) == 24252.311082
    assert repr(json_number(Decimal("24252.311082"))) == "24252.311082"
    assert json_number(Decimal("12.00")) == 12
    assert json_number(None) is None
