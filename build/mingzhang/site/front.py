"""The site over regional sites: in, what each publishes of itself; out, pages that lead there.

Of a regional site its `index.json` is read: what was built here, else what stands at its address.
Its pages, data and search index stay where they are; the search asks those indexes in the browser.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from mingzhang import vocab
from mingzhang.common import folder_swap
from mingzhang.common.kept import Kept
from mingzhang.common.progress import Progress, each
from mingzhang.common.published import Row
from mingzhang.common.site_settings import Settings, settings
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.site import paging, searchwords, third_party
from mingzhang.site.build import typeset
from mingzhang.site.generate import paint
from mingzhang.site.language import LANGUAGES, Language
from mingzhang.site.library import Library
from mingzhang.site.names import Names
from mingzhang.site.page_files import Renderer
from mingzhang.site.pages import prose
from mingzhang.site.search_index import index
from mingzhang.vocab import regional_sites
from mingzhang.vocab.regional_sites import RegionalSite

INDEX, LIST = "index.json", "sites.json"
_PATIENCE = 60
_NO_NAMES = Library({}, {}, {}, {}, {}, {})
_PAGES = frozenset({"", "agencies", "search", "about"})


@dataclass(frozen=True, slots=True)
class Region:
    """A regional site with what its index says."""

    site: RegionalSite
    counts: Mapping[str, int]
    languages: tuple[str, ...]
    bodies: Sequence[Mapping[str, str]]
    years: Sequence[int]
    """The fiscal year of each disclosure."""

    def name(self, language: Language) -> str:
        """Name it, in Chinese where it has no other name."""
        return _called(self.site.name, self.site.name_en, language)

    def at(self, page: str, language: Language, root: str = "") -> str:
        """Address one of its pages, in a language where it has that; `root` leads to the front."""
        has = language.is_of_sources or language.code in self.languages
        ground = "" if self.site.is_elsewhere else root
        return f"{ground}{self.site.place}{language.folder if has else ''}{page}"

    @property
    def severities(self) -> Mapping[str, int]:
        """Count what does not agree and what is doubtful."""
        return {"error": self.counts["errors"], "warning": self.counts["warnings"]}

    @property
    def listed(self) -> dict[str, Any]:
        """What the list of sites says of it, for the search and for other programmes."""
        site = self.site
        named = {"region": site.region, "name": site.name, "name_en": site.name_en}
        counts = {"agencies": len(self.bodies), "disclosures": len(self.years), **self.counts}
        places = {"address": site.place, "index": f"{site.place}{INDEX}"}
        return {**named, **places, "languages": list(self.languages), "counts": counts}


@dataclass(frozen=True, slots=True)
class Body:
    """A body in the list of all: its region, its name and its page."""

    region: Region
    row: Mapping[str, str]

    def title(self, language: Language) -> str:
        """Name it, in Chinese where it has no other name."""
        return _called(self.row["name_zh"], self.row["name_en"], language)

    @property
    def names(self) -> Iterator[str]:
        """All its names."""
        yield from filter(None, (self.row["name_zh"], self.row["name_en"]))

    def at(self, language: Language, root: str = "") -> str:
        """Address its page; `root` leads to the front."""
        return self.region.at(self.row["page"], language, root)


def _called(chinese: str, english: str, language: Language) -> str:
    return chinese if language.is_of_sources else english or chinese


def build(
    paths: Paths, built: Callable[[RegionalSite], Path], progress: Progress, kept: Kept
) -> tuple[int, Sequence[RegionalSite]]:
    """Make the front site; return the number of its pages, and the regional sites.

    `built` tells where a site lies if it was built here. Raises UserError or UserErrors.
    """
    chosen = settings(paths.editorial)
    sites = regional_sites.read(paths.editorial, vocab.load(paths.vocab).regions)
    with progress.step("读各地区的目录", len(sites)) as advance:
        regions = list(each((_read(site, built(site)) for site in sites), advance))
    with progress.step("写网页"):
        pages = _write(paths, chosen, regions, kept)
    with progress.step("排版"):
        typeset(paths, chosen, kept)
    with progress.step("建搜索索引"):
        index(paths.site)
    return pages, sites


def hosts(sites: Sequence[RegionalSite]) -> list[str]:
    """Name the hosts that the search asks, where sites do not lie below this one."""
    parts = [urlsplit(site.place) for site in sites if site.is_elsewhere]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def _read(site: RegionalSite, built: Path) -> Region:
    """Read what a site says of itself. Raises UserError where there is nothing to be read."""
    source: Path | str = built / INDEX
    try:
        if (built / INDEX).is_file() or not site.is_elsewhere:
            data = (built / INDEX).read_bytes()
        else:
            source = f"{site.place}{INDEX}"
            with urlopen(source, timeout=_PATIENCE) as answer:
                data = answer.read()
        told = json.loads(data)
        return Region(
            site,
            {name: int(told["counts"][name]) for name in COUNTS},
            tuple(told["languages"]),
            [{name: str(row[name]) for name in _OF_BODY} for row in told["agencies"]],
            [int(row["fiscal_year"]) for row in told["disclosures"]],
        )
    except OSError as error:
        remedy = f"请先运行 mingzhang build --region {site.folder}，或在清单里写它的网址"
        raise UserError(source, f"取不到{site.name}的目录（{error}）", remedy) from error
    except (ValueError, KeyError, TypeError) as error:
        remedy = "请用现在这一版明账重做那个网站"
        raise UserError(source, f"不是地区网站的目录（{error!r}）", remedy) from error


COUNTS = ("figures", "agreeing", "errors", "warnings")
_OF_BODY = ("agency", "name_zh", "name_en", "region", "page")


def _write(paths: Paths, chosen: Settings, regions: Sequence[Region], kept: Kept) -> int:
    """Write the Markdown of all pages, and the list of sites."""
    folder_swap.empty(paths.docs)
    shutil.copytree(paths.site_src / "assets", paths.docs / "assets")
    (paths.docs / third_party.FILE).write_bytes(third_party.text().encode())
    languages = [each for each in LANGUAGES if each.title_in(paths.editorial, chosen)]
    units: Mapping[str, Row] = {}
    renderer = Renderer(
        paths.site_src / "templates",
        paths.docs,
        [Names(language, _NO_NAMES, units) for language in languages],
        kept,
    )
    renderer.share({"site": chosen})
    paint(renderer, chosen)
    for language in languages:
        _write_pages(renderer, paths, chosen, regions, language)
    listed = [region.listed for region in regions]
    renderer.file(LIST, json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
    return renderer.pages


def _write_pages(
    renderer: Renderer,
    paths: Paths,
    chosen: Settings,
    regions: Sequence[Region],
    language: Language,
) -> None:
    words, title = language.words.front, language.site_title(chosen)

    def page(address: str, name: str, title: str, description: str, **shown: Any) -> None:
        renderer.page(
            f"front/{name}",
            address,
            language,
            lambda to, _code: to.partition("/")[0] in _PAGES,
            title=title,
            description=description,
            group="",
            layout="prose" if name == "search" else "wide",
            also=(),
            meta={"twin": language.twin.at(address), "unlisted": name == "search" or None},
            regions=regions,
            **shown,
        )

    totals = {name: sum(region.counts[name] for region in regions) for name in COUNTS}
    heading = language.words.home.heading.text(tagline=chosen.tagline or chosen.title)
    page("", "home", title, words.description.text(n=len(regions)), heading=heading, totals=totals,
         documents=sum(len(region.years) for region in regions))  # fmt: skip
    bodies = [Body(region, row) for region in regions for row in region.bodies]
    for part in paging.parts(bodies, "agencies/"):
        described = f"{words.agencies_description}{part.mark(language)}"
        page(part.address, "agencies", str(language.words.agencies.title), described, part=part,
             places=list(_by_region(part.items)))  # fmt: skip
    page("search/", "search", str(language.words.search.title), str(words.search_description))
    kind = str(language.words.search_groups["agencies"])
    names = (
        searchwords.Named(kind, body.title(language), body.at(language), tuple(body.names))
        for body in bodies
    )
    renderer.file(language.folder + searchwords.NAMES, searchwords.names_file(names))
    prose_page = paths.editorial / language.folder / "about.md"
    if prose_page.is_file():
        prose.write_page(prose_page, paths.editorial, chosen, language, renderer)


def _by_region(bodies: Sequence[Body]) -> Iterator[tuple[Region, list[Body]]]:
    for region in dict.fromkeys(body.region.site.folder for body in bodies):
        of_region = [body for body in bodies if body.region.site.folder == region]
        yield of_region[0].region, of_region
