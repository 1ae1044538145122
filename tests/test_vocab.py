"""The vocabularies: the project's own are sound, broken ones are told with file and row."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang import vocab
from mingzhang.model import Stage, UserError
from mingzhang.parse import Parser
from mingzhang.vocab import Vocabulary, economic_concept, function_concept


@pytest.fixture(scope="module")
def vocabulary(repo_root: Path) -> Vocabulary:
    return vocab.load(repo_root / "content" / "vocab")


def test_codes_know_their_parents(vocabulary: Vocabulary) -> None:
    widths = {3: "class", 5: "group", 7: "item"}
    for codes in (vocabulary.functions, vocabulary.economics):
        for code in codes.values():
            assert re.fullmatch("[0-9]+", code.code)
            assert code.level == widths[len(code.code)], code
            parent = code.code[:-2] if len(code.code) > 3 else ""
            assert code.parent == parent, code
            assert not parent or parent in codes, code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("201", "一般公共服务支出"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2101101", "行政单位医疗"),
        ("2210201", "住房公积金"),
    ],
)
def test_well_known_functional_codes(vocabulary: Vocabulary, code: str, name: str) -> None:
    assert vocabulary.functions[code].name_zh == name
    assert vocabulary.concepts[function_concept(code)].function_code == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("301", "工资福利支出"),
        ("30201", "办公费"),
        ("30217", "公务接待费"),
        ("30213", "维修（护）费"),
    ],
)
def test_well_known_economic_codes(vocabulary: Vocabulary, code: str, name: str) -> None:
    known = vocabulary.economics[code]
    assert known.name_zh.translate(BRACKETS) == name.translate(BRACKETS)
    assert vocabulary.concepts[economic_concept(code)].economic_code == code


BRACKETS = str.maketrans("（）", "()")


def test_one_item_in_two_families_is_two_concepts(vocabulary: Vocabulary) -> None:
    basic = vocabulary.concepts[economic_concept("30201")]
    running = vocabulary.concepts[economic_concept("30201", "running_costs")]
    assert basic.concept != running.concept
    assert "basic_expenditure" in vocabulary.ancestors(basic.concept)
    assert "basic_expenditure" not in vocabulary.ancestors(running.concept)
    assert "running_costs" in vocabulary.ancestors(running.concept)


def test_concepts_form_trees(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts:
        current, steps = concept, 0
        while current:
            current = vocabulary.concepts[current].parent
            steps += 1
            assert steps < 20, f"{concept} is its own ancestor"


def test_concepts_are_named_in_both_languages(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts.values():
        assert re.search(r"[\u4e00-\u9fff]", concept.name_zh), concept
        assert concept.name_en, concept
        assert not re.search(r"[\u4e00-\u9fff]", concept.name_en), concept
        assert concept.kind in ("amount", "balance", "count", "rate"), concept


def test_concepts_have_units_that_exist(vocabulary: Vocabulary) -> None:
    known = {unit.base_unit for unit in vocabulary.units.values()} | {"CNY", "percent"}
    for concept in vocabulary.concepts.values():
        assert not concept.unit or concept.unit in known, concept


def test_labels_are_unambiguous(vocabulary: Vocabulary) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for label in vocabulary.labels:
        key = (label.label, label.context, label.stage, label.units)
        assert seen.setdefault(key, label.concept) == label.concept, label
        assert label.stage in ("", *Stage), label


def test_odd_words_match_their_example_and_no_other_oddity(vocabulary: Vocabulary) -> None:
    for oddity in vocabulary.oddities:
        found = {o.oddity for o in vocabulary.oddities if o.pattern.search(oddity.example)}
        assert found == {oddity.oddity}, oddity.example


def test_sections_have_patterns_that_compile(vocabulary: Vocabulary) -> None:
    for section in vocabulary.sections:
        re.compile(section.pattern)
        assert section.statutory in ("", "budget", "final", "both"), section


def test_agencies_have_regions_and_inferences_have_evidence(vocabulary: Vocabulary) -> None:
    for agency in vocabulary.agencies.values():
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", agency.agency)
        if agency.same_body_as:
            other = vocabulary.agencies[agency.same_body_as]
            assert other.same_body_as == agency.agency
            assert agency.same_body_basis == "inferred"
            assert agency.same_body_evidence_zh
            assert agency.same_body_evidence_en


def test_regions_are_nested(vocabulary: Vocabulary) -> None:
    for region in vocabulary.regions.values():
        assert re.fullmatch("[0-9]{6}", region.code)
        assert not region.parent or region.parent in vocabulary.regions, region
        if region.parent:
            assert region.code[:2] == region.parent[:2], region


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("150421", "阿鲁科尔沁旗", "150400"),
        ("211122", "盘山县", "211100"),
        ("429004", "仙桃市", "420000"),
        ("500229", "城口县", "500000"),
        ("540481", "米林市", "540400"),
        ("659012", "白杨市", "650000"),
    ],
)
def test_counties(vocabulary: Vocabulary, code: str, name: str, parent: str) -> None:
    region = vocabulary.regions[code]
    assert (region.name_zh, region.level, region.parent) == (name, "county", parent)


def test_levels_of_regions_follow_their_codes(vocabulary: Vocabulary) -> None:
    for region in vocabulary.regions.values():
        ends = region.code[2:]
        expected = "province" if ends == "0000" else "prefecture" if ends[2:] == "00" else "county"
        assert region.level == expected, region
        nearest = region.code[:4] + "00"
        if expected == "county" and nearest in vocabulary.regions:
            assert region.parent == nearest, region
        elif expected != "province":
            assert region.parent == region.code[:2] + "0000", region


def test_regions_of_one_parent_bear_different_names(vocabulary: Vocabulary) -> None:
    pairs = [(region.parent, region.name_zh) for region in vocabulary.regions.values()]
    assert len(pairs) == len(set(pairs))


def test_units_convert_to_units_of_the_same_kind(vocabulary: Vocabulary) -> None:
    assert vocabulary.units["万元"].factor == 10_000
    assert vocabulary.units["亿元"].factor == 100_000_000
    for unit in vocabulary.units.values():
        assert unit.factor > 0, unit
        base = vocabulary.units.get(unit.base_unit)
        assert base is None or (base.factor, base.kind) == (1, unit.kind), unit


def test_plain_words_explain_concepts_that_exist(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.plain) <= set(vocabulary.concepts)


def edit(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return do


def append(name: str, **cells: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(cells.get(c, "") for c in columns)

    return do


BAD: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "missing file": (
        lambda folder: (folder / "agencies.csv").unlink(),
        ("agencies.csv", "缺少词表文件"),
    ),
    "another encoding": (
        lambda folder: (folder / "regions.csv").write_bytes("代码,名称".encode("gbk")),
        ("regions.csv", "不是 UTF-8"),
    ),
    "missing column": (
        edit("agencies.csv", lambda text: text.replace("name_zh", "name", 1)),
        ("agencies.csv", "缺少列 name_zh"),
    ),
    "too few cells": (
        edit("regions.csv", lambda text: text + "999999,某地\n"),
        ("regions.csv", "列数与表头不符"),
    ),
    "too many cells": (
        edit("names.csv", lambda text: text + "1,2,3,4,5\n"),
        ("names.csv", "列数与表头不符"),
    ),
    "key twice": (
        append("concepts.csv", concept="total_revenue"),
        ("concepts.csv", "total_revenue", "重复"),
    ),
    "label of no concept": (
        append("labels.csv", label="某费", concept="nothing"),
        ("某费", "nothing"),
    ),
    "parent of no concept": (
        append("concepts.csv", concept="x", parent="nothing"),
        ("x", "nothing"),
    ),
    "body of no region": (append("agencies.csv", agency="x", region="999999"), ("x", "999999")),
    "body of no parent": (append("agencies.csv", agency="x", parent="nobody"), ("x", "nobody")),
    "remnant of no kind": (
        append("remnants.csv", kind="某种", pattern="某"),
        ("remnants.csv", "某种"),
    ),
    "remnant that is no pattern": (
        append("remnants.csv", kind="order", pattern="(("),
        ("remnants.csv", "((", "正则表达式"),
    ),
    "remnants in another encoding": (
        lambda folder: (folder / "remnants.csv").write_bytes("种类,文字".encode("gbk")),
        ("remnants.csv", "不是 UTF-8"),
    ),
    "oddity of no severity": (
        append("oddities.csv", oddity="x", severity="某种", pattern="某"),
        ("oddities.csv", "某种"),
    ),
    "oddity that is no pattern": (
        append("oddities.csv", oddity="x", severity="note", pattern="(("),
        ("oddities.csv", "((", "正则表达式"),
    ),
    "heading that is no pattern": (
        append("sections.csv", section="x", pattern="某("),
        ("sections.csv", "某(", "正则表达式"),
    ),
    "a fault below an empty row": (
        edit("sections.csv", lambda text: text.replace("\n", "\n\nx,某,X,某(,,\n", 1)),
        ("sections.csv", "第 3 行“某(”"),
    ),
    "cell without end": (
        edit("names.csv", lambda text: text + '12345,"某热线\n'),
        ("names.csv", "引号"),
    ),
    "factor in words": (
        append("units.csv", unit="斤", factor="半"),
        ("units.csv", "斤", "换算系数"),
    ),
    "factor of nothing": (
        append("units.csv", unit="斤", factor="0"),
        ("units.csv", "斤", "换算系数"),
    ),
}


@pytest.mark.parametrize("why", BAD)
def test_broken_vocabularies_are_told(tmp_path: Path, repo_root: Path, why: str) -> None:
    folder = tmp_path / "vocab"
    shutil.copytree(repo_root / "content" / "vocab", folder)
    damage, words = BAD[why]
    damage(folder)
    # As in a project: what is as the program has it is not there.
    for path in (repo_root / "content" / "vocab").rglob("*.*"):
        copied = folder / path.relative_to(repo_root / "content" / "vocab")
        same = copied.is_file() and copied.read_bytes() == path.read_bytes()
        if same and path.name != "agencies.csv":
            copied.unlink()
    with pytest.raises(UserError) as caught:
        vocab.load(folder)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert caught.value.remedy


def test_vocabularies_share_look_ups_only_where_nothing_but_bodies_differs(
    vocabulary: Vocabulary,
) -> None:
    known = Parser(vocabulary)
    assert Parser(replace(vocabulary, agencies={})).index is known.index
    fewer = replace(vocabulary, labels=vocabulary.labels[1:])
    assert Parser(fewer).index is not known.index
    assert known.vocab.agencies and not known.index.vocab.agencies
