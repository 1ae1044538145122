"""The five first disclosures are read as a person read them (golden/README.md).

In: `tests/golden/` and the committed sources. Out: readable differences, in both directions.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import factories
from mingzhang import content, parse, parsing, read
from mingzhang.model import Disclosure, Fact

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).resolve().parent / "golden"
DISCLOSURES = sorted(path.stem for path in (GOLDEN / "facts").glob("*.csv"))
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
CHINESE = "零一二三四五六七八九十"
UNIT_KINDS = {"internal", "branch", "subordinate"}
CONTEXT = 24
Row = Mapping[str, str]


@functools.cache
def _sources() -> dict[str, Any]:
    sources = content.load(ROOT / "content" / "disclosures", factories.vocabulary())
    return {source.disclosure: source for source in sources}


@functools.cache
def _parsed(name: str) -> Disclosure:
    return parse.parse(read.read(_sources()[name]), factories.vocabulary())


@functools.cache
def _rows(folder: str, name: str) -> tuple[Row, ...]:
    with (GOLDEN / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@functools.cache
def _structure(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (GOLDEN / "structure" / f"{name}.yml").read_text(encoding="utf-8")
    )
    return loaded


def _printed_facts(name: str) -> list[Fact]:
    """The facts that stand in the text; derived ones are not what the document says."""
    return [fact for fact in _parsed(name).facts if fact.start is not None]


def _plain(value: Decimal) -> str:
    return "0" if value == 0 else format(value.normalize(), "f")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _as_row(fact: Fact, starts: Mapping[str, int | None]) -> dict[str, str]:
    """A fact in the columns of the golden files."""
    return {
        "start": str(fact.start),
        "value_printed": fact.value_printed,
        "unit_printed": fact.unit_printed,
        "measure": str(fact.measure),
        "value": _plain(fact.value),
        "unit": fact.unit,
        "concept": fact.concept,
        "function_code": fact.function_code,
        "economic_code": fact.economic_code,
        "scope_id": fact.scope_id,
        "stage": str(fact.stage),
        "fiscal_year": str(fact.fiscal_year),
        "year_printed": _text(fact.year_printed),
        "base_year": _text(fact.base_year),
        "parent_start": _text(starts.get(fact.parent_fact)) if fact.parent_fact else "",
        "origin": str(fact.origin),
    }


def _quote(text: str, row: Row) -> str:
    start = int(row["start"])
    end = start + len(row["value_printed"])
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT // 2]
    return f"…{before}【{text[start:end]}】{after}…".replace("\n", "⏎")


def _key(row: Row) -> tuple[int, str]:
    return int(row["start"]), row["measure"]


def fact_differences(text: str, golden: Iterable[Row], found: Iterable[Row]) -> list[str]:
    """One line for each row that is missing or not wanted, and for each column that differs."""
    wanted, got = {_key(row): row for row in golden}, {_key(row): row for row in found}
    lines: list[str] = []
    for key in sorted(wanted.keys() | got.keys()):
        row = wanted.get(key) or got[key]
        place = f"@{key[0]} {key[1]} {_quote(text, row)}"
        if key not in got:
            lines.append(f"missing  {place} concept={row['concept']}")
        elif key not in wanted:
            lines.append(f"extra    {place} concept={row['concept']}")
        else:
            lines += [
                f"{column:9}{place} golden={row[column]!r} parser={value!r}"
                for column, value in got[key].items()
                if row[column] != value
            ]
    return lines


def _report(lines: list[str]) -> str:
    return f"{len(lines)} difference(s)\n" + "\n".join(lines)


def _uneven(wanted: Iterable[object], found: Iterable[object]) -> list[str]:
    """What only one side has, each as often as it is there."""
    left, right = Counter(wanted), Counter(found)
    return [f"missing {item}" for item in (left - right).elements()] + [
        f"extra   {item}" for item in (right - left).elements()
    ]


@pytest.mark.parametrize("name", DISCLOSURES)
def test_golden_rows_stand_in_the_source(name: str) -> None:
    """The golden files themselves: spans slice the source, values follow from what is printed."""
    text = _sources()[name].data.decode("utf-8")
    factors = {"万元": 10_000, "元": 1, "%": 1}
    rows = _rows("facts", name)
    starts = {row["start"] for row in rows}
    for row in rows:
        start = int(row["start"])
        assert text.startswith(row["value_printed"] + row["unit_printed"], start), row
        assert row["parent_start"] == "" or row["parent_start"] in starts, row
        if NUMERAL.fullmatch(row["value_printed"]):
            printed = Decimal(row["value_printed"].replace(",", ""))
            expected = printed * factors.get(row["unit_printed"], 1)
            assert abs(Decimal(row["value"])) == expected, row
    numerals = [(int(row["start"]), row["token"]) for row in _rows("numerals", name)]
    assert numerals == [(m.start(), m.group()) for m in NUMERAL.finditer(text)]
    in_figures = {row["start"] for row in rows if NUMERAL.fullmatch(row["value_printed"])}
    assert in_figures == {r["start"] for r in _rows("numerals", name) if r["role"] == "fact"}


@pytest.mark.parametrize("name", DISCLOSURES)
def test_facts(name: str) -> None:
    facts = _printed_facts(name)
    starts = {fact.fact: fact.start for fact in facts}
    found = [_as_row(fact, starts) for fact in facts]
    lines = fact_differences(_parsed(name).text, _rows("facts", name), found)
    repeated = [key for key, count in Counter(map(_key, found)).items() if count > 1]
    lines += [f"twice    {key}" for key in repeated]
    assert not lines, _report(lines)


@pytest.mark.parametrize("name", DISCLOSURES)
def test_ledger(name: str) -> None:
    disclosure = _parsed(name)
    ids = {fact.fact for fact in disclosure.facts}
    wanted = {(int(row["start"]), row["token"]): row["role"] for row in _rows("numerals", name)}
    found = {(row.start, row.token): str(row.role) for row in disclosure.numerals}
    assert len(found) == len(disclosure.numerals)
    lines = [
        f"@{key[0]} {key[1]} golden={wanted.get(key)} parser={found.get(key)} "
        + _quote(disclosure.text, {"start": str(key[0]), "value_printed": key[1]})
        for key in sorted(wanted.keys() | found.keys())
        if wanted.get(key) != found.get(key)
    ]
    assert not lines, _report(lines)
    for row in disclosure.numerals:
        assert disclosure.text[row.start : row.end] == row.token
        assert (row.role == "fact") == bool(row.fact), row
        assert not row.fact or row.fact in ids, row


@pytest.mark.parametrize("name", DISCLOSURES)
def test_facts_point_at_their_words(name: str) -> None:
    disclosure = _parsed(name)
    ids = [fact.fact for fact in disclosure.facts]
    assert len(ids) == len(set(ids))
    for fact in _printed_facts(name):
        assert disclosure.text[fact.start : fact.end] == fact.value_printed, fact
        assert fact.value_printed in fact.quote, fact
        assert " ".join(fact.quote.split()) in " ".join(disclosure.text.split()), fact
        assert not fact.parent_fact or fact.parent_fact in ids, fact


@pytest.mark.parametrize("name", DISCLOSURES)
def test_no_unmapped_label(name: str) -> None:
    unmapped = [(f.label_printed, f.value_printed, f.quote) for f in _parsed(name).facts]
    known = [bool(fact.concept) for fact in _parsed(name).facts]
    assert all(known), [row for row, ok in zip(unmapped, known, strict=True) if not ok]


def _number(printed: str) -> str:
    """`（十一）`, `11.` and `十一` are the same number; a lost one stays empty."""
    bare = re.sub(r"[^\d零一二三四五六七八九十]", "", printed)
    if not bare or bare.isdigit():
        return bare
    tens, ten, ones = bare.rpartition("十")
    value = (CHINESE.index(tens) if tens else 1) * 10 if ten else 0
    return str(value + (CHINESE.index(ones) if ones else 0))


@pytest.mark.parametrize(
    ("printed", "number"),
    [("（一）", "1"), ("十", "10"), ("（十一）", "11"), ("二十", "20"), ("4）", "4"), ("", "")],
)
def test_number_reads_both_scripts(printed: str, number: str) -> None:
    assert _number(printed) == number


@pytest.mark.parametrize("name", DISCLOSURES)
def test_duties(name: str) -> None:
    found = defaultdict(list)
    for duty in _parsed(name).duties:
        found[duty.scope_id].append(duty)
    wanted = {group["scope_id"]: group["items"] for group in _structure(name)["duties"]}
    assert found.keys() == wanted.keys()
    for scope, items in wanted.items():
        numbers = [_number(duty.number) for duty in found[scope]]
        expected = [_number(number) for number, _, _ in items]
        assert numbers == expected, f"{scope}: golden={expected} parser={numbers}"
    text = _parsed(name).text
    for scope, items in wanted.items():
        for duty, (_, opening, closing) in zip(found[scope], items, strict=True):
            assert duty.text.startswith(opening), duty
            assert duty.text.rstrip("。》 ").endswith(closing), duty
            assert duty.text in text[duty.start : duty.end], duty


@pytest.mark.parametrize("name", DISCLOSURES)
def test_units(name: str) -> None:
    rows = [unit for unit in _parsed(name).units if unit.kind in UNIT_KINDS]
    wanted = _structure(name)["units"]
    lines = _uneven([unit["name"] for unit in wanted], [row.name for row in rows])
    assert not lines, _report(lines)
    assert [row.name for row in rows] == [unit["name"] for unit in wanted]
    for row, unit in zip(rows, wanted, strict=True):
        assert row.rank.removeprefix("职级") == unit["rank"], row
        assert unit["kind"] is None or row.kind == unit["kind"], row
        assert "number" not in unit or _number(row.number) == str(unit["number"]), row
        assert _parsed(name).text[row.start : row.end].find(row.name) >= 0, row


def _named(alternatives: str) -> set[str]:
    return set(alternatives.split("|"))


def _bare(name: str) -> str:
    return re.sub(r"[“”\"]", "", name).removeprefix("全区").removeprefix("全市")


@pytest.mark.parametrize("name", DISCLOSURES)
def test_platforms(name: str) -> None:
    golden = _structure(name)
    verbs = defaultdict(set)
    for row in _parsed(name).platforms:
        verbs[_bare(row.name)].add(row.verb)
        assert row.name in _parsed(name).text[row.start : row.end], row
    lines, allowed = [], {_bare(word) for word in golden["may_platforms"]}
    for platform in golden["platforms"]:
        names = {_bare(word) for word in _named(platform["name"])}
        allowed |= names
        said = set().union(*(verbs.get(word, set()) for word in names))
        if not said:
            lines.append(f"missing {platform['name']}")
        elif not any(verb in spoken for verb in platform["verbs"] for spoken in said):
            lines.append(f"verb {platform['name']} golden={platform['verbs']} parser={said}")
    lines += [f"extra {word} {verbs[word]}" for word in verbs if word not in allowed]
    assert not lines, _report(lines)


@pytest.mark.parametrize("name", DISCLOSURES)
def test_glossary(name: str) -> None:
    def folded(word: str) -> str:
        return re.sub(r"\s", "", word)

    wanted = [
        (str(number), term, *(rest or ["", "", "", ""]))
        for number, term, *rest in _structure(name)["glossary"]
    ]
    found = [
        (
            _number(entry.number),
            folded(entry.term),
            entry.function_class,
            entry.function_group,
            entry.function_item,
            entry.function_code,
        )
        for entry in _parsed(name).glossary
    ]
    assert found == wanted
    for entry in _parsed(name).glossary:
        assert entry.definition, entry
        assert entry.definition in _parsed(name).text[entry.start : entry.end], entry
    sections = _parsed(name).sections
    within = [s for s in sections if s.parent >= 0 and sections[s.parent].kind == "glossary"]
    assert within
    assert {section.kind for section in within} == {"glossary"}


SAMPLE = ROOT.parent / "shared" / "samples" / "shanghai-putuo-social-work-2024-final.pdf"
with_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="sample files are not here")


@functools.cache
def _sample() -> Disclosure:
    return parse.parse(parsing.read_loose(SAMPLE, factories.vocabulary()), factories.vocabulary())


def _page(fact: Fact) -> str:
    """The page of a figure; prose may leave it to the span."""
    if fact.page is not None or fact.start is None:
        return _text(fact.page)
    pages = [page.number for page in _sample().pages if page.start <= fact.start < page.end]
    return str(pages[0]) if pages else ""


@with_sample
def test_sample_narrative() -> None:
    """Every figure of the prose, in order of appearance; an empty stage is not compared."""
    golden = _rows("putuo", "narrative")
    facts = [f for f in _sample().facts if f.table is None and str(f.origin) == "printed"]
    found = [
        (
            _page(fact),
            fact.value_printed,
            fact.unit_printed,
            str(fact.measure),
            _plain(fact.value),
            fact.unit,
            fact.concept,
            _text(fact.base_year),
        )
        for fact in facts
    ]
    columns = [
        "page",
        "value_printed",
        "unit_printed",
        "measure",
        "value",
        "unit",
        "concept",
        "base_year",
    ]
    wanted = [tuple(row[column] for column in columns) for row in golden]
    lines = _uneven(wanted, found)
    assert not lines, _report(lines)
    stages = [
        (row, str(fact.stage))
        for row, fact in zip(golden, facts, strict=True)
        if row["stage"] not in ("", str(fact.stage))
    ]
    assert not stages, _report([str(stage) for stage in stages])


@with_sample
def test_sample_tables() -> None:
    """Every filled cell of the statutory tables: its page, its official code, what it prints."""
    golden = _rows("putuo", "tables")
    facts = [fact for fact in _sample().facts if fact.table is not None]
    lines = _uneven(
        [(row["page"], row["code"], row["value_printed"]) for row in golden],
        [
            (_text(fact.page), fact.function_code or fact.economic_code, fact.value_printed)
            for fact in facts
        ],
    )
    totals = _uneven(
        [(row["page"], row["concept"]) for row in golden if row["concept"]],
        [(_text(fact.page), fact.concept) for fact in facts],
    )
    lines += [line for line in totals if line.startswith("missing")]
    assert not lines, _report(lines)
