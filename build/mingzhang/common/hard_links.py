"""Second names of files: in, a file and a free name; out, the same bytes once on disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """Give a file a second name, which must be free; copy it where the disk has no such names."""
    folder = Path(target).parent
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
