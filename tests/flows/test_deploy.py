"""The files of docs/deploy and prefect.yaml fit the program: units are sound, paths exist, parameters are the flows' own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from nianbao.settings import Settings
from tests.conftest import REPOSITORY, require_tool

DEPLOY = REPOSITORY / "docs" / "deploy"


def deployments() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))[
        "deployments"
    ]
    return found


def test_there_is_a_deployment_for_each_kind_of_run() -> None:
    assert [one["name"] for one in deployments()] == [
        "nightly", "weekly-deep-sweep", "backfill", "reprocess", "publish-only",
    ]  # fmt: skip


@pytest.mark.parametrize("deployment", deployments(), ids=lambda one: one["name"])
def test_deployment_names_a_flow_and_only_parameters_that_it_takes(deployment: dict[str, Any]) -> None:
    from prefect import Flow
    from prefect.utilities.importtools import import_object

    path, _, name = deployment["entrypoint"].partition(":")
    flow = import_object(f"{path.removesuffix('.py').replace('/', '.')}.{name}")
    assert isinstance(flow, Flow)
    assert flow.validate_parameters(deployment["parameters"])
    assert deployment["parameters"].get("overrides", {}).keys() <= Settings.model_fields.keys()
    assert deployment["work_pool"] == {"name": "nianbao"}


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    analyze = require_tool("systemd-analyze")
    units = []
    for unit in sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]):
        text = unit.read_text(encoding="utf-8").replace("/opt/nianbao/.venv/bin/nianbao", shutil.which("true") or "")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
        units.append(str(tmp_path / unit.name))
    assert len(units) == 3
    ended = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, encoding="utf-8")
    assert (ended.returncode, ended.stderr.strip()) == (0, "")


def test_container_copies_what_is_there_and_every_package_of_the_program() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [source for line in re.findall(r"^COPY (.+) \S+$", text, re.M) for source in line.split()]
    assert all((REPOSITORY / source).exists() for source in copied)
    assert {"nianbao", "extractors", "flows", "expectations", "warehouse", "sql"} <= set(copied)
