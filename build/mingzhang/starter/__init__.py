"""`init`: in, an empty place and what the new site is called; out, a project folder to fill.

The program that runs, a clone or a wheel, goes whole into `build/`, with its vocabularies and
templates; `content/` holds what is the project's own: no disclosure, no body, no row yet.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mingzhang.common.site_settings import FILE, KEYS, settings
from mingzhang.intake.decide import Ask
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import program
from mingzhang.vocab import regions
from mingzhang.vocab.csv_file import rows

BUILD = ("build/README.md", "build/__main__.py", "build/wheel.py", "build/decisions",
         "build/deploy")  # fmt: skip
PROGRAM = ("pyproject.toml", "constraints.txt", "hashes.txt", ".gitattributes",
           ".github/workflows/pages.yml", ".github/workflows/data.yml")  # fmt: skip
"""The files of the program that must lie at the root of a project."""
OWN = ("LICENSE", "LICENSE-DATA", ".gitignore")
"""Files that a project may change: no upgrade touches them."""
FILES = (*PROGRAM, *OWN)
KNOWLEDGE = (
    *BUILD, *FILES, "content/vocab", "content/editorial", "site_src", "examples", "mkdocs.yml",
    "README.md", "CONTRIBUTING.md",
)  # fmt: skip
"""What the program brings beside its code, in a wheel as in a project (`build/wheel.py`)."""
NOT_COPIED = ("__pycache__", "*.pyc", ".DS_Store", "redirects.csv", "knowledge")
GUIDE = "CONTRIBUTING.md"
GUIDE_SECTIONS = ("添加一份公开文件", "给词表加一行")
"""What concerns content; how to change the code is told where the code is developed."""
KEPT = ("tagline", "licence", "analytics")
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the new site is called; empty texts are left for the person to fill in."""

    title: str
    region: str = ""
    publisher: str = ""
    address: str = ""


def origin() -> Path:
    """Return the folder of what a project needs. Raises UserError when the program lacks it."""
    root = program().root
    if all((root / name).exists() for name in KNOWLEDGE):
        return root
    raise UserError(
        root,
        "这里只有程序，没有新项目所需的模板与词表（安装得不完整）",
        "请重新安装，或下载明账的整个项目，在它的文件夹里运行 python3 build init 新文件夹",
    )


def check_place(folder: Path) -> None:
    """See that a project can be put into a folder. Raises UserError."""
    place, root = folder.resolve(), origin()
    if place.is_file():
        raise UserError(folder, "这是一个文件", "请换一个文件夹名")
    if place.is_dir() and any(place.iterdir()):
        raise UserError(folder, "这个文件夹不是空的", "请给一个空文件夹，或还没有的文件夹名")
    if place.is_relative_to(root):
        raise UserError(folder, f"在明账自己的文件夹 {root.name} 里面", "请放到它的外面，例如 ../")


def region_names(given: str, regions_csv: Path) -> tuple[str, ...]:
    """Turn a code of GB/T 2260 or a name (绍兴) into the names of its region, the widest first.

    A name that is not listed stays as it is. Raises UserError for a code that is none, and for a
    name that several regions bear.
    """
    known = {
        row["code"]: (row["name_zh"], row["parent"])
        for _, row in rows(regions_csv, ("code", "name_zh", "parent"))
    }
    codes = regions.meant(given, known) if given else ()
    if len(codes) == 1:
        return regions.path(codes[0], known)
    if codes:
        listed = "、".join(f"{''.join(regions.path(code, known))} {code}" for code in codes[:5])
        raise UserError("--region", f"叫“{given}”的不止一处", f"请写全称或代码，例如 {listed}")
    if re.fullmatch(r"\d{6}", given):
        raise UserError("--region", f"没有行政区划代码 {given}", "请改正，或直接写地区的全称")
    return (given,)


def settled(given: Mapping[str, str], ask: Ask | None) -> Wanted:
    """Complete what was given by asking; without anyone to ask, by what follows from it."""
    texts = dict(given)
    if ask and not texts["region"]:
        texts["region"] = ask("哪个地区的公开文件（全称或行政区划代码，可以不填）", "")
    names = region_names(texts["region"], origin() / "content/vocab/regions.csv")
    texts["region"] = "".join(names)
    name = f"{names[-1]}部门预决算公开" if texts["region"] else "明账"
    if ask and not texts["title"]:
        texts["title"] = ask("网站名称", name)
    if ask and not texts["publisher"]:
        texts["publisher"] = ask("谁来维护这个网站（可以不填）", "")
    return Wanted(**{**texts, "title": texts["title"] or name})


