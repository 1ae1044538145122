"""The frame of every page: in, the settings of the site; out, what menus, header and footer show.

The templates in `site_src/overrides/` find it as `config.extra`, whatever program reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mingzhang.common.site_settings import Settings
from mingzhang.site import theme
from mingzhang.site.kinds import menu
from mingzhang.site.language import ENGLISH, LANGUAGES


def shown(editorial_dir: Path, site: Settings) -> dict[str, Any]:
    """Gather what the frame shows besides title, description and address of the site."""
    return {
        "tagline": site.tagline,
        "address": site.address,
        "publisher": site.publisher,
        "repository": site.repository,
        "licence": site.licence,
        "contact": site.contact,
        "report": site.report,
        "english": ENGLISH.title_in(editorial_dir, site),
        "link": theme.link(site),
        "menu": {language.code: menu(language) for language in LANGUAGES},
    }


def stylesheets(docs_dir: Path) -> list[str]:
    """Name the stylesheet of the colours that the site chose, if it chose any."""
    return [theme.STYLESHEET] if (docs_dir / theme.STYLESHEET).is_file() else []
