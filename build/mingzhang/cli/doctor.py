"""What is missing here: in, the machine, the project; out, `Condition`s, each with its remedy.

Each function judges one thing that it is handed; `examine` alone looks at the machine.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mingzhang.cli.summary import LESS_DATA, LESS_SITE, NEAR, PAGES_LIMIT, large_files
from mingzhang.common.file_sizes import GB, MB, Weight, size_text, weigh
from mingzhang.common.site_settings import Settings, settings
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import Paths, find
from mingzhang.read import doc, pdf_ocr
from mingzhang.vocab import load, own_rows
from mingzhang.vocab.own_rows import OwnRows, named

PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SPACE, LITTLE_SPACE = GB, 200 * MB
"""Free space below which it is told, and below which nothing can be built."""
OPTIONAL = "用不到可以不管"
LISTED = {"contact": "联系办法", "address": "网站地址", "publisher": "发布者"}
"""Settings that may be empty, and what the reader then lacks the name of."""


class State(StrEnum):
    """How a thing stands, as it is told."""

    WELL = "正常"
    ADVICE = "提醒"
    MISSING = "缺少"


@dataclass(frozen=True, slots=True)
class Condition:
    """How one thing stands. Only what is `MISSING` keeps the program from its work."""

    thing: str
    state: State
    told: str
    remedy: str = ""

    def __str__(self) -> str:
        return "。".join(filter(None, (f"{self.state}  {self.thing}：{self.told}", self.remedy)))


def examine(root: Path | None) -> Iterator[Condition]:
    """Look at this machine, and at the project at `root` or around where we stand.

    Raises UserError when `root` is given and no project.
    """
    yield python(tuple(map(int, platform.python_version_tuple()[:2])))
    yield fonts(_chinese_fonts())
    yield from programs()
    yield ocr(pdf_ocr.available())
    paths = _project(root)
    yield disk(shutil.disk_usage(paths.root if paths else Path.cwd()).free)
    if paths is None:
        message = "这里不是明账项目；核对一份文件用不着项目"
        yield Condition("项目", State.ADVICE, message, "要做网站，请先运行 mingzhang init 新文件夹")
        return
    yield project(paths)
    yield from site_settings(paths.editorial)
    yield from vocabularies(paths.vocab)
    yield from own_vocabulary(own_rows.compared(paths.vocab))
    yield from sizes(*map(_weight, (paths.site, paths.datapackages)))


def essential_missing(conditions: Iterable[Condition]) -> bool:
    """Tell whether anything is missing without which the work cannot be done."""
    return any(condition.state is State.MISSING for condition in conditions)


def python(version: Sequence[int]) -> Condition:
    """Judge the version of Python."""
    installed = ".".join(map(str, version))
    if tuple(version) >= PYTHON:
        return Condition("Python", State.WELL, installed)
    need = ".".join(map(str, PYTHON))
    return Condition("Python", State.MISSING, f"{installed} 太旧", f"请安装 {need} 或更新的版本")


def fonts(count: int | None) -> Condition:
    """Judge the number of fonts that have Chinese; None where nobody can tell."""
    if count:
        return Condition("中文字体", State.WELL, f"{count} 种")
    if count is None:
        return Condition("中文字体", State.WELL, "系统没有 fc-list，未检查")
    return Condition(
        "中文字体",
        State.ADVICE,
        "没有装，图表按别的字体排字，本机截图会缺字",
        "Debian / Ubuntu：sudo apt-get install fonts-noto-cjk",
    )


def programs() -> Iterator[Condition]:
    """Judge the programs beside Python that some uses need."""
    yield program("LibreOffice", _first(doc.PROGRAMS), "读不了 DOC、WPS", doc.INSTALL)
    browser = os.environ.get("MINGZHANG_CHROMIUM") or _first(BROWSERS)
    remedy = "请安装 Chromium 或 Chrome，或用 MINGZHANG_CHROMIUM 指定位置"
    yield program("Chromium", browser, "浏览器测试会跳过", remedy)
    remedy = "请安装 rsync，或用别的办法上传 site/"
    yield program("rsync", _first(("rsync",)), "deploy 只能传到本机的文件夹", remedy)


def program(name: str, place: str, without: str, remedy: str) -> Condition:
    """Judge a program by where it was found; empty: nowhere."""
    if place:
        return Condition(name, State.WELL, place)
    return Condition(name, State.ADVICE, f"没有装，{without}", f"{remedy}；{OPTIONAL}")


def ocr(available: bool) -> Condition:
    """Judge whether scanned pages can be read."""
    if available:
        return Condition("扫描件识别", State.WELL, "已安装")
    remedy = f"请安装 mingzhang[ocr]；{OPTIONAL}"
    return Condition("扫描件识别", State.ADVICE, "没有装，读不了只有图片的 PDF", remedy)


def disk(free: int) -> Condition:
    """Judge the free space of the disk."""
    message = f"剩余 {free / GB:.1f} GB"
    if free >= SPACE:
        return Condition("磁盘", State.WELL, message)
    state = State.ADVICE if free >= LITTLE_SPACE else State.MISSING
    return Condition("磁盘", state, message, "请腾出 1 GB 以上；.mingzhang-cache/ 可以随时删除")


def project(paths: Paths) -> Condition:
    """Judge whether a project has all the folders and files that a build needs."""
    needed = (paths.vocab, paths.editorial)
    lacking = [paths.shown(path) for path in needed if not path.exists()]
    if not lacking:
        return Condition("项目", State.WELL, str(paths.root))
    remedy = "请从原仓库，或 mingzhang init 做出的新项目取回"
    return Condition("项目", State.MISSING, f"没有 {'、'.join(lacking)}", remedy)


def site_settings(editorial: Path) -> Iterator[Condition]:
    """Judge `site.yml`: what is wrong, and which of the names that readers look for are empty."""
    try:
        known = settings(editorial)
    except UserErrors as wrong:
        yield from (_wrong("网站设置", error) for error in wrong.errors)
        return
    yield from empty_settings(known)


def empty_settings(known: Settings) -> Iterator[Condition]:
    """Tell which settings are left empty."""
    empty = [f"{key}（{name}）" for key, name in LISTED.items() if not getattr(known, key)]
    if not empty:
        yield Condition("网站设置", State.WELL, known.title)
        return
    message, remedy = (
        f"{'、'.join(empty)} 没有填",
        "请在 content/editorial/site.yml 填写；没有就留空",
    )
    yield Condition("网站设置", State.ADVICE, message, remedy)


def vocabularies(vocab_dir: Path) -> Iterator[Condition]:
    """Judge the vocabularies: whether they can be read, and are none of an older version."""
    try:
        known = load(vocab_dir)
    except UserError as error:
        yield _wrong("词表", error)
    except UserErrors as wrong:
        yield from (_wrong("词表", error) for error in wrong.errors)
    else:
        yield Condition("词表", State.WELL, f"{len(known.agencies)} 个机构")


def own_vocabulary(files: Sequence[OwnRows]) -> Iterator[Condition]:
    """Tell which rows of a project the program has too, and which take the place of its rows."""
    known = [f"{rows.path.name} 有 {len(rows.same)} 行" for rows in files if rows.same]
    if known:
        message = f"{'、'.join(known)}程序里已经有了，可以删去"
        yield Condition("自己的词条", State.ADVICE, message, "mingzhang upgrade 会代劳")
    for file in files:
        if file.changed:
            message = (
                f"{file.path.name} 有 {len(file.changed)} 行改了程序的（{named(file.changed)}）"
            )
            yield Condition("自己的词条", State.ADVICE, message, "请确认仍然需要")


def sizes(site: Weight | None, data: Weight | None) -> Iterator[Condition]:
    """Judge what was built against the limits of GitHub; None: not built."""
    if site:
        near = site.total >= NEAR * PAGES_LIMIT
        message = f"{size_text(site.total)}，GitHub Pages 最多收 1 GB"
        yield Condition("网站大小", _advice(near), message, LESS_SITE if near else "")
    for message in large_files(site, data):
        yield Condition("文件大小", State.ADVICE, message, LESS_DATA)


def _advice(needed: bool) -> State:
    return State.ADVICE if needed else State.WELL


def _wrong(thing: str, error: UserError) -> Condition:
    return Condition(thing, State.MISSING, f"{error.file}：{error.problem}", error.remedy)


def _project(root: Path | None) -> Paths | None:
    if root is not None:
        return find(root)
    try:
        return find()
    except UserError:
        return None


def _weight(folder: Path) -> Weight | None:
    return weigh(folder) if folder.is_dir() else None


def _first(names: Iterable[str]) -> str:
    return next(filter(None, map(shutil.which, names)), "")


def _chinese_fonts() -> int | None:
    """Count the fonts that have Chinese; None where the machine has no `fc-list`."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    command = [lister, ":lang=zh", "family"]
    listed = subprocess.run(command, capture_output=True, check=False, timeout=30).stdout
    return len(set(listed.splitlines()))
