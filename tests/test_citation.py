"""Citations as GB/T 7714—2015, APA 7 and BibTeX want them, of plain and of odd names."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import export_maker
from mingzhang.common import citation
from mingzhang.common.citation import Citation, Publisher

SITE = Publisher("样例明账", "样例市公开数据社", "https://example.org/data/")
BARE = Publisher("样例明账")
FACT = "example-office-2024-budget-f1234"


def test_a_package() -> None:
    found = citation.of_package(
        SITE, "example-office", "样例局预算决算公开数据", (2021, 2024, 2022)
    )
    assert found.gbt7714 == (
        "样例市公开数据社. 样例局预算决算公开数据（2021—2024）[DS/OL]. 样例明账[引用日期]. "
        "https://example.org/data/data/example-office/"
    )
    assert found.apa == (
        "样例市公开数据社. (n.d.). 样例局预算决算公开数据（2021—2024） [Data set]. 样例明账. "
        "Retrieved [date of access], from https://example.org/data/data/example-office/"
    )
    assert found.bibtex == (
        "@misc{mingzhang-example-office,\n"
        "  author = {{样例市公开数据社}},\n"
        "  title = {{样例局预算决算公开数据（2021—2024）}},\n"
        "  howpublished = {样例明账},\n"
        "  url = {https://example.org/data/data/example-office/},\n"
        "  note = {[引用日期]},\n"
        "}"
    )


def test_the_site_that_is_its_own_publisher_is_named_once() -> None:
    found = citation.of_site(Publisher("样例明账", "", "https://example.org"))
    assert found.gbt7714 == (
        "样例明账. 样例明账：部门预算、决算公开数据[DS/OL]. [引用日期]. https://example.org/"
    )
    assert found.apa == (
        "样例明账. (n.d.). 样例明账：部门预算、决算公开数据 [Data set]. "
        "Retrieved [date of access], from https://example.org/"
    )
    assert "howpublished" not in found.bibtex


def test_without_an_address_none_is_claimed() -> None:
    found = citation.of_package(BARE, "all", "合并数据")
    assert found.gbt7714 == "样例明账. 合并数据[DS/OL]. [引用日期]."
    assert found.apa == "样例明账. (n.d.). 合并数据 [Data set]."
    assert "url" not in found.bibtex


def test_a_disclosure_is_a_page_that_its_body_wrote() -> None:
    found = citation.of_disclosure(SITE, "x-2024-budget", "样例局", "样例局2024年度部门预算",
                                   "disclosures/x/2024-budget/")  # fmt: skip
    assert found.gbt7714.startswith(
        "样例局. 样例局2024年度部门预算[EB/OL]. 样例明账[引用日期]. https://"
    )
    assert "[Web page]" in found.apa


def test_a_figure_names_itself_and_its_place() -> None:
    place = "disclosures/example-office/2024-budget/#f-1234"
    found = citation.of_figure(SITE, FACT, "样例局", "样例局2024年度部门预算",
                               "机关运行经费136.28万元", place)  # fmt: skip
    assert found.gbt7714 == (
        f"样例局. 样例局2024年度部门预算：机关运行经费136.28万元（数据编号 {FACT}）[DS/OL]. "
        f"样例明账[引用日期]. https://example.org/data/{place}"
    )
    assert found.bibtex.startswith(f"@misc{{{FACT},\n")


# Author. Title[DS/OL]. (publisher)[day of access]. address
GBT = re.compile(
    r"(?P<author>.+?)[.?!。？！] (?P<title>.+)\[(DS|EB)/OL\]\. (?P<site>.*)\[引用日期\]"
    r"(\. (?P<address>https?://\S+)|\.)"
)
APA = re.compile(
    r"(?P<author>.+?)[.?!。？！] \(n\.d\.\)\. (?P<title>.+) \[(Data set|Web page)\]\."
    r"( (?P<site>.+)[.?!。？！])?( Retrieved \[date of access\], from (?P<address>https?://\S+))?"
)
ODD = [
    "甲.乙.",
    "谁的钱？",
    "A & B_C 100% #1 $5 {x} ~^\\",
    "一行\n又\t一行",
    '带[方括号]与“引号"',
    "https://example.com",
    "O'Neil's",
    "𠮷😀",
]


def of_every_kind(site: Publisher, odd: str) -> list[Citation]:
    return [
        citation.of_site(site),
        citation.of_package(site, "p", odd, (2024,)),
        citation.of_disclosure(site, "d", odd, odd, "disclosures/d/"),
        citation.of_figure(site, FACT, odd, odd, odd, "disclosures/d/#f-1"),
    ]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("address", ["", "https://example.org/a/"])
def test_odd_names_keep_the_form(odd: str, address: str) -> None:
    for site in (Publisher(odd, "", address), Publisher("站", odd, address)):
        for found in of_every_kind(site, odd):
            assert GBT.fullmatch(found.gbt7714), found.gbt7714
            assert APA.fullmatch(found.apa), found.apa
            assert ".." not in found.gbt7714 + found.apa
            assert_bibtex(found.bibtex)


def assert_bibtex(entry: str) -> None:
    """Braces are balanced, and nothing that TeX takes for a command stands unescaped."""
    assert re.fullmatch(r"@misc\{[\w-]+,\n(  [a-z]+ = \{.*\},\n)+\}", entry), entry
    for name, value in re.findall(r"^  ([a-z]+) = \{(.*)\},$", entry, re.MULTILINE):
        plain = re.sub(r"\\[&%$#_{}]|\\text\w+\{\}", "", value)
        assert plain.count("{") == plain.count("}"), value
        assert name == "url" or not re.search(r"[\\&%$#_~^]", plain), value


def test_the_check_of_bibtex_is_not_idle() -> None:
    for bad in ("A & B", "50%", "{x"):
        with pytest.raises(AssertionError):
            assert_bibtex(f"@misc{{k,\n  title = {{{bad}}},\n}}")


def test_templates_of_figures_give_what_the_citation_gives(tmp_path: Path) -> None:
    """A reader who fills in the template of the API gets the citation of the figure."""
    site = export_maker.make(tmp_path, address="https://example.org/a/").site
    path = site / "disclosures/qingping-archives-2024-budget.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    fact = content["facts"][0]
    figure = f"{fact['label_printed']}{fact['value_printed']}{fact['unit_printed']}"
    fragment = fact["fact"].rpartition("-f")[2]
    filled = {
        style: text.replace("{fact}", fact["fact"])
        .replace("{figure}", figure)
        .replace("{fragment}", fragment)
        for style, text in content["cite_figure"].items()
    }
    expected = citation.of_figure(
        Publisher("试验站", "", "https://example.org/a/"),
        fact["fact"],
        "青屏县档案馆",
        content["disclosure"]["title"],
        figure,
        f"disclosures/qingping-archives/2024-budget/#f-{fragment}",
    )
    assert filled == {
        "gbt7714": expected.gbt7714,
        "apa": expected.apa,
        "bibtex": expected.bibtex,
    }
