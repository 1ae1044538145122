"""Put one known contradiction into a disclosure that is otherwise right.

In: a generator, a random source and the kind of contradiction; out: `Generated` with one `Planted`.
Three ways: a figure is printed wrong, the account itself is impossible, or words are changed after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from types import MappingProxyType

from mingzhang.model import Stage
from mingzhang.synthetic.account import Account
from mingzhang.synthetic.compose import Generator, Options, random_options
from mingzhang.synthetic.truth import Generated, Planted, TrueFact
from mingzhang.synthetic.writer import Change

TRIES = 200


@dataclass(frozen=True, slots=True)
class Plant:
    """One kind of contradiction and the checks, any of which must find it."""

    checks: tuple[str, ...]
    change: Change | None = None
    edit: Callable[[Account], None] | None = None
    words: Callable[[Random, Generated], Generated | None] | None = None
    at: str = ""
    """For an edited account: the key of the figure at which the finding must stand."""
    stage: Stage | None = None
    also: str = ""
    """The initial budget of this key must be printed too, else nobody can tell."""


def plant(
    generator: Generator, rng: Random, kind: str, options: Options | None = None
) -> Generated:
    """Make a disclosure with one contradiction of this kind.

    Raises `KeyError` on an unknown kind and `ValueError` when the wording drawn never states what
    the kind needs.
    """
    wanted = KINDS[kind]
    for _ in range(TRIES):
        drawn = options or plain_options(rng)
        if wanted.stage:
            drawn = replace(drawn, stage=wanted.stage)
        made = generator.generate(Random(rng.random()), drawn, wanted.change, wanted.edit)
        done = _finish(kind, wanted, rng, made)
        if done is not None:
            return done
    raise ValueError(f"{kind}: never stated in {TRIES} tries")


def plain_options(rng: Random) -> Options:
    """Draw options without what changes structure or characters."""
    return replace(
        random_options(rng),
        traditional=False,
        full_width=False,
        glue_headings=False,
    )


def _finish(kind: str, wanted: Plant, rng: Random, made: Generated) -> Generated | None:
    if wanted.words:
        made = wanted.words(rng, made) or made
    elif wanted.at:
        fact = next((fact for fact in made.facts if fact.key == wanted.at), None)
        if fact is None:
            return None
        made = replace(made, planted=(_planted(fact.start, fact.printed),))
    if not made.planted or not _tells(made, wanted.also):
        return None
    named = tuple(replace(planted, kind=kind, checks=wanted.checks) for planted in made.planted)
    return replace(made, planted=named)


def _tells(made: Generated, key: str) -> bool:
    initial = (f.key for f in made.facts if f.stage is Stage.INITIAL_BUDGET)
    return not key or key in initial


def _planted(start: int, printed: str) -> Planted:
    return Planted("", (), start, start + len(printed), printed)


def _zero_of_zero(account: Account) -> None:
    account.counts.update(due=0, set=0)
    account.now["target_funds"] = 0


def _half_covered(account: Account) -> None:
    account.counts["due"] = 2 * account.counts["set"] + 2


def _cars_without_cost(account: Account) -> None:
    now, counts = account.now, account.counts
    counts["bought"], now["purchase"] = 2, 0
    now["reception"] = now["domestic"] = now["reception"] or 4200
    _add_up(account)


def _visitors_without_cost(account: Account) -> None:
    now, counts = account.now, account.counts
    counts["batches"], counts["visitors"] = 0, 0
    now["reception"] = now["domestic"] = now["reception"] or 4200
    _add_up(account)


def _add_up(account: Account) -> None:
    for book in (account.now, account.initial, account.previous):
        if "reception" in book and book is not account.now:
            book["reception"] = book["reception"] or 4200
            book["purchase"] = 0
        book["vehicles_cost"] = book["purchase"] + book["operation"]
        book["three"] = book["vehicles_cost"] + book["overseas"] + book["reception"]


def _part_beyond_whole(account: Account) -> None:
    account.now["small_micro"] = account.now["smes"] * 3 // 2 + 100


def _shifted(made: Generated, at: int, old: str, new: str) -> Generated:
    """Put `new` for `old` at a place where no figure stands, and move what comes after."""
    by = len(new) - len(old)

    def moved(start: int) -> int:
        return start + by if start > at else start

    return replace(
        made,
        text=made.text[:at] + new + made.text[at + len(old) :],
        facts=tuple(replace(fact, start=moved(fact.start)) for fact in made.facts),
        roles=tuple((moved(start), role) for start, role in made.roles),
        duties=tuple(replace(duty, start=moved(duty.start)) for duty in made.duties),
        glossary=tuple(replace(entry, start=moved(entry.start)) for entry in made.glossary),
        planted=(_planted(at, new),),
    )


def _in_figures(made: Generated, pattern: str) -> list[re.Match[str]]:
    """Where a pattern stands between the first figure and the glossary."""
    first = made.facts[0].start
    end = made.glossary[0].start
    return [m for m in re.finditer(pattern, made.text) if first < m.start() < end]


def _wrong_year(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, rf"(?<=\n){made.fiscal_year}(?=年度?(?:“三公”|机关运行|政府采购))")
    if not places:
        return None
    at = rng.choice(places)
    return _shifted(made, at.start(), at[0], str(made.fiscal_year - rng.choice((1, 2, 3))))


def _wrong_body(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, rf"(?<=日，){re.escape(made.body.name)}(?=共有车辆|资产总额)")
    if not places or made.others:
        return None
    return _shifted(made, places[0].start(), places[0][0], "碧湾县红十字会")


def _remnant(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"(?<=。)\n")
    if not places:
        return None
    remnant = rng.choice(("（如持平作持平表述）", "（不涉及的不列）", "主要用于XXXX。", "（略）"))
    return _shifted(made, rng.choice(places).start(), "", remnant)


def _lost_percent(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"(?<=占)\d+\.\d+%(?=[，。；])")
    return _shifted(made, (at := rng.choice(places)).start(), at[0], at[0][:-1]) if places else None


def _lost_reason(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"原因是[^，。；\d\n]+(?=。)")
    return _shifted(made, (at := rng.choice(places)).start(), at[0], "原因是") if places else None


def _doubled_direction(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"与上年[^，。；\d\n]{0,6}持平")
    return (
        _shifted(made, (at := rng.choice(places)).start(), at[0], "比上年增加持平")
        if places
        else None
    )


def _lost_ordinal(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"(?<=\n)[三四五六]、")
    return _shifted(made, (at := rng.choice(places)).start(), at[0], "") if places else None


def _repeated_ordinal(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"(?<=\n)四(?=、)")
    return _shifted(made, places[0].start(), "四", "三") if places else None


def _empty_list(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"\n(?=[五六]、)")
    if not places:
        return None
    return _shifted(made, places[0].start(), "", "\n分项目如下：")


def _other_level(rng: Random, made: Generated) -> Generated | None:
    at = made.text.find(f"指{made.body.level}财政当年拨付")
    return _shifted(made, at + 1, made.body.level, "省级") if at >= 0 else None


def _unused_entry(rng: Random, made: Generated) -> Generated | None:
    number = len(made.glossary) + 1
    term = "外交支出（类）对外援助（款）援外优惠贷款贴息（项）"
    made = _shifted(made, len(made.text), "", f"{number}.{term}：反映援外优惠贷款贴息支出。\n")
    return replace(made, planted=(_planted(made.text.rindex(term), term),))


def _other_direction(rng: Random, made: Generated) -> Generated | None:
    places = _in_figures(made, r"(?<=决算数)(?:大于|小于)(?=年初预算数的)")
    if not places:
        return None
    at = rng.choice(places)
    return _shifted(made, at.start(), at[0], "小于" if at[0] == "大于" else "大于")


def _other_sign(rng: Random, made: Generated) -> Generated | None:
    """Turn the word before a rate of change: 增加…，下降….  The figure keeps its place."""
    rates = [f for f in made.facts if f.measure.value == "change_rate" and f.value]
    if not rates:
        return None
    fact: TrueFact = rng.choice(rates)
    old = made.text[fact.start - 2 : fact.start]
    return _shifted(made, fact.start - 2, old, "下降" if fact.value > 0 else "增长")


def _printed(key: str, form: str, shift: int, skip: int = 0) -> Change:
    return Change(key, form, Decimal(shift), skip)


SUMS = ("sum_full_list", "sum_partial_list")
FINAL, BUDGET = Stage.FINAL, Stage.BUDGET

KINDS: Mapping[str, Plant] = MappingProxyType(
    {
        "revenue_part": Plant(SUMS, _printed("fiscal_rev", "amount", 90_000)),
        "expenditure_part": Plant(SUMS, _printed("basic", "amount", 70_000)),
        "personnel": Plant(SUMS, _printed("personnel", "amount", 60_000)),
        "procurement_part": Plant(
            (*SUMS, "part_exceeds_whole"), _printed("goods", "amount", 5_000)
        ),
        "three_public_part": Plant(SUMS, _printed("reception", "amount", 3_000)),
        "vehicle_kinds": Plant(SUMS, _printed("other_vehicles", "count", 2)),
        "assets_part": Plant(
            (*SUMS, "part_exceeds_whole"), _printed("current_assets", "amount", 9_000)
        ),
        "share": Plant(("share_of_whole",), _printed("basic", "share", 4)),
        "completion": Plant(
            ("completion_rate",),
            _printed("gpb_exp", "completion", 6),
            stage=FINAL,
            also="gpb_exp",
        ),
        "change_rate": Plant(("change_amount_and_rate",), _printed("running", "rate", 9)),
        "repeat": Plant(
            ("repeated_figure",), _printed("gpb_exp", "amount", 50_000, 1), stage=FINAL
        ),
        "balance": Plant(
            ("budget_balance", "carryover", "repeated_figure", *SUMS),
            _printed("total_exp", "amount", 80_000),
            stage=BUDGET,
        ),
        "coverage": Plant(("coverage_rate",), edit=_half_covered, at="coverage", stage=BUDGET),
        "zero_of_zero": Plant(
            ("rate_of_nothing",), edit=_zero_of_zero, at="coverage", stage=BUDGET
        ),
        "cars_without_cost": Plant(
            ("cost_and_count",), edit=_cars_without_cost, at="bought", stage=FINAL
        ),
        "cost_without_visits": Plant(
            ("cost_and_count",), edit=_visitors_without_cost, at="batches", stage=FINAL
        ),
        "part_beyond_whole": Plant(
            ("part_exceeds_whole", *SUMS), edit=_part_beyond_whole, at="small_micro", stage=FINAL
        ),
        "wrong_year": Plant(("year_printed",), words=_wrong_year),
        "wrong_body": Plant(("other_body",), words=_wrong_body),
        "template_remnant": Plant(("template_remnant",), words=_remnant),
        "lost_percent": Plant(("odd_wording",), words=_lost_percent),
        "lost_reason": Plant(("odd_wording",), words=_lost_reason),
        "doubled_direction": Plant(("odd_wording",), words=_doubled_direction),
        "lost_ordinal": Plant(("ordinals",), words=_lost_ordinal),
        "repeated_ordinal": Plant(("ordinals",), words=_repeated_ordinal),
        "empty_list": Plant(("announced_list",), words=_empty_list),
        "definition_level": Plant(("definition_level",), words=_other_level),
        "unused_entry": Plant(("glossary_unused",), words=_unused_entry),
        "comparison_words": Plant(("comparison_words",), words=_other_direction, stage=FINAL),
        "change_sign": Plant(("change_signs",), words=_other_sign),
    }
)
"""Every kind of contradiction that can be planted."""
