"""The press without MkDocs: in, the Markdown of all pages; out, finished HTML, made by Zensical.

Zensical reads `mkdocs.yml` and the same overrides. It is another program with a folder of its own:
pages go in as links to the same files, and what it made is moved out. It makes all pages each time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.site_settings import Settings
from mingzhang.common.standing import Standing
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.site import page_frame

PROJECT = "mkdocs.yml"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OWN_FAULT = "Traceback (most recent call last)"
"""How it ends when it has told what is wrong with the pages."""
_DOWNLOAD = re.compile(r'(?<=\.md)(?=" download)')
_GUARDED = " "
_UNGUARDED = ('.md " download', '.md" download')
"""A link to a file `.md` is to Zensical one to a page, also in HTML, unless a space follows."""


def require() -> None:
    """Raise UserError where Zensical is not installed."""
    if find_spec("zensical") is None:
        remedy = "请安装：pip install 'mingzhang[zensical]'；或不写 --builder，用 MkDocs"
        raise UserError("zensical", "没有装 Zensical，不能用它排版", remedy)


def press(
    paths: Paths, site: Settings, _kept: Kept = NOTHING_KEPT, _standing: Standing | None = None
) -> None:
    """Make HTML in `paths.site` of the Markdown in `paths.docs`.

    Raises UserError when Zensical is not installed or does not finish, for example at a broken
    link.
    """
    require()
    with tempfile.TemporaryDirectory(prefix=".press-", dir=paths.docs.parent) as folder:
        project = Path(folder)
        shutil.copytree(paths.docs, project / "docs", copy_function=_hand_in)
        (project / PROJECT).write_text(json.dumps(_settings(paths, site)), encoding="utf-8")
        _run(project / PROJECT, paths.mkdocs)
        shutil.copytree(project / "site", paths.site, dirs_exist_ok=True, copy_function=_take_out)


def _hand_in(source: str, target: str) -> None:
    """Put a file of the docs into the project, its links to Markdown files guarded."""
    if not source.endswith(".md"):
        os.link(source, target)
        return
    text = Path(source).read_text(encoding="utf-8")
    Path(target).write_text(_DOWNLOAD.sub(_GUARDED, text), encoding="utf-8")


def _take_out(source: str, target: str) -> None:
    """Move a finished file into the site, its links as they were."""
    made = Path(source)
    if made.suffix == ".html":
        made.write_text(made.read_text(encoding="utf-8").replace(*_UNGUARDED), encoding="utf-8")
    made.replace(target)


def _settings(paths: Paths, site: Settings) -> dict[str, Any]:
    """Say what differs from `mkdocs.yml`."""
    return {
        "INHERIT": str(paths.mkdocs.resolve()),
        "docs_dir": "docs",
        "site_dir": "site",
        "site_name": site.title,
        "site_url": site.address or None,
        "site_description": site.described,
        "theme": {
            # The theme's own look of MkDocs Material; the new one has other classes.
            "variant": "classic",
            "custom_dir": str((paths.site_src / "overrides").resolve()),
        },
        "extra": page_frame.shown(paths, site),
        "extra_css": page_frame.stylesheets(paths.docs),
    }


def _run(settings: Path, shown_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(settings)],
        cwd=settings.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = _COLOUR.sub("", done.stderr).split(_OWN_FAULT)[0].strip() or done.stderr
        raise UserError(shown_path, f"Zensical 没有完成：{said}", "请改正上面列出的页面")
