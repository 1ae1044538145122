"""Shared by all tests: where the project lies, and which tests may not be skipped."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from mingzhang.common import workers
from mingzhang.read import pdf, pdf_child, pdf_ocr
from site_visit import address, pages, visit

__all__ = ["address", "pages", "visit"]

# A busy machine is no failure: how long an example takes is told by the benchmarks. The examples
# are the same on every run, so that a push fails only for what it changed: `fuzz` seeks new ones.
hypothesis.settings.register_profile("mingzhang", deadline=None, derandomize=True)
hypothesis.settings.load_profile("mingzhang")

ROOT = Path(__file__).resolve().parent.parent
BUILDS = (
    "add", "adding", "bootstrap", "by", "cards", "check_planted", "citation", "cli", "cluster",
    "datasette", "deploy", "doctor", "examples", "export", "figures", "flow", "folder", "fork",
    "front", "fuzz", "headline", "history", "keep", "kept", "offline", "offhost", "opening",
    "package", "pipeline", "property", "read_pdf_child", "read_pdf_ocr", "readme", "registered",
    "reproducible", "reshaping", "rewording", "search_parts", "site", "starter", "tables_planted",
    "templates", "upgrade", "web", "workbooks",
)  # fmt: skip
"""Test modules, by how their names go on behind `test_`: they build packages or sites, start
programs, or take whole disclosures through the stages again and again."""
SLOWEST = (
    "site_browser_kinds", "fork", "kept", "web_only", "bootstrap", "site_search", "site_data",
    "read_pdf_ocr", "site_arrival", "by_body", "site_terms", "folder_swap", "adding",
    "vocab_layers", "check_texts", "vocab", "check_english",
)  # fmt: skip
"""Test modules that are begun first, before their layers: more than a tenth of a worker's time."""
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Chromium as root on a machine without a screen; it asks nobody but the page's own server."""


def pytest_configure(config: pytest.Config) -> None:
    """Give the workers of a run one folder for what they share."""
    if not hasattr(config, "workerinput"):
        os.environ["MINGZHANG_TEST_FOLDER"] = tempfile.mkdtemp(prefix="mingzhang-tests-")
    # Thousands of tests stay until the end: looking among them for garbage is a fifth of the time.
    gc.disable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no modules of other layers when only the unit layer is asked for: that takes long."""
    is_left_out = config.option.markexpr == "unit" and is_of_builds(collection_path)
    return True if is_left_out else None


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, and no longer among the tests."""
    gc.freeze()
    gc.enable()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Start three workers for two cores: a third of their time goes by waiting for browsers.

    Unit tests wait for nothing, and each worker collects the tests and reads the vocabularies.
    """
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return max(1, cores if config.option.markexpr == "unit" else cores + cores // 2)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the shared folder away when the last worker is done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["MINGZHANG_TEST_FOLDER"], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its layer, and put the slowest modules first, then those of slow layers."""
    slowest = {f"test_{name}": place for place, name in enumerate(SLOWEST)}
    for item in items:
        layer = _layer(item)
        item.add_marker(layer)
        rank = len(SLOWEST) + ("browser", "build", "unit").index(layer)
        slowest[item.path.stem] = min(rank, slowest.get(item.path.stem, rank))
    items.sort(key=lambda item: slowest[item.path.stem])


def _layer(item: pytest.Item) -> str:
    # Whoever asks for a browser is of its layer, even where the mark was forgotten.
    if item.get_closest_marker("browser") or "chromium" in getattr(item, "fixturenames", ()):
        return "browser"
    if item.get_closest_marker("build"):
        return "build"
    return "build" if is_of_builds(item.path) or item.get_closest_marker("slow") else "unit"


@cache
def is_of_builds(module: Path) -> bool:
    name = f"{module.stem.removeprefix('test_')}_"
    return name.startswith(tuple(f"{begins}_" for begins in BUILDS))


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The root folder of the project."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def one_process() -> Iterator[None]:
    """Builds use no processes of their own: starting them takes seconds, and the cores are busy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers, "count", lambda: 1)
        yield


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of work in several processes."""
    monkeypatch.setattr(workers, "count", lambda: 2)


@pytest.fixture
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of pages are not read, whatever is installed: its models take seconds to load."""
    monkeypatch.setattr(pdf_ocr, "available", lambda: False)
    monkeypatch.setattr(pdf_child, "read", pdf.read_here)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small clone to break: its own content, the rest linked to the project's."""
    root = tmp_path / "clone"
    root.mkdir()
    shutil.copytree(ROOT / "content", root / "content")
    for name in ("site_src", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    return root


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome; tests that need it are skipped where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("MINGZHANG_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not found:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A headless Chromium for Playwright, one for each worker."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield opened
        opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Make a skipped browser test a failure where a browser is required (on CI)."""
    report = yield
    required = os.environ.get("MINGZHANG_REQUIRE_BROWSER") == "1"
    if required and report.skipped and item.get_closest_marker("browser"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"MINGZHANG_REQUIRE_BROWSER=1, yet this test was skipped: {reason}"
    return report
