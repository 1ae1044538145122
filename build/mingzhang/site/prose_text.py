"""The text of prose pages: in, a Markdown file with a head; out, the head and the filled body."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import yaml

from mingzhang.model import UserError

FENCE = "---"


def filled(body: str, title: str, licence: str) -> str:
    """Put the name of the site and its licence (Markdown) where a page has room for them."""
    return body.replace("{{ title }}", escape(title)).replace("{{ licence }}", licence)


def split(path: Path) -> tuple[dict[str, Any], str]:
    """Split a page into its head (YAML between two lines of `---`) and its body.

    Raises `UserError` when there is no head or it lacks the title.
    """
    text = path.read_text(encoding="utf-8")
    parts = text.split(f"{FENCE}\n", 2)
    head = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    if not isinstance(head, dict) or not head.get("title"):
        raise UserError(path, "开头缺少标题", "请在文件开头写 ---、title: 标题、---")
    return head, parts[2]
