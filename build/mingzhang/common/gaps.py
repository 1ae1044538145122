"""Gaps in what was read: in, a text and its notes; out, where words, headings, tables are missing.

Nothing goes on over a gap: no section, no list, no row of ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mingzhang.model import Note

PICTURE = "\ufffc"
"""Stands in the text for a picture that has the place and the shape of a line: a heading."""
_KINDS = frozenset({"page_without_text", "pages_skipped"})


def gaps(text: str, notes: Iterable[Note]) -> list[int]:
    """Return the places of the text, in order, at which something is missing."""
    pictures = (match.start() for match in re.finditer(PICTURE, text))
    return sorted((*(note.start for note in notes if note.kind in _KINDS), *pictures))
