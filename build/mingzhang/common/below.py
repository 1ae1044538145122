"""What lies below a folder: in, the folder; out, the paths of its files within it.

`Path.rglob` takes six times as long, and a site of 500 disclosures has 40,000 files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def files(folder: Path, ending: str = "") -> list[str]:
    """List the files below a folder in one order; links to folders are not followed.

    Paths are written with `/`; `ending`: only names that end so.
    """
    found = _found(os.fspath(folder), "") if folder.is_dir() else iter(())
    return sorted(path for path in found if path.endswith(ending))


def _found(folder: str, within: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _found(entry.path, f"{within}{entry.name}/")
            elif entry.is_file():
                yield within + entry.name
