"""Every address in the metadata leads to a file of the site, wherever the site is served."""

from __future__ import annotations

import json
import posixpath
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest
import rdflib
from selectolax.lexbor import LexborHTMLParser

import export_maker
import site_built
from mingzhang.cli import server
from mingzhang.common.formats import BY_ID

SERVED = "https://example.org/sub/path/"
FOREIGN = ("https://schema.org", "https://creativecommons.org/", "https://datapackage.org/",
           "https://json-schema.org/", "https://www.iana.org/assignments/media-types/",
           "http://publications.europa.eu/resource/authority/", "http://www.w3.org/",
           "https://specs.frictionlessdata.io/taxonomies/", "http://purl.org/",
           "http://xmlns.com/")  # fmt: skip
"""Names of vocabularies, licences and formats: addresses that nothing is fetched from."""
Link = tuple[str, str]
"""The file that holds an address, and the address."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("links")
    return {
        "unknown": export_maker.make(folder / "unknown").site,
        "known": export_maker.make(folder / "known", address=SERVED).site,
    }


@pytest.fixture(params=["unknown", "known"])
def site(request: pytest.FixtureRequest, made: dict[str, Path]) -> Path:
    return made[request.param]


def links(site: Path) -> Iterator[Link]:
    """Yield all addresses of all metadata: those relative to the root are made relative to it."""
    root = site / "index.json"
    for path in [root, *site.glob("agencies/*.json"), *site.glob("disclosures/*.json")]:
        yield from (("index.json", one) for one in of_api(read(path)))
    for path in site.glob("data/*/dataset.jsonld"):
        yield from of_structured(read(path), place(site, path))
    for path in site.glob("data/*/datapackage.json"):
        yield from of_descriptor(read(path), place(site, path))
    for path in site.glob("data/*/fiscal.json"):
        for one in re.findall(r'"path": "(.*?)"', path.read_text(encoding="utf-8")):
            yield place(site, path), one
    for path in [*site.glob("citation.*"), *site.glob("data/*/citation.*")]:
        text = path.read_text(encoding="utf-8")
        yield from (
            (place(site, path), one.rstrip("}.,")) for one in re.findall(r"https?://\S+", text)
        )
    for path in [*site.rglob("*.html")]:
        yield from ((place(site, path), one) for one in of_page(path.read_text(encoding="utf-8")))
    yield from of_catalogues(site)


def place(site: Path, path: Path) -> str:
    return path.relative_to(site).as_posix()


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def of_api(value: Any, key: str = "") -> Iterator[str]:
    """Yield what the API calls an address, and full addresses in citations."""
    if isinstance(value, dict):
        for name, one in value.items():
            inside = key if key in ("schemas", "catalogues", "cite", "cite_figure") else name
            yield from of_api(one, inside)
    elif isinstance(value, list):
        for one in value:
            yield from of_api(one, key)
    elif isinstance(value, str):
        if key in ("page", "json", "schema", "schemas", "catalogues", "descriptor", "path",
                   "xlsx", "sqlite", "zip", "licence", "address"):  # fmt: skip
            yield value
        elif key.startswith("cite"):
            yield from (one.rstrip("}.,") for one in re.findall(r"https?://\S+", value))


def of_structured(value: Any, here: str) -> Iterator[Link]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("@id", "url", "contentUrl", "license"):
                yield here, one
            else:
                yield from of_structured(one, here)
    elif isinstance(value, list):
        for one in value:
            yield from of_structured(one, here)


def of_descriptor(value: dict[str, Any], here: str) -> Iterator[Link]:
    parts = [*value["resources"], *value["sources"], *value["licenses"]]
    yield from ((here, one["path"]) for one in parts if "path" in one)


def of_page(html: str) -> Iterator[str]:
    """Yield the addresses of other forms of a page, and those of its structured data."""
    tree = LexborHTMLParser(html)
    for link in tree.css('link[rel="alternate"]'):
        yield link.attributes["href"] or ""
    for script in tree.css('script[type="application/ld+json"]'):
        yield from (one for _, one in of_structured(json.loads(script.text()), ""))


def of_catalogues(site: Path) -> Iterator[Link]:
    for suffix, kind in (("ttl", "turtle"), ("jsonld", "json-ld")):
        name = f"catalog.{suffix}"
        text = (site / name).read_text(encoding="utf-8")
        base = {"publicID": SERVED + name} if suffix == "ttl" else {"base": SERVED + name}
        for one in rdflib.Graph().parse(data=text, format=kind, **base).all_nodes():
            if isinstance(one, rdflib.URIRef):
                yield name, str(one)


def broken(found: Iterator[Link], site: Path, served: str = SERVED) -> Iterator[str]:
    """Yield links of ours that lead to nothing when the site is served at `served`."""
    for holder, address in found:
        full = urljoin(served + holder, address)
        if full.startswith(served):
            path = unquote(urlsplit(full.removeprefix(served)).path.split("#")[0])
            target = site / posixpath.join(path, "index.html" if path.endswith("/") else "")
            # The first page of the site itself is no part of these small sites.
            if path and not target.is_file():
                yield f"{holder}: {address}"
        elif not full.startswith(FOREIGN):
            yield f"{holder}: {address} leads away"


def test_every_address_leads_to_a_file(site: Path) -> None:
    found = list(links(site))
    assert len({address for _, address in found}) > 100
    assert list(broken(iter(found), site)) == []


def test_nothing_known_of_the_address_means_nothing_said(made: dict[str, Path]) -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in made["unknown"].rglob("*")
        if path.suffix in (".json", ".jsonld", ".ttl", ".html", ".bib")
    )
    assert "example.org/sub" not in text


def test_relative_addresses_hold_anywhere(made: dict[str, Path]) -> None:
    """A site that knows no address of its own may be served anywhere."""
    site = made["unknown"]
    found = [(holder, a) for holder, a in links(site) if not holder.startswith("catalog")]
    for served in ("https://example.com/", "http://127.0.0.1:8000/a/b/c/"):
        assert list(broken(iter(found), site, served)) == []


def test_a_served_site_answers_every_address(made: dict[str, Path]) -> None:
    """Asked for over HTTP below a sub-path, as on the pages of a code host."""
    site = made["unknown"]
    (site / "index.html").write_text(export_maker.PAGE.format("首页"), encoding="utf-8")
    found = {(holder, a) for holder, a in links(site) if not holder.startswith("catalog")}
    with server.open_server(site, 0, "/sub/path/") as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        ours = {urljoin(running.address + holder, address) for holder, address in found}
        asked = sorted(one for one in ours if one.startswith(running.address))
        assert len(asked) > 100
        for address in asked:
            # Paths of a Data Package are those of files; whoever asks for one escapes it.
            with urlopen(quote(address.partition("#")[0], safe=":/%")) as answer:
                assert answer.status == 200, address
                assert answer.read()
        running.shutdown()


@pytest.mark.parametrize("address", ["data/all/nothing.csv", "data/nobody/", SERVED + "gone.json",
                                     "https://example.net/x"])  # fmt: skip
def test_a_broken_link_is_seen(made: dict[str, Path], address: str) -> None:
    assert list(broken(iter([("index.json", address)]), made["known"]))


def test_sizes_and_media_types_are_true(site: Path) -> None:
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    found = rdflib.Graph().parse(site / "catalog.ttl", publicID=SERVED + "catalog.ttl")
    count = 0
    for one in found.subjects(rdflib.RDF.type, dcat.Distribution):
        path = str(found.value(one, dcat.downloadURL)).removeprefix(SERVED)
        assert int(found.value(one, dcat.byteSize)) == (site / path).stat().st_size
        kind = str(found.value(one, dcat.mediaType)).removeprefix(FOREIGN[4])
        assert_is(site / path, kind)
        count += 1
    for path in site.glob("data/*/dataset.jsonld"):
        for one in read(path)["distribution"]:
            full = urljoin(SERVED + place(site, path), one["contentUrl"])
            file = site / full.removeprefix(SERVED)
            assert one["contentSize"] == f"{file.stat().st_size} B"
            assert_is(file, one["encodingFormat"])
            count += 1
    assert count > 50
    for path in site.glob("data/*/datapackage.json"):
        for one in read(path)["resources"]:
            assert one["bytes"] == (path.parent / one["path"]).stat().st_size


MAGIC = {
    "parquet": b"PAR1",
    "xlsx": b"PK\x03\x04",
    "zip": b"PK\x03\x04",
}


def assert_is(file: Path, kind: str) -> None:
    """A file is of the kind that is said, by its name and by how it begins."""
    suffix = file.suffix.removeprefix(".")
    assert BY_ID[suffix].media_type == kind
    head = file.read_bytes()[:16]
    assert head.startswith(MAGIC.get(suffix, b""))
    assert suffix != "csv" or b"," in file.read_bytes().splitlines()[0]


@pytest.mark.slow
def test_the_real_site_holds_together() -> None:
    """The project's own content through all stages: pages, fragments of figures, and files."""
    site = site_built.real_site().html
    found = list(links(site))
    ours = [one for one in broken(iter(found), site) if not one.endswith("leads away")]
    assert ours == []
    for path in site.glob("disclosures/*.json"):
        content = read(path)
        page = (site / content["page"] / "index.html").read_text(encoding="utf-8")
        disclosure = content["disclosure"]["disclosure"]
        printed = [one for one in content["facts"] if one["origin"] != "derived"]
        assert printed
        for one in printed:
            fragment = re.sub(r"^f(?=\d)", "", one["fact"].removeprefix(f"{disclosure}-"))
            assert f'id="f-{fragment}"' in page, one["fact"]
