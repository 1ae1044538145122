"""What is known while a text is walked: in, nothing; out, `Reading` (document), `State` (line).

`Reading` holds what lasts for the whole document, `State` what flows down within one line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from mingzhang.common.records import record
from mingzhang.model import Source, Stage
from mingzhang.parse.bodies.finder import Body, BodyFinder
from mingzhang.parse.concepts.labels import LabelIndex, Resolution
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.grammar.relations import Relations
from mingzhang.parse.grammar.told import AsOf, Comparison, Relation
from mingzhang.parse.text.outline import Line, Outline
from mingzhang.parse.tokens.quantities import Quantity
from mingzhang.vocab import Concept
from mingzhang.vocab.grammar import Patterns


@record
class Item:
    """What words without a figure name before a comma: known or not, and where they begin."""

    named: Resolution | None
    begin: int


class Clause(NamedTuple):
    """What the words up to a clause tell of its figures, whether or not these are mapped.

    `body` is whose they are, None for the disclosure's own: settled in `whose` only. With a full
    stop nothing of the rest is left:
    `years` are those that they name for the figures themselves; `dated`: they give a date;
    `reason`: they give one; `topic` was named before a comparison (收、支与上年相比，减少…) and is
    good for the next change; `item` of a classification is what the sentence opened with;
    `account` is that of what the words say all to come is in (`2021年预算中，`).
    """

    body: Body | None = None
    years: tuple[int, ...] = ()
    dated: bool = False
    reason: bool = False
    topic: Resolution | None = None
    item: Item | None = None
    account: tuple[int, str] | None = None


NOTHING_SPOKEN = Clause()
MOST_SPOKEN = 100
"""Figures of a sentence or a line that are looked over: what one is of stands no further off."""


@dataclass(slots=True)
class Frame:
    """A figure whose parts are being listed. `bracket`: until the bracket closes.

    `within`: the text says that what follows is in it (支出预算中，…), whatever the vocabulary
    says. `spoken` was told before the bracket, and `said` figures of its sentence. `others` may be
    meant as well (收入总计…，支出总计…，其中：): the first that fits is taken. `closed`: what is
    listed is of no figure further out (比上年增加9万元（基本支出4万元…）).
    """

    parent: Draft | None
    kind: str
    bracket: bool
    within: bool = False
    closed: bool = False
    others: tuple[Draft, ...] = ()
    spoken: Clause = NOTHING_SPOKEN
    said: int = 0


@dataclass(slots=True)
class State:
    """What flows down within one line; `kind` is that of its section.

    `sentence` are the figures of the sentence so far, `before` those of the sentence before;
    `clause` is where the clause begins, `hard` where the words began that may still be its label,
    `begun` where the sentence did, or what stands between its semicolons;
    `unknown` are the words of a classified item that the line is about and no vocabulary knows;
    `named` is the figure that the words before a list name as its whole; `told` while a row of
    figures is told of as parts of a change (减少人员经费8万元、公用经费2万元); `bracketed` is what
    the words before an open bracket compare with; `as_of` is the date of what the line says is
    held; `own_year`: the line came back to the disclosure's year under another year's heading;
    `keyed`: some word in the line may tell a concept from anywhere; `may` are the patterns that may
    find something in the line; `account`: another one that the
    heading names; `part_year`: where the words end with which it opens, of a part of the year;
    `headed`: the body whose name the line opens with, and nothing else.
    """

    line: Line
    kind: str
    clause: int
    hard: int
    begun: int
    may: frozenset[str]
    frames: list[Frame] = field(default_factory=list)
    sentence: list[Draft] = field(default_factory=list)
    before: list[Draft] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    compared: Comparison | None = None
    spoken: Clause = NOTHING_SPOKEN
    as_of: AsOf | None = None
    subject: Resolution | None = None
    unknown: str = ""
    named: Draft | None = None
    awaited: Relation | None = None
    awaited_of: Draft | None = None
    told: bool = False
    bracketed: Comparison | None = None
    own_year: bool = False
    item: bool = False
    keyed: bool = True
    account: tuple[int, str] | None = None
    part_year: int | None = None
    headed: Body | None = None

    def speak_of(self, body: Body | None) -> None:
        """From here on the figures are of that body."""
        if body is not self.spoken.body:
            self.spoken = self.spoken._replace(body=body)

    def take_words(self, relations: Relations, text: str, *, opens: bool = True) -> None:
        """Take what the words say of comparison, year, date and reason into the state.

        Words that neither open a sentence nor lead to a figure (`opens`) only tell a story of the
        year they name: `公车运行4612万元，主要是2016年开展公车改革；公务接待费430万元`.
        """
        hints = relations.told(text)
        if hints is None:
            return
        compared = hints.compared
        if compared is not None and (len(compared.base) > 1 or self.compared is None):
            self.compared = compared
        spoken = self.spoken
        if hints.as_of is not None:
            self.as_of, spoken = hints.as_of, spoken._replace(dated=True)
        elif hints.years and (opens or hints.begins_year):
            spoken = spoken._replace(years=hints.years)
        self.spoken = spoken._replace(reason=True) if hints.reason else spoken


@record
class Outer:
    """What stands around a line: its kind of section, figures it may be part of, what follows.

    `tags` are their concepts and those above them, then kinds and subjects of the sections;
    `family`, `at`, `code`, `items` as in `Context`, if a figure tells them; `told` are the first
    family that any of the tags tells, and where.
    """

    kind: str
    parents: tuple[tuple[Draft, bool, Frame | None], ...]
    tags: tuple[str, ...]
    family: str
    at: int
    code: str
    items: str
    told: tuple[str, int]


@dataclass(slots=True)
class Reading:
    """What lasts for a document: the inputs, and what was learnt on the way.

    `treasury`: the text reports on a government's whole budget, not on one body's;
    `heads` and `subjects` are by section: its first figure, and what its heading is about;
    `as_of` is the date last named, `dated`: a line of its own gave it to those that follow;
    `named_until` is where the last line ended that is but the name of a body;
    `passing` tells of the sections whose subject a line of text set, not a heading, where it ends;
    `outer` keeps what stands around a section until that changes: no section within it has been
    read by then;
    `spoken` are the figures of the last sentence, `levels` those of a section by concept;
    `compared` is what the changes are against whose reasons the lines to come list;
    `accounts` keeps of which other year's account a section's heading says it is; `next` is the
    number of the quantity to come.
    """

    text: str
    outline: Outline
    quantities: tuple[Quantity, ...]
    index: LabelIndex
    source: Source
    bodies: BodyFinder
    kinds: dict[str, str]
    treasury: bool = False
    heads: dict[int, Draft] = field(default_factory=dict)
    subjects: dict[int, Resolution] = field(default_factory=dict)
    passing: dict[int, int] = field(default_factory=dict)
    open_list: Frame | None = None
    drafts: list[Draft] = field(default_factory=list)
    spoken: list[Draft] = field(default_factory=list)
    compared: Comparison | None = None
    levels: defaultdict[tuple[int, str], list[Draft]] = field(
        default_factory=lambda: defaultdict(list)
    )
    body: Body | None = None
    body_level: int = 0
    list_body: Body | None = None
    named_until: int = -2
    as_of: AsOf | None = None
    dated: bool = False
    outer: dict[int, Outer] = field(default_factory=dict)
    accounts: dict[int, tuple[int, str] | None] = field(default_factory=lambda: {-1: None})
    _named: dict[int, tuple[int, str] | None] = field(default_factory=lambda: {-1: None})
    next: int = 0
    explains: bool = False
    insured: bool = field(init=False)
    """Whether the text tells of funds of the social insurance."""
    relations: Relations = field(init=False)
    grammar: Patterns = field(init=False)
    about: Callable[[str], Concept] = field(init=False)
    """What the vocabulary says of a concept; nothing, where there is no such concept."""
    kind: Callable[[int], str] = field(init=False)
    """The kind of a section, empty for none."""
    kind_tags: dict[str, tuple[str, str]] = field(init=False)
    """A kind of section with the stage of the disclosure, and the kind alone."""
    sections_up: Callable[[int], tuple[int, ...]] = field(init=False)
    """A section and those around it, the innermost first; nothing for no section."""
    _coming: tuple[Quantity | None, ...] = ()
    _following: Quantity | None = None

    def __post_init__(self) -> None:
        self._coming = (*self.quantities, None)
        self.advance(0)
        # The last one is that of no section: -1.
        kinds = [*map(attrgetter("kind"), self.outline.sections), ""]
        self.kind = kinds.__getitem__
        self.kind_tags = {kind: (f"{kind}:{self.source.stage}", kind) for kind in {*kinds}}
        above: list[tuple[int, ...]] = [()]
        for number, section in enumerate(self.outline.sections):
            above.insert(number, (number, *above[section.parent]))
        self.sections_up = above.__getitem__
        self.about = self.index.about
        self.relations, self.grammar = self.index.relations, self.index.vocab.grammar.patterns
        self.insured = self.grammar["insurance_told"].search(self.text) is not None

    def peek(self, end: int) -> Quantity | None:
        """The next quantity if it stands before `end`."""
        following = self._following
        return following if following is not None and following.start < end else None

    def advance(self, count: int = 1) -> None:
        """Pass over quantities that have been read."""
        self.next += count
        self._following = self._coming[self.next]

    def skip(self, end: int) -> None:
        """Pass over the quantities before `end`."""
        while self.peek(end) is not None:
            self.advance()

    def surround(self, listed: Frame | None) -> None:
        """Open or end the list that the lines to come may be items of."""
        if listed is not self.open_list:
            self.open_list = listed
            self.outer.clear()

    def head(self, section: int, draft: Draft) -> None:
        """Remember the first figure of a section."""
        if section not in self.heads:
            self.heads[section] = draft
            self.outer.pop(section, None)

    def speak_of(self, line: Line, subject: Resolution) -> None:
        """Remember what the section of a line is about from here on."""
        section = line.section
        self.subjects[section] = subject
        self.passing.pop(section, None)
        if not line.level:
            self.passing[section] = line.end
        self.outer.pop(section, None)

    def pass_on(self, section: int, draft: Draft) -> None:
        """A paragraph about something else ends what a paragraph before it was about."""
        subject = self.subjects.get(section)
        if subject is None or section not in self.passing or not draft.concept:
            return
        if draft.function_code != subject.function_code:
            self._end(section)

    def pass_by(self, line: Line) -> None:
        """A figure alone on its line is of the words above it, not of what was told earlier."""
        told = self.passing.get(line.section, line.start)
        figure = self.peek(line.end) if "\n" in self.text[told + 1 : line.start] else None
        if figure is not None and figure.start == line.content:
            self._end(line.section)

    def _end(self, section: int) -> None:
        self.subjects.pop(section, None)
        self.outer.pop(section, None)

    def other_account(self, section: int) -> tuple[int, str] | None:
        """Year and account of a section whose heading names another one: `二、2021年决算情况`.

        A budget may look back on the final account of the year before, a final account ahead to the
        budget of the year after; any other year in a heading is more likely a slip, but in the
        report on a government's budget. That on what was done of a budget tells first what was
        planned: `1.批准的年初预算草案`.
        """
        if section not in self.accounts:
            self.accounts[section] = self._account_of(section)
        return self.accounts[section]

    def _account_of(self, section: int) -> tuple[int, str] | None:
        account = self._account_above(section)
        if self.treasury and (account is not None or self.source.stage.is_final):
            planned = next(filter(None, map(self._planned, self.sections_up(section))), "")
            if planned and planned != "done":
                return account[0] if account else self.source.fiscal_year, planned
        return account

    def _planned(self, section: int) -> str:
        """Which budget a heading names: the first one, the adjusted one, or what was `done`."""
        title = self.outline.sections[section].title
        if self.grammar["done_named"].search(title):
            return "done"
        if self.grammar["initial_named"].search(title):
            return "initial_budget"
        return "revised_budget" if self.grammar["revised_named"].search(title) else ""

    def _account_above(self, section: int) -> tuple[int, str] | None:
        if section not in self._named:
            current = self.outline.sections[section]
            named = self._account_named(current.title)
            self._named[section] = named or self._account_above(current.parent)
        return self._named[section]

    def past_year(self, section: int, year: int | None) -> bool:
        """`（一）2021年债务情况。…2021年…`: a past year that heading and sentence agree on."""
        if year is None or section < 0 or year >= self.source.fiscal_year:
            return False
        titles = (self.outline.sections[above].title for above in self.sections_up(section))
        named = (self.grammar["year_named"].findall(title) for title in titles)
        return next((set(years) for years in named if years), set()) == {str(year)}

    def _account_named(self, title: str) -> tuple[int, str] | None:
        """The year and account that a heading names, where they are not the disclosure's own."""
        named = set(self.grammar["year_named"].findall(title))
        if len(named) != 1:
            return None
        year, fiscal_year = int(named.pop()), self.source.fiscal_year
        budget = self.source.stage is Stage.BUDGET
        account_pattern = "final_named" if year < fiscal_year else "execution_named"
        if budget and year <= fiscal_year and self.grammar[account_pattern].search(title):
            return year, "final"
        beside = self.treasury and abs(year - fiscal_year) == 1
        if beside and self.grammar["final_named"].search(title):
            return year, "final"  # `…2023年决算和2024年上半年执行情况的报告`: of two years
        if not budget and year == fiscal_year + 1 and self.grammar["budget_named"].search(title):
            return year, "budget"
        return None


def tops_of(drafts: list[Draft]) -> list[Draft]:
    """The outermost of the figures: those that are no part of another of them."""
    inside = set(drafts)
    return [d for d in drafts if d.parent not in inside] or drafts[:1]


def top_of(drafts: list[Draft]) -> Draft:
    """The outermost of the figures: the first that is no part of another of them."""
    return tops_of(drafts)[0]
