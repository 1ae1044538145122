"""Built sites for the tests, each built once for a run: in, nothing; out, folders of HTML.

`sample_site` comes from the hand-written packages, `real_site` from the content of the project.
Workers of one run share them: whoever comes first builds, the others wait at a lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import site_packages
from mingzhang import pipeline
from mingzhang.common import kept
from mingzhang.common.kept import Kept
from mingzhang.common.progress import Silent
from mingzhang.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
SHARED = "MINGZHANG_TEST_FOLDER"
"""The variable that names the folder of a run; conftest makes it and takes it away."""


KEPT = Kept(Paths(ROOT).cache, kept.of_files(Paths(ROOT).vocab))
"""What the project's own build kept is used again: on CI one ran just before the tests."""


@dataclass(frozen=True)
class Built:
    """One site with what it was made of."""

    packages: Path
    docs: Path
    html: Path
    pages: int


@cache
def sample_site() -> Built:
    """Build the site of the hand-written packages, hostile text and all."""
    return _shared("sample", lambda packages: site_packages.write(packages, site_packages.sample()))


@cache
def real_site() -> Built:
    """Build the site of the project's own content, through all stages."""
    return _shared("real", _write_real_packages)


def _write_real_packages(packages: Path) -> None:
    packages.mkdir()
    paths = replace(Paths(ROOT), datapackages=packages)
    work = pipeline.check_all(pipeline.parse_all(paths, Silent()), Silent())
    pipeline.write_packages(work, paths, Silent())


def _shared(name: str, write_packages: Callable[[Path], object]) -> Built:
    folder = Path(os.environ[SHARED]) / name
    folder.mkdir(exist_ok=True)
    paths = Paths(
        ROOT, datapackages=folder / "datapackages", docs=folder / "docs", site=folder / "site"
    )
    counted = folder / "pages"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not counted.exists():
            write_packages(paths.datapackages)
            counted.write_text(str(pipeline.make_site(paths, Silent(), KEPT)), encoding="utf-8")
    return Built(paths.datapackages, paths.docs, paths.site, int(counted.read_text("utf-8")))
