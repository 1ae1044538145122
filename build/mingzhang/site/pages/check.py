"""The page of a check: in, how it came out everywhere; out, its rule and what does not agree."""

from __future__ import annotations

from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write a page for each check."""
    labels = site.overview.labels
    language = names.language
    for view in site.checks:
        title = names.check_title(view.check, view.family)
        site.page(
            KIND,
            language,
            view.page,
            title=title,
            description=language.words.check.description.text(title=title),
            view=view,
            family=names.family(view.check, view.family),
            rule=names.column(site.library.checks.get(view.check), "rule"),
            labels=labels,
        )


KIND = PageKind("check", places=("checks/*/",), group="checks", of_all=write)
