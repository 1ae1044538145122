"""Rebuilds while a person edits: in, the folders that a site is made from; out, a build each time.

Looking at the clock of each file once a second works alike on all systems and on network drives.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mingzhang import pipeline
from mingzhang.common.os_errors import told as told_os_error
from mingzhang.common.progress import Silent
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import Paths

Clocks = Mapping[Path, tuple[int, int]]
"""When each file was written, and its size."""
SECONDS = 1.0


def clocks(folders: Iterable[Path]) -> Clocks:
    """Look at all files that a person may edit; editors' hidden files are none."""
    stamps: dict[Path, tuple[int, int]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                if path.is_file() and not path.name.startswith((".", "~$")):
                    known = path.stat()
                    stamps[path] = known.st_mtime_ns, known.st_size
            except OSError:  # it was just taken away
                continue
    return stamps


def watch(
    paths: Paths,
    tell: Callable[[Iterable[str]], None],
    built: Callable[[], None],
    stopped: threading.Event,
    seconds: float = SECONDS,
) -> None:
    """Build whenever something was edited and a second went by without more; until stopped.

    What is wrong is told, and the site stays as it was; the next edit is tried again. `built` is
    called after each build that succeeded.
    """
    folders = [place for place in (paths.content, paths.site_src) if place.is_dir()]
    before = latest = clocks(folders)
    while not stopped.wait(seconds):
        now = clocks(folders)
        settled, latest = now == latest, now
        if now == before or not settled:
            continue
        # What the build itself writes (checksums), and edits in the meantime, make one more.
        before = now
        tell([rebuilt(paths)])
        built()


def rebuilt(paths: Paths) -> str:
    """Build what changed, and say what came of it."""
    try:
        done = pipeline.build(paths, Silent())
    except UserErrors as errors:
        return "\n".join(f"错误：{problem}" for problem in errors.errors)
    except UserError as error:
        return f"错误：{error}"
    except OSError as error:
        return f"错误：{told_os_error(error)}"
    return f"有改动，已重做：网页 {done.pages:,} 页，{done.seconds:.1f} 秒。请刷新浏览器"