def told(folder: Path, wanted: Wanted) -> list[str]:
    """Say what was made and what to do next."""
    return [
        f"已在 {folder} 建好“{wanted.title}”。接下来：",
        f"  1. cd {shlex.quote(str(folder))}",
        "  2. 看一看、填一填 content/editorial/site.yml（网站设置）",
        "  3. python3 build add 公开文件 …   放入第一份公开文件",
        "  4. python3 build && python3 build serve",
        "怎样发布，见其中的 README.md",
    ]


def start(folder: Path, wanted: Wanted) -> None:
    """Make the project folder. Either all of it is there afterwards, or nothing.

    Raises UserError or UserErrors for a place or texts that cannot be taken.
    """
    check_place(folder)
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    # Beside the place: on the same file system a rename is enough.
    made = Path(tempfile.mkdtemp(prefix=f".{place.name}.new-", dir=place.parent))
    try:
        _fill(made, wanted)
        made.chmod(0o755)
        _put(made, place)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _fill(project: Path, wanted: Wanted) -> None:
    root = origin()
    put_program(project)
    for name in OWN:
        _copy(root / name, project / name)
    editorial = project / "content/editorial"
    _copy(root / "content/editorial", editorial)
    text = filled((editorial / FILE).read_text(encoding="utf-8"), asdict(wanted))
    (editorial / FILE).write_bytes(text.encode())
    _check(editorial)
    vocab, disclosures = project / "content/vocab", project / "content/disclosures"
    vocab.mkdir()
    head = (root / "content/vocab/agencies.csv").read_bytes().splitlines(keepends=True)[0]
    (vocab / "agencies.csv").write_bytes(head)
    disclosures.mkdir()
    for name, target in (
        ("README.md", project), ("disclosures.md", disclosures), ("vocab.md", vocab)
    ):  # fmt: skip
        page = (_HERE / name).read_text(encoding="utf-8").replace("{{ title }}", wanted.title)
        (target / "README.md").write_bytes(page.encode())


def put_program(project: Path) -> None:
    """Put the program that runs into a project: all that it brings, and its files at the root."""
    root = origin()
    for name in (*BUILD, *PROGRAM):
        _copy(root / name, project / name)
    guide = (root / GUIDE).read_text(encoding="utf-8")
    (project / GUIDE).write_bytes(content_guide(guide).encode())
    package = project / "build/mingzhang"
    _copy(_HERE.parent, package)
    for name in KNOWLEDGE:
        _copy(root / name, package / "knowledge" / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*NOT_COPIED))
    else:
        shutil.copyfile(source, target)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into the settings, comments and order kept; other identities are emptied."""
    for key in KEYS:
        if key not in KEPT:
            line = f"{key}: {json.dumps(values.get(key, ''), ensure_ascii=False)}"
            # A replacement text would take the backslashes of JSON for its own.
            text = re.sub(rf"^{key}:.*$", line.replace("\\", r"\\"), text, flags=re.M)
    return text


def content_guide(text: str) -> str:
    """Take the sections that tell how to work on content. Raises ValueError when one lacks."""
    parts = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", text, flags=re.M)[1:]}
    missing = [name for name in GUIDE_SECTIONS if name not in parts]
    if missing:
        raise ValueError(f"{GUIDE} lacks the sections {missing}")
    # The notes on the program's vocabularies lie where `init` puts the program.
    parts = {
        name: part.replace("](content/vocab/", "](build/mingzhang/knowledge/content/vocab/")
        for name, part in parts.items()
    }
    chosen = "".join(f"## {parts[name].rstrip()}\n\n" for name in GUIDE_SECTIONS)
    return f"# 放入公开文件、更正、加词条\n\n{chosen}".rstrip() + "\n"


def _check(editorial: Path) -> None:
    """Tell what is wrong with what was given, without naming a file that goes away."""
    try:
        settings(editorial)
    except UserErrors as errors:
        problems = [
            (re.sub(r"^第 \d+ 行 ", "", error.problem), error.remedy) for error in errors.errors
        ]
        raise UserErrors(tuple(UserError("网站设置", *problem) for problem in problems)) from errors


def _put(made: Path, place: Path) -> None:
    """Move the finished project into its place, which may be an empty folder that is in use."""
    if not place.exists():
        made.rename(place)
        return
    moved: list[Path] = []
    try:
        for child in sorted(made.iterdir()):
            moved.append(child.rename(place / child.name))
    except OSError:
        for child in moved:
            child.rename(made / child.name)
        raise
