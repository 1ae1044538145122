"""An invented account with tables and prose: whole it is told nothing, each fault at its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from factories import vocabulary
from mingzhang import check
from mingzhang.model import Finding, Outcome, Severity
from mingzhang.parse import parse
from mingzhang.read import reader_of
from planted_account import BODY, YEAR, PlantedAccount
from read_sources import source

ACCOUNTS = 4
"""Accounts that differ in their amounts; each fault is tried in two of them."""
SUM = ("sum_full_list", "sum_partial_list", "part_exceeds_whole")
AMOUNTS = {
    "total@t1": SUM,
    "201@t1": SUM,
    "total@t1c": SUM,
    "total@t1e": ("two_sides", *SUM),
    "basic@t3": SUM,
    "2010301@t3": ("item_against_table", *SUM),
    "2130306@t3b": SUM,
    "213@t3": SUM,
    "30101@t6": SUM,
    "302@t6b": ("text_against_table", *SUM),
    "total@p1": ("change_amount_and_rate", "text_against_table"),
    "more@p1": ("change_amount_and_rate",),
    "basic@p3": ("share_of_whole", *SUM),
    "total@p5": ("completion_rate", "text_against_table"),
    "initial@p5": ("completion_rate",),
    "2010302@p": ("completion_rate", "item_against_table"),
    "2130306i@p": ("completion_rate",),
    "301@p6": ("text_against_table", *SUM),
    "302@run": ("change_amount_and_rate", "part_exceeds_whole"),
    "runmore@p": ("change_amount_and_rate",),
    "three@p7": ("completion_rate", *SUM),
    "30217@p7": SUM,
    "goods@p": SUM,
}
"""Figures to be printed wrong, and the checks any of which must find it."""
RATES = {
    "more@rate": "change_amount_and_rate",
    "basic@share": "share_of_whole",
    "project@share": "share_of_whole",
    "2010301@done": "completion_rate",
    "total@done": "completion_rate",
    "three@done": "completion_rate",
    "run@rate": "change_amount_and_rate",
}
WORDS = {
    "year@h": (str(YEAR - 1), "year_printed"),
    "base@p1": (str(YEAR - 3), "year_printed"),
    "body@p1": ("桐溪市雁南区水务局", "other_body"),
    "up@p1": ("减少", "change_signs"),
    "basic@%": ("", "odd_wording"),
    "2010302@than": ("小于", "comparison_words"),
    "2130306@than": ("等于", "comparison_words"),
    "2010302@name": ("机关服务", "item_not_in_tables"),
    "2210201@for": ("主要用于：水利工程运行与维护支出。", "purpose_of_other_item"),
    "2130306@why": ("", "odd_wording"),
    "print@p6": ("印刷费、", "purposes_named"),
    "reason@p": ("经费支出减少", "change_reason"),
    "date@p": (str(YEAR - 1), "year_printed"),
    "cars@p": ("4", "sum_full_list"),
}


def accounts(place: str, places: Collection[str]) -> tuple[int, int]:
    """Two accounts to try a fault in: every account comes to its turn."""
    number = list(places).index(place)
    return number % ACCOUNTS, (number + 1) % ACCOUNTS


@cache
def told(seed: int, place: str = "", printed: str = "") -> list[Finding]:
    """The failures of an account, whole or with one place printed wrong."""
    account = PlantedAccount(seed, {place: printed} if place else {})
    title = f"{BODY}{YEAR}年度部门决算"
    made = replace(source(f"{title}.html", account.html()), title=title)
    found = check.check((parse(reader_of(made.path)(made), vocabulary()),), vocabulary())
    return [one for one in found if one.outcome is Outcome.FAIL]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_told_of_an_account_that_holds(seed: int) -> None:
    found = [f for f in told(seed) if f.severity is not Severity.NOTE]
    assert not [(f.check, f.message_zh) for f in found]


@pytest.mark.parametrize("place", AMOUNTS)
def test_a_wrong_amount_is_found(place: str) -> None:
    for seed in accounts(place, AMOUNTS):
        name = place.split("@")[0]
        wrong = f"{Decimal(PlantedAccount(seed).amounts[name] + 5_173) / 100:.2f}"
        found = [f for f in told(seed, place, wrong) if f.severity is not Severity.NOTE]
        hits = [f for f in found if f.check in AMOUNTS[place] and wrong in f.message_zh + f.quote]
        assert hits, (seed, wrong, [(f.check, f.message_zh) for f in found])


@pytest.mark.parametrize("place", RATES)
def test_a_wrong_rate_is_found(place: str) -> None:
    for seed in accounts(place, RATES):
        found = [f for f in told(seed, place, "47.11") if f.check == RATES[place]]
        assert any(f.printed == "47.11%" for f in found)


@pytest.mark.parametrize("place", WORDS)
def test_wrong_words_are_found(place: str) -> None:
    words, rule = WORDS[place]
    for seed in accounts(place, WORDS):
        right = {f.message_zh for f in told(seed) if f.check == rule}
        found = [f for f in told(seed, place, words) if f.message_zh not in right]
        assert rule in {f.check for f in found}, [(f.check, f.message_zh) for f in found]
