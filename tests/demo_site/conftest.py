"""One generated site for all tests of this folder; they only read it."""

from __future__ import annotations

import pytest

from flows.demo_site import DemoPlan, build_demo


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> DemoPlan:
    return build_demo(tmp_path_factory.mktemp("demo"))
