"""Catalogues and descriptors have the shapes that they must have, and a fault in them shows."""

from __future__ import annotations

import copy
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pyshacl
import pytest
import rdflib
import rdflib.compare
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

import export_maker
import site_built
from export_maker import Exported
from mingzhang.export import graph

SHAPES = Path(__file__).parent / "shapes"
BASE = "https://example.org/sub/"
PACKAGES = ("all", "baishi-library", "qingping-archives")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
KNOWN_MISSING = {
    # Generated data holds no date; a site need not say who answers for it.
    (DCAT.Catalog, DCTERMS.issued),
    (DCAT.Catalog, DCTERMS.modified),
    (DCAT.Dataset, DCAT.contactPoint),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_maker.make(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_maker.make(
        tmp_path_factory.mktemp("full"),
        address=BASE,
        publisher="试验“社”",
        contact="data@example.org",
    )


@pytest.fixture(params=["plain", "full"])
def exported(request: pytest.FixtureRequest) -> Exported:
    return request.getfixturevalue(request.param)


def graph_of(exported: Exported, suffix: str) -> rdflib.Graph:
    kind = {"ttl": "turtle", "jsonld": "json-ld"}[suffix]
    text = (exported.site / f"catalog.{suffix}").read_text(encoding="utf-8")
    address = f"{BASE}catalog.{suffix}"
    if suffix == "jsonld":
        return rdflib.Graph().parse(data=text, format=kind, base=address)
    return rdflib.Graph().parse(data=text, format=kind, publicID=address)


def complaints(found: rdflib.Graph) -> Iterator[tuple[Any, Any, Any]]:
    """Yield severity, class and property of everything that the shapes object to."""
    shapes = rdflib.Graph().parse(SHAPES / "dcat-ap-3.ttl")
    _, report, _ = pyshacl.validate(found, shacl_graph=shapes, advanced=False)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node = report.value(result, SH.focusNode)
        yield (
            report.value(result, SH.resultSeverity),
            found.value(node, RDF.type),
            report.value(result, SH.resultPath),
        )


def test_the_catalogue_is_dcat_ap(exported: Exported) -> None:
    found = graph_of(exported, "ttl")
    told = list(complaints(found))
    assert [one for one in told if one[0] != SH.Warning] == []
    assert {one[1:] for one in told} <= KNOWN_MISSING


def test_what_is_known_is_told(full: Exported) -> None:
    """With all settings filled in, only the dates are missing."""
    missing = {one[1:] for one in complaints(graph_of(full, "ttl"))}
    assert missing == {(DCAT.Catalog, DCTERMS.issued), (DCAT.Catalog, DCTERMS.modified)}
    found = graph_of(full, "ttl")
    publisher = found.value(rdflib.URIRef(f"{BASE}#catalogue"), DCTERMS.publisher)
    assert str(found.value(publisher, FOAF.name)) == "试验“社”"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (DCAT.Catalog, DCTERMS.title),
        (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCTERMS.description),
        (DCAT.Distribution, DCAT.accessURL),
        (DCTERMS.PeriodOfTime, DCAT.startDate),
        (FOAF.Agent, FOAF.name),
    ],
)
def test_a_missing_property_is_seen(full: Exported, kind: Any, path: Any) -> None:
    found = graph_of(full, "ttl")
    node = next(iter(found.subjects(RDF.type, kind)))
    assert list(found.objects(node, path))
    found.remove((node, path, None))
    assert (SH.Violation, kind, path) in complaints(found)


@pytest.mark.parametrize(
    ("kind", "path", "wrong"),
    [
        (DCAT.Distribution, DCAT.byteSize, rdflib.Literal(1.5)),
        (DCAT.Distribution, DCAT.accessURL, rdflib.Literal("data/all.csv")),
        (DCAT.Distribution, DCAT.mediaType, rdflib.Literal("text/csv")),
        (DCAT.Dataset, DCTERMS.publisher, rdflib.Literal("某社")),
        (DCAT.Dataset, DCTERMS.spatial, rdflib.URIRef("https://example.org/place")),
        (DCTERMS.PeriodOfTime, DCAT.endDate, rdflib.Literal("1999-12-31", datatype=XSD.date)),
        (DCTERMS.PeriodOfTime, DCAT.endDate, rdflib.Literal("2024")),
    ],
)
def test_a_wrong_value_is_seen(full: Exported, kind: Any, path: Any, wrong: Any) -> None:
    found = graph_of(full, "ttl")
    node = next(iter(found.subjects(RDF.type, kind)))
    found.set((node, path, wrong))
    told = [(severity, of) for severity, of, _ in complaints(found)]
    assert (SH.Violation, kind) in told


