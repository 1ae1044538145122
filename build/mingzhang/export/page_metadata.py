"""What the finished pages get from the exports: in, HTML; out, the same with its metadata.

The structured data of a package, links to the JSON beside a page, and sizes of files.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from mingzhang.common.file_sizes import size_text

_SIZE = re.compile(rb'(data-bytes="([^"]+)"[^>]*>)(</span>)')
_END = b"</head>"


def structured(data: Mapping[str, Any]) -> str:
    """Spell structured data for a page. `<` is escaped, so that no text can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def alternate(address: str, kind: str = "application/json", title: str = "") -> str:
    """Link the same content in another form."""
    shown = f' title="{escape(title)}"' if title else ""
    return f'<link rel="alternate" type="{kind}" href="{escape(address)}"{shown}>'


def complete(page: Path, site_dir: Path, head: Sequence[str] = ()) -> None:
    """Put elements at the end of the head of a page, and the sizes of files where they are named.

    `<span data-bytes="path of the file">` is where, if it is empty. A page that is not there is
    left alone.
    """
    if not page.is_file():
        return
    text = page.read_bytes()
    here = page.parent.relative_to(site_dir).as_posix()

    def filled(match: re.Match[bytes]) -> bytes:
        file = site_dir / posixpath.normpath(posixpath.join(here, match[2].decode()))
        size = size_text(file.stat().st_size) if file.is_file() else ""
        return match[1] + size.encode() + match[3]

    new = _SIZE.sub(filled, text).replace(_END, "".join(head).encode() + _END, 1)
    if new != text:
        page.write_bytes(new)
