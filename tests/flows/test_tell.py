"""What a run leaves for the operator: a digest to his channels when a person is needed, and the numbers for monitoring."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs
from typer.testing import CliRunner

from extractors.document import Issue
from flows.cli import app
from flows.stages.steps import begin_run
from flows.tell.digest import MOST_NEWS, digest_of
from flows.tell.news import News
from nianbao.errors import AuditHeld, SettingsError
from nianbao.settings import load_settings
from warehouse.ops import CrawlRow, SiteState

runner = CliRunner()


class Hook(ThreadingHTTPServer):
    """A webhook on loopback that keeps what it is sent; ``status`` is its answer."""

    def __init__(self, status: int = 200) -> None:
        self.messages: list[dict[str, Any]] = []
        self.status = status
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/hook?:token=very-secret"


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        self.server.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def hook(status: int = 200) -> Iterator[Hook]:
    with Hook(status) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def crawled(site_id: str, found: int, state: SiteState = "ok", day: int = 1) -> CrawlRow:
    return CrawlRow(
        run_id="", site_id=site_id, visited_at=f"2026-03-{day:02}T02:30:00+00:00", state=state,
        message="503 from every page" if state == "failing" else "", lists=1, lists_incomplete=0, list_pages=2,
        items_found=found, items_kept_out=0, items_new=0, items_changed=0, items_unchanged=found, items_not_due=0,
        items_vanished=0, items_missing=0, refused=0, failed=0, requests=3, seconds=1.0, bytes=1000,
    )  # fmt: skip


def night(
    data_dir: Path, rows: list[CrawlRow], *issues: Issue, error: Exception | None = None, **settings: Any
) -> None:
    """A run that brought these rows and issues, and ended well or with ``error``."""
    with begin_run(load_settings(data_dir=data_dir, **settings), "nightly") as run:
        run.end_crawl([replace(row, run_id=run.run_id) for row in rows])
        for issue in issues:
            run.note(issue)
        if error is not None:
            raise error
        run.run_log.finish(run.record, "unchanged", "nothing changed")


def test_quiet_night_is_told_to_nobody_unless_every_run_is_wanted(tmp_path: Path) -> None:
    with hook() as channel:
        night(tmp_path, [crawled("guiyang", 12)], notify_urls=channel.url)
        assert channel.messages == []
        night(tmp_path, [crawled("guiyang", 12)], notify_urls=channel.url, notify_when="always")
        (message,) = channel.messages
    assert message["title"].endswith(": unchanged")
    assert "sites: 1 ok" in message["message"]


def test_failed_night_is_told_with_its_reason(tmp_path: Path) -> None:
    with hook() as channel:
        with pytest.raises(OSError, match="No space"):
            night(
                tmp_path, [], error=OSError("No space left on device"), notify_urls=channel.url, notify_when="trouble"
            )
        (message,) = channel.messages
    assert message["title"].endswith(": failed · 1 failed")
    assert message["message"].splitlines()[:2] == ["needs a person:", "- No space left on device"]
    assert message["type"] == "warning"


def test_held_publish_is_told(tmp_path: Path) -> None:
    with hook() as channel:
        with pytest.raises(AuditHeld):
            night(tmp_path, [], error=AuditHeld("nianbao.duckdb", "2 critical findings"), notify_urls=channel.url)
        (message,) = channel.messages
    assert (
        "nianbao.duckdb: 2 critical findings; the published file is that of the last good night" in message["message"]
    )


def test_refusing_and_recovered_hosts_are_told(tmp_path: Path) -> None:
    blocked = Issue("host_blocked", "warning", "www.a.example: refuses us (waf) since 2026-03-01")
    recovered = Issue("host_recovered", "info", "www.b.example: answers again")
    with hook() as channel:
        night(tmp_path, [], recovered, notify_urls=channel.url, notify_when="trouble")
        assert channel.messages == []
        night(tmp_path, [], recovered, notify_urls=channel.url)
        night(tmp_path, [], blocked, recovered, notify_urls=channel.url)
    mended, both = (message["message"].splitlines() for message in channel.messages)
    assert mended[:2] == ["mended:", "- www.b.example: answers again"]
    assert both[:2] == ["needs a person:", f"- {blocked.message}"]
    assert both[2:4] == ["mended:", f"- {recovered.message}"]


def test_list_that_lost_its_rows_is_told_once_and_a_small_loss_is_not(tmp_path: Path) -> None:
    night(tmp_path, [crawled("guiyang", 100), crawled("zunyi", 100), crawled("anshun", 4)])
    night(tmp_path, [crawled("guiyang", 0, "failing", 2)])
    with hook() as channel:
        rows = [crawled("guiyang", 79, day=3), crawled("zunyi", 81, day=3), crawled("anshun", 1, day=3)]
        night(tmp_path, rows, notify_urls=channel.url)
        night(tmp_path, rows, notify_urls=channel.url)
        (message,) = channel.messages
    assert "- guiyang: its lists show 79 rows, 100 on 2026-03-01" in message["message"]
    assert "zunyi" not in message["message"].partition("mended")[0].partition("unchanged")[0]


def test_site_that_stopped_answering_is_told_on_the_first_night_only(tmp_path: Path) -> None:
    night(tmp_path, [crawled("guiyang", 100)])
    with hook() as channel:
        for day in (2, 3):
            night(tmp_path, [crawled("guiyang", 0, "failing", day)], notify_urls=channel.url)
        (message,) = channel.messages
    assert "- guiyang: 503 from every page" in message["message"]


def test_killed_run_is_told_by_the_one_that_takes_it_up(tmp_path: Path) -> None:
    from flows.records import RunLog

    RunLog(tmp_path).begin("nightly", "1")
    with hook() as channel:
        night(tmp_path, [], notify_urls=channel.url)
        (message,) = channel.messages
    assert (
        "ended without a word during start (killed, or the machine stopped); this one took it up" in message["message"]
    )


def test_channel_that_fails_changes_nothing_and_its_key_is_not_logged(tmp_path: Path) -> None:
    with hook(500) as channel, capture_logs() as logs:
        night(tmp_path, [], notify_urls=f"{channel.url} nosuch://very-secret", notify_when="always")
    assert [entry["event"] for entry in logs if entry["log_level"] == "warning"] == [
        "notification channels that Apprise does not know",
        "a notification was not taken",
    ]
    assert "very-secret" not in repr(logs)


def test_digest_stays_short_however_much_went_wrong(tmp_path: Path) -> None:
    with begin_run(load_settings(data_dir=tmp_path), "nightly") as run:
        run.run_log.finish(run.record, "unchanged", "x" * 5_000)
        news = [News("host_blocked", f"{number}.example: refuses us") for number in range(300)]
        digest = digest_of(run.record, [], news)
    assert digest.subject.endswith("300 host blocked")
    assert f"- … and {300 - MOST_NEWS} more, see 'nianbao status'" in digest.text
    assert len(digest.text) < 2_000


def test_keys_may_not_stand_in_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nianbao.toml").write_text('notify_urls = "json://host/very-secret"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="set NIANBAO_NOTIFY_URLS") as caught:
        load_settings()
    assert "very-secret" not in str(caught.value)


def test_keys_are_not_shown_with_the_settings() -> None:
    assert "very-secret" not in repr(load_settings(notify_urls="json://host/very-secret"))


def test_metrics_file_has_the_numbers_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.prom"
    rows = [crawled("guiyang", 12), crawled("zunyi", 0, "blocked")]
    night(tmp_path / "data", rows, metrics_file=path)
    with pytest.raises(OSError):  # noqa: PT011
        night(tmp_path / "data", rows, error=OSError("gone"), metrics_file=path)
    values = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(path.read_text(encoding="utf-8"))
        for sample in family.samples
    }
    assert values["nianbao_run_outcome", "failed"] == 1
    assert values["nianbao_run_outcome", "unchanged"] == 0
    assert values["nianbao_sites", "ok"] == values["nianbao_sites", "blocked"] == 1
    assert 0 < values["nianbao_last_good_run_end_seconds",] <= values["nianbao_run_start_seconds",]


def test_metrics_that_cannot_be_written_change_nothing(tmp_path: Path) -> None:
    with capture_logs() as logs:
        night(tmp_path / "data", [], metrics_file=tmp_path / "absent" / "nianbao.prom")
    assert "no metrics written" in [entry["event"] for entry in logs]


def test_notify_sends_a_trial_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as channel:
        monkeypatch.setenv("NIANBAO_NOTIFY_URLS", channel.url)
        result = runner.invoke(app, ["notify"])
        assert result.exit_code == 0, result.output
        assert "1 of 1 channels took it: JSON" in result.output
        assert [message["title"] for message in channel.messages] == ["年报 nianbao: test"]
        monkeypatch.setenv("NIANBAO_NOTIFY_URLS", "nosuch://very-secret")
        refused = runner.invoke(app, ["notify"])
    assert refused.exit_code == 1
    assert "address 1 is none that Apprise knows" in refused.output
