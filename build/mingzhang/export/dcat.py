"""The catalogue of the site for data portals: in, `Dataset`s; out, a DCAT-AP 3 graph.

Addresses are full when the site's address is set, else relative to the catalogue, which lies at the
root of the site. A dataset and the page that tells of it are two things with two addresses. What is
missing on purpose: dates (generated data holds none) and how long the files will stay available.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mingzhang.common import urls
from mingzhang.common.site_settings import Settings
from mingzhang.export.dataset import Dataset, Download
from mingzhang.export.graph import Link, Node, Text, Typed
from mingzhang.paths import JOINED

PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = [Link(f"{_EU}/language/{code}") for code in ("ZHO", "ENG")]
_THEMES = {"GOVE": "Government and public sector", "ECON": "Economy and finance"}
_IANA = "https://www.iana.org/assignments/media-types/"


def catalogue(datasets: Iterable[Dataset], site: Settings) -> list[Node]:
    """Describe the site as a catalogue of its packages; then say of what kind its terms are."""
    listed = list(datasets)
    licence = next((dataset.licence for dataset in listed), "")
    node: dict[str, Any] = {
        "@id": f"{site.at('')}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _both(f"{site.title}：部门预算、决算公开数据", _ENGLISH_TITLE),
        "dct:description": _both(_DESCRIPTION, _ENGLISH_DESCRIPTION),
        "dct:publisher": Link(_publisher(site)),
        "dct:language": _LANGUAGES,
        "dcat:themeTaxonomy": Link(f"{_EU}/data-theme"),
        "foaf:homepage": _page(site.at("")),
    }
    if licence:
        node["dct:license"] = Link(licence)
    region = _region(listed, site)
    if region[1]:
        node["dct:spatial"] = _place(*region)
    node["dcat:dataset"] = [_dataset(dataset, site) for dataset in listed]
    return [node, *_terms(listed, site)]


def _region(datasets: Iterable[Dataset], site: Settings) -> tuple[str, str]:
    """Give the region that the settings name, else the one that all bodies are in."""
    whole = next((dataset.region for dataset in datasets if dataset.name == JOINED), ("", ""))
    return ("", site.region) if site.region else whole


def _terms(datasets: Iterable[Dataset], site: Settings) -> Iterator[Node]:
    """Say of what kind those things are that the catalogue only points at."""
    yield {"@id": _publisher(site), **_agent(site.publisher or site.title)}
    for link in _LANGUAGES:
        yield {"@id": link.address, "@type": "dct:LinguisticSystem"}
    scheme = f"{_EU}/data-theme"
    yield {"@id": scheme, "@type": "skos:ConceptScheme", "dct:title": Text("Data theme", "en")}
    for code, label in _THEMES.items():
        known = {"skos:prefLabel": Text(label, "en"), "skos:inScheme": Link(scheme)}
        yield {"@id": f"{_EU}/data-theme/{code}", "@type": "skos:Concept", **known}
    files = [each for dataset in datasets for each in dataset.chief_downloads]
    for licence in sorted({dataset.licence for dataset in datasets}):
        yield {"@id": licence, "@type": "dct:LicenseDocument"}
    for kind in sorted({each.media_type for each in files}):
        yield {"@id": _IANA + kind, "@type": "dct:MediaType"}
    for kind in sorted({each.kind.file_type for each in files if each.kind.file_type}):
        yield {"@id": f"{_EU}/file-type/{kind}", "@type": "dct:MediaTypeOrExtent"}


_ENGLISH_TITLE = "Budget and final-account disclosures as open data"
_DESCRIPTION = "公共部门公开的部门预算、部门决算，逐项读成可以追溯到原文的数据。"
_ENGLISH_DESCRIPTION = (
    "The budgets and final accounts that public bodies disclosed, as data traced to the source."
)


def _dataset(dataset: Dataset, site: Settings) -> Node:
    node: dict[str, Any] = {
        "@id": f"{site.at(dataset.page)}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _both(dataset.title, dataset.title_en),
        "dct:description": _both(dataset.description, dataset.description_en),
        "dct:identifier": f"mingzhang-{dataset.name}",
        "dct:publisher": Link(_publisher(site)),
        "dct:language": _LANGUAGES,
        "dcat:keyword": [_word(word) for word in dataset.keywords],
        "dcat:theme": [Link(f"{_EU}/data-theme/{code}") for code in _THEMES],
        "dcat:landingPage": _page(site.at(dataset.page)),
    }
    if dataset.creator:
        body = f"{site.at(urls.agency_page(dataset.name))}#body"
        node["dct:creator"] = {"@id": body, **_agent(dataset.creator)}
    region = dataset.region if dataset.region[1] else ("", site.region)
    if region[1]:
        node["dct:spatial"] = _place(*region)
    if dataset.years:
        node["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": Typed(f"{min(dataset.years)}-01-01", "xsd:date"),
            "dcat:endDate": Typed(f"{max(dataset.years)}-12-31", "xsd:date"),
        }
    if site.contact:
        node["dcat:contactPoint"] = _contact(site)
    if dataset.name != JOINED:
        addresses = [each.get("path", "") for each in dataset.sources]
        links = [Link(path) for path in addresses if path.startswith(("http://", "https://"))]
        if links:
            # Pages and files of the body, no datasets, which `dct:source` would have to be.
            node["dct:relation"] = links
    node["dcat:distribution"] = [_distribution(d, dataset, site) for d in dataset.chief_downloads]
    return node


def _distribution(download: Download, of: Dataset, site: Settings) -> Node:
    address = site.at(download.path)
    node: dict[str, Any] = {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _both(download.title, download.title_en),
        "dcat:accessURL": Link(address),
        "dcat:downloadURL": Link(address),
        "dcat:mediaType": Link(_IANA + download.media_type),
        "dcat:byteSize": Typed(str(download.size), "xsd:nonNegativeInteger"),
        "dct:license": Link(of.licence),
        "dct:description": _both(
            f"{of.title}：{download.title}", f"{of.title_en}: {download.title_en}"
        ),
    }
    if download.kind.file_type:
        node["dct:format"] = Link(f"{_EU}/file-type/{download.kind.file_type}")
    return node


def _both(chinese: str, english: str) -> list[Text]:
    return [Text(chinese, "zh"), Text(english, "en")]


def _word(word: str) -> Text:
    return Text(word, "en" if word.isascii() else "zh")


def _publisher(site: Settings) -> str:
    return f"{site.at('')}#publisher"


def _page(address: str) -> Node:
    return {"@id": address, "@type": "foaf:Document"}


def _agent(name: str) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _place(code: str, name: str) -> Node:
    place: dict[str, Any] = {"@type": "dct:Location", "skos:prefLabel": Text(name, "zh")}
    if code:
        place["dct:identifier"] = code
    return place


def _contact(site: Settings) -> Node:
    known = "vcard:hasEmail" if "@" in site.contact else "vcard:hasURL"
    address = f"mailto:{site.contact}" if "@" in site.contact else site.contact
    return {
        "@type": "vcard:Kind",
        "vcard:fn": site.publisher or site.title,
        known: Link(address),
    }
