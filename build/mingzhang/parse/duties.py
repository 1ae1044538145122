"""Duties, internal units, platforms: in, the outline of the first part; out, a record for each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Duty, Platform, Source, Unit
from mingzhang.parse.bodies.finder import Body, BodyFinder
from mingzhang.parse.platforms import platforms
from mingzhang.parse.text.compact import Compact
from mingzhang.parse.text.outline import Line, Outline
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.grammar import Patterns

_BRACKET = re.compile("（[^）]*）")
_CLAUSE_END = re.compile("[；。，\n]")


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the first part says of the body."""

    duties: tuple[Duty, ...]
    units: tuple[Unit, ...]
    platforms: tuple[Platform, ...]


@lru_cache(maxsize=4)
def _unit_name(grammar: BodyGrammar) -> re.Pattern[str]:
    """Finds the name of a unit at the head of a line, its rank, and what follows."""
    return re.compile(
        rf"^(?P<name>{grammar.name(inner=True)}[一二三]?办?)"
        r"(?:（(?:职级)?(?P<rank>[^（）]{1,8})）)?(?P<rest>[：:，].*)?$"
    )


@lru_cache(maxsize=4)
def _listed_unit(grammar: BodyGrammar) -> re.Pattern[str]:
    """Finds the name of a unit in a list."""
    return re.compile(
        rf"{grammar.name(inner=True)}(?:（[^（）]{{1,14}}）)?(?=[、，。；\n和及共等组]|$)"
    )


def organisation(
    view: Compact,
    outline: Outline,
    source: Source,
    source_text: str,
    bodies: BodyFinder,
    grammar: Patterns,
) -> Organisation:
    """Read duties, units and platforms of one disclosure."""
    reader = _Reader(view, outline, source, source_text, bodies, grammar)
    reader.read()
    return Organisation(tuple(reader.duties), tuple(reader.units), tuple(reader.platforms))


