"""The text of prose pages: in, a Markdown file with a head; out, the head and the filled body."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import yaml

from mingzhang.common.site_settings import Settings
from mingzhang.model import UserError
from mingzhang.site.translations import Words

FENCE = "---"


def filled(body: str, places: Mapping[str, str]) -> str:
    """Put what a site says of itself where a page has room for it: `{{ title }}` and the like."""
    for name, text in places.items():
        body = body.replace(f"{{{{ {name} }}}}", text)
    return body


def contact_link(settings: Settings, words: Words) -> str:
    """Return how to reach whoever keeps the site, as Markdown; says so when no way is known."""
    if settings.has_mail:
        return f"[{escape(settings.contact)}](mailto:{escape(settings.contact)})"
    if settings.contact:
        return f"[{words.contact}]({escape(settings.contact)})"
    if settings.repository:
        return f"[{words.repository}]({escape(settings.repository)})"
    return str(words.nobody)


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
