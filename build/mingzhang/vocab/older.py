"""Vocabularies of an older version: in, a project's folder; out, what its files lack, a line each.

The program asks for patterns, word classes, concepts, kinds of tables and of sections by name.
What those it brings have, a project's need too: told at once here, not for each document later.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Set
from functools import lru_cache
from pathlib import Path

import yaml

from mingzhang.model import UserError, UserErrors
from mingzhang.vocab.csv_file import rows
from mingzhang.vocab.this_version import brought, remedy

NAMED = {
    "concepts.csv": ("concept", "概念"),
    "sections.csv": ("section", "章节"),
    "grammar/words.csv": ("class", "词类"),
    "grammar/bodies.csv": ("class", "词类"),
    "layouts/kinds.csv": ("layout", "版式"),
}
"""The files whose rows the program asks for by name: the column of the name, and what it names."""
_TOLD = 5
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe, and ten times as fast where libyaml is there."""


def check(vocab_dir: Path) -> None:
    """Compare with what the program brings. Raises `UserError`, or `UserErrors` for several files.

    A file that cannot be read is left to its loader, which tells what is wrong with it.
    """
    if vocab_dir.resolve() == brought():
        return
    errors = tuple(_lacks(vocab_dir, brought()))
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise UserErrors(errors)


def _lacks(vocab_dir: Path, own: Path) -> Iterator[UserError]:
    for file, (column, what) in NAMED.items():
        theirs = _rows_of(vocab_dir / file, column)
        missing = _rows_of(own / file, column) - theirs
        if theirs and missing:
            yield _older(vocab_dir / file, what, missing)
    named = {path.name: _patterns_of(path) for path in (vocab_dir / "grammar").glob("*.yml")}
    # A project may keep a pattern in another of its files.
    everywhere = frozenset[str]().union(*named.values())
    for brought_file in sorted((own / "grammar").glob("*.yml")):
        path = vocab_dir / "grammar" / brought_file.name
        if path.name not in named:
            yield UserError(path, "没有这个文件，词表比程序旧", remedy(path))
        elif named[path.name] and (lacking := _patterns_of(brought_file) - everywhere):
            yield _older(path, "句式", lacking)


def _older(path: Path, what: str, missing: Set[str]) -> UserError:
    names = sorted(missing)
    told = "、".join(names[:_TOLD]) + (f" 等 {len(names)} 项" if len(names) > _TOLD else "")
    return UserError(path, f"词表比程序旧，缺少{what} {told}", remedy(path))


def _rows_of(path: Path, column: str) -> set[str]:
    with contextlib.suppress(UserError):
        return {row[column] for _, row in rows(path, (column,))}
    return set()


@lru_cache(maxsize=32)
def _patterns_in(text: str) -> frozenset[str]:
    written = yaml.load(text, _LOADER)
    patterns = written.get("patterns") if isinstance(written, dict) else None
    return frozenset(patterns) if isinstance(patterns, dict) else frozenset()


def _patterns_of(path: Path) -> frozenset[str]:
    with contextlib.suppress(OSError, UnicodeDecodeError, yaml.YAMLError):
        return _patterns_in(path.read_text(encoding="utf-8-sig"))
    return frozenset()
