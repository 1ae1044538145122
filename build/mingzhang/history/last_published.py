"""What was published before: in, the root of a clone; out, the folder with the packages committed.

In a clone under git that is the state of the last commit, so that any number of builds between two
commits tell one change; elsewhere it is what the last build left.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def published_before(root: Path, name: str = "datapackages") -> Iterator[Path | None]:
    """Give the folder of packages to compare with, or None when nothing was published yet."""
    folder = root / name
    if _git(root, "rev-parse", "--is-inside-work-tree") != b"true\n":
        yield folder if folder.is_dir() else None
    elif not _git(root, "ls-tree", "HEAD", "--", name):
        yield None
    elif _git(root, "status", "--porcelain", "--untracked-files=all", "--", name) == b"":
        yield folder
    else:
        with tempfile.TemporaryDirectory(prefix="mingzhang-history-") as place:
            archive = _git(root, "archive", "--format=tar", "HEAD", "--", name)
            with tarfile.open(fileobj=io.BytesIO(archive or b"")) as packed:
                packed.extractall(place, filter="data")
            yield Path(place) / name


def _git(root: Path, *words: str) -> bytes | None:
    """Run git and return what it prints, or None when there is no git or it refuses."""
    command = ["git", "-C", str(root), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