def test_both_spellings_say_the_same(exported: Exported) -> None:
    one, other = graph_of(exported, "ttl"), graph_of(exported, "jsonld")
    assert len(one) == len(other) > 100
    assert rdflib.compare.isomorphic(one, other)


def test_a_difference_of_spellings_is_seen(full: Exported) -> None:
    one, other = graph_of(full, "ttl"), graph_of(full, "jsonld")
    node = next(iter(other.subjects(RDF.type, DCTERMS.PeriodOfTime)))
    other.set((node, DCAT.endDate, rdflib.Literal("2031-12-31", datatype=XSD.date)))
    assert not rdflib.compare.isomorphic(one, other)


def test_spellings_agree_on_odd_texts_and_addresses() -> None:
    odd = '引号" 反斜\\ 换行\n 回车\r 制表\t 响铃\x07 😀 <尖括号>'
    node = {
        "@id": "https://example.org/a b/“引”?x={y}|z",
        "@type": "dcat:Dataset",
        "dct:title": [graph.Text(odd, "zh"), graph.Text("plain", "en")],
        "dct:identifier": odd,
        "dct:relation": graph.Link("https://example.org/文件 (1)<2>.pdf"),
        "dct:temporal": {"dcat:startDate": graph.Typed("2024-01-01", "xsd:date")},
    }
    prefixes = {"dcat": str(DCAT), "dct": str(DCTERMS), "xsd": str(XSD)}
    turtle = rdflib.Graph().parse(data=graph.turtle([node], prefixes), format="turtle")
    json_ld = rdflib.Graph().parse(data=graph.json_ld([node], prefixes), format="json-ld")
    assert rdflib.compare.isomorphic(turtle, json_ld)
    assert str(next(turtle.objects(None, DCTERMS.identifier))) == odd


def test_the_catalogue_names_every_package(exported: Exported) -> None:
    found = graph_of(exported, "ttl")
    pages = {str(one) for one in found.objects(None, DCAT.landingPage)}
    assert pages == {f"{BASE}data/{name}/" for name in PACKAGES}
    whole = rdflib.URIRef(f"{BASE}data/all/#dataset")
    files = {str(found.value(d, DCAT.downloadURL)) for d in found.objects(whole, DCAT.distribution)}
    assert {f"{BASE}data/all/all.{kind}" for kind in ("xlsx", "sqlite.zip", "zip")} <= files
    assert f"{BASE}data/all/data/facts.csv" in files


@pytest.mark.slow
def test_the_real_catalogue_and_datasets_are_sound() -> None:
    """The project's own content, whose settings tell neither region nor publisher."""
    site = site_built.real_site().html
    found = rdflib.Graph().parse(site / "catalog.ttl", publicID=f"{BASE}catalog.ttl")
    told = list(complaints(found))
    assert [one for one in told if one[0] != SH.Warning] == []
    assert {one[1:] for one in told} <= KNOWN_MISSING
    datasets = list(site.glob("data/*/dataset.jsonld"))
    assert len(datasets) > 5
    for path in datasets:
        assert list(schema_faults(json.loads(path.read_text(encoding="utf-8")))) == [], path
        described = json.loads((path.parent / "datapackage.json").read_text(encoding="utf-8"))
        assert [error.message for error in profile().iter_errors(described)] == []


# schema.org


def vocabulary() -> dict[tuple[str, str], set[str]]:
    with (SHAPES / "schema-org.csv").open(encoding="utf-8") as file:
        return {(r["type"], r["property"]): set(r["kinds"].split()) for r in csv.DictReader(file)}


