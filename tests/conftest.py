"""What every test shares: the folder of real reports, and tools that may be absent on a small machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def skip_or_fail(reason: str) -> None:
    """Skip with the reason; where NIANBAO_REQUIRE_ALL=1 (as in CI) a skip is a failure."""
    if os.environ.get("NIANBAO_REQUIRE_ALL") == "1":
        pytest.fail(f"NIANBAO_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with real reports and reference data beside the repository; skips where it is absent."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "reports").is_dir():
        skip_or_fail("the folder ../shared with real reports is not here")
    return folder


def require_tool(*names: str) -> str:
    """Path of the first of these programs that is installed; skips (or fails) when none is."""
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    skip_or_fail(f"{' / '.join(names)} is not installed")
    raise AssertionError("unreachable")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of raw bytes by its argument: archives carry the time they were made, and two workers must agree."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium, driven by playwright."""
    from tests.expectations.browser import chromium

    with chromium(require_tool("chromium", "chromium-browser")) as started:
        yield started
