"""``nianbao review``: decisions recorded on the pages and on the command line, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from expectations.report import build_report
from expectations.review import DecisionBook
from expectations.review.desk import ReviewDesk
from flows.cli import app
from flows.review.app import TOKEN_HEADER, review_app
from nianbao.settings import load_settings
from tests.expectations.many_findings import many_findings
from warehouse.archive import open_archive

pytestmark = pytest.mark.xdist_group("review")  # what they share is made once

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"
Desk = tuple[ReviewDesk, TestClient, str]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    many_findings(folder, 5)
    (folder / "many.duckdb").rename(folder / "nianbao.duckdb")
    (folder / "site").rename(folder / "quality")
    return folder


@pytest.fixture
def served(warehouse: Path, tmp_path: Path) -> Desk:
    settings = load_settings(data_dir=warehouse, decisions=tmp_path / "decisions.jsonl")
    desk = ReviewDesk(settings.published_path, DecisionBook(settings.decisions_path), settings.report_dir)
    client = TestClient(review_app(desk, open_archive(settings), (HOST,)), base_url=ORIGIN)
    token = re.search(r'nianbao-token" content="([^"]+)"', client.get("/finding.html").text)
    assert token
    return desk, client, token[1]


def said(desk: ReviewDesk) -> dict[str, str]:
    return {"fingerprint": desk.findings()[0].fingerprint, "decision": "accept", "reviewer": "李", "reason": "看过"}


def test_a_decision_sent_from_our_own_page_is_recorded_and_shown(served: Desk) -> None:
    desk, client, token = served
    answer = client.post("/decisions", json=said(desk), headers={"origin": ORIGIN, TOKEN_HEADER: token})
    assert answer.status_code == 200
    assert answer.json()["by"][said(desk)["fingerprint"]]["decision"] == "accept"
    assert [one.reviewer for one in desk.book.all()] == ["李"]
    assert '"by":"李"' in client.get("/data/decisions.js").text


@pytest.mark.parametrize("missing", ["origin", "token", "foreign origin", "foreign host"])
def test_a_request_that_is_not_ours_records_nothing(served: Desk, missing: str) -> None:
    desk, client, token = served
    headers = {"origin": ORIGIN, TOKEN_HEADER: token}
    if missing == "origin":
        del headers["origin"]
    elif missing == "token":
        headers[TOKEN_HEADER] = "x" * 43
    elif missing == "foreign origin":
        headers["origin"] = "http://elsewhere.example"
    else:
        headers["host"] = "elsewhere.example:8765"
    assert client.post("/decisions", json=said(desk), headers=headers).status_code == 403
    assert desk.book.all() == []


def test_the_token_stands_only_in_a_page_that_no_other_site_can_read(served: Desk) -> None:
    _, client, token = served
    for path in ("/", "/findings.html", "/data/decisions.js", "/data/findings.js", "/assets/finding.js"):
        assert token not in client.get(path).text
    answer = client.get("/finding.html")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in answer.headers


def test_what_is_wrong_with_a_decision_is_told(served: Desk) -> None:
    desk, client, token = served
    headers = {"origin": ORIGIN, TOKEN_HEADER: token}
    for wrong in ({"reason": ""}, {"decision": "maybe"}, {"fingerprint": "000000"}, {"until": "soon"}, {"other": "x"}):
        answer = client.post("/decisions", json={**said(desk), **wrong}, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error"]
    assert client.post("/decisions", content=b"not json", headers=headers).status_code == 400
    assert client.post("/decisions", content=b" " * 70_000, headers=headers).status_code == 403
    assert desk.book.all() == []


def test_nothing_outside_the_site_is_served(served: Desk) -> None:
    _, client, _ = served
    for path in ("/../nianbao.duckdb", "/%2e%2e/nianbao.duckdb", "/bytes/" + "0" * 64, "/bytes/../x"):
        assert client.get(path).status_code == 404


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("NIANBAO_DECISIONS", str(tmp_path / "decisions.jsonl"))

    def call(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["--data-dir", str(warehouse), *arguments])
        return result.exit_code, result.output

    return call


def test_decisions_on_the_command_line(run: Run, tmp_path: Path) -> None:
    code, listed = run("review", "list")
    assert code == 0
    first, second = (line.split()[0] for line in listed.splitlines()[:2])
    assert run("review", "confirm-source-error", first, second, "--reason", "看过原件", "--by", "李")[0] == 0
    assert len(run("review", "list")[1].splitlines()) == 4
    assert "confirm-source-error  active" in run("review", "show", first)[1]
    assert run("review", "decide", "nothing", "--as", "accept", "--reason", "x")[0] == 1
    assert "0 expired" in run("review", "expired")[1]
    assert "0 orphaned" in run("review", "orphaned")[1]
    assert len((tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert run("docs")[0] == 0


def test_a_letter_about_an_organ_without_mistakes_is_refused_in_one_line(run: Run) -> None:
    code, told = run("letter", "别的机关", "2023")
    assert code == 1
    assert "has no arithmetic finding" in told


def test_build_report_is_the_short_way(warehouse: Path, tmp_path: Path) -> None:
    assert build_report(warehouse / "nianbao.duckdb", tmp_path / "site", None).is_file()
