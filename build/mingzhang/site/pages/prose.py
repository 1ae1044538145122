"""The prose pages: in, Markdown that people wrote in `content/editorial/`; out, pages.

Other languages have theirs in a folder of their own there: `content/editorial/en/about.md`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from mingzhang.common.site_settings import Settings
from mingzhang.site.language import Language
from mingzhang.site.names import Names
from mingzhang.site.page_files import Renderer, front_matter
from mingzhang.site.page_kind import PageKind, Site
from mingzhang.site.prose_text import contact_link, filled, split


def write(site: Site, names: Names) -> None:
    """Write each prose page at its own address: `about.md` becomes `about/`."""
    for path in sorted((site.editorial_dir / names.language.folder).glob("*.md")):
        write_page(path, site.editorial_dir, site.settings, names.language, site.renderer)


def write_page(
    path: Path, editorial_dir: Path, settings: Settings, language: Language, renderer: Renderer
) -> None:
    """Write one page of prose."""
    other = language.twin
    head, body = split(path)
    kind = str(language.words.prose.kind)
    front = {"layout": "prose", "kind": kind, "outline": True, **_marked(language)}
    if (editorial_dir / other.folder / path.name).is_file():
        front["twin"] = other.at(f"{path.stem}/")
    address = f"{language.folder}{path.stem}/index.md"
    text = filled(body, _places(settings, language))
    renderer.file(address, front_matter({**front, **head}) + text)
    renderer.pages += 1


def _marked(language: Language) -> dict[str, str]:
    return {} if language.is_of_sources else {"lang": language.code}


def _places(settings: Settings, language: Language) -> dict[str, str]:
    """Say what the site says of itself where a page has room for it."""
    terms = settings.terms
    return {
        "title": escape(language.site_title(settings)),
        "licence": terms.link_zh if language.is_of_sources else terms.link_en,
        "contact": contact_link(settings, language.words.prose),
    }


KIND = PageKind("prose", places=("methods/", "about/"), is_translated=True, menu=7, of_all=write)
