"""The demonstration site visited on three nights, once for all tests of a process, under one Prefect test server."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.demo_site import DemoPlan, DemoServer, build_demo
from flows.prefect_home import prepare_prefect
from nianbao.settings import load_settings
from tests.flows.small import REPORTS_OF_AN_ORGAN, SITES, Small, only_findings
from tests.local_government.government import build_government
from tests.local_government.server import serve

if TYPE_CHECKING:
    from flows.stages.finish import RunResult

SERVER_START_SECONDS = 180

# A browser for each report with a finding would cost more than all else a night does; the first night of the
# demonstration draws its pictures, and the tests of a night look at those.
os.environ.setdefault("NIANBAO_CROPS_PER_RUN", "0")


@dataclass(frozen=True)
class Night:
    """One night: what the run returned, the published file after it, and what the site was asked for."""

    result: RunResult
    published: Path
    statuses: Mapping[int, int]
    requests: Mapping[str, int]


@dataclass(frozen=True)
class Demo:
    """The site, its server (still up), the folder of its registry, and the nights that were run into ``data_dir``."""

    plan: DemoPlan
    server: DemoServer
    registry: Path
    data_dir: Path
    nights: tuple[Night, Night, Night]

    def overrides(self, data_dir: Path) -> dict[str, Any]:
        return overrides_for(data_dir, self.registry)


def overrides_for(data_dir: Path, registry: Path) -> dict[str, Any]:
    return {
        "data_dir": str(data_dir),
        "registry_dir": str(registry),
        "allow_loopback": True,
        "request_delay_seconds": 0.0,
        "batch_size": 20,
        "visit_all": True,
    }


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of one Prefect server for all tests of this process; subprocesses find it by PREFECT_API_URL."""
    data_dir = tmp_path_factory.mktemp("prefect")
    before = dict(os.environ)
    prepare_prefect(load_settings(data_dir=data_dir))

    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=SERVER_START_SECONDS):
        url = PREFECT_API_URL.value()
        assert url is not None
        os.environ["PREFECT_API_URL"] = url
        yield url
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def demo(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Night one, night two (a re-publication), night three (nothing changed); one Great Expectations and its pages."""
    from flows.demo_run import write_registry
    from flows.nightly import nightly

    folder = tmp_path_factory.mktemp("demo")
    plan = build_demo(folder / "web")
    with DemoServer(plan.folder) as server:
        registry = write_registry(folder / "registry", plan, server.entry_url)
        nights = []
        for number in (1, 2, 3):
            server.set_night(1 if number == 1 else 2)
            server.reset_counts()
            pictures = {"crops_per_run": 50} if number == 1 and shutil.which("chromium") else {}
            with nullcontext() if number == 1 else only_findings():
                result = nightly(overrides=overrides_for(folder / "data", registry) | pictures)
            copy = folder / f"night{number}.duckdb"
            shutil.copyfile(result.published, copy)
            nights.append(Night(result, copy, Counter(server.statuses), Counter(server.requests)))
        yield Demo(plan, server, registry, folder / "data", (nights[0], nights[1], nights[2]))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A government of one site, up for all tests of a process that take it; they leave it as it is on its first night."""
    government = build_government(SITES, most_reports=REPORTS_OF_AN_ORGAN)
    with serve(*government.hosts):
        government.begin_night(1)
        yield Small(government, government.write_registry(tmp_path_factory.mktemp("registry")))


@pytest.fixture(scope="session")
def undisturbed(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one whole night: Great Expectations, Data Docs, pages and all. Nobody writes into it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert small.night(folder).record.outcome == "published"
    return folder


@pytest.fixture
def folder(undisturbed: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be damaged."""
    shutil.copytree(undisturbed, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def quick_nights() -> Iterator[None]:
    """Nights of this process measure and store findings, without Great Expectations and without pages."""
    with only_findings():
        yield
