"""Built sites for the tests, each built once for a run: in, nothing; out, folders of HTML.

`sample_site` comes from the hand-written packages, `real_site` from the content of the project.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import site_packages
from mingzhang import pipeline
from mingzhang.common.progress import Silent
from mingzhang.paths import Paths

ROOT = Path(__file__).resolve().parent.parent


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
    folder = _folder()
    site_packages.write(folder / "datapackages", site_packages.sample())
    return _build(folder)


@cache
def real_site() -> Built:
    """Build the site of the project's own content, through all stages."""
    folder = _folder()
    (folder / "datapackages").mkdir()
    paths = replace(Paths(ROOT), datapackages=folder / "datapackages")
    work = pipeline.check_all(pipeline.parse_all(paths, Silent()), Silent())
    pipeline.write_packages(work, paths, Silent())
    return _build(folder)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-site-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _build(folder: Path) -> Built:
    paths = Paths(
        ROOT, datapackages=folder / "datapackages", docs=folder / "docs", site=folder / "site"
    )
    pages = pipeline.make_site(paths, Silent())
    return Built(paths.datapackages, paths.docs, paths.site, pages)
