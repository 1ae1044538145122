"""The prose pages: in, Markdown that people wrote in `content/editorial/`; out, pages."""

from __future__ import annotations

from html import escape
from pathlib import Path

from mingzhang.common.site_settings import Settings
from mingzhang.site.page_files import Renderer, front_matter
from mingzhang.site.prose_text import ContactWords, contact_link, filled, split

CONTACT = ContactWords("本站的联系页", "本站的代码仓库", "（本站维护者还没有公布联系办法）")


def write(pages: Renderer, editorial_dir: Path, settings: Settings) -> None:
    """Write each prose page at its own address: `about.md` becomes `about/`."""
    places = {
        "title": escape(settings.title),
        "licence": settings.terms.link_zh,
        "contact": contact_link(settings, CONTACT),
    }
    for path in sorted(editorial_dir.glob("*.md")):
        head, body = split(path)
        front = {"layout": "prose", "kind": "说明", "outline": True, **head}
        text = filled(body, places)
        target = pages.docs_dir / path.stem / "index.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(front_matter(front) + text, encoding="utf-8", newline="\n")
        pages.pages += 1
