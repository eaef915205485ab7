"""``make bench-nightly``: documents per second, speed-up, where the time goes, and what a quiet night asks for."""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.demo_site import fill_report, render_html, render_pdf
from flows.records import STAGES
from nianbao import __version__
from tests.conftest import REPOSITORY
from tests.local_government.model import Reply, Routes, fixed
from tests.local_government.server import Host, serve

RESULT = REPOSITORY / "tests" / "benchmarks" / "results" / "nightly.md"
HOSTS = 20
FORMS = 40
"""Different reports that are drawn; each stands under many organs, by its name and year replaced."""

PDF_SHARE = 10
"""One report in so many is a PDF."""

ROWS_OF_A_PAGE = 50
YEARS = range(2021, 2025)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: wall and processor seconds (children included), seconds of each stage, requests, what it read."""

    name: str
    workers: int
    seconds: float
    cpu_seconds: float
    stages: dict[str, float]
    requests: int
    read: int
    figures: int


def main() -> int:
    """Measure and print; 0 when every report was read."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.nightly", description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--write", type=Path, default=None, metavar="FILE", nargs="?", const=RESULT)
    chosen = parser.parse_args()
    hosts, registry_text = build_hosts(chosen.reports)
    runs: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="nianbao-nightly-") as temporary, serve(*hosts):
        folder = Path(temporary)
        registry = folder / "registry"
        registry.mkdir()
        for host, text in zip(hosts, registry_text, strict=True):
            name = text.splitlines()[0].partition(": ")[2]
            (registry / f"{name}.yaml").write_text(text.replace("HOST", host.url), encoding="utf-8")
        for workers in chosen.workers:
            data = folder / f"data{workers}"
            runs.append(_measured(f"all new, {workers} reading", workers, data, registry, hosts))
            if workers == chosen.workers[-1]:
                runs.append(_measured("the next night, nothing new", workers, data, registry, hosts))
    text = markdown(runs, chosen.reports)
    print(text)
    if chosen.write is not None:
        chosen.write.parent.mkdir(parents=True, exist_ok=True)
        chosen.write.write_text(text, encoding="utf-8")
    return 0 if all(run.read == chosen.reports for run in runs if "new, " in run.name) else 1


