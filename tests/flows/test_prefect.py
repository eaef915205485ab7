"""What Prefect does for the flow: the cron time, retries of what failed and nothing else, and no server to set up."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from extractors.sites.model import Fetched
from flows.console import Progresses
from flows.context import Run
from flows.reading.items import Item, item_id_of
from flows.records import RunLog
from nianbao.settings import load_settings
from tests.conftest import REPOSITORY
from tests.flows.conftest import Demo

pytestmark = pytest.mark.xdist_group("demo")


class FailingOnce:
    """A fetcher whose second address gives no answer the first time it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.requests = 0

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        self.asked[url] += 1
        now = datetime.now(UTC)
        if url.endswith("2.html") and self.asked[url] == 1:
            return Fetched(
                url, url, 0, {}, b"", now, "failed", f"{url}: no answer within 30 s; the next run asks again"
            )
        return Fetched(url, url, 200, {"content-type": "text/html"}, b"<html><body>text</body></html>", now, "fetched")


def test_retry_asks_only_for_what_failed(prefect_api: str, tmp_path: Path) -> None:
    from prefect import flow

    from flows.nightly import Batch, fetch_task

    urls = [f"http://site.example/{number}.html" for number in (1, 2, 3)]
    items = [Item(item_id_of("s", url), "s", url, "县教育局2023年政府信息公开工作年度报告", "") for url in urls]
    run = Run(load_settings(data_dir=tmp_path), "nightly", Progresses(is_shown=False))
    fetcher, batch = FailingOnce(), Batch(items)

    @flow(name="retry-of-a-batch")
    def fetch_the_batch() -> None:
        fetch_task.with_options(retry_delay_seconds=0)(run, batch, fetcher, lambda done=1: None)  # type: ignore[call-overload]

    fetch_the_batch()
    assert fetcher.asked == {urls[0]: 1, urls[1]: 2, urls[2]: 1}
    assert [batch.fetched[item.item_id].outcome for item in items] == ["new", "new", "new"]


def test_task_outside_of_a_run_does_not_ask_for_a_retry() -> None:
    from flows.nightly import may_try_again

    assert may_try_again() is False


def test_deployment_runs_the_flow_at_half_past_two_in_china() -> None:
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.utilities.importtools import import_object

    described = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))
    (deployment,) = (one for one in described["deployments"] if one["name"] == "nightly")
    path, _, name = deployment["entrypoint"].partition(":")
    assert (REPOSITORY / path).is_file()
    assert import_object(f"{path.removesuffix('.py').replace('/', '.')}.{name}").name == "nightly"
    (schedule,) = deployment["schedules"]
    cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])

    from prefect.server.schemas.schedules import CronSchedule as ServerSchedule

    start = datetime(2025, 1, 31, 12, 0, tzinfo=UTC)
    dates = asyncio.run(ServerSchedule(cron=cron.cron, timezone=cron.timezone).get_dates(n=2, start=start))
    local = [date.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M") for date in dates]
    assert local == ["2025-02-01 02:30", "2025-02-02 02:30"]


def test_run_needs_no_server(demo: Demo) -> None:
    """The command on its own, without PREFECT_API_URL, on a night when nothing changed."""
    demo.server.set_night(2)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"NIANBAO_ALLOW_LOOPBACK": "1", "NIANBAO_REQUEST_DELAY_SECONDS": "0", "NIANBAO_LOG_LEVEL": "WARNING"}
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "--data-dir",
        str(demo.data_dir),
        "run",
        "--registry",
        str(demo.registry),
    ]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert "unchanged: nothing changed; the published file stays as it is" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert (demo.data_dir / "prefect" / "prefect.db").is_file()
    assert RunLog(demo.data_dir).all()[-1].outcome == "unchanged"
