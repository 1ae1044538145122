"""Is a build the same everywhere: in, a project; out, the published files that differ.

It is built twice from nothing, in two places, with another time zone, locale, hash seed and umask.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import mingzhang
from mingzhang.model import UserError
from mingzhang.paths import Paths

MACHINES = (
    ("one", {"TZ": "UTC-14", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}, 0o022),
    ("the/other", {"TZ": "UTC+11", "LC_ALL": "C", "PYTHONHASHSEED": "2"}, 0o077),
)
"""Where it is built, what the environment says there, and which file modes new files lose."""


def differences(paths: Paths) -> list[str]:
    """Build copies of a project and list the published files that are not the same in both.

    The project itself stays as it is. Raises UserError when a copy cannot be built.
    """
    with tempfile.TemporaryDirectory(prefix="mingzhang-verify-") as folder:
        made = []
        for name, environment, umask in MACHINES:
            place = Paths(Path(folder, name))
            copy(paths, place)
            build(place, environment, umask)
            made.append(dict(published(place)))
    first, other = made
    return sorted(
        name for name in first.keys() | other.keys() if first.get(name) != other.get(name)
    )


def copy(paths: Paths, place: Paths) -> None:
    """Copy what a build needs, and what it compares itself with."""
    shutil.copytree(paths.content, place.content)
    shutil.copytree(paths.site_src, place.root / "site_src")
    shutil.copy(paths.mkdocs, place.root)
    if paths.datapackages.is_dir():  # the change log compares with what was published
        shutil.copytree(paths.datapackages, place.datapackages)


def build(place: Paths, environment: dict[str, str], umask: int) -> None:
    """Build a project from nothing, in a process of its own."""
    code = str(Path(mingzhang.__file__).resolve().parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "mingzhang", "build", "--fresh", "-q", "--root", str(place.root)],
        env={**os.environ, **environment, "PYTHONPATH": code, "PYTHONUTF8": "1"},
        umask=umask if os.name == "posix" else -1,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        problem = f"复制到别处做不出来：{done.stderr.strip()}"
        raise UserError(place.root, problem, "请先改正，用 mingzhang build 做出来，再核对")


def published(place: Paths) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Give each published file its mode and its bytes."""
    for folder in (place.datapackages, place.site):
        for path in folder.rglob("*"):
            if path.is_file():
                name = path.relative_to(place.root).as_posix()
                yield name, (path.stat().st_mode, path.read_bytes())