def schema_faults(node: dict[str, Any]) -> Iterator[str]:
    """Yield what schema.org does not know, and what search engines miss or refuse."""
    known = vocabulary()
    kind = node.get("@type")
    for key, value in node.items():
        if key in ("@type", "@context"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found = one.get("@type")
                yield from schema_faults(one)
            else:
                found = "boolean" if isinstance(one, bool) else "text" if one else "nothing"
            if found not in known.get((kind, key), set()):
                yield f"{kind}.{key}: {found}"
    if kind == "Dataset":
        yield from _dataset_faults(node)
    if kind == "DataDownload":
        for key in ("contentUrl", "encodingFormat", "contentSize", "name"):
            if not node.get(key):
                yield f"DataDownload lacks {key}"
        if not re.fullmatch(r"\d+ B", node.get("contentSize", "")):
            yield "contentSize"


def _dataset_faults(node: dict[str, Any]) -> Iterator[str]:
    for key in ("name", "license", "creator", "distribution", "temporalCoverage", "identifier",
                "spatialCoverage", "variableMeasured", "publisher", "url", "keywords",
                "version"):  # fmt: skip
        if not node.get(key):
            yield f"Dataset lacks {key}"
    if node.get("isAccessibleForFree") is not True:
        yield "isAccessibleForFree"
    if not 50 <= len(node.get("description", "")) <= 5000:
        yield "description"
    if not re.fullmatch(r"\d{4}/\d{4}", node.get("temporalCoverage", "")):
        yield "temporalCoverage"
    if not node.get("license", "").startswith("https://"):
        yield "license"


def structured(exported: Exported, name: str) -> dict[str, Any]:
    text = (exported.site / f"data/{name}/dataset.jsonld").read_text(encoding="utf-8")
    return json.loads(text)


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_are_datasets_of_schema_org(exported: Exported, name: str) -> None:
    node = structured(exported, name)
    assert node["@context"] == "https://schema.org"
    assert list(schema_faults(node)) == []
    assert {one["name"] for one in node["variableMeasured"]} >= {"收入总计", "“三公”经费"}


def test_datasets_tell_what_is_true(full: Exported) -> None:
    one, whole = structured(full, "qingping-archives"), structured(full, "all")
    assert one["creator"] == {"@type": "GovernmentOrganization", "name": "青屏县档案馆"}
    assert whole["creator"] == {"@type": "Organization", "name": "试验“社”"}
    assert one["spatialCoverage"]["name"] == "河北省白石市青屏县"
    assert whole["spatialCoverage"]["name"] == "河北省白石市", "where all bodies are"
    assert (one["temporalCoverage"], whole["temporalCoverage"]) == ("2024/2024", "2023/2024")
    assert one["url"] == f"{BASE}data/qingping-archives/"
    assert (one["isPartOf"], "isPartOf" in whole) == (f"{BASE}data/all/", False)


def test_the_page_has_the_same_structured_data(exported: Exported) -> None:
    page = (exported.site / "data/qingping-archives/index.html").read_text(encoding="utf-8")
    (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(inside) == structured(exported, "qingping-archives")
    assert "<" not in inside


@pytest.mark.parametrize(
    "damage",
    [
        {"name": ""},
        {"description": "太短"},
        {"description": "长" * 5001},
        {"license": ""},
        {"license": "CC BY"},
        {"creator": "某局"},
        {"distribution": []},
        {"distribution": [{"@type": "DataDownload", "contentUrl": "a.csv"}]},
        {"temporalCoverage": "2024"},
        {"isAccessibleForFree": "true"},
        {"fiscalYear": "2024"},
        {"spatialCoverage": {"@type": "Region", "name": "河北省"}},
    ],
    ids=str,
)
def test_faults_of_structured_data_are_seen(full: Exported, damage: dict[str, Any]) -> None:
    assert list(schema_faults({**structured(full, "all"), **damage}))


# Data Package and fiscal mapping


def descriptor(exported: Exported, name: str) -> dict[str, Any]:
    text = (exported.site / f"data/{name}/datapackage.json").read_text(encoding="utf-8")
    return json.loads(text)


def profile() -> jsonschema.Draft7Validator:
    schema = json.loads((SHAPES / "data-package-2.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("name", PACKAGES)
def test_descriptors_are_data_packages(plain: Exported, name: str) -> None:
    described = descriptor(plain, name)
    assert [error.message for error in profile().iter_errors(described)] == []
    report = frictionless.validate(str(plain.site / f"data/{name}/datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    names = {one["name"]: one for one in described["resources"]}
    assert len(names) == len(described["resources"])
    for one in described["resources"]:
        columns = [field["name"] for field in one.get("schema", {}).get("fields", [])]
        assert len(set(columns)) == len(columns)
        assert set(one.get("schema", {}).get("primaryKey", [])) <= set(columns)
        for key in one.get("schema", {}).get("foreignKeys", []):
            there = names[key["reference"].get("resource", one["name"])]["schema"]["fields"]
            assert set(key["reference"]["fields"]) <= {field["name"] for field in there}


@pytest.mark.parametrize(
    "damage",
    ["resources", "path", "licence", "hash", "type", "categories", "reference", "delimiter"],
)
def test_faults_of_descriptors_are_seen(plain: Exported, damage: str) -> None:
    described = copy.deepcopy(descriptor(plain, "all"))
    first = described["resources"][0]
    fields = first["schema"]["fields"]
    if damage == "resources":
        described["resources"] = []
    elif damage == "path":
        first["path"] = "../data.csv"
    elif damage == "licence":
        described["licenses"] = [{"title": "随便用"}]
    elif damage == "hash":
        first["hash"] = "sha256:xyz"
    elif damage == "type":
        fields[0]["type"] = "text"
    elif damage == "categories":
        fields[0].update(type="year", categories=["2024"])
    elif damage == "reference":
        del first["schema"]["foreignKeys"][0]["reference"]["fields"]
    else:
        fields[0]["delimiter"] = "|"
    assert list(profile().iter_errors(described))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_fiscal_mapping_fits_the_facts(plain: Exported, name: str) -> None:
    mapping = json.loads((plain.site / f"data/{name}/fiscal.json").read_text(encoding="utf-8"))
    assert list(fiscal_faults(mapping, plain, name)) == []


def fiscal_faults(mapping: dict[str, Any], exported: Exported, name: str) -> Iterator[str]:
    """Yield what the mapping says of columns, codes and values that the tables do not bear out."""
    tables = exported.tables(name)
    facts = tables[mapping["resource"]]
    types = set((SHAPES / "fiscal-columns.txt").read_text(encoding="utf-8").split())
    at = {column: place for place, column in enumerate(facts.columns)}
    for column, kind in mapping["columnTypes"].items():
        if column not in at or kind not in types:
            yield f"{column}: {kind}"
    if len(set(mapping["columnTypes"].values())) != len(mapping["columnTypes"]):
        yield "two columns of one type"
    folder = exported.site / "data" / name
    rows = list(export_maker.cells(facts))
    wanted = [row for row in rows if all(row[at[c]] == v for c, v in mapping["filters"].items())]
    if not wanted:
        yield "no row is an amount"
    stages = {row[at["stage"]] for row in wanted} - {"point_in_time"}
    if not stages <= set(mapping["phase"]["values"]):
        yield f"stages without a phase: {stages}"
    if not set(mapping["phase"]["values"].values()) <= {"proposed", "approved", "adjusted",
                                                       "executed"}:  # fmt: skip
        yield "phase"
    concepts = {row[0] for row in export_maker.cells(tables["concepts"])}
    if not set(mapping["direction"]["values"]) <= concepts:
        yield "direction of unknown concepts"
    if not set(mapping["direction"]["values"].values()) <= {"revenue", "expenditure"}:
        yield "direction"
    for column, one in mapping["classifications"].items():
        if not (folder / one["path"]).is_file() or column not in mapping["columnTypes"]:
            yield f"{column}: {one['path']}"
        codes = {row[0] for row in export_maker.cells(tables[Path(one["path"]).stem])}
        for row in rows:
            code = row[at[column]]
            if code and (code not in codes or str(len(code)) not in one["levels"]):
                yield f"{column}: {code}"
    if not (folder / mapping["path"]).is_file():
        yield mapping["path"]


def test_directions_leave_out_what_only_changes_the_year() -> None:
    from mingzhang.export import dataset

    kinds = [
        ("current_year_revenue", "revenue", "amount"),
        ("opening_carryover", "revenue", "amount"),
        ("closing_carryover", "expenditure", "amount"),
        ("function_201", "function", "amount"),
        ("overseas_groups", "three_public", "count"),
        ("total_assets", "assets", "balance"),
    ]
    rows = [dict(zip(("concept", "concept_group", "kind"), one, strict=True)) for one in kinds]
    empty = dataset.Dataset("all", "", "", "", "", (), (), "", "", (), ())
    assert dataset.fiscal(empty, rows)["direction"]["values"] == {
        "current_year_revenue": "revenue",
        "function_201": "expenditure",
    }


@pytest.mark.parametrize(
    "damage",
    [
        {"columnTypes": {"no_such_column": "value"}},
        {"columnTypes": {"value": "amount"}},
        {"columnTypes": {"value": "value", "tolerance": "value"}},
        {"filters": {"measure": "money"}},
        {"path": "fact.csv"},
        {"phase": {"column": "stage", "values": {"budget": "approved"}}},
        {"direction": {"column": "concept", "values": {"total_revenue": "in"}}},
        {"direction": {"column": "concept", "values": {"nothing": "revenue"}}},
    ],
    ids=str,
)
def test_faults_of_the_fiscal_mapping_are_seen(plain: Exported, damage: dict[str, Any]) -> None:
    mapping = json.loads((plain.site / "data/all/fiscal.json").read_text(encoding="utf-8"))
    assert list(fiscal_faults({**mapping, **damage}, plain, "all"))
