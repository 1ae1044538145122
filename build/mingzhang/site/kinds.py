"""All kinds of pages, in the order in which they are written; and which of them the menu names.

Whoever needs to know what pages there are asks here: the generator, the menus, the weighing of
pages, the tests. A new kind is a module in `pages/`, a template, and its words in `words/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from mingzhang.site.language import Language
from mingzhang.site.page_kind import PageKind
from mingzhang.site.pages import (
    agencies,
    agency,
    check,
    checks,
    compare,
    compare_concept,
    coverage,
    data,
    dictionary,
    disclosure,
    disclosures,
    glossary,
    glossary_by_sound,
    home,
    package,
    prose,
    search,
    term,
)

KINDS: Mapping[str, PageKind] = {
    module.KIND.name: module.KIND
    for module in (
        disclosure,
        agency,
        package,
        agencies,
        disclosures,
        coverage,
        term,
        glossary,
        glossary_by_sound,
        check,
        checks,
        data,
        dictionary,
        home,
        compare,
        compare_concept,
        prose,
        # Last, since it lists the names that all others have.
        search,
    )
}

MENU = (agencies, disclosures, compare, glossary, data, checks, prose)
"""What the menu names, in its order."""


def menu(language: Language) -> list[dict[str, str]]:
    """List the addresses of the menu in a language, with their titles."""
    kinds = (module.KIND for module in MENU)
    places = (place for kind in kinds if language.code in kind.languages for place in kind.places)
    return [
        {"address": language.at(place), "title": str(language.words.menu[place.rstrip("/")])}
        for place in places
        if "*" not in place
    ]
