"""Where everything lies in a clone of the project.

In: the root folder. Out: `Paths`, the only place that knows the names of the folders.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from mingzhang.model import UserError

MARK = Path("content", "disclosures")
DESCRIPTOR = "datapackage.json"
PACKAGE = Path(__file__).resolve().parent
HOME = "MINGZHANG_HOME"
"""The clone that `python3 …/build` was called in, told by the program that starts us."""
JOINED = "all"
"""The package that joins those of all agencies; no agency may be called so."""


@dataclass(frozen=True)
class Paths:
    """The folders of one clone. Some can be pointed elsewhere.

    A regional site is a project of its own within the `whole` one: it has its own packages, pages
    and settings, of some `bodies` alone; sources, vocabularies and templates are those of the
    whole. `is_front`: the site that leads to the regional ones.
    """

    root: Path
    datapackages: Path = field(default=Path())
    docs: Path = field(default=Path())
    site: Path = field(default=Path())
    vocab: Path = field(default=Path())
    """The vocabularies (CSV): a project's own rows, in the program's repository all."""
    disclosures: Path = field(default=Path())
    """The source files, one folder for each disclosure."""
    whole: Path = field(default=Path())
    bodies: frozenset[str] | None = None
    is_front: bool = False
    last: Paths | None = field(default=None, repr=False)
    """The folders as the last build left them, while new ones are being filled."""

    def __post_init__(self) -> None:
        if self.whole == Path():
            object.__setattr__(self, "whole", self.root)
        ours = {"datapackages": Path("datapackages"), "docs": Path(".docs"), "site": Path("site")}
        shared = {"vocab": Path("content/vocab"), "disclosures": MARK}
        for ground, places in ((self.root, ours), (self.whole, shared)):
            for name, folder in places.items():
                if getattr(self, name) == Path():
                    object.__setattr__(self, name, ground / folder)

    @property
    def content(self) -> Path:
        """What people write: sources, vocabularies, prose."""
        return self.root / "content"

    @property
    def editorial(self) -> Path:
        """The prose of the site and its settings."""
        return self.content / "editorial"

    @property
    def site_src(self) -> Path:
        """Templates, assets and theme of the site: the project's, else what the program brings."""
        return self._templates / "site_src"

    @property
    def mkdocs(self) -> Path:
        """The settings of MkDocs, which name the theme beside them."""
        return self._templates / "mkdocs.yml"

    @property
    def _templates(self) -> Path:
        return self.whole if (self.whole / "site_src").is_dir() else program().root

    @property
    def cache(self) -> Path:
        """What is costly to find again, under the hash of what it was found from; never needed."""
        return self.root / ".mingzhang-cache"

    def shown(self, path: Path) -> str:
        """Return a path as a person wants to see it: from the root when it lies inside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def find(root: Path | None = None, start: Path | None = None) -> Paths:
    """Return the paths of the project at `root`, else around `start` (default: where we stand).

    Outside any project, the clone whose `python3 …/build` was called is taken; an installed
    program has none. Raises UserError when there is no `content/disclosures`.
    """
    if root is not None:
        if not (root / MARK).is_dir():
            raise UserError(
                root,
                f"里面没有 {MARK.as_posix()} 文件夹",
                "请用 --root 指定项目所在的文件夹，或先把原文放进 content/disclosures/",
            )
        return Paths(root.resolve())
    here = (start or Path.cwd()).resolve()
    project = _project_around(here)
    if project is None and (home := os.environ.get(HOME)):
        project = _project_around(Path(home))
    if project is None:
        raise UserError(
            here,
            "这里及上级文件夹都不是明账项目（找不到 content/disclosures）",
            "请先进入项目文件夹，或用 --root 指定；还没有项目时，先运行 mingzhang init 新文件夹；"
            "只想核对一份文件，请运行 mingzhang check 文件",
        )
    return project


def around(file: Path, root: Path | None = None) -> Paths:
    """Return the project whose vocabularies a lone file is read with.

    It is the one where we stand, else the one around the file, else what the program brings.
    Raises UserError when `root` is given and no project.
    """
    if root is not None:
        return find(root)
    here, beside = Path.cwd().resolve(), file.resolve().parent
    return _project_around(here) or _project_around(beside) or program()


def program() -> Paths:
    """Return what the program brings: inside the wheel, else the clone that it is run from."""
    inside = PACKAGE / "knowledge"
    return Paths(inside if inside.is_dir() else PACKAGE.parents[1])


def _project_around(here: Path) -> Paths | None:
    projects = (Paths(folder) for folder in (here, *here.parents) if (folder / MARK).is_dir())
    return next(projects, None)
