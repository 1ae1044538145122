"""`upgrade`: in, a project of an older version; out, what would change, then the new program in it.

The program that runs is the new one. What it replaces lies in `.mingzhang-before/` of the project
until the next upgrade, and can be put back.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from mingzhang import history, pipeline
from mingzhang.common import site_settings
from mingzhang.common.progress import Progress
from mingzhang.model import UserError
from mingzhang.paths import PACKAGE, Paths, program
from mingzhang.starter import GUIDE, PROGRAM, put_program
from mingzhang.vocab import csv_file, own_rows
from mingzhang.vocab.grammar import entries
from mingzhang.vocab.layers import KEYS, brought, key_of
from mingzhang.vocab.own_rows import OwnRows, named

BEFORE = ".mingzhang-before"
VOCAB = "content/vocab"
BODIES = "agencies.csv"
FORMER = ("site_src", "mkdocs.yml", "examples")
"""What lay at the root of projects of older versions, and is part of the program now."""
REPLACED = ("build", *PROGRAM, GUIDE, *FORMER, VOCAB)
NOT_OWN = "不是 init 做出的项目，而是明账自己的仓库"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A finished upgrade beside the project: the new files, and what there is to tell of them."""

    paths: Paths
    fresh: Path
    vocabulary: tuple[str, ...]
    figures: tuple[str, ...]


@contextmanager
def prepared(paths: Paths, progress: Progress) -> Iterator[Upgrade]:
    """Make the new files and compare the figures; the project stays as it is.

    Raises UserError where this is no project of its own, and for what a build would refuse.
    """
    if paths.root == program().root:
        raise UserError(paths.root, NOT_OWN, "请用 git pull 更新")
    with tempfile.TemporaryDirectory(prefix=".mingzhang-upgrade-", dir=paths.root) as folder:
        fresh = Path(folder, "fresh")
        vocabulary = tuple(write_own(paths.vocab, fresh / VOCAB))
        packages = Path(folder, "packages")
        packages.mkdir()
        changed = tuple(_figures(replace(paths, vocab=fresh / VOCAB), packages, progress))
        if not PACKAGE.is_relative_to(paths.root):
            put_program(fresh)
        yield Upgrade(paths, fresh, vocabulary, changed)


def apply(upgrade: Upgrade) -> None:
    """Put the new files into the project, the old ones aside: all of them or none."""
    root, before = upgrade.paths.root, upgrade.paths.root / BEFORE
    shutil.rmtree(before, ignore_errors=True)
    names = REPLACED if (upgrade.fresh / "build").exists() else (VOCAB,)
    _exchange(root, before, upgrade.fresh, names)
    (before / ".gitignore").write_text("*\n", encoding="utf-8")


def undo(paths: Paths) -> None:
    """Put back what the last upgrade replaced; bodies that were added since stay.

    Raises UserError when there is nothing to put back.
    """
    before = paths.root / BEFORE
    if not before.is_dir():
        raise UserError(paths.root, "没有可以退回的升级", "若项目在 git 里，可以用 git 退回")
    bodies = (paths.vocab / BODIES).read_bytes()
    with tempfile.TemporaryDirectory(prefix=".mingzhang-upgrade-", dir=paths.root) as folder:
        names = REPLACED if (before / "build").exists() else (VOCAB,)
        _exchange(paths.root, Path(folder, "newer"), before, names)
    (paths.vocab / BODIES).write_bytes(bodies)
    shutil.rmtree(before)


def _exchange(root: Path, aside: Path, fresh: Path, names: Sequence[str]) -> None:
    """Move what is there aside and the fresh ones in; at a failure, all of it back again."""
    done: list[tuple[Path, Path]] = []
    try:
        for name in names:
            for place, target in ((root / name, aside / name), (fresh / name, root / name)):
                if place.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    done.append((place.rename(target), place))
    except OSError:
        for moved, place in reversed(done):
            moved.rename(place)
        raise


def _figures(paths: Paths, packages: Path, progress: Progress) -> Iterator[str]:
    """Tell how the figures of the new program differ from the published ones."""
    made = replace(paths, datapackages=packages)
    work = pipeline.check_all(pipeline.parse_all(made, progress), progress)
    pipeline.write_packages(work, made, progress)
    chosen = site_settings.settings(paths.editorial)
    with history.published_before(paths.root, chosen.data_in) as published:
        if published is None:
            yield "还没有发布过数据包，没有可以比较的数字"
        else:
            yield from history.figures(published, packages)


def write_own(vocab_dir: Path, target: Path) -> Iterator[str]:
    """Write a project's own rows, and those alone, into `target`; tell what was left out.

    Of a whole copy, rows that differ from the program's are older ones and go too; of a project's
    own rows they are what it wants otherwise.
    """
    target.mkdir(parents=True)
    shutil.copyfile(vocab_dir / BODIES, target / BODIES)
    files = own_rows.compared(vocab_dir)
    copied = any(rows.is_copy for rows in files)
    same = sum(len(rows.same) for rows in files)
    if same:
        yield f"{same:,} 行与程序相同，不再需要"
    for file in files:
        kept = {*file.added, *(() if copied else file.changed)}
        name = file.path.relative_to(vocab_dir).as_posix()
        if file.path.suffix == ".csv":
            _write_rows(file, kept, KEYS[name], target / name)
        else:
            _write_entries(file, kept, target / name)
        if copied and file.changed:
            message = f"{len(file.changed)} 行与程序不同（{named(file.changed)}），改用程序的"
            yield f"{name}：{message}；旧的在 {BEFORE}/{VOCAB}/"
        if kept:
            yield f"{name}：留下您自己的 {len(kept)} 行（{named(tuple(kept))}）"
    yield from _others(vocab_dir, target, {rows.path for rows in files})


def _write_rows(
    own_file: OwnRows, kept: set[tuple[str, ...]], key: Sequence[str], target: Path
) -> None:
    rows = [row for _, row in csv_file.rows(own_file.path, key) if key_of(row, key) in kept]
    if rows:
        target.parent.mkdir(exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _write_entries(own_file: OwnRows, kept: set[tuple[str, ...]], target: Path) -> None:
    written: dict[str, object] = {}
    relations = []
    for key, entry in entries(own_file.path.parent, whole=False).items():
        if entry.path != own_file.path or key not in kept:
            continue
        if entry.kind == "relations":
            relations.append(entry.written)
        else:
            written.setdefault(entry.kind, {})[entry.name] = entry.written  # type: ignore[index]
    if relations:
        written["relations"] = relations
    if written:
        target.parent.mkdir(exist_ok=True)
        text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False)
        target.write_bytes(text.encode())


def _others(vocab_dir: Path, target: Path, known: set[Path]) -> Iterator[str]:
    """Take along the files that are no vocabulary of the program's: notes, one's own lists."""
    for path in sorted(vocab_dir.rglob("*")):
        name = path.relative_to(vocab_dir).as_posix()
        if path.is_file() and path not in known and name != BODIES:
            if (brought() / name).exists():
                continue
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
            yield f"{name}：照旧"
