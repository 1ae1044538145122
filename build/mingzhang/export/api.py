"""The static API: in, tables of a package; out, JSON beside each page.

Everything that can be read as JSON can be read from the CSV too; nothing is computed here.
All addresses in it are relative to the root of the site, where `index.json` lies.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mingzhang.common import citation, urls
from mingzhang.common.published import Field, Table
from mingzhang.common.site_settings import Settings
from mingzhang.export.dataset import Dataset
from mingzhang.export.table_writer import exact_number
from mingzhang.model import Outcome, Severity

OF_DISCLOSURE: Mapping[str, tuple[str, ...]] = {
    "headline": (),
    "facts": (
        "fact", "fiscal_year", "stage", "scope", "concept", "concept_zh", "label_printed",
        "function_code", "economic_code", "fund", "measure", "value_printed", "unit_printed",
        "value", "unit", "origin", "start", "stop", "page", "grid", "row_index", "column_index",
    ),
    "findings": (),
    "notes": (),
}  # fmt: skip
"""The tables whose rows a disclosure's JSON holds, and which columns (none named: all).

What else the tables tell is in the CSV alone: quotes, the checks that hold, the ledger, the text.
"""
LINKS = {"findings": "finding_facts"}
"""Tables, and the table of links whose rows each of their rows holds as a list under its name."""
FIGURE, FACT, FRAGMENT = "{figure}", "{fact}", "{fragment}"
"""What a reader puts into the templates of `cite_figure` (see `docs` of the schema)."""
KINDS = ("index", "agency", "disclosure", "moved")
"""What the files of the API are; each kind has a schema."""


def typed(row: Mapping[str, str], fields: Sequence[Field]) -> dict[str, Any]:
    """Turn a row of texts into JSON values; empty cells are left out.

    A number that a double cannot hold exactly stays a text.
    """
    return {f.name: _value(row[f.name], f) for f in fields if row[f.name]}


def _value(text: str, field: Field) -> Any:
    if field.type in ("integer", "year"):
        return int(text)
    if field.type == "number":
        number = exact_number(text)
        return text if number is None else number
    return text == "true" if field.type == "boolean" else text


def write_json(path: Path, value: Any) -> None:
    """Write JSON as UTF-8 with LF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(json_text(value).encode())


def json_text(value: Any) -> str:
    """Spell JSON with an LF, the same for the same value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{text}\n"


def agency(dataset: Dataset, all_tables: Mapping[str, Table], site: Settings) -> dict[str, Any]:
    """Make the JSON of an agency: what it is, its disclosures, its headline figures, its files."""
    row = next((r for r in all_tables["agencies"].records() if r["agency"] == dataset.name), None)
    return {
        "api": urls.API,
        "schema": f"{urls.SCHEMAS}agency.json",
        "page": urls.agency_page(dataset.name),
        "agency": typed(row, all_tables["agencies"].fields) if row else {"agency": dataset.name},
        "disclosures": [
            {**typed(r, all_tables["disclosures"].fields), **_places(r["disclosure"])}
            for r in all_tables["disclosures"].records()
        ],
        "headline": _rows(all_tables["headline"]),
        "package": package(dataset),
        "cite": cited(citation.of_data(site.cited, dataset)),
        "licence": dataset.licence,
    }


def disclosures(
    dataset: Dataset, all_tables: Mapping[str, Table], site: Settings
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and the JSON of each disclosure of a package."""
    groups: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for name in OF_DISCLOSURE:
        table, links = all_tables[name], _links(name, all_tables)
        fields = fields_of(table)
        for row in table.records():
            if row.get("outcome", Outcome.FAIL) == Outcome.FAIL:
                shown = {**typed(row, fields), **links.get(row[table.primary_key[0]], {})}
                groups[row["disclosure"]].setdefault(name, []).append(shown)
    table = all_tables["disclosures"]
    for row in table.records():
        name = row["disclosure"]
        place = urls.disclosure_page(name)
        body = dataset.creator or row["agency"]
        yield (
            name,
            {
                "api": urls.API,
                "schema": f"{urls.SCHEMAS}disclosure.json",
                "page": place,
                "disclosure": typed(row, table.fields),
                **{each: groups[name].get(each, []) for each in OF_DISCLOSURE},
                "cite": cited(citation.of_disclosure(site.cited, name, body, row["title"], place)),
                "cite_figure": _figure_templates(site, body, row["title"], place),
                "licence": dataset.licence,
            },
        )


