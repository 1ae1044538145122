"""A figure while it is being read, in prose or in a table, before it becomes a `Fact`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from mingzhang.common.money import decimals
from mingzhang.common.records import record
from mingzhang.model import Measure, Origin, Stage


@record
class Links:
    """What one figure is of, what it is measured against, and its twin in amount or rate."""

    of: Draft | None = None
    base: Draft | None = None
    pair: Draft | None = None


NONE = Links()


@record
class Place:
    """Where a figure stands in the source, and the id that its fact has for it.

    `start`,`end` is the numeral; `section` is the path of the section or the title of the table;
    `table`, `row` and `column` are those of its cell.
    """

    fact: str
    start: int
    end: int
    section: str
    section_kind: str
    quote: str
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


_ROUNDING = Decimal("0.6")
"""Of the last digit of a rate: half of it, and some for the rounding of the amounts."""
_GENERAL = ("", "fiscal_appropriation")
"""Money that may be more narrowly known by the whole."""
_LONGEST = 100
_NOWHERE = Place("", 0, 0, "", "", "")

ALL_MONEY = "all"
"""The fund of `全口径“三公”经费` and of its parts: said to be limited to none."""


@dataclass(slots=True, eq=False)
class Draft:
    """A figure in the making. Spans are of the text that is read; `parent` is another draft; `of`
    is the figure whose share, change or completion this is.

    What is known only once all figures are read comes last: `place`, the `year` and the `account`
    that it belongs to, whether the label is its `own`, `label_printed`, its `links`. (`label` is
    levelled.)

    `label_start` is where the words of its label begin; `list_kind` tells how its children are
    introduced; `relation` is the rule of its measure, `rule` that of its concept, `unmapped_by` the
    rule of naming that leaves it without one; `other_year` is set where a level is stated of
    another year (比2023年100万元增加), `compared` where it is what is compared with, `rough` if it
    is about that much, `account_year` where the heading says that all below is of another year's
    account.
    """

    start: int
    end: int
    unit_end: int
    printed: str
    measure: Measure
    value: Decimal
    concept: str = ""
    label: str = ""
    label_printed: str = ""
    label_start: int = 0
    function_code: str = ""
    economic_code: str = ""
    unit: str = ""
    unit_printed: str = ""
    factor: Decimal = Decimal(1)
    origin: Origin = Origin.PRINTED
    stage: str = ""
    fund: str = ""
    base: str = ""
    base_year: int | None = None
    year_printed: int | None = None
    balance_year: int | None = None
    other_year: int | None = None
    compared: bool = False
    rough: bool = False
    account_year: int | None = None
    point_in_time: bool = False
    scope: str = ""
    scope_printed: str = ""
    section: int = -1
    parent: Draft | None = None
    of: Draft | None = None
    list_kind: str = ""
    reason: str = ""
    in_reason: bool = False
    rule: str = ""
    unmapped_by: str = ""
    competed: tuple[str, ...] = ()
    relation: str = ""
    place: Place = _NOWHERE
    year: int = 0
    account: Stage = Stage.FINAL
    own: bool | None = None
    links: Links = NONE
    is_level: bool = field(init=False)
    """Whether it states a quantity rather than a relation: what `measure` says, ready to hand."""

    def __post_init__(self) -> None:
        self.is_level = self.measure.is_level

    def turn(self, measure: Measure) -> None:
        """Let the figure measure something else than its words said at first."""
        self.measure, self.is_level = measure, measure.is_level

    @property
    def decided_by(self) -> str:
        """The rules that decided: that of the measure, then that of the concept."""
        named = (self.unmapped_by or self.rule) if self.rule == "unmapped" else self.rule
        return f"{self.relation}/{named}" if self.relation and named else self.relation or named

    def level(self) -> Draft | None:
        """The level that it is, or that it says something of; nobody tells longer chains."""
        draft: Draft | None = self
        for _ in range(_LONGEST):
            if draft is None or draft.is_level:
                return draft
            draft = draft.of
        return None

    def chain(self) -> Iterator[Draft]:
        """Yield it, what it is of, what that is of, and so on; nobody tells longer chains."""
        draft: Draft | None = self
        for _ in range(_LONGEST):
            if draft is None:
                return
            yield draft
            draft = draft.of

    def speak_of(self, figure: Draft) -> None:
        """Make this say something of another figure: it takes the name, codes and money of it."""
        self.of, self.concept, self.label, self.fund = (
            figure,
            figure.concept,
            figure.label,
            figure.fund,
        )
        self.function_code, self.economic_code = figure.function_code, figure.economic_code

    def tie(self, whole: Draft, kind: str) -> None:
        """Make this a part of the whole, whose parts are listed like that (`list_kind`).

        A relation in a table is tied to what it is of.
        """
        if self.is_level:
            self.parent, whole.list_kind = whole, kind
        else:
            self.links = Links(of=whole)

    def money_of(self, known: dict[Draft | None, str]) -> str:
        """The fund: its own, or that of the whole it is part of where that is more specific.

        `known` keeps what was found, for the figures that are parts of the same.
        """
        parent, of = self.parent, self.of
        if self.fund not in _GENERAL or (parent is None and of is None):
            return self.fund
        if self not in known and parent in known and of is None:
            known[self] = known[parent] or self.fund
        begun, open_drafts = {self}, [] if self in known else [self]
        while open_drafts:
            draft = open_drafts[-1]
            wholes = (draft.parent, draft.of) if draft.fund in _GENERAL else ()
            for whole in wholes:
                if whole is not None and whole not in known and whole not in begun:
                    begun.add(whole)
                    open_drafts.append(whole)
                    break
            else:
                of_whole = wholes and (known.get(draft.parent) or known.get(draft.of))
                known[draft] = of_whole or draft.fund
                open_drafts.pop()
        return known[self]


def comes_to(rate: Decimal, printed: str, part: Decimal, whole: Decimal) -> bool:
    """Tell whether a printed rate is that of the part in the whole, within rounding."""
    allowed = _ROUNDING.scaleb(-decimals(printed))
    return bool(whole) and abs(part * 100 / whole - rate) <= allowed
