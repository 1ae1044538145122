"""Spellings: in, printed words; out, words levelled, and all ways to take modifiers off them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from mingzhang.common.memo import remembers
from mingzhang.common.records import record
from mingzhang.model import Fund
from mingzhang.parse.text.compact import normalise, touched_characters
from mingzhang.vocab import Vocabulary

_DROPPED = re.compile(r"[\"'“”《》\s]")
_CODED_MARK = re.compile(r"（(?:(\d{2,7})(?=[类款项]）))?([类款项])(?:[，、：]?\d{3,7})?）")
"""`行政单位医疗（01项）`, `高等教育（项，2050205）`: a code stands within the bracket."""
_WHOLE_CODE = 7


def _uncoded(label: str) -> str:
    """Take codes out of the marks of levels; one alone that is whole stands for its level."""
    marks = _CODED_MARK.findall(label)
    alone = len(marks) == 1 and len(marks[0][0]) == _WHOLE_CODE
    return _CODED_MARK.sub(r"（\1）" if alone else r"（\2）", label)


def _slashed(match: re.Match[str]) -> str:
    return f"{match[1]}/{match[2]}"


@lru_cache(maxsize=1)
def _levels() -> re.Pattern[str]:
    """Finds what any of the steps of `clean` may change; most labels hold none of it."""
    blanks = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
    needed = _PAIRS.pattern[1] + _DEARER.pattern[0]  # the first character of either
    return re.compile(f"[{touched_characters()}'“”《》{blanks}）{needed}]")


@remembers(100_000)
def clean(label: str) -> str:
    """Level a label: no blanks, no quotation marks, one spelling of brackets and slashes."""
    if not _levels().search(label):
        return label
    levelled = _PAIRS.sub(_slashed, _DROPPED.sub("", normalise(label)))
    levelled = _uncoded(levelled) if "）" in levelled else levelled
    if _DEARER.search(levelled):
        return _UNIT_PRICE.sub(_PRICE, _FILLERS.sub("", levelled))
    return levelled


def may_be_spelled(label: str, words: str) -> bool:
    """Tell words that hold the characters at both ends of a label, unless those are levelled."""
    first, last = label[0], label[-1]
    return (first in words and last in words) or _PRICE in label or "/" in (first, last)


@lru_cache(maxsize=1)
def _levelled_signs(year: str) -> re.Pattern[str]:
    """Finds the signs that tell no label apart, and a `year` behind a bracket."""
    return re.compile(
        f"(?P<slash>[/、，和与])|(?P<price>{_UNIT_PRICE.pattern})|[\"'“”‘’《》\\s]+|"
        f"{_FILLERS.pattern}|(?<=（)\\d\\d\\d?(?=[^\\d）]）)|(?<=）)(?:{year})"
    )


def last_spelled(label: str, words: str, year: str) -> tuple[int, int] | None:
    """Find the last words that are levelled to a label, or to it but for a `year`."""
    wanted, (text, places) = _levelled(label, year)[0], _levelled(words, year)
    at = text.rfind(wanted)
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None


def _levelled(words: str, year: str) -> tuple[str, list[int]]:
    """Level words and labels alike; of each character that is left, where it stands."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for match in _levelled_signs(year).finditer(words):
        start, end = match.span()
        pieces.append(words[done:start])
        places += range(done, start)
        if match.lastgroup:
            pieces.append(_SIGNS[match.lastgroup])
            places.append(start)
        done = end
    return "".join((*pieces, words[done:])), [*places, *range(done, len(words))]


_SIGNS = {"slash": "/", "price": "#"}
_DEARER = re.compile("以上.*设备|设备.*以上")
"""Equipment that is counted by what one costs."""
_PRICE = "单位价值"
_FILLERS = re.compile(r"（含[^）]{0,6}）|[在的及]|人民币")
_UNIT_PRICE = re.compile(r"(?:单位|单台（套）|单台|单件|单套)?(?:价值|价格|单价)|单价")
_PAIRS = re.compile(r"(收入?(?:预算|总计|决算)?)[、，和与](支出?)")


@record
class Form:
    """One way to take words off: the core that is left, what stood before it, what they told."""

    core: str
    before: str
    stage: str
    fund: str


_NARROW_FUNDS = frozenset(f"fund:{fund}" for fund in Fund if fund.is_narrow)


def _stage_of(effect: str) -> str:
    return effect.removeprefix("stage:") if effect.startswith("stage:") else ""


