"""Which body a text speaks of: in, the agency and the vocabularies; out, names found in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import islice

from mingzhang.common.memo import remembers
from mingzhang.common.records import record
from mingzhang.parse.bodies.joint_bodies import Part, covered, joint, pattern, tiers, unlisted
from mingzhang.parse.text.outline import Outline
from mingzhang.parse.text.spelling import clean
from mingzhang.vocab import Agency, Vocabulary
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.short_names import related


@record
class Body:
    """A body found: its official (or printed) name, its id if it is known, and the words."""

    name: str
    agency: str
    printed: str


def nobody(printed: str) -> Body:
    """A body that nobody knows, in the words that are printed for it: never the agency."""
    return Body("", "", printed)


def finder(agency: str, vocab: Vocabulary, text: str) -> BodyFinder:
    """The finder for a levelled text: with the bodies that the name joins, if it tells of each."""
    known = _finders(vocab)(agency)
    parts = joint(vocab.bodies, clean(known.whole.name), text)
    return known if known.knows(parts) else _finders(vocab)(agency, parts, joined=True)


@lru_cache(maxsize=4)
def _finders(vocab: Vocabulary) -> Callable[..., BodyFinder]:
    """The maker of finders; a body that publishes year after year is asked about once."""
    return lru_cache(maxsize=512)(partial(BodyFinder, vocab))


class BodyFinder:
    """Finds the bodies that one disclosure may speak of: its agency, and what belongs to it.

    `parts` are the bodies within it that the text tells of; `joined`: the whole is all of them.
    """

    def __init__(
        self,
        vocab: Vocabulary,
        agency: str,
        parts: tuple[Part, ...] = (),
        units: tuple[str, ...] = (),
        *,
        joined: bool = False,
    ) -> None:
        known = vocab.agencies.get(agency)
        self._made_of = (vocab, agency, parts, joined)
        self.grammar = vocab.bodies
        self._own_words = self.grammar.own_words
        self.whole = Body(known.name_zh if known else agency, agency if known else "", "")
        self._names: dict[str, Body] = {}
        family = [a for a in vocab.agencies.values() if _related(a, known)] if known else []
        written = [
            (clean(name), Body(member.name_zh, member.agency, name))
            for member in family
            for name in (member.name_zh, *member.former_names, *member.aliases)
        ]
        written.extend((clean(unit), Body(unit, "", unit)) for unit in units)
        # Names as they are written come first: a shortened one never takes another body's name.
        for name, body in written:
            self._names.setdefault(name, body)
        of_parts = {word for part in parts for word in part.words}
        shorter = {
            spelling: body
            for spelling, body in self._shortened(written, joined=joined).items()
            if body.agency or spelling not in of_parts
        }
        self._short = frozenset(shorter.keys() - self._names.keys())
        self._names = {**shorter, **self._names}
        for word in self._own_words:
            self._names.setdefault(word, self.whole)
        self._parts = self._within(parts)
        self.has_parts = bool(self._parts)
        self._all = {part.name for part in parts} if joined else set()
        office = next((part for part in parts if part.office), None) if not joined else None
        self.office = Body(office.name, "", "") if office else None
        names = {*self._names, *self._parts}
        self._pattern = re.compile(pattern(self.grammar, names, self._parts))
        self._names.update(self._parts)
        tail = self.grammar["ends_before_office"].search(clean(self.whole.name))
        self._kind = tail[0] if tail is not None else ""
        self.in_words = remembers(256)(self._in_words)
        self.foreign = remembers(256)(self._foreign)
        self.unlisted = remembers(256)(self._unlisted)
        self.built_as_name = remembers(256)(self._built_as_name)
        self._part_ends = frozenset(word[-1] for word in self._parts)

    def _shortened(self, written: Iterable[tuple[str, Body]], *, joined: bool) -> dict[str, Body]:
        """The short forms of names; one that two bodies share names neither of them.

        Where the name joins bodies (`joined`), it is not left without the bracket that names them.
        """
        bodies: dict[str, Body] = {}
        shared = set()
        for name, body in written:
            once = (core for _, core in islice(self.grammar.without_region(name), 1))
            for spelling in once if joined else self.grammar.spellings(name):
                known = bodies.setdefault(spelling, body)
                if known.name != body.name:
                    shared.add(spelling)
        return {spelling: body for spelling, body in bodies.items() if spelling not in shared}

    def _named(self, text: str) -> Iterator[re.Match[str]]:
        """Where known bodies are named; not by a short form that another place stands before."""
        for match in self._pattern.finditer(text):
            short = match[0] in self._short
            if not short or not self.grammar.elsewhere(text[: match.start()], match[0]):
                yield match

    def _within(self, parts: tuple[Part, ...]) -> dict[str, Body]:
        """The words for the parts that name no other body, with the body that each names."""
        bodies: dict[str, Body] = {}
        for part in parts:
            body = self._names.get(part.name, Body(part.name, "", ""))
            for word in part.words:
                if word not in self._names or self._names[word] == body != self.whole:
                    bodies.setdefault(word, body)
        return bodies

    def knows(self, parts: tuple[Part, ...]) -> bool:
        """Tell whether the vocabulary lists each of the parts (or there are none)."""
        known = (self._names.get(part.name, self.whole) for part in parts)
        return all(body.name != self.whole.name for body in known)

    def with_units(
        self, units: tuple[str, ...], text: str, outline: Outline, *, report: bool = False
    ) -> BodyFinder:
        """The finder that knows the `units` and what the text says of the bodies it covers too.

        In the `report` on a government's whole budget 本级收入 is no revenue of an office, and the
        finance office that gives it speaks of its place.
        """
        vocab, agency, parts, joined = self._made_of
        whole = clean(self.whole.name)
        office = self.grammar["finance_office"].fullmatch(whole) if report else None
        if office is not None:
            agency, units = office["place"], (*units, self.whole.name)
        more = () if joined or report else covered(self.grammar, whole, text, outline)
        levels = tiers(agency if office else self.whole.name, text, vocab.grammar)
        if not (units or more or levels):
            return self
        return _finders(vocab)(agency, (*parts, *more, *levels), units, joined=joined)

    def _in_words(self, text: str) -> Body | None:
        """The last known body that the words name; None when they name none.

        Several in a row (`教育局和活动中心`) are meant together.
        """
        if self._pattern.search(text) is None:
            return None
        row: list[re.Match[str]] = []
        between = self.grammar["alone_between_bodies"].fullmatch
        for match in self._named(text):
            if row and between(text[row[-1].end() : match.start()]) is None:
                row.clear()
            row.append(match)
        if not row:
            return None
        first = row[0].start()
        joined = self.grammar["between_bodies"].fullmatch(text[first - 1 : first])
        if first > 1 and joined and row[0][0] in self._parts:
            # `下设甲、乙2个单位`, `本部门机关及所属单位`: the row begins before what is known of it
            return None
        if row[-1][0] in self._parts and self.grammar["bodies_go_on"].match(text, row[-1].end()):
            # `局本级以及所属事业单位的机关运行经费`: of more than the one that is named.
            return None
        bodies = dict.fromkeys(self._names[match[0]] for match in row)
        last = self._names[row[-1][0]]
        if len(bodies) == 1 or not self._parts:
            return Body(last.name, last.agency, row[-1][0])
        return self._together(bodies, text[row[0].start() : row[-1].end()])

    def _together(self, bodies: Iterable[Body], printed: str) -> Body:
        names = [body.name for body in bodies]
        group = self.grammar["units_together"].fullmatch
        of_all = self.office is not None and self.office.name in names and any(map(group, names))
        if of_all or self.whole.name in names or set(names) == self._all:
            return Body(self.whole.name, self.whole.agency, printed)
        return Body("、".join(names), "", printed)

    def part(self, text: str) -> Body | None:
        """The part whose name the words are, and nothing else (`局机关`, `其中：幼儿园`)."""
        if text[-1:] not in self._part_ends:
            return None
        name = self.grammar["scope_lead"].sub("", text)
        body = self._parts.get(name)
        return Body(body.name, body.agency, name) if body else None

    def closing(self, text: str) -> tuple[Body, str] | None:
        """The part that words end with, and those before its name (`接待费局机关`)."""
        if text[-1:] not in self._part_ends:
            return None
        longest = range(len(text) - _LEAST_PART)
        at = next((n for n in longest if n and text[n:] in self._parts), 0)
        body = self._parts[text[at:]] if at else None
        return (Body(body.name, body.agency, text[at:]), text[:at]) if body else None

    def opening(self, text: str) -> tuple[Body, str] | None:
        """The part that words begin with, and the words after its name (`局机关“三公”经费`)."""
        if not self._parts:
            return None
        lead = self.grammar["scope_lead"].match(text)
        match = self._pattern.match(text, lead.end() if lead else 0)
        if (
            match is None
            or match[0] not in self._parts
            or self.grammar["bodies_go_on"].match(text, match.end())
        ):
            return None
        body = self._parts[match[0]]
        return Body(body.name, body.agency, match[0]), text[match.end() :]

    def _unlisted(self, text: str) -> tuple[Body, str] | None:
        """A body that words begin with and nothing else tells of, and the words after its name.

        Where figures are listed by bodies it is one more of them, and not the one before it.
        """
        lead = self.grammar["scope_lead"].match(text)
        named = text[lead.end() :] if lead else text
        match = self._pattern.match(named)
        if match and match[0] in self._parts:
            return None
        known = match[0] if match else ""  # 桥头镇 is known, 桥头镇农业服务中心 is another
        body = unlisted(self.grammar, named[len(known) :])
        return (Body(known + body[0], "", known + body[0]), body[1]) if body else None

    def unit_of_place(self, text: str) -> str:
        """`镇文化站支出` → 镇文化站: a body of the place that a report is on, not the place."""
        body = unlisted(self.grammar, text) if self.grammar["of_place"].match(text) else None
        return body[0] if body else ""

    def rest(self, text: str) -> tuple[Body, str] | None:
        """`其他单位`, `其余5所学校`: bodies that nobody names, and the words after."""
        lead = self.grammar["scope_lead"].match(text)
        named = text[lead.end() :] if lead else text
        rest = self.grammar["rest_of_bodies"].match(named)
        return (nobody(rest[0]), named[rest.end() :]) if rest is not None else None

    def apart(self, body: Body | None) -> bool:
        """Tell a body that is a part of the disclosure's."""
        return body is not None and self.has_parts and body.name != self.whole.name

    def speaks_for(self, body: Body) -> bool:
        """Tell words that mean whoever writes (本单位, 我局), not a body by its name."""
        return body.printed in self._own_words

    def whole_opens(self, text: str, start: int) -> bool:
        """Tell whether a sentence opens with words for all of its body (全系统, 全局)."""
        match = self.grammar["whole_opens"].match(text, start)
        kind = match["kind"] if match is not None else None
        return match is not None and (kind is None or self._kind.endswith(kind))

    def heading(self, line: str) -> Body | None:
        """The body that a line like `营商局：` switches to; None for any other line."""
        if not line.endswith("："):
            return None
        if (part := self.part(self.grammar["scope_ordinal"].sub("", line[:-1]))) is not None:
            return part
        name = _heads_line(self.grammar, line) if len(line) <= _HEADING_MOST else ""
        if name in self._names:
            return Body(self._names[name].name, self._names[name].agency, name)
        if not name or self.grammar["no_scope"].search(name):
            return None
        return Body(name, "", name)

    def named_by_heading(self, heading: str) -> Body | None:
        """A body with its place (`县社会保险中心`) that is all that a heading says; no office."""
        names = self.grammar
        placed = names.is_placed(heading)
        placed = placed or (heading[:1] in names.marks and names.stands_alone(heading))
        if not placed or names.office_at_end.search(heading) or names["no_scope"].search(heading):
            return None
        return Body(heading, "", heading)

    def own_office(self, heading: str) -> Body | None:
        """`某局本级` in a list of bodies, where no other list names it: a part of the whole."""
        name = self.grammar["scope_ordinal"].sub("", heading)
        body = self._names.get(self.grammar["own_ending"].sub("", name))
        own = name not in self._names and body is not None and body.name == self.whole.name
        return Body(name, "", name) if own else None

    def _foreign(self, text: str) -> Body | None:
        """A body that the words name and that is none of the disclosure's own."""
        if not text or next(self._named(text), None) is not None:
            return None
        match = _last_name(self.grammar).match(text)
        name = self.grammar.bare(match[1]) if match is not None else ""
        if (
            (len(name) < _LEAST_NAME and not self.grammar["ministry"].fullmatch(name))
            or self.grammar["no_scope"].search(name)
            or name in self.whole.name
        ):
            return None
        return None if self.is_own(name) else Body(name, "", name)

    def _built_as_name(self, words: str, *, apart: bool) -> str:
        """`歌舞团有车辆` → 歌舞团: the name of another body; of any, `apart` from the whole."""
        name = self.grammar["scope_lead"].sub("", words)
        name = self.grammar["name_before_figure"].sub("", name)
        if self.grammar["rest_of_bodies"].fullmatch(name):
            return name
        built_so = self.grammar.stands_alone(name) or (apart and self.grammar.is_name(name))
        last = self.grammar["between_bodies"].split(name)[-1]  # `局机关及县林场`: of more than ours
        if not built_so or self.grammar["no_scope"].search(name) or self.is_own(last):
            return ""
        return name

    def is_own(self, name: str) -> bool:
        """Tell a name that may mean the agency, or one of the bodies that are known."""
        known = any(self._means(known, name) for known in self._names)
        return known or related(name, self.whole.name, self.grammar)

    def _means(self, known: str, name: str) -> bool:
        """Tell a name that holds one of the known ones, and does not put it into another place."""
        before = name.partition(known)[0]
        elsewhere = known in self._short and self.grammar.elsewhere(before, known)
        return known in name and not elsewhere


