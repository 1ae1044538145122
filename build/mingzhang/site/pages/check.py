"""The page of a check: in, how it came out everywhere; out, its rule and what does not agree."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from mingzhang.common.kept import key
from mingzhang.site.check_views import CheckView
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write a page for each check."""
    labels, evidence = site.overview.labels, site.overview.evidence
    for view in site.checks:
        named = [
            [labels.get(item.disclosure), labels.get(item.other_disclosure),
             *map(evidence.get, item.facts)]
            for item in view.failures
        ]  # fmt: skip
        shown = key("check", site.frame, names.language.code, repr((view, named)))
        site.renderer.once(shown, partial(_write, site, names, view, labels))


def _write(site: Site, names: Names, view: CheckView, labels: Mapping[str, str]) -> None:
    language, title = names.language, names.check_title(view.check, view.family)
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
