"""Turn phrases into text and truth at once.

In: an account and phrases such as `{basic}，占本年支出合计的{basic/cye}%`; out: text, true facts.

    {key}        an amount (with its unit) or a count (bare) of this year
    {key@i}      its initial budget          {key@b}   the budget a final account compares with
    {key@p}      last year's amount          {key^parent}  the same, as a part of another
    {key/whole}  its share, bare             {key!i}   its completion rate, bare
    {vs key|words}   a comparison with last year: 比上年增加…，增长…
    {Y} {P} {year} {prev} {body} {short} {unit} {reason} {why}   words
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from mingzhang.model import Measure, Origin, Stage
from mingzhang.synthetic.account import Account
from mingzhang.synthetic.amounts import Printing, percent
from mingzhang.synthetic.truth import Planted, TrueFact

HOLE = re.compile(r"\{([^{}]+)\}")
FIGURE = re.compile(
    r"(?P<key>\w+)(?:@(?P<book>[ibp]))?(?:/(?P<whole>\w+))?(?:!(?P<of>[ib]))?"
    r"(?:\^(?P<parent>\w+))?$"
)
BALANCES = ("assets", "current_assets", "fixed_assets", "vehicles_worth")
COUNT_UNITS = {
    "个": ("due", "set", "evaluated", "groups", "internal"),
    "人": ("posts", "admin_posts", "inst_posts", "staff", "retired"),
    "人次": ("trips", "visitors", "foreign_visitors"),
    "批次": ("batches", "foreign_batches"),
    "台（套）": ("equipment", "general_equipment", "special_equipment"),
    "percent": ("coverage",),
}
UNIT_OF_COUNT = {key: unit for unit, keys in COUNT_UNITS.items() for key in keys}
AT_A_DATE = {
    "vehicles",
    "leaders",
    "confidential",
    "emergency",
    "enforcement",
    "special",
    "other_vehicles",
    "equipment",
    "general_equipment",
    "special_equipment",
    *BALANCES,
}
COMPARISONS = (
    "与{prev}年度相比，",
    "与上年相比，",
    "比上年",
    "比{prev}年",
    "较上年",
    "同比",
    "与{prev}年相比，",
)
AGAINST = ("比{prev}年的", "较上年的", "较{prev}年的")
SAME = ("与上年持平", "与{prev}年度持平", "与上年相比无变化")
RISE, FALL = ("增长", "上升", "增加"), ("下降", "降低", "减少")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure to print wrong: when `key` is written as `form`, add `shift` (ticks or points).

    `form`: amount, count, share, rate, change or completion. `skip` leaves so many writings right.
    """

    key: str
    form: str
    shift: Decimal
    skip: int = 0


@dataclass(slots=True)
class Voice:
    """Who speaks: the account and the body whose figures are written now."""

    account: Account
    scope: str
    words: Mapping[str, str]