@dataclass(slots=True)
class _Reader:
    view: Compact
    outline: Outline
    source: Source
    source_text: str
    bodies: BodyFinder
    grammar: Patterns
    duties: list[Duty] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    organising: bool = False
    unit_open: bool = False
    listed: str = "internal"
    body: Body = field(init=False)

    def __post_init__(self) -> None:
        self.body = self.bodies.whole

    def read(self) -> None:
        for line in self.outline.lines:
            if line.section < 0:
                continue
            kind = self.outline.sections[line.section].kind
            if (
                kind not in ("duties", "organisation")
                or self.outline.contents[0] <= line.start < self.outline.contents[1]
            ):
                self.organising = False
                self.body = self.bodies.whole
                continue
            self._line(line, self.view.text[line.start : line.end])

    def _line(self, line: Line, text: str) -> None:
        own_kind = self._own_kind(line)
        if own_kind:
            self.organising = own_kind == "organisation"
            self.unit_open, self.listed = False, "internal"
            self.body = self.bodies.whole
            if line.heading:
                return
        switched = self.bodies.heading(text)
        if switched is not None and not self.organising:
            self.body = switched
            return
        if self.organising or self._opens_units(text):
            self.organising = True
            self._organisation(line)
        else:
            self._duty(line)

    def _own_kind(self, line: Line) -> str:
        section = self.outline.sections[line.section]
        start, _ = self.view.original(line.start, line.end)
        if section.start != start:
            return ""
        parent = self.outline.sections[section.parent] if section.parent >= 0 else None
        return section.kind if not parent or parent.kind != section.kind or line.level <= 2 else ""

    def _opens_units(self, text: str) -> bool:
        announced = self.grammar["units_announced"].search(text)
        return announced is not None and self.grammar["units_follow"].search(text) is not None

    # ---- duties

    def _duty(self, line: Line) -> None:
        text = self.view.text[line.content : line.end]
        if text.endswith("：") or not text.strip("。；"):
            return
        if not line.ordinal and not self.grammar["duty_word"].search(text):
            return
        start, end = self.view.original(line.content, line.end)
        duty = f"{self.source.disclosure}-t{len(self.duties) + 1}"
        text = self.source_text[start:end].strip()
        told = (self.body.name, self.body.agency, line.ordinal, text, start, end)
        self.duties.append(Duty(duty, self.source.disclosure, self.source.agency, *told))
        self._platforms(duty, line.content, line.end)

    def _platforms(self, duty: str, start: int, end: int) -> None:
        """Find the platforms within a span of the compact text."""
        for named in platforms(self.grammar, self.view.text[start:end]):
            begin, stop = self.view.original(start + named.start, start + named.end)
            quote = self.view.original(
                *_clause(self.view.text, start + named.start, start + named.end)
            )
            platform = f"{self.source.disclosure}-p{len(self.platforms) + 1}"
            name, quoted = self.source_text[begin:stop], self.source_text[slice(*quote)].strip()
            told = (self.body.name, name, named.verb, duty, begin, stop, quoted)
            source = self.source
            self.platforms.append(Platform(platform, source.disclosure, source.agency, *told))

    # ---- units

    def _organisation(self, line: Line) -> None:
        text = self.view.text[line.content : line.end]
        match = self._unit_named(text) if line.ordinal else None
        if match is not None and not self.grammar["organisation_intro"].search(match["name"]):
            self._unit(line, match)
        elif self.unit_open and self.units and not line.ordinal and self._tells_duty(text[:12]):
            self._more_duties(line)
        else:
            self._listed(line, text)

    def _unit_named(self, text: str) -> re.Match[str] | None:
        name = _unit_name(self.bodies.grammar)
        colon = name.match(text)
        return colon if colon and colon["rest"] else name.match(text.rstrip("。："))

    def _tells_duty(self, text: str) -> bool:
        return self.grammar["duty_word"].search(text) is not None

    def _unit(self, line: Line, match: re.Match[str]) -> None:
        begin, end = self.view.original(line.content, line.content + len(match["name"]))
        rank = match["rank"] or ""
        ranked = self.grammar["unit_rank"].match(rank)
        name = match["name"] if not rank or ranked else f"{match['name']}（{rank}）"
        duties = (match["rest"] or "").lstrip("：，")
        self._platforms("", line.end - len(duties), line.end)
        self._append_unit(
            line.ordinal, name, self.listed, ranked[1] if ranked else "", duties, begin, end
        )
        self.unit_open = True

    def _append_unit(
        self, number: str, name: str, kind: str, rank: str, duties: str, start: int, end: int
    ) -> None:
        unit, body = f"{self.source.disclosure}-u{len(self.units) + 1}", self.body.name
        told = (body, number, name, kind, rank, body, duties, start, end)
        self.units.append(Unit(unit, self.source.disclosure, self.source.agency, *told))

    def _more_duties(self, line: Line) -> None:
        last = self.units[-1]
        self._platforms("", line.start, line.end)
        start, end = self.view.original(line.start, line.end)
        text = self.source_text[start:end].strip()
        joined = f"{last.duties}\n{text}" if last.duties else text
        self.units[-1] = replace(last, duties=joined)

    def _listed(self, line: Line, sentence: str) -> None:
        """`内设机构由A、B、C组成；分支机构由D、E组成`: units listed in a sentence."""
        self.unit_open = False
        of_budget = self.grammar["budget_units_follow"].search(sentence) is not None
        self.listed = "budget_unit" if of_budget else "internal"
        kind = "internal"
        body = self.bodies.in_words(sentence)
        if body is not None:
            self._subordinate(line, sentence, body)
            self.body = body
        position = line.content
        for part in self.grammar["organisation_parts"].split(sentence):
            kind = self._kind_of(part, kind)
            if self.grammar["lists_units"].search(part):
                self._names(part, position, kind)
            position += len(part)

    def _subordinate(self, line: Line, sentence: str, body: Body) -> None:
        """`下属事业单位某中心设8个内设机构`: the sentence about a body's units names the body."""
        at = sentence.find(body.printed)
        while at >= 0 and self.grammar["body_below"].search(sentence, 0, at) is None:
            at = sentence.find(body.printed, at + 1)
        if at < 0:
            return
        behind = _BRACKET.match(sentence, at + len(body.printed))
        stop = behind.end() if behind else at + len(body.printed)
        start, end = self.view.original(line.content + at, line.content + stop)
        name = self.source_text[start:end]
        self._append_unit("", name, "subordinate", "", "", start, end)

    def _kind_of(self, part: str, kind: str) -> str:
        if self.grammar["branches"].search(part):
            return "branch"
        if self.grammar["units_inside"].search(part):
            return "internal"
        return "subordinate" if self.grammar["units_below"].search(part) else kind

    def _names_unit(self, text: str) -> bool:
        if len(text) > 30 or self.grammar["not_a_unit"].search(text):
            return False
        intro = self.grammar["organisation_intro"].search(text)
        return intro is None and _listed_unit(self.bodies.grammar).fullmatch(text) is not None

    def _names(self, part: str, position: int, kind: str) -> None:
        for piece_of_list in self.grammar["unit_piece"].finditer(part):
            name = self.grammar["unit_count"].sub("", piece_of_list[0])
            both = self.grammar["two_centres"].search(name)
            for piece in self.grammar["unit_of_two"].finditer(name) if both else [None]:
                text = piece[0] if piece else name
                begin = position + piece_of_list.start() + (piece.start() if piece else 0)
                if lead := self.grammar["units_led"].match(text):
                    begin, text = begin + lead.end(), text[lead.end() :]
                if not self._names_unit(text):
                    continue
                start, end = self.view.original(begin, begin + len(text))
                self._append_unit("", self.source_text[start:end], kind, "", "", start, end)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    begin = behind_last("；。，\n", text, 0, start)
    stop = _CLAUSE_END.search(text, end)
    return begin, stop.start() if stop else len(text)
