"""Packages on a branch of their own: in, the packages of a clone; out, a commit of them alone.

The branch has no file of the code and the code none of the data, so that neither makes the other
heavy. The working folder and its index stay as they are.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from mingzhang.history.last_published import PACKAGES, REMOTE, git, tip
from mingzhang.model import UserError

_NOBODY = ("-c", "user.name=mingzhang", "-c", "user.email=mingzhang@localhost")


def publish(root: Path, branch: str) -> bool:
    """Put the packages on a branch, at the remote where there is one; False when it has them.

    Raises UserError when git refuses.
    """
    before = tip(root, branch)
    with tempfile.TemporaryDirectory(prefix="mingzhang-branch-") as folder:
        index = {**os.environ, "GIT_INDEX_FILE": str(Path(folder, "index"))}
        # Ignored or not: a project that publishes its data so has them in .gitignore.
        _git(root, "add", "--force", "--", PACKAGES, env=index)
        prefix = _git(root, "rev-parse", "--show-prefix")
        tree = _git(root, "write-tree", *([f"--prefix={prefix}"] if prefix else []), env=index)
    if before and git(root, "rev-parse", f"{before}^{{tree}}") == f"{tree}\n".encode():
        return False
    who = () if git(root, "config", "user.email") else _NOBODY
    parent = ("-p", before) if before else ()
    commit = _git(root, *who, "commit-tree", tree, *parent, "-m", "数据包")
    if git(root, "remote", "get-url", REMOTE):
        _git(root, "push", "-q", REMOTE, f"{commit}:refs/heads/{branch}")
    else:
        _git(root, "update-ref", f"refs/heads/{branch}", commit)
    return True


def _git(root: Path, *arguments: str, env: dict[str, str] | None = None) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        messages = done.stderr.strip().splitlines() or ["没有说明"]
        raise UserError(root, f"git 没有完成：{messages[-1]}", "请照 git 的说明改正，再试一次")
    return done.stdout.strip()
