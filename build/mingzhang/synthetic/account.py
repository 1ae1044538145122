"""The figures of one invented body for one year, made so that they add up.

In: a random source and the functional codes of the body's work; out: an `Account` in ticks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from mingzhang.synthetic.amounts import near, split, total

WAGES = ("30101", "30102", "30103", "30108", "30110", "30113")
HOUSEHOLDS = ("30302", "30305", "30309")
RUNNING = ("30201", "30202", "30207", "30211", "30213", "30215", "30216", "30228", "30229")
VEHICLE_KINDS = ("leaders", "confidential", "emergency", "enforcement", "special", "other_vehicles")


@dataclass(slots=True)
class Item:
    """One item of a classification: its code, this year's amount, the initial budget."""

    code: str
    ticks: int
    initial: int = 0


@dataclass(slots=True)
class Account:
    """Amounts in ticks and counts by key (`phrases/keys.yml`).

    `now` is this year; `initial` the initial budget of it; `previous` last year.
    """

    now: dict[str, int] = field(default_factory=dict)
    initial: dict[str, int] = field(default_factory=dict)
    previous: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    functions: list[Item] = field(default_factory=list)
    wages: list[Item] = field(default_factory=list)
    households: list[Item] = field(default_factory=list)
    running: list[Item] = field(default_factory=list)

    def classes(self) -> list[Item]:
        """Sum the functional items to their classes, in the order of the codes."""
        sums: dict[str, Item] = {}
        for item in self.functions:
            class_item = sums.setdefault(item.code[:3], Item(item.code[:3], 0))
            class_item.ticks += item.ticks
            class_item.initial += item.initial
        return [sums[code] for code in sorted(sums)]


def make(rng: Random, codes: Sequence[str], scale: int, *, closes: bool) -> Account:
    """Make an account whose sums hold. `scale`: ticks of the whole, roughly.

    `closes`: a final account may leave a carry-over; a budget spends all it plans.
    """
    account = Account()
    _functions(rng, account, codes, scale)
    _expenditure(rng, account)
    _revenue(rng, account, closes=closes)
    _economic(rng, account)
    _three_public(rng, account)
    _running(rng, account)
    _procurement(rng, account)
    _assets(rng, account)
    _performance(rng, account)
    _staff(rng, account)
    _changes(rng, account)
    return account


