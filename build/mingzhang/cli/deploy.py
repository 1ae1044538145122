"""Uploads the built site: in, the site and where it goes; out, a `Plan`, then the copy.

With rsync; without it, into a folder of this machine, by our own copy (`deploy_folder.py`).

Nothing is deleted but inside a folder that holds such a site already; a dry run comes first. No
password and no address is kept anywhere: rsync asks ssh, which has its own settings.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mingzhang.cli import deploy_folder
from mingzhang.model import UserError

OURS = frozenset({"index.html", "index.json", "catalog.jsonld"})
"""What stands at the root of every site that was built here."""
NOT_THERE = 23
"""rsync's exit code when a part could not be read, as for a folder that is not there yet."""
OPTIONS = (
    "--recursive",
    "--links",
    # Files are rebuilt each time: what counts is what they hold.
    "--checksum",
    "--chmod=D755,F644",
    # New files first, then all of them into place at once, then the old ones go.
    "--delay-updates",
    "--delete-after",
    "--compress",
    # What the server keeps there for itself: .well-known, .htaccess, .user.ini …
    "--filter=protect /.*",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a copy would change at its target."""

    target: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the target is up to date."""
        return not (self.new or self.changed or self.deleted)


def plan(site: Path, target: str, adopt: bool = False) -> Plan:
    """Find out what would change, without changing anything.

    `adopt` takes a folder that holds something else. Raises UserError for a site that is not
    built, a target that is too wide or not ours, and for whatever rsync says.
    """
    if not (site / "index.html").is_file():
        raise UserError(site, "还没有做好的网站", "请先运行 mingzhang build")
    target = check_target(target)
    names = _names_at(target)
    if names and not names >= OURS and not adopt:
        shown = "、".join(sorted(names)[:5])
        raise UserError(
            target,
            f"里面有别的东西（{shown}{' 等' if len(names) > 5 else ''}），上传会把它们删掉",
            "请换一个空文件夹；确实要整个换掉，请加 --adopt",
        )
    if _by_ourselves(target):
        return Plan(target, *deploy_folder.changes(site, Path(target)))
    done = _rsync("--dry-run", "--out-format=%i %n", *OPTIONS, "--", f"{site}/", target)
    _check(done, target)
    return _read_plan(target, done.stdout)


def upload(site: Path, target: str) -> None:
    """Make the target hold exactly the site. Raises UserError when rsync fails."""
    target = check_target(target)
    if _by_ourselves(target):
        deploy_folder.copy(site, Path(target))
        return
    _check(_rsync(*OPTIONS, "--", f"{site}/", target), target)


def check_target(target: str) -> str:
    """Return the target with one slash at its end. Raises UserError when it is too wide."""
    remedy = "请写明网站自己的文件夹，例如 用户名@服务器:/var/www/mingzhang/"
    text = target.strip().replace("\\", "/") if os.name == "nt" else target.strip()
    drive = r"[A-Za-z]:(?=/)|" if os.name == "nt" else ""
    match = re.fullmatch(rf"(?P<host>{drive}[^/:\s-][^/:\s]*:)?(?P<path>[^:]*)", text)
    if match is None or text.startswith("-"):
        raise UserError(target or "（空）", "不是 rsync 的目标", remedy)
    folders = [part for part in match["path"].split("/") if part not in ("", ".")]
    least = 2 if match["path"].startswith("/") else 1
    if len(folders) < least or ".." in folders or folders[-1].startswith("~"):
        raise UserError(target, "范围太大，里面可能有别的东西", remedy)
    return f"{target.strip().rstrip('/')}/"


def told(planned: Plan) -> list[str]:
    """Say what would change; what is deleted is named."""
    if planned.is_empty:
        return [f"{planned.target} 已经是最新的，没有要上传的"]
    counts = f"新增 {len(planned.new)} 个文件，更新 {len(planned.changed)} 个"
    lines = [f"将上传到 {planned.target}：{counts}，删除 {len(planned.deleted)} 个"]
    lines.extend(f"  删除 {name}" for name in planned.deleted[:10])
    if len(planned.deleted) > 10:
        lines.append(f"  …… 以及另外 {len(planned.deleted) - 10} 个")
    return lines


def _by_ourselves(target: str) -> bool:
    return shutil.which("rsync") is None and deploy_folder.is_folder(target)


def _names_at(target: str) -> frozenset[str]:
    """Name what lies in the target; nothing when it is not there yet."""
    if _by_ourselves(target):
        there = deploy_folder.names_at(Path(target))
        return frozenset(name for name in there if not name.startswith("."))
    done = _rsync("--list-only", "--", target)
    if done.returncode == NOT_THERE and "No such file" in done.stderr:
        return frozenset()
    _check(done, target)
    # Mode, size, date, time, and then the name, which may hold spaces.
    names = (line.split(maxsplit=4)[-1] for line in done.stdout.splitlines() if line.strip())
    return frozenset(name for name in names if not name.startswith("."))


def _read_plan(target: str, said: str) -> Plan:
    new: list[str] = []
    changed: list[str] = []
    deleted: list[str] = []
    for line in said.splitlines():
        what, _, name = line.partition(" ")
        name = name.strip()
        if what == "*deleting":
            deleted.append(name)
        elif len(what) > 2 and what[0] in "<>" and what[1] == "f":
            (new if what[2] == "+" else changed).append(name)
    return Plan(target, tuple(new), tuple(changed), tuple(deleted))


def _rsync(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("rsync")
    if program is None:
        raise UserError(
            "rsync",
            "没有安装",
            "请安装（Debian / Ubuntu：sudo apt-get install rsync；macOS 自带），"
            "或用别的办法把 site/ 里的全部文件传上去",
        )
    return subprocess.run(
        [program, *arguments],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _check(done: subprocess.CompletedProcess[str], target: str) -> None:
    if done.returncode == 0:
        return
    lines = [line for line in done.stderr.strip().splitlines() if line] or ["（没有说明）"]
    remedy = "请检查地址和权限；服务器要能用 ssh 登录，也要装有 rsync。已经发布的网站没有改动"
    raise UserError(target, f"rsync 没有成功（{done.returncode}）：{lines[0]}", remedy)