def build_hosts(reports: int) -> tuple[list[Host], list[str]]:
    """Hosts with their lists and pages, and the registry entry of each (its address to be filled in)."""
    forms = [fill_report(f"示例县第{number:03d}局", YEARS[number % len(YEARS)], seed=number) for number in range(FORMS)]
    bodies = [render_html(form, style="plain") for form in forms]
    papers = [render_pdf(form) for form in forms[:4]]
    hosts, entries = [], []
    for place in range(HOSTS):
        mine = range(place, reports, HOSTS)
        routes: Routes = {}
        rows = []
        for number in mine:
            form = forms[number % FORMS]
            organ = f"示例县第{number:05d}局"
            title = form.title.replace(form.organ, organ)
            page = bodies[number % FORMS].replace(form.organ.encode(), organ.encode())
            path = f"/xxgk/{number}.html"
            if number % PDF_SHARE == 0:
                paper, drawn = papers[(number // PDF_SHARE) % len(papers)], forms[(number // PDF_SHARE) % len(papers)]
                title = drawn.title.replace(drawn.organ, organ)
                path = f"/xxgk/{number}.pdf"
                # a comment behind the end of a PDF makes the bytes another document
                routes[path] = fixed(Reply(paper + f"\n%{number}".encode(), "application/pdf"))
            else:
                routes[path] = fixed(Reply(page))
            rows.append(f'<li><a href="{path}" title="{title}">{title}</a><span>2025-01-15</span></li>')
        routes |= _lists(rows)
        hosts.append(Host(f"127.0.{100 + place}.1", routes))
        entries.append(_entry(place))
    return hosts, entries


def _lists(rows: Sequence[str]) -> Routes:
    """The pages of a list, each leading to the next."""
    pages = [rows[start : start + ROWS_OF_A_PAGE] for start in range(0, len(rows), ROWS_OF_A_PAGE)] or [[]]
    routes: Routes = {}
    for number, some in enumerate(pages, start=1):
        following = f'<a href="/list{number + 1}.html">下一页</a>' if number < len(pages) else ""
        body = f"<html><head><meta charset='utf-8'></head><body><ul>{''.join(some)}</ul>{following}</body></html>"
        routes[f"/list{number}.html"] = fixed(Reply(body.encode()))
    return routes


def _entry(place: int) -> str:
    return (
        f"site_id: host{place:02d}\norgan: 示例县人民政府\nregion_name: 示例县\nlevel: county\n"
        "entry_urls:\n  - HOST/list1.html\nmany_organs: true\n"
    )


def _measured(name: str, workers: int, data: Path, registry: Path, hosts: Sequence[Host]) -> Measured:
    from flows.night import Plan, run_night
    from flows.stages.discover import choose_sites
    from nianbao.log import configure_logs
    from nianbao.settings import load_settings

    values: dict[str, Any] = {
        "data_dir": data,
        "registry_dir": registry,
        "allow_loopback": True,
        "request_delay_seconds": 0.0,
        "hosts_at_once": 8,
        "workers": workers,
        "host_requests": 1_000_000,
        "max_list_pages": 10_000,
        "visit_days_busy": 1,
        "visit_days_quiet": 1,
        "visit_days_idle": 1,
        "log_level": "ERROR",
    }
    settings = load_settings(**values)
    configure_logs(settings)
    for host in hosts:
        host.reset()
    cpu, began = _cpu_seconds(), time.perf_counter()
    is_again = (data / "nianbao.duckdb").is_file()
    result = run_night(settings, Plan(tuple(choose_sites(settings, None)), is_everything=is_again))
    seconds = time.perf_counter() - began
    return Measured(
        name,
        workers,
        seconds,
        _cpu_seconds() - cpu,
        {one.stage: one.seconds for one in result.record.stages},
        sum(len(host.asked) for host in hosts),
        result.record.count("extract", "read") + result.record.count("extract", "partial"),
        result.record.count("extract", "figures"),
    )


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def markdown(runs: Sequence[Measured], reports: int) -> str:
    """The table: a column for each run."""
    new = [run for run in runs if run.read]
    names = [stage for stage in STAGES if any(stage in run.stages for run in runs)]
    lines = [
        "# A night of many new reports",
        "",
        f"Written by `python -m tests.benchmarks.nightly --reports {reports} --write` with nianbao {__version__}, Python "
        f"{platform.python_version()}, on {datetime.now(UTC):%Y-%m-%d}. {reports:,} reports on {HOSTS} hosts of this machine, "
        f"one in {PDF_SHARE} a PDF, politeness off; the hosts are served by the same process. Processor seconds are those of "
        f"the run with its hosts; those of the reading processes are known only where the system tells.",
        "",
        f"| | {' | '.join(run.name for run in runs)} |",
        f"|---|{'---:|' * len(runs)}",
        f"| seconds | {' | '.join(f'{run.seconds:.0f}' for run in runs)} |",
        f"| processor seconds | {' | '.join(f'{run.cpu_seconds:.0f}' for run in runs)} |",
        f"| requests | {' | '.join(f'{run.requests:,}' for run in runs)} |",
        f"| documents read | {' | '.join(f'{run.read:,}' for run in runs)} |",
        f"| figures | {' | '.join(f'{run.figures:,}' for run in runs)} |",
        f"| documents a second, whole night | {' | '.join(_rate(run.read, run.seconds) for run in runs)} |",
        f"| documents a second, reading alone | "
        f"{' | '.join(_rate(run.read, run.stages.get('extract', 0.0)) for run in runs)} |",
        *(
            f"| of these seconds: {name} | {' | '.join(_share(run.stages.get(name), run.seconds) for run in runs)} |"
            for name in names
        ),
        "",
    ]
    if len(new) > 1:
        whole = new[0].seconds / new[-1].seconds
        reading = new[0].stages["extract"] / new[-1].stages["extract"]
        lines += [
            f"Speed-up from {new[0].workers} to {new[-1].workers} reading processes: {whole:.2f} for the whole night, "
            f"{reading:.2f} for reading.",
            "",
        ]
    return "\n".join(lines)


def _rate(read: int, seconds: float) -> str:
    return f"{read / seconds:.1f}" if read and seconds else "–"


def _share(seconds: float | None, whole: float) -> str:
    return "–" if seconds is None else f"{seconds:.1f} ({seconds / whole:.0%})"


if __name__ == "__main__":
    sys.exit(main())
