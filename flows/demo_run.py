"""Two nights of the demonstration, one after the other, and the summary at the end."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.prefect_home import end_orphaned_server
from nianbao.errors import SettingsError
from nianbao.folders import usable_folder
from nianbao.settings import Settings, load_settings
from warehouse.lock import require_free, write_lock

if TYPE_CHECKING:
    from rich.console import Console

    from flows.demo_site import DemoPlan
    from flows.stages.finish import RunResult

MARK = ".nianbao-demo"
LOCK_FOLDER = "demo"
"""Its lock is held from the first page to the last line; that of the warehouse only while a night runs."""

MEND = "give another folder with --out"
SITE_ID = "demo"
SITE_FILE = """site_id: {site_id}
organ: {place}人民政府
region_name: {place}
level: county
entry_urls:
  - {entry_url}
"""
QUERIES_TO_TRY = ("requests_by_organ", "disclosure_rate", "reports_to_look_at")


def prepare_folder(out: Path) -> dict[str, Any]:
    """Empty the demonstration's folder (or make it); returns the settings of a demonstration.

    Raises SettingsError for a folder that holds something else: nothing of a person's is ever deleted; WarehouseError
    for the folder of a demonstration that is under way.
    """
    usable_folder(out, MEND)
    if any(out.iterdir()) and not (out / MARK).is_file():
        raise SettingsError(str(out), "holds files that are not of a demonstration", MEND)
    require_free(out / LOCK_FOLDER)
    require_free(out)
    end_orphaned_server(load_settings(data_dir=out))  # what names it is deleted here
    try:
        shutil.rmtree(out)
    except OSError as error:
        raise SettingsError(str(out), f"cannot be emptied: {error}", MEND) from error
    usable_folder(out, MEND)
    (out / MARK).write_text("Made by 'nianbao demo'; the next demonstration empties this folder.\n", encoding="utf-8")
    return {"data_dir": str(out), "allow_loopback": True, "request_delay_seconds": 0.0, "visit_all": True}


def write_registry(folder: Path, plan: DemoPlan, entry_url: str) -> Path:
    """The registry of the demonstration: one site file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = SITE_FILE.format(site_id=SITE_ID, place=plan.place, entry_url=entry_url)
    (folder / f"{SITE_ID}.yaml").write_text(text, encoding="utf-8")
    return folder


def run_demo(settings: Settings, overrides: dict[str, Any], *, is_kept_serving: bool) -> None:
    """Build and serve the site, run the flow on two nights, print what came of it."""
    from flows.commands.run import run_nightly
    from flows.console import stdout_console
    from flows.demo_site import DemoServer, build_demo

    console = stdout_console()
    started = time.monotonic()
    with (
        write_lock(settings.data_dir / LOCK_FOLDER),
        tempfile.TemporaryDirectory(prefix="nianbao-demo-") as temporary,
    ):
        plan = build_demo(Path(temporary) / "web")
        with DemoServer(plan.folder) as server:
            console.print(
                f"Serving {len(plan.reports)} reports of {len({one.organ for one in plan.reports})} organs of the invented "
                f"{plan.place} at {server.entry_url}"
            )
            registry = write_registry(Path(temporary) / "registry", plan, server.entry_url)
            overrides = {**overrides, "registry_dir": str(registry)}
            nights: list[RunResult] = []
            for night in (1, 2):
                server.set_night(night)
                console.print(f"Night {night}: discover → fetch → extract → load → audit → publish → report …")
                nights.append(run_nightly(None, overrides))
            show_demo(nights, time.monotonic() - started, settings, console)
            if is_kept_serving:
                _serve_until_interrupt(server.entry_url, console)


def show_demo(nights: list[RunResult], seconds: float, settings: Settings, console: Console) -> None:
    """The summary at the end of a demonstration."""
    from rich.rule import Rule

    from flows.summary import changes_since, show_changes, show_findings, show_places, show_summary

    first, second = nights
    console.print()
    console.print(Rule("Night one", align="left"))
    show_summary(first, console)
    console.print(Rule("Night two", align="left"))
    show_summary(second, console)
    changes = changes_since(second.published, second.record.started_at)
    reports = len({change.where for change in changes})
    console.print(f"re-published with other numbers: {reports} report{'' if reports == 1 else 's'}", style="bold")
    show_changes(changes, console)
    console.print(Rule("What the audit says of the printed figures", align="left"))
    show_findings(second, console)
    console.print(Rule(f"Done in {seconds:.0f} s", align="left"))
    show_places(second, console)
    _show_queries(settings, console)


def _show_queries(settings: Settings, console: Console) -> None:
    from rich.text import Text

    from flows.analyst.worked_queries import worked_queries

    queries = worked_queries()
    command = f"{_program()} --data-dir {shlex.quote(str(settings.data_dir))}"
    console.print("\nThree queries to try:", style="bold")
    for name in QUERIES_TO_TRY:
        console.print(Text(f"  {queries[name].question_zh}\n  {queries[name].question_en}", style="dim"))
        console.print(Text(f"  {command} sql {name}", style="cyan"))


def _program() -> str:
    """How this program is called from here, so that a printed line can be pasted."""
    if shutil.which("nianbao") is not None:
        return "nianbao"
    called = Path(sys.argv[0])
    return shlex.quote(str(called)) if called.name == "nianbao" else ".venv/bin/nianbao"


def _serve_until_interrupt(url: str, console: Console) -> None:
    console.print(f"\nThe site stays at {url} until Ctrl-C.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.print("stopped")