_LEAST_NAME, _LEAST_PART, _HEADING_MOST = 4, 2, 40


@lru_cache(maxsize=4)
def _last_name(grammar: BodyGrammar) -> re.Pattern[str]:
    """Finds the name of a body that words before a figure consist of."""
    behind = grammar["own_level"].pattern + grammar["name_before_figure"].pattern
    names = f"{grammar['ministry'].pattern}|{grammar.name()}"
    return re.compile(f"{grammar['year_before_name'].pattern}({names}){behind}")


@lru_cache(maxsize=4)
def _scope_line(grammar: BodyGrammar) -> re.Pattern[str]:
    """Finds the name of a body that stands alone on a line, before a colon."""
    name = f"{grammar.name(line=True)}|{grammar['office_on_line'].pattern}"
    ordinal = grammar["head_ordinal"].pattern
    return re.compile(f"^(?:{ordinal})?({name}){grammar['own_level'].pattern}：$")


@remembers(4096)
def _heads_line(grammar: BodyGrammar, line: str) -> str:
    """The name that is all of a line before its colon: most lines (`情况如下：`) have none."""
    match = _scope_line(grammar).match(line)
    return match[1] if match is not None else ""


def _related(other: Agency, agency: Agency) -> bool:
    linked = other.agency in (agency.agency, agency.same_body_as)
    return linked or other.parent == agency.agency
