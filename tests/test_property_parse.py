"""The parser finds the truth that invented disclosures know, and no text at all breaks it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import truth
from mingzhang import parse, synthetic
from mingzhang.bench import fuzz
from mingzhang.model import Disclosure, Document, Stage

FEW = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# The characters that the grammar of the genre is made of, and some that it is not.
CHARACTERS = st.sampled_from(
    "0123456789０５.,，。、；：:（）()《》“”%％万元亿个辆人次批 \n\t\u3000\ufeff\u00a0〔〕[]"
    "年月日第部分一二三十其中包括占比上增加减少长下降持平完成预算决收入支出合总计款类项局中心无"
    "X…—-a²٣½\U0001f600"
)
WORDS = (
    "其中： 收入总计 12.5 万元 ， 。 占 的 % \n一、 （一） 3. 比上年 增加 分别为 和 、 2023年 "
    "截至2023年12月31日， 第二部分 1 营商局： （类） （款） （项） 比 持平 由 减少到 其中"
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.text(CHARACTERS, max_size=400),
    st.lists(st.sampled_from(WORDS.split(" ")), max_size=60).map("".join),
)
SEEDS = st.integers(0, 10**6)
OPTIONS = st.builds(
    synthetic.Options,
    stage=st.sampled_from([Stage.FINAL, Stage.BUDGET]),
    fiscal_year=st.integers(2020, 2025),
    unit=st.sampled_from(["万元", "元"]),
    thousands=st.booleans(),
    drop_zeros=st.booleans(),
    rate_decimals=st.sampled_from([2, 1]),
    scale=st.sampled_from([9_000, 150_000, 20_000_000]),
    contents=st.booleans(),
    two_bodies=st.booleans(),
    traditional=st.booleans(),
    full_width=st.booleans(),
    half_width=st.booleans(),
    lose_ordinals=st.booleans(),
    glue_headings=st.booleans(),
)


def generate(seed: int, options: synthetic.Options) -> synthetic.Generated:
    return truth.generator().generate(Random(seed), options)


def parse_text(text: str) -> Disclosure:
    shell = truth.generator().generate(Random(0), synthetic.Options())
    document = Document(synthetic.source(replace(shell, text=text)), text)
    return parse.parse(document, truth.vocabulary_of(shell))


@FEW
@given(SEEDS, OPTIONS)
def test_the_parser_recovers_the_truth(seed: int, options: synthetic.Options) -> None:
    made = generate(seed, options)
    disclosure = truth.parsed(made)
    problems = truth.disputes(made, disclosure)
    assert not problems, "\n".join(problems)
    assert not list(fuzz.faults(disclosure))


@FEW
@given(SEEDS, OPTIONS)
def test_duties_units_glossary_and_names_are_complete(
    seed: int, options: synthetic.Options
) -> None:
    made = generate(seed, options)
    disclosure = truth.parsed(made)
    found = Counter((duty.start, re.sub(r"\s", "", duty.text)) for duty in disclosure.duties)
    plain = [d.text if made.text[d.start :].startswith(d.text) else None for d in made.duties]
    if None not in plain:  # written in Traditional characters the words differ, the places do not
        assert found == Counter((d.start, d.text.rstrip()) for d in made.duties)
    assert [duty.number for duty in disclosure.duties] == [duty.number for duty in made.duties]
    if plain and None not in plain:
        assert [u.name for u in disclosure.units if u.kind == "internal"] == list(made.units)
    starts = {entry.start: entry for entry in disclosure.glossary}
    assert len(starts) == len(made.glossary)
    for true in made.glossary:
        near = [e for start, e in starts.items() if start <= true.start < e.end]
        assert len(near) == 1, true
        assert near[0].function_code == true.function_code
    roles = {numeral.start: numeral.role.value for numeral in disclosure.numerals}
    for start, role in made.roles:
        assert roles[start] == role


@settings(FEW, max_examples=100)
@given(TEXTS)
def test_no_text_can_break_the_parser(text: str) -> None:
    disclosure = parse_text(text)
    assert not list(fuzz.faults(disclosure))


@FEW
@given(SEEDS, OPTIONS, SEEDS)
def test_damaged_disclosures_are_read_without_loss(
    seed: int, options: synthetic.Options, damage: int
) -> None:
    text, rng = generate(seed, options).text, Random(damage)
    for _ in range(rng.randint(1, 12)):
        at, length = rng.randrange(len(text)), rng.randrange(60)
        insert = rng.choice(
            ["", "\n", "3", "，", "（", "万元", "其中：", text[at : at + length] * 2]
        )
        text = text[:at] + insert + text[at + rng.choice([0, 0, 1, length]) :]
    disclosure = parse_text(text)
    assert not list(fuzz.faults(disclosure))


@settings(FEW, max_examples=5)
@given(SEEDS, OPTIONS)
def test_parsing_twice_gives_the_same(seed: int, options: synthetic.Options) -> None:
    made = generate(seed, options)
    assert truth.parsed(made) == truth.parsed(made)


@pytest.mark.parametrize(
    "text", ["", "\n", "　", "1", "万元", "其中：", "第一部分", "\ufeff1.5万元"]
)
def test_scraps(text: str) -> None:
    disclosure = parse_text(text)
    assert not list(fuzz.faults(disclosure))