class Modifiers:
    """Takes modifiers off both ends of words; build it once and use it for many."""

    def __init__(self, vocab: Vocabulary) -> None:
        before, after = vocab.grammar.of("before_label"), vocab.grammar.of("after_label")
        lists = (w.word for w in vocab.grammar.of("list") if w.effect == "lead")
        writer = vocab.bodies.of("self")
        self._prefix = _Words((*(w.word for w in before), *lists, *writer), tail=False)
        self._suffix = _Words((w.word for w in after), tail=True)
        self._grammar = vocab.grammar.patterns
        year, ordinal = (self._grammar[name].pattern for name in ("year_first", "ordinal_first"))
        self._begins = re.compile(f"(?P<year>{year})|(?P<ordinal>{ordinal})")
        self._effects = {clean(w.word): w.effect for w in (*before, *after)}
        self._first = {clean(w.word): _stage_of(w.effect) for w in before}
        self._narrow = _Words((w.word for w in before if w.effect in _NARROW_FUNDS), tail=True)
        self.forms = remembers(20_000)(self._make_forms)

    def fund_of(self, word: str) -> str:
        """The fund that a word before labels names, empty for none."""
        effect = self._effects.get(word, "")
        return effect.removeprefix("fund:") if effect.startswith("fund:") else ""

    def narrow_fund(self, before: str) -> str:
        """The fund that the words before a label end with, if few bodies have any of it."""
        word = next(iter(self._narrow.at(before)), "")
        return self._effects[word].removeprefix("fund:") if word else ""

    def _make_forms(self, label: str) -> tuple[Form, ...]:
        """All ways to take modifiers off both ends, the least taken off first."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for core, behind in self._strip_ends(label):
            for rest, before, fund, first in self._strip_starts(core):
                found.setdefault((rest, behind or first), (before, fund))
        stage = max([stage for _, stage in found], key=len)
        forms = [Form(rest, before, stage, fund) for (rest, _), (before, fund) in found.items()]
        return tuple(sorted(forms, key=lambda form: -len(form.core)))

    def _strip_ends(self, label: str) -> list[tuple[str, str]]:
        result = [(label, "")]
        queue = [(label, "")]
        while queue and len(result) < 12:
            core, stage = queue.pop(0)
            year = self._grammar["year_behind"].search(core)
            for match in (*self._suffix.at(core), *((year[0],) if year else ())):
                account = _stage_of(self._effects.get(match, ""))
                if self._names_money(core, match):
                    account = ""
                item = (core[: -len(match)].rstrip("，、："), stage or account)
                if item not in result:
                    result.append(item)
                    queue.append(item)
        return result

    def _names_money(self, core: str, ending: str) -> bool:
        """`一般公共预算`: the 预算 in the name of a budget names the money, not the account."""
        if self._grammar["budget_first"].match(ending) is None:
            return False
        return self._grammar["fund_of_budget"].search(core[: -len(ending)]) is not None

    def _strip_starts(self, core: str) -> list[tuple[str, str, str, str]]:
        result = [(core, "", "", "")]
        fund, stage, position = "", "", 0
        while position < len(core) and len(result) < 10:
            taken = self._begins.match(core, position)
            word = taken[0] if taken and taken.lastgroup == "year" else ""
            word = word or self._prefix.first(core, position) or (taken[0] if taken else "")
            if not word:
                break
            effect = self._effects.get(word, "")
            if effect.startswith("fund:") and position + len(word) == len(core):
                break  # Money alone is no subject: 财政拨款 is a label, not a word to be dropped.
            fund = effect.removeprefix("fund:") if effect.startswith("fund:") else fund
            stage = stage or self._first.get(word, "")
            position += len(word)
            result.append((core[position:], core[:position], fund, stage))
        return result


class _Words:
    """Finds which of many words a text starts or ends with, the longest first."""

    def __init__(self, words: Iterable[str], *, tail: bool) -> None:
        self._words = {clean(word) for word in words} - {""}
        self._edge = -1 if tail else 0
        self._sizes: dict[str, list[int]] = {}
        """How long the words are that have one character at this end, the longest first."""
        for size, edge in sorted({(-len(word), word[self._edge]) for word in self._words}):
            self._sizes.setdefault(edge, []).append(-size)

    def at(self, text: str) -> list[str]:
        """The words that the text starts (or ends) with, the longest first."""
        affixes: list[str] = []
        for size in self._sizes.get(text[self._edge], ()) if text else ():
            part = text[-size:] if self._edge else text[:size]
            if part in self._words and size <= len(text):
                affixes.append(part)
        return affixes

    def first(self, text: str, start: int) -> str:
        """The longest of the words that the text goes on with; empty for none."""
        for size in self._sizes.get(text[start], ()):
            if (part := text[start : start + size]) in self._words:
                return part
        return ""
