"""One index of pages that were indexed in parts says what Pagefind says of all of them."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import cbor2
import pytest

from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.standing import Standing
from mingzhang.site import search_index, search_parts

PAGE = """<!doctype html><html lang="{language}"><title>{title}</title><body data-pagefind-body>
<span hidden data-pagefind-filter="kind" data-pagefind-ignore>{kind}</span>{more}
<h1>{title}</h1><p>{text}</p></body></html>"""
WORDS = '<span hidden data-pagefind-meta="about" data-pagefind-ignore>修渠 经费</span>'
TEXTS = ("修桥铺路，疏浚运河。", "疏浚运河的经费是 1200 元，café 一间。", "Dredging a canal.")
ADDRESSES = ("agencies/b{}", "disclosures/b{}/2024-budget", "en/agencies/b{}", "glossary/t{}")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Pages of many bodies, of which some say more of themselves than others do."""
    site = tmp_path_factory.mktemp("site")
    for number in range(40):
        for at, address in enumerate(ADDRESSES):
            page = site / address.format(number) / "index.html"
            page.parent.mkdir(parents=True)
            language = "en" if address.startswith("en/") else "zh"
            page.write_text(PAGE.format(
                language=language, title=f"第{number}局 {at}", kind=("机构", "术语")[at % 2],
                more=WORDS if at == 3 else "", text=TEXTS[(number + at) % 3] * (number % 5 + 1),
            ), "utf-8")  # fmt: skip
    (site / "moved.html").write_text("<title>疏浚</title><p>疏浚运河</p>", "utf-8")
    return site


def made(site: Path, kept: Kept = NOTHING_KEPT) -> dict[str, bytes]:
    folder = site / search_index.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    search_index.index(site, kept)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


def told(files: dict[str, bytes]):
    """Say of each language what its index says of pages, words and filters, by address of page."""
    for code, about in json.loads(files[search_parts.ENTRY])["languages"].items():
        _, pages, chunks, filters, sorts, fields = opened(
            files[f"pagefind.{about['hash']}.pf_meta"]
        )
        shown = [json.loads(bare(files[f"fragment/{name}.pf_fragment"])) for name, _ in pages]
        assert [page["word_count"] for page in shown] == [count for _, count in pages]
        assert about["page_count"] == len(pages) and not sorts
        at = [page["url"] for page in shown]
        words = {}
        for first, last, name in chunks:
            for word, on, variants in opened(files[f"index/{name}.pf_index"])[0]:
                assert first <= word and word[: len(last)] <= last
                words[word] = [places(on, at, fields),
                               {form: places(of, at, fields) for form, of in variants}]  # fmt: skip
        values = [opened(files[f"filter/{name}.pf_filter"]) for _, name in filters]
        yield code, sorted(at), words, [
            [name, sorted([value, sorted(at[n] for n in of)] for value, of in each)]
            for name, each in values
        ], [[first, last] for first, last, _ in chunks]  # fmt: skip


def places(pages, at, fields):
    number, found = 0, {}
    for step, locs, meta in pages:
        number += step
        found[at[number]] = locs, [fields[-1 - n] if n < 0 else n for n in meta]
    return found


