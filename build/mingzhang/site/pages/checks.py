"""The list of all checks: in, how each came out; out, tables by rule and by agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from mingzhang.site import addresses, check_views, paging
from mingzhang.site.check_views import CheckView
from mingzhang.site.names import Names
from mingzhang.site.overview import state
from mingzhang.site.page_kind import PageKind, Site

CHECK = "check"


def write(site: Site, names: Names) -> None:
    """Write the list in a language."""
    language = names.language
    site.page(
        KIND,
        language,
        families=by_family(site.checks, names),
        state=state(site.summaries),
        by_agency=check_views.by_agency(site.summaries, paging.PER_PAGE),
    )
    if language.code not in site.kinds[CHECK].languages:
        _name_rows(site, names)


def _name_rows(site: Site, names: Names) -> None:
    """Let the search find the rows where no page tells more."""
    for view in site.checks:
        address = f"{KIND.places[0]}#{addresses.slug(view.check)}"
        title = names.check(view.check, view.family)
        site.renderer.name(names.language, KIND.group, title, address)


def by_family(views: Sequence[CheckView], names: Names) -> Mapping[str, list[CheckView]]:
    """Sort checks into families; those that found something stand before all, the most first."""
    groups: defaultdict[str, list[CheckView]] = defaultdict(list)
    failing = [view for view in views if any(view.told)]
    if failing:
        heading = str(names.language.words.checks.failing)
        groups[heading] = sorted(failing, key=lambda view: view.told, reverse=True)
    for view in views:
        if not any(view.told):
            groups[names.family(view.check, view.family)].append(view)
    return groups


KIND = PageKind(
    "checks", places=("checks/",), group="checks", is_translated=True, menu=6, of_all=write
)