@dataclass(slots=True)
class Writer:
    """Collects the text and the truth of one disclosure."""

    rng: Random
    printing: Printing
    stage: Stage
    year: int
    concepts: Mapping[str, str]
    reasons: list[str]
    voice: Voice
    change: Change | None = None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    facts: list[TrueFact] = field(default_factory=list)
    roles: list[tuple[int, str]] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def write(self, phrase: str) -> None:
        """Write one phrase, filling its holes."""
        done = 0
        for hole in HOLE.finditer(phrase):
            self._plain(phrase[done : hole.start()])
            self._fill(hole[1])
            done = hole.end()
        self._plain(phrase[done:])

    @property
    def text(self) -> str:
        """All that was written so far."""
        return "".join(self.parts)

    def _plain(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _fill(self, hole: str) -> None:
        if hole in self.voice.words:
            self._plain(self.voice.words[hole])
        elif hole == "Y":
            self._plain(f"{self.year}{self.rng.choice(('年', '年度'))}")
        elif hole == "P":
            self._plain(f"{self.year - 1}{self.rng.choice(('年', '年度'))}")
        elif hole == "reason":
            self._plain(self.rng.choice(self.reasons))
        elif hole == "why":
            lead = self.rng.choice(("主要原因是", "主要原因：", "主要是", "增减变化的主要原因是"))
            self._plain(f"，{lead}{self.rng.choice(self.reasons)}")
        elif hole.startswith("vs "):
            key, _, subject = hole[3:].partition("|")
            self._compare(key, subject)
        else:
            self._figure(hole)

    def _figure(self, hole: str) -> None:
        match = FIGURE.match(hole)
        if match is None:
            raise ValueError(f"no such hole: {hole}")
        key, parent = match["key"], match["parent"] or ""
        if match["whole"]:
            share = percent(self._ticks(key), self._ticks(match["whole"]))
            self._rate(key, Measure.SHARE, "share", share, parent)
        elif match["of"]:
            done = percent(self._ticks(key), self._ticks(key, match["of"]))
            self._rate(key, Measure.COMPLETION_RATE, "completion", done, parent)
        elif key in self.voice.account.counts:
            self._count(key, parent)
        else:
            self._amount(key, match["book"] or "", parent)

    def _ticks(self, key: str, book: str = "") -> int:
        account = self.voice.account
        if book in ("i", "b"):
            return account.initial[key]
        return (account.previous if book == "p" else account.now)[key]

    def _concept(self, key: str) -> str:
        return self.concepts.get(key, key)

    def _amount(self, key: str, book: str, parent: str) -> None:
        ticks = self._ticks(key, book) + int(self._shift(key, book or "amount"))
        printed = self.printing.amount(ticks)
        stage = {"i": Stage.INITIAL_BUDGET, "b": Stage.BUDGET}.get(book, self.stage)
        year = self.year - 1 if book == "p" else self.year
        if key in BALANCES:
            stage, year = Stage.POINT_IN_TIME, self._balance_year()
        self._state(
            key,
            printed,
            Measure.BALANCE if key in BALANCES else Measure.AMOUNT,
            self.printing.unit.value(ticks),
            "CNY",
            stage,
            year,
            parent,
        )
        self._plain(self.printing.unit.word)

    def _balance_year(self) -> int:
        return self.year if self.stage is Stage.FINAL else self.year - 1

    def _count(self, key: str, parent: str) -> None:
        count = self.voice.account.counts[key] + int(self._shift(key, "count"))
        unit = UNIT_OF_COUNT.get(key, "辆")
        measure = Measure.COVERAGE_RATE if unit == "percent" else Measure.COUNT
        stage, year = self.stage, self.year
        if key in AT_A_DATE or (key == "held" and self.stage is Stage.FINAL):
            stage, year = Stage.POINT_IN_TIME, self._balance_year()
        self._state(key, str(count), measure, Decimal(count), unit, stage, year, parent)

    def _rate(self, key: str, measure: Measure, form: str, rate: Decimal, parent: str) -> None:
        rate += self._shift(key, form)
        printed = self.printing.rate(rate)
        sign = -1 if rate < 0 else 1
        self._state(
            key, printed, measure, sign * Decimal(printed), "percent", self.stage, self.year, parent
        )

    def _compare(self, key: str, subject: str) -> None:
        now, before, prev = self._ticks(key), self._ticks(key, "p"), str(self.year - 1)
        if now == before:
            self._same(key, self.rng.choice(SAME).replace("{prev}", prev))
            return
        up = now > before
        if not subject and before and self.rng.random() < 0.2:
            self._plain(self.rng.choice(AGAINST).replace("{prev}", prev))
            self._amount(key, "p", "")
        else:
            opening = self.rng.choice(COMPARISONS).replace("{prev}", prev)
            if subject and not opening.endswith("，"):
                opening = "与上年相比，"
            self._plain(opening + subject)
        self._plain("增加" if up else "减少")
        self._difference(key, now - before)
        if before:
            self._plain(f"，{self.rng.choice(RISE if up else FALL)}")
            shift = self._shift(key, "rate") * (1 if up else -1)
            self._change_rate(key, percent(now - before, before) + shift, 1 if up else -1)

    def _same(self, key: str, phrase: str) -> None:
        word = "持平" if "持平" in phrase else "无变化"
        at = self.length + phrase.index(word)
        self._plain(phrase)
        self.facts.append(
            TrueFact(
                key=key,
                start=at,
                printed=word,
                concept=self._concept(key),
                measure=Measure.CHANGE,
                value=Decimal(0),
                unit="CNY",
                stage=self.stage,
                fiscal_year=self.year,
                scope=self.voice.scope,
                origin=Origin.STATED,
                base_year=self.year - 1,
            )
        )

    def _difference(self, key: str, ticks: int) -> None:
        shift = int(self._shift(key, "change"))
        ticks += shift if ticks > 0 else -shift
        printed, value = self.printing.amount(ticks), self.printing.unit.value(ticks)
        base, stage = self.year - 1, self.stage
        self._state(key, printed, Measure.CHANGE, value, "CNY", stage, self.year, "", base)
        self._plain(self.printing.unit.word)

    def _change_rate(self, key: str, rate: Decimal, sign: int) -> None:
        printed = self.printing.rate(rate)
        value, measure = sign * Decimal(printed), Measure.CHANGE_RATE
        base = self.year - 1
        self._state(key, printed, measure, value, "percent", self.stage, self.year, "", base)
        self._plain("%")

    def _shift(self, key: str, form: str) -> Decimal:
        """How far the figure that is about to be written must be from the truth; mostly 0."""
        change = self.change
        if change is None or self.planted or (change.key, change.form) != (key, form):
            return Decimal(0)
        if change.skip:
            self.change = replace(change, skip=change.skip - 1)
            return Decimal(0)
        self.planted.append(Planted("", (), self.length, self.length, ""))
        return change.shift

    def _state(
        self,
        key: str,
        printed: str,
        measure: Measure,
        value: Decimal,
        unit: str,
        stage: Stage,
        year: int,
        parent: str,
        base: int | None = None,
    ) -> None:
        fact = TrueFact(
            key,
            self.length,
            printed,
            self._concept(key),
            measure,
            value,
            unit,
            stage,
            year,
            self.voice.scope,
            Origin.PRINTED,
            self._concept(parent) if parent else "",
            base,
        )
        if self.planted and self.planted[-1].start == self.length and not self.planted[-1].printed:
            end = self.length + len(printed)
            self.planted[-1] = replace(self.planted[-1], end=end, printed=printed)
        self.facts.append(fact)
        self._plain(printed)
