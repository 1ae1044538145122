"""The generator itself: its figures add up, its text is stable, its truth stands in its text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

import truth
from mingzhang import parse, synthetic
from mingzhang.bench import parser
from mingzhang.model import Document, Measure, Stage
from mingzhang.synthetic import account, amounts

SEEDS = range(40)
MOST_CALLS = 400
"""Calls of functions for a figure, all that is read around it included."""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_stands_in_the_text(seed: int) -> None:
    made = truth.generator().generate(Random(seed))
    for fact in made.facts:
        assert made.text[fact.start :].startswith(fact.printed), fact
    for duty in made.duties:
        assert duty.text.strip()
    for start, role in made.roles:
        assert made.text[start].isdigit(), role


@pytest.mark.parametrize("seed", SEEDS)
def test_the_account_adds_up(seed: int) -> None:
    codes = ("2010301", "2080505", "2101101", "2210201")
    book = account.make(Random(seed), codes, 200_000, closes=bool(seed % 2))
    now, counts = book.now, book.counts
    assert now["total_rev"] == now["cyr"] + now["opening"] == now["cye"] + now["closing"]
    assert now["cye"] == now["basic"] + now["project"]
    assert now["basic"] == now["personnel"] + now["public"]
    assert now["personnel"] == now["wages"] + now["households"]
    assert now["public"] == now["goods_services"] + now["capital"]
    assert now["gpb_exp"] == sum(item.ticks for item in book.functions)
    assert book.initial["gpb_exp"] == sum(item.initial for item in book.functions)
    assert now["gpb_exp"] == sum(item.ticks for item in book.classes())
    assert now["procurement"] == now["goods"] + now["works"] + now["services"]
    for year in (now, book.initial, book.previous):
        assert year["three"] == year["overseas"] + year["vehicles_cost"] + year["reception"]
    assert counts["vehicles"] == sum(counts[kind] for kind in account.VEHICLE_KINDS)
    assert min(now.values()) >= 0


def test_the_same_seed_gives_the_same_text() -> None:
    one, two = (truth.generator().generate(Random(5)) for _ in range(2))
    assert one == two
    assert one != truth.generator().generate(Random(6))


def test_every_concept_is_in_the_vocabulary() -> None:
    concepts = truth.vocabulary().concepts
    for seed in SEEDS:
        for fact in truth.generator().generate(Random(seed)).facts:
            assert fact.concept in concepts
            assert not fact.parent or fact.parent in concepts


def test_the_genre_varies() -> None:
    drawn = [truth.generator().generate(Random(seed)) for seed in range(120)]
    assert {made.stage for made in drawn} == {Stage.BUDGET, Stage.FINAL}
    assert any(made.others for made in drawn)
    assert {fact.measure for made in drawn for fact in made.facts} == {
        Measure.AMOUNT,
        Measure.BALANCE,
        Measure.COUNT,
        Measure.SHARE,
        Measure.CHANGE,
        Measure.CHANGE_RATE,
        Measure.COMPLETION_RATE,
        Measure.COVERAGE_RATE,
    }
    texts = "".join(made.text for made in drawn)
    for word in ("支出決算", "目录", "０", ",", "与上年持平", "分别为", "同比"):
        assert word in texts


@pytest.mark.parametrize(
    ("ticks", "thousands", "drop", "printed"),
    [
        (123_456, True, False, "1,234.56"),
        (123_400, False, True, "1234"),
        (123_450, False, True, "1234.5"),
        (123_450, False, False, "1234.50"),
        (0, False, False, "0"),
        (-7, False, False, "0.07"),
    ],
)
def test_amounts_are_printed(ticks: int, thousands: bool, drop: bool, printed: str) -> None:
    printing = amounts.Printing(amounts.UNITS["万元"], thousands, drop)
    assert printing.amount(ticks) == printed


def test_rates_are_rounded_half_up() -> None:
    printing = amounts.Printing(amounts.UNITS["万元"])
    assert printing.rate(Decimal("10.625")) == "10.63"
    assert printing.rate(Decimal("-8.005")) == "8.01"
    assert printing.rate(Decimal(100)) == "100"


def test_an_unknown_plant_is_refused() -> None:
    with pytest.raises(KeyError):
        synthetic.plant(truth.generator(), Random(1), "no such kind")


def test_the_speed_of_the_parser_is_told() -> None:
    documents = tuple(parser.invent(truth.vocabulary(), 3))
    rate = parser.measure(parse.Parser(truth.vocabulary()), documents)
    assert rate.documents == 3
    assert rate.characters == sum(len(document.text) for document in documents)
    assert rate.facts > 0
    assert rate.characters_per_second > rate.documents_per_second > 0
    assert parser.longer(documents[0], 4).text == documents[0].text * 4


def test_a_text_twice_as_long_takes_twice_the_calls() -> None:
    first = next(parser.invent(truth.vocabulary(), 1))
    once, twice = (_calls(parser.longer(first, times)) for times in (1, 2))
    assert once < twice < 2.3 * once


def test_a_figure_costs_no_more_calls_than_it_should() -> None:
    """What is done for each figure or each document, and need not be, shows here first."""
    made = parse.Parser(truth.vocabulary())
    for document in parser.invent(truth.vocabulary(), 6):
        figures = len(made.parse(document).facts)
        assert parser.calls(made, document) < MOST_CALLS * figures


def test_a_paragraph_of_many_changes_is_not_searched_for_each_of_them() -> None:
    sentence = "2023年本部门支出100.5万元，比上年增加5.2万元，增长5.5%。"
    first = next(parser.invent(truth.vocabulary(), 1))
    once, twice = (_calls(replace(first, text=sentence * times)) for times in (40, 80))
    assert once < twice < 2.4 * once


def _calls(document: Document) -> int:
    return parser.calls(parse.Parser(truth.vocabulary()), document)