def bare(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(search_parts.MARK)


def opened(data: bytes):
    return cbor2.loads(bare(data))


def test_pages_in_parts_are_found_as_pages_at_once(site, monkeypatch):
    monkeypatch.setattr(search_index, "BODIES", 8)
    parts = search_index._grouped(search_index._pages(Standing(site)))
    assert len(parts) == 9 and sum(map(len, parts)) == 4 * 40  # eight of bodies, the glossary
    in_parts = tuple(told(made(site)))
    monkeypatch.setattr(search_index, "_grouped", lambda pages: [pages])
    assert in_parts == tuple(told(made(site)))
    (_, english, *_), (_, addresses, words, filters, _) = in_parts
    assert len(english) == 40 and len(addresses) == 3 * 40 and "/moved.html" not in addresses
    assert len(words["运河"][0]) > 50 and words["cafe"][1]["café"]
    assert [name for name, _ in filters] == ["kind"]
    assert {n for _, places in words["经费"][0].values() for n in places} >= {"about"}


def test_a_changed_page_is_indexed_anew_with_those_of_its_part_alone(site, tmp_path, monkeypatch):
    monkeypatch.setattr(search_index, "BODIES", 8)
    known, indexed = Kept(tmp_path), []
    before = made(site, known)
    make = search_index._made
    monkeypatch.setattr(search_index, "_made",
                        lambda *asked: indexed.append(asked[1]) or make(*asked))  # fmt: skip
    assert made(site, known) == before and not indexed
    page = site / ADDRESSES[0].format(7) / "index.html"
    text = page.read_text("utf-8")
    page.write_text(text.replace("疏浚", "疏通"), "utf-8")
    changed = made(site, known)
    page.write_text(text, "utf-8")
    (part,) = indexed
    assert {"agencies/b7/index.html", "en/agencies/b7/index.html"} < {each.path for each in part}
    assert len(part) < 4 * 40 / 4 and changed != before
    assert made(site) == before


def test_where_links_lead_is_not_searched(site):
    page = site / ADDRESSES[3].format(7) / "index.html"
    text, before = page.read_text("utf-8"), search_index._pages(Standing(site))
    page.write_text(text.replace("<p>", '<p><a href="../t8/#f-1">', 1), "utf-8")
    linked = made(site)
    known = search_index._pages(Standing(site))
    page.write_text(text.replace("<p>", '<p><a href="../t8/#f-23">', 1), "utf-8")
    assert search_index._pages(Standing(site)) == known != before and made(site) == linked
    page.write_text(text, "utf-8")


def test_pages_about_data_are_a_part_of_their_own():
    paths = ("about/index.html", "data/index.html", "en/data/all/index.html", "en/index.html")
    one, other = search_index._grouped([search_index._Page(path, "") for path in paths])
    assert [page.path for page in one] == [paths[0], paths[3]]
    assert [page.path for page in other] == [paths[1], paths[2]]


def part(fragment: bytes, values: dict[str, list[int]]) -> search_parts.Part:
    """Make an index of two pages, one of which has a name that pages of other parts have too."""
    language = search_parts.Language(
        {"wasm": None}, [("zh_aaaaaaa", 3), (f"zh_{fragment.hex()}", 4)],
        {"河": (2, 0, 1, 4, cbor2.dumps([0]) + cbor2.dumps([])
                + cbor2.dumps([1, [2], []]))}, {}, {"kind": values}, ["title"])  # fmt: skip
    shown = {"fragment/zh_aaaaaaa.pf_fragment": fragment,
             f"fragment/zh_{fragment.hex()}.pf_fragment": fragment}  # fmt: skip
    return search_parts.Part({"version": "1.5.2"}, {"zh": language}, shown, {})


def test_pages_of_two_parts_never_share_a_name():
    parts = [part(b"one", {"a": [0, 1]}), part(b"two", {"b": [0], "a": [1]})]
    shown, renamed = search_parts.shown(parts)
    files = dict(search_parts.join(parts))
    assert len(shown) == 4 and not renamed[0]
    (name,) = (path for path in files if path.endswith(".pf_meta"))
    pages = opened(files[name])[1]
    assert [shown[f"fragment/{name}.pf_fragment"] for name, _ in pages] == [b"one"] * 2 + [
        b"two"
    ] * 2
    ((filtered),) = (data for path, data in files.items() if path.endswith(".pf_filter"))
    assert opened(filtered) == ["kind", [["a", [0, 1, 3]], ["b", [2]]]]
    ((words),) = (data for path, data in files.items() if path.endswith(".pf_index"))
    on = [[0, [0], []], [1, [2], []], [1, [0], []], [1, [2], []]]
    assert opened(words) == [[["河", on, []]]]


def test_the_same_index_comes_of_values_in_any_order():
    one, other = ({"b": [0], "a": [1]}, {"a": [1], "b": [0]})
    assert dict(search_parts.join([part(b"x", one)])) == dict(
        search_parts.join([part(b"x", other)])
    )


@pytest.mark.parametrize("damaged", ["index", "meta"])
def test_an_index_of_another_make_is_not_guessed_at(tmp_path, damaged):
    (tmp_path / "index").mkdir()
    entry = {"version": "9", "languages": {"zh": {"hash": "zh_1"}}}
    (tmp_path / search_parts.ENTRY).write_text(json.dumps(entry), "utf-8")
    listed = ["9", [], [["a", "b", "zh_2"]], [], [], []][: 6 if damaged == "index" else 5]
    packed = gzip.compress(search_parts.MARK + cbor2.dumps(listed))
    (tmp_path / "pagefind.zh_1.pf_meta").write_bytes(packed)
    (tmp_path / "index/zh_2.pf_index").write_bytes(gzip.compress(b"other"))
    with pytest.raises(ValueError, match="zh_2" if damaged == "index" else "Pagefind"):
        search_parts.read(tmp_path)


def test_indexes_of_two_makes_are_not_joined():
    other = search_parts.Part({"version": "9"}, {}, {}, {})
    with pytest.raises(ValueError, match="makes"):
        list(search_parts.join([part(b"x", {}), other]))
