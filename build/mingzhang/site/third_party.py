"""Licences of what a site carries of others: in, the installed libraries; out, one text file.

A site is a copy of the theme's styles and icons, of the search and of our own scripts; their
licences want their texts to go along. Charts are pictures and carry no library.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from mingzhang.paths import program

FILE = "assets/licences.txt"
_LINE = "=" * 72


def text() -> str:
    """Name each part, where it is in a site, and the text of its licence."""
    return "\n\n".join(
        f"{_LINE}\n{name}\n{_LINE}\n\n{licence.strip()}" for name, licence in _parts()
    ) + "\n"  # fmt: skip


def _parts() -> Iterator[tuple[str, str]]:
    yield (
        "明账 Mingzhang (assets/, pages)",
        (program().root / "LICENSE").read_text(encoding="utf-8"),
    )
    material = distribution("mkdocs-material")
    licence = material.read_text("licenses/LICENSE") or ""
    yield (
        f"Material for MkDocs {material.version} (assets/stylesheets/, assets/javascripts/)",
        licence,
    )
    icons = files("material") / "templates/.icons/material/LICENSE"
    yield "Material Design Icons (drawings within pages)", icons.read_text(encoding="utf-8")
    # The wheels of Pagefind bring no text.
    pagefind = Path(__file__).parent / "licences/pagefind.txt"
    yield (
        f"Pagefind {distribution('pagefind').version} (pagefind/)",
        pagefind.read_text(encoding="utf-8"),
    )