def centre(rng: Random, scale: int) -> Account:
    """Make the few figures that a subordinate body states for itself."""
    account = Account()
    account.now["public"] = max(100, scale // 20)
    _running(rng, account)
    account.now["project"] = near(rng, scale // 10)
    _assets(rng, account)
    _performance(rng, account)
    account.previous["running"] = near(rng, account.now["running"])
    return account


def _functions(rng: Random, account: Account, codes: Sequence[str], scale: int) -> None:
    for code, ticks in zip(sorted(codes), split(rng, scale, len(codes)), strict=True):
        same = rng.random() < 0.25
        account.functions.append(Item(code, ticks, ticks if same else near(rng, ticks)))
    account.now["gpb_exp"] = total([item.ticks for item in account.functions])
    account.initial["gpb_exp"] = total([item.initial for item in account.functions])


def _expenditure(rng: Random, account: Account) -> None:
    now = account.now
    now["gpb_basic"] = now["basic"] = near(rng, now["gpb_exp"], 0.35, 0.9)
    now["gpb_project"] = now["gpb_exp"] - now["gpb_basic"]
    now["fund_exp"] = rng.choice([0, 0, near(rng, now["gpb_exp"] // 12 + 1)])
    now["sc_exp"] = 0
    now["own_exp"] = rng.choice([0, near(rng, now["gpb_exp"] // 40 + 1)])
    now["fiscal_exp"] = now["gpb_exp"] + now["fund_exp"] + now["sc_exp"]
    now["cye"] = now["fiscal_exp"] + now["own_exp"]
    now["project"] = now["cye"] - now["basic"]
    now["remit"] = now["business_exp"] = now["subsidy"] = 0


def _revenue(rng: Random, account: Account, *, closes: bool) -> None:
    now = account.now
    now["opening"] = rng.choice([0, near(rng, now["gpb_exp"] // 30 + 1)])
    now["closing"] = rng.choice([0, near(rng, now["gpb_exp"] // 50 + 1)]) if closes else 0
    now["fund_rev"], now["sc_rev"] = now["fund_exp"], now["sc_exp"]
    now["gpb_rev"] = now["gpb_exp"] + now["closing"] - now["opening"]
    now["fiscal_rev"] = now["gpb_rev"] + now["fund_rev"] + now["sc_rev"]
    now["superior"] = now["business"] = now["affiliate"] = now["non_fiscal"] = 0
    parts = split(rng, now["own_exp"], 2) if now["own_exp"] > 1 else [0, now["own_exp"]]
    now["institutional"], now["other_rev"] = parts
    now["cyr"] = now["fiscal_rev"] + now["own_exp"]
    now["total_rev"] = now["cyr"] + now["opening"]
    now["total_exp"] = now["revexp"] = now["total_rev"]
    now["fiscal_total"] = now["fiscal_rev"] + now["opening"]


def _economic(rng: Random, account: Account) -> None:
    now = account.now
    now["public"] = near(rng, now["basic"], 0.08, 0.2)
    now["personnel"] = now["basic"] - now["public"]
    now["households"] = near(rng, now["personnel"], 0.02, 0.1)
    now["wages"] = now["personnel"] - now["households"]
    now["capital"] = rng.choice([0, near(rng, now["public"], 0.05, 0.2)])
    now["goods_services"] = now["public"] - now["capital"]
    account.wages = _items(rng, now["wages"], WAGES)
    account.households = _items(rng, now["households"], HOUSEHOLDS)


def _items(rng: Random, whole: int, codes: Sequence[str]) -> list[Item]:
    chosen = sorted(rng.sample(codes, min(len(codes), rng.randint(2, 6))))
    parts = split(rng, whole, len(chosen))
    return [Item(code, part) for code, part in zip(chosen, parts, strict=True) if part]


def _three_public(rng: Random, account: Account) -> None:
    now, counts = account.now, account.counts
    whole = max(200, now["public"] // 6)
    cars = rng.randint(0, 6)
    bought = rng.choice([0, 0, 1]) if cars else 0
    now["operation"] = near(rng, whole, 0.3, 0.6) if cars else 0
    now["purchase"] = near(rng, whole, 0.4, 0.9) if bought else 0
    now["reception"] = rng.choice([0, near(rng, whole, 0.05, 0.3)])
    now["overseas"] = rng.choice([0, 0, near(rng, whole, 0.1, 0.4)])
    now["vehicles_cost"] = now["operation"] + now["purchase"]
    now["three"] = now["vehicles_cost"] + now["reception"] + now["overseas"]
    now["domestic"], now["foreign"] = now["reception"], 0
    now["conference"] = rng.choice([0, near(rng, whole // 5 + 1)])
    now["training"] = rng.choice([0, near(rng, whole // 4 + 1)])
    counts.update(held=cars, bought=bought, foreign_batches=0, foreign_visitors=0)
    counts["batches"] = rng.randint(1, 60) if now["reception"] else 0
    counts["visitors"] = counts["batches"] * rng.randint(3, 12)
    counts["groups"] = rng.randint(1, 3) if now["overseas"] else 0
    counts["trips"] = counts["groups"] * rng.randint(1, 5)
    for key in ("overseas", "purchase", "operation", "reception"):
        now_key = now[key]
        account.initial[key] = now_key + rng.choice([0, now_key // 5]) if now_key else 0
        account.previous[key] = rng.choice([now_key, near(rng, now_key)])
    for book in (account.initial, account.previous):
        book["vehicles_cost"] = book["purchase"] + book["operation"]
        book["three"] = book["vehicles_cost"] + book["overseas"] + book["reception"]


def _running(rng: Random, account: Account) -> None:
    account.now["running"] = account.now["public"]
    account.running = _items(rng, account.now["running"], RUNNING)


def _procurement(rng: Random, account: Account) -> None:
    now = account.now
    now["goods"] = rng.choice([0, near(rng, now["project"] // 30 + 1)])
    now["works"] = rng.choice([0, 0, near(rng, now["project"] // 10 + 1)])
    now["services"] = rng.choice([0, near(rng, now["project"] // 15 + 1)])
    now["procurement"] = now["goods"] + now["works"] + now["services"]
    now["smes"] = min(now["procurement"], near(rng, now["procurement"], 0.6, 1.3))
    now["small_micro"] = min(now["smes"], near(rng, now["smes"], 0.4, 1.2))
    now["service_purchase"] = rng.choice([0, near(rng, now["project"] // 20 + 1)])


def _assets(rng: Random, account: Account) -> None:
    now, counts = account.now, account.counts
    now["fixed_assets"] = near(rng, now["public"] * 8 + 1000)
    now["current_assets"] = near(rng, now["public"] * 2 + 300)
    now["assets"] = now["fixed_assets"] + now["current_assets"]
    cars = counts.setdefault("held", rng.randint(0, 3))
    counts["vehicles"] = cars
    counts.update(dict.fromkeys(VEHICLE_KINDS, 0))
    for _ in range(cars):
        counts[rng.choice(VEHICLE_KINDS)] += 1
    now["vehicles_worth"] = min(now["fixed_assets"], near(rng, 1800)) * bool(cars)
    counts["equipment"] = rng.choice([0, 0, 1, 3])
    counts["general_equipment"] = rng.choice([0, 2])
    counts["special_equipment"] = rng.choice([0, 1])


def _performance(rng: Random, account: Account) -> None:
    count = rng.randint(1, 30)
    account.counts.update(due=count, set=count, evaluated=count)
    account.now["target_funds"] = account.now["evaluated_funds"] = account.now["project"]
    account.counts["coverage"] = 100


def _staff(rng: Random, account: Account) -> None:
    counts = account.counts
    counts["admin_posts"], counts["inst_posts"] = rng.randint(3, 60), rng.randint(2, 80)
    counts["posts"] = counts["admin_posts"] + counts["inst_posts"]
    counts["staff"] = counts["posts"] - rng.randint(0, 3)
    counts["retired"] = rng.randint(0, 40)


def _changes(rng: Random, account: Account) -> None:
    """Last year, consistent where this year's text compares a whole and its parts."""
    now, previous = account.now, account.previous
    previous["gpb_exp"] = near(rng, now["gpb_exp"])
    extra = rng.randint(0, max(1, now["gpb_exp"] // 20))
    previous["fiscal_total"] = previous["fiscal_exp"] = previous["gpb_exp"] + extra
    previous["revexp"] = previous["fiscal_total"] + rng.randint(0, extra + 1)
    previous["total_rev"] = previous["total_exp"] = previous["revexp"]
    previous["running"] = near(rng, now["running"])
    for key in ("conference", "training"):
        previous[key] = near(rng, now[key])
