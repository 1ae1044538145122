"""The file of the program's version: in, a project's file of vocabularies; out, what to take."""

from __future__ import annotations

from pathlib import Path

from mingzhang.paths import program


def brought() -> Path:
    """The folder of the vocabularies that the program brings."""
    return program().vocab.resolve()


def remedy(path: Path) -> str:
    """Say which file to take instead; rows of one's own have to be added again."""
    copies = (brought().joinpath(*path.parts[-depth:]) for depth in (1, 2))
    own = next((copy for copy in copies if copy.is_file() and copy != path.resolve()), None)
    taken = f"随程序的一份 {own}" if own else "与程序同一版本的明账里的这个文件"
    return f"请取{taken}，再加回自己加的行"
