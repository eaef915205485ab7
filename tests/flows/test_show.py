"""``nianbao show``: from whatever a person has at hand to a picture; one line where that is not enough."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import duckdb
import pytest
from PIL import Image
from typer.testing import CliRunner

from extractors.picture.chromium import PROGRAMS
from flows.cli import app
from tests.conftest import require_tool
from tests.flows.conftest import Demo
from tests.picture.sources import form_of, pdf_of
from warehouse.archive import Archive

runner = CliRunner()
NAME = "review_litigation.suit_after_review.pending"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_of(form_of(), "suit_after_review.pending"))
    return path


def test_figure_of_a_file_is_written_and_its_path_printed(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "cell.png"
    ended = runner.invoke(app, ["show", str(report), "--figure", NAME, "--crop", "--out", str(out)])
    assert (ended.exit_code, ended.stdout) == (0, f"{out}\n")
    assert Image.open(io.BytesIO(out.read_bytes())).format == "PNG"


def test_several_figures_become_numbered_files(report: Path, tmp_path: Path) -> None:
    words = ["--figure", NAME, "--figure", "RL-1 review", "--crop", "--out", str(tmp_path / "x.png")]
    ended = runner.invoke(app, ["show", str(report), *words])
    assert ended.stdout.split() == [str(tmp_path / "x-1.png"), str(tmp_path / "x-2.png")]
    assert all(Path(path).is_file() for path in ended.stdout.split())


def test_without_figure_each_page_is_written_into_the_folder(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    ended = runner.invoke(app, ["show", str(report), "--out", str(folder)])
    assert ended.exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["report.pdf-page-1.png"]


def test_crop_without_figure_is_a_usage_error(report: Path) -> None:
    ended = runner.invoke(app, ["show", str(report), "--crop"])
    assert ended.exit_code == 2


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["{report}", "--figure", "review.totl"],
            "review.totl: is no figure and no equation of this report; did you mean",
        ),
        (["no.pdf"], "no.pdf: no such file"),
        (["贵阳市", "2023"], "贵阳市 2023: is no file, and there is no warehouse"),
        (["{empty}"], "empty.pdf: "),
    ],
    ids=["unknown figure", "no file", "no warehouse", "empty file"],
)
def test_mistakes_are_one_line_and_exit_code_one(report: Path, tmp_path: Path, words: list[str], line: str) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    asked = [word.format(report=report, empty=empty) for word in words]
    ended = runner.invoke(app, ["--data-dir", str(tmp_path / "data"), "show", *asked])
    assert ended.exit_code == 1
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("error: ")
    assert line in ended.stderr


def test_bytes_of_the_archive_by_their_sha256(report: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    sha256 = Archive(data_dir / "archive").put(report.read_bytes())
    assert sha256 == hashlib.sha256(report.read_bytes()).hexdigest()
    out = tmp_path / "cell.png"
    words = ["--data-dir", str(data_dir), "show", sha256, "--figure", NAME, "--out", str(out)]
    assert runner.invoke(app, words).exit_code == 0
    assert out.is_file()


def test_file_of_several_reports_is_asked_by_organ_and_year(report: Path, tmp_path: Path) -> None:
    ended = runner.invoke(app, ["show", str(report), "某某局", "2021", "--out", str(tmp_path / "x.png")])
    assert ended.exit_code == 1
    assert "'某某局 2021' names 0 of its 1 reports; it holds organ unknown" in ended.stderr


@pytest.mark.xdist_group("demo")
class TestWarehouse:
    """Reports of the demonstration, as the warehouse has them."""

    def shown(self, demo: Demo, *words: str) -> tuple[int, str, str]:
        ended = runner.invoke(app, ["--data-dir", str(demo.data_dir), "show", *words])
        return ended.exit_code, ended.stdout, ended.stderr

    def row(self, demo: Demo, query: str) -> tuple[str, ...]:
        with duckdb.connect(str(demo.data_dir / "nianbao.duckdb"), read_only=True) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return row

    def test_report_is_found_by_id_address_reading_bytes_and_name(self, demo: Demo, tmp_path: Path) -> None:
        query = (
            "SELECT r.report_id, r.source_url, v.reading_id, r.blob_sha256, r.organ_name, r.report_year::VARCHAR, r.scope"
            " FROM mart.reports r JOIN core.revisions v USING (report_id, revision)"
            " WHERE r.source_url LIKE '%.pdf' ORDER BY r.report_id LIMIT 1"
        )
        report_id, url, reading_id, sha256, organ, year, scope = self.row(demo, query)
        pictures = set()
        for words in ((report_id,), (url,), (reading_id,), (sha256,), (sha256[:12],), (organ, year, scope)):
            out = tmp_path / "picture.png"
            name = "applications.new_received.total"
            code, _, told = self.shown(demo, *words, "--figure", name, "--crop", "--out", str(out))
            assert (code, told) == (0, "")
            pictures.add(out.read_bytes())
        assert len(pictures) == 1

    def test_several_reports_of_a_name_are_named_in_one_line(self, demo: Demo) -> None:
        code, _, told = self.shown(demo, "县", "2022")
        assert code == 1
        assert "stands for " in told
        assert "; and " in told
        assert told.rstrip().endswith("say which, by year, scope or id")
        assert self.shown(demo, "没有的机关")[2].startswith("error: 没有的机关: is in no reading of the warehouse")

    def test_finding_is_shown_with_all_its_cells(self, demo: Demo, tmp_path: Path) -> None:
        require_tool(*PROGRAMS)
        query = (
            "SELECT finding_id, report_id FROM quality.findings WHERE check_id LIKE 'APP-%' ORDER BY finding_id LIMIT 1"
        )
        finding_id, report_id = self.row(demo, query)
        out = tmp_path / "finding.png"
        code, _, told = self.shown(demo, report_id, "--figure", finding_id, "--crop", "--out", str(out))
        assert (code, told) == (0, "")
        assert Image.open(out).width >= 900

    def test_picture_shows_the_verdict_of_the_warehouse(self, demo: Demo) -> None:
        from flows.evidence.show_source import find_subject
        from nianbao.settings import load_settings

        query = (
            "SELECT r.report_id, list(f.verdict ORDER BY t.position, f.cell_no) FROM raw.readings r JOIN raw.figures f USING"
            " (reading_key) JOIN raw.reading_tables t USING (reading_key, table_code) WHERE r.report_id IS NOT NULL"
            " GROUP BY r.reading_id, r.report_id ORDER BY r.reading_id LIMIT 1"
        )
        report_id, verdicts = self.row(demo, query)
        subject = find_subject([report_id], load_settings(data_dir=demo.data_dir))
        assert [str(figure.verdict) for figure in subject.report.figures] == list(verdicts)
