"""All kinds of pages, by name: in, the modules of `pages/`; out, `KINDS`.

Whoever needs to know what pages there are asks here: the generator, the menus, the weighing of
pages, the tests. A new kind is a module in `pages/`, a template, and its words in `words/`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from mingzhang.site import pages
from mingzhang.site.language import Language
from mingzhang.site.page_kind import PageKind


def _declared() -> Iterator[PageKind]:
    for module in pkgutil.iter_modules(pages.__path__):
        yield importlib.import_module(f"{pages.__name__}.{module.name}").KIND


KINDS: Mapping[str, PageKind] = {
    kind.name: kind for kind in sorted(_declared(), key=lambda kind: kind.comes_last)
}
"""In the order in which they are written: by name, but last what looks at all other pages."""


def menu(language: Language) -> list[dict[str, str]]:
    """List the addresses that the menu names in a language, with their titles."""
    named = sorted((kind for kind in KINDS.values() if kind.menu), key=lambda kind: kind.menu)
    return [
        {"address": language.at(place), "title": _menu_title(language, kind, place)}
        for kind in named
        for place in kind.places
        if language.code in kind.languages and "*" not in place
    ]


def _menu_title(language: Language, kind: PageKind, place: str) -> str:
    """Title a place as its kind is titled; a kind with several places has words for each."""
    words = language.words[kind.name]
    return str(words.menu[place.rstrip("/")] if "menu" in words else words.title)
