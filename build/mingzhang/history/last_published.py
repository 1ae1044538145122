"""What was published before: in, the root of a clone; out, the folder with the packages then.

In a clone under git that is the state of the last commit, so that any number of builds between two
commits tell one change; elsewhere it is what the last build left. A site that publishes its
packages apart from its code (`data_in` of site.yml) has them on a branch or in a ZIP.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from mingzhang.common.site_settings import BRANCH
from mingzhang.model import UserError

PACKAGES = "datapackages"
REMOTE = "origin"
_ABSENT, _NO_SUCH_BRANCH = 404, 2
_PATIENCE = 60


@contextmanager
def published_before(root: Path, data_in: str = "") -> Iterator[Path | None]:
    """Give the folder of packages to compare with, or None when nothing was published yet.

    `data_in`: where they are published, if not with the code. Raises UserError when that place
    cannot be reached: without it nobody knows what changed.
    """
    if data_in:
        with tempfile.TemporaryDirectory(prefix="mingzhang-history-") as place:
            yield _elsewhere(root, data_in, Path(place))
        return
    folder = root / PACKAGES
    if git(root, "rev-parse", "--is-inside-work-tree") != b"true\n":
        yield folder if folder.is_dir() else None
    elif not git(root, "ls-tree", "HEAD", "--", PACKAGES):
        yield None
    elif git(root, "status", "--porcelain", "--untracked-files=all", "--", PACKAGES) == b"":
        yield folder
    else:
        with tempfile.TemporaryDirectory(prefix="mingzhang-history-") as place:
            yield _of_commit(root, "HEAD", Path(place))


def _elsewhere(root: Path, data_in: str, place: Path) -> Path | None:
    if data_in.startswith(BRANCH):
        commit = tip(root, data_in.removeprefix(BRANCH))
        whole = git(root, "rev-parse", "--show-toplevel") or b""
        return _of_commit(Path(whole.decode().strip()), commit, place) if commit else None
    archive = _archive(root, data_in)
    if archive is None:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            packed.extractall(place)
    except zipfile.BadZipFile as error:
        raise UserError(data_in, "不是 ZIP 文件", "请检查 site.yml 的 data_in") from error
    return place / PACKAGES if (place / PACKAGES).is_dir() else None


def _archive(root: Path, address: str) -> bytes | None:
    """Fetch a ZIP from the web or a path from the root; None where there is none yet."""
    try:
        if not address.startswith(("http://", "https://")):
            path = root / address
            return path.read_bytes() if path.is_file() else None
        with urlopen(address, timeout=_PATIENCE) as answer:
            data: bytes = answer.read()
            return data
    except OSError as error:
        if isinstance(error, HTTPError) and error.code == _ABSENT:
            return None
        remedy = "请联网后再做；没有它，就不知道数据改了什么"
        raise UserError(address, "取不到上次发布的数据包", remedy) from error


def tip(root: Path, branch: str) -> str:
    """Return the newest commit of a branch at the remote, else here; "" when there is none.

    Raises UserError when this is no clone, or the remote does not answer.
    """
    if git(root, "rev-parse", "--is-inside-work-tree") != b"true\n":
        remedy = "请装好 git，并在仓库里运行；不用分支就把 site.yml 的 data_in 留空"
        raise UserError(root, f"不是 git 仓库，找不到分支 {branch}", remedy)
    if git(root, "remote", "get-url", REMOTE):
        asked = _run(root, "ls-remote", "--exit-code", "--heads", REMOTE, f"refs/heads/{branch}")
        if asked.returncode == _NO_SUCH_BRANCH:
            return ""
        if asked.returncode or git(root, "fetch", "-q", REMOTE, f"refs/heads/{branch}") is None:
            messages = asked.stderr.decode(errors="replace").strip().splitlines()
            problem = f"取不到分支 {branch}{'：' + messages[-1] if messages else ''}"
            raise UserError(root, problem, "请检查网络与仓库的权限，再试一次")
        return asked.stdout.decode().split()[0]
    return (
        (git(root, "rev-parse", "-q", "--verify", f"refs/heads/{branch}") or b"").decode().strip()
    )


def _of_commit(root: Path, commit: str, place: Path) -> Path:
    archive = git(root, "archive", "--format=tar", commit, "--", PACKAGES)
    with tarfile.open(fileobj=io.BytesIO(archive or b"")) as packed:
        packed.extractall(place, filter="data")
    return place / PACKAGES


def git(root: Path, *arguments: str) -> bytes | None:
    """Run git and return what it prints, or None when there is no git or it refuses."""
    try:
        done = _run(root, *arguments)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
