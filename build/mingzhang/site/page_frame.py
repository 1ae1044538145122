"""The frame of every page: in, the settings of the site; out, what menus, header and footer show.

The templates in `site_src/overrides/` find it as `config.extra`, whatever program reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mingzhang.common.site_settings import Settings
from mingzhang.paths import Paths
from mingzhang.site import theme
from mingzhang.site.kinds import menu
from mingzhang.site.language import ENGLISH, LANGUAGES

FRONT = ("agencies/", "about/")
"""What the menu of a front site names."""


def shown(paths: Paths, site: Settings) -> dict[str, Any]:
    """Gather what the frame shows besides title, description and address of the site."""
    menus = {language.code: menu(language) for language in LANGUAGES}
    if paths.is_front:
        menus = {
            language.code: [m for m in menus[language.code]
                            if m["address"].removeprefix(language.folder) in FRONT]
            for language in LANGUAGES
        }  # fmt: skip
    return {
        "tagline": site.tagline,
        "address": site.address,
        "front": site.front,
        "publisher": site.publisher,
        "repository": site.repository,
        "licence": site.licence,
        "contact": site.contact,
        "report": site.report,
        "english": ENGLISH.title_in(paths.editorial, site),
        "link": theme.link(site),
        "menu": menus,
        "is_front": paths.is_front,
    }


def stylesheets(docs_dir: Path) -> list[str]:
    """Name the stylesheet of the colours that the site chose, if it chose any."""
    return [theme.STYLESHEET] if (docs_dir / theme.STYLESHEET).is_file() else []