def fields_of(table: Table) -> tuple[Field, ...]:
    """List the columns of a table that a disclosure's JSON holds; all rows are of that one."""
    columns = OF_DISCLOSURE[table.name] or table.columns
    return tuple(f for f in table.fields if f.name in columns and f.name != "disclosure")


def _links(name: str, all_tables: Mapping[str, Table]) -> dict[str, dict[str, list[Any]]]:
    """Collect for each row of a table, by its id, the rows that link it to facts."""
    links: dict[str, dict[str, list[Any]]] = {}
    if name in LINKS:
        table = all_tables[LINKS[name]]
        id_field, *others = table.fields
        for row in table.records():
            lists = links.setdefault(row[id_field.name], {table.name: []})
            lists[table.name].append(typed(row, others))
    return links


def _figure_templates(site: Settings, agency_zh: str, title: str, place: str) -> dict[str, str]:
    """Make the citation of any figure, with marks where the figure, its id and its place go."""
    there = f"{place}#f-{FRAGMENT}"
    whole = citation.of_figure(site.cited, FACT, agency_zh, title, FIGURE, there)
    # In BibTeX the marks must not be escaped as braces of a title are.
    tex = whole.bibtex.replace(r"\{figure\}", FIGURE).replace(r"\{fact\}", FACT)
    return {"gbt7714": whole.gbt7714, "apa": whole.apa, "bibtex": tex}


def cited(reference: citation.Citation) -> dict[str, str]:
    """Put a citation into JSON."""
    return {"gbt7714": reference.gbt7714, "apa": reference.apa, "bibtex": reference.bibtex}


def package(dataset: Dataset) -> dict[str, Any]:
    """List what a package offers to most people, with sizes in bytes; the descriptor lists all."""
    return {
        "package": dataset.name,
        "title": dataset.title,
        "title_en": dataset.title_en,
        "fiscal_years": list(dataset.years),
        "page": dataset.page,
        "descriptor": f"{dataset.page}datapackage.json",
        "files": [
            {"path": each.path, "format": each.format, "title": each.title, "bytes": each.size}
            for each in dataset.chief_downloads
        ],
    }


def index(
    datasets: Sequence[Dataset],
    joined: Mapping[str, Table],
    site: Settings,
    languages: Sequence[str],
) -> dict[str, Any]:
    """Make the entrance: every agency, disclosure, package, schema and catalogue.

    A site over several (`mingzhang front`) is made of this file alone.
    """
    package_names = {dataset.name for dataset in datasets}
    return {
        "api": urls.API,
        "schema": f"{urls.SCHEMAS}index.json",
        "title": site.title,
        **({"address": site.address} if site.address else {}),
        **({"publisher": site.publisher} if site.publisher else {}),
        "schemas": {name: f"{urls.SCHEMAS}{name}.json" for name in KINDS},
        "catalogues": {"json_ld": "catalog.jsonld", "turtle": "catalog.ttl"},
        "languages": list(languages),
        "counts": _counts(joined),
        "agencies": [
            {
                "agency": row["agency"],
                "name_zh": row["name_zh"],
                "name_en": row["name_en"],
                "region": row["region"],
                "page": urls.agency_page(row["agency"]),
                "json": urls.agency_json(row["agency"]),
            }
            for row in joined["agencies"].records()
            if row["agency"] in package_names
        ],
        "disclosures": [
            {
                "disclosure": row["disclosure"],
                "agency": row["agency"],
                "fiscal_year": int(row["fiscal_year"]),
                "stage": row["stage"],
                "title": row["title"],
                **_places(row["disclosure"]),
            }
            for row in joined["disclosures"].records()
        ],
        "packages": [
            {
                "package": dataset.name,
                "title": dataset.title,
                "page": dataset.page,
                "descriptor": f"{dataset.page}datapackage.json",
                **{
                    each.format: each.path
                    for each in dataset.downloads
                    if each.path == dataset.page + each.kind.path(dataset.name)
                },
            }
            for dataset in datasets
        ],
        "cite": cited(citation.of_site(site.cited)),
    }


def _counts(joined: Mapping[str, Table]) -> dict[str, int]:
    """Count what the home page counts: figures, and findings that say of a sum whether it holds."""
    findings = joined["findings"].records()
    found = Counter(row["severity"] if row["outcome"] == Outcome.FAIL else row["outcome"]
                    for row in findings)  # fmt: skip
    return {
        "figures": joined["facts"].rows,
        "agreeing": found[Outcome.PASS],
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
    }


def _places(disclosure: str) -> dict[str, str]:
    return {
        "page": urls.disclosure_page(disclosure),
        "json": urls.disclosure_json(disclosure),
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    return [typed(row, table.fields) for row in table.records()]
