"""Line breaks that are no ends: in, a levelled text; out, the breaks that cut a sentence.

Programs that write plain text wrap lines at a width; pages turn in the middle of sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from mingzhang.common.memo import remembers
from mingzhang.vocab.grammar import Patterns

STOPS = "。；：！？;:!?…"
_OPEN_END = "，、（"
_NO_START = "，、；。）"
"""No line begins with these but one that goes on."""
_LONGEST_WRAP, _SHORTEST_WRAP = 130, 32
"""In columns."""
_LONG, _FULL = 0.8, 0.7
"""Shares of the widest lines: a long line shows how the text ends lines, a full one was cut."""
_LEAST_EVEN, _SAME_WIDTH = 3, 4
"""So many open lines of one width, give or take two characters, and none longer: wrapped."""
_SHORTEST_RUN = 24
_LEAST_WRAPPED = 5
_CODE = re.compile(r"\n（0\d）|（\d{1,6}\n\d{1,6}[类款项]?）")
"""`行政单位离退休⏎（01）支出5万元`, `小学教育（20502⏎02）`: a code, no number of a list."""
_AT_END = re.compile(r"（[^（）]*：[^（）]*）$")
"""`决算情况（单位：万元）`: what a bracket at the end of a line holds is no clause."""
_GOES_ON = re.compile(r"[^\s，。；：]{1,30}[\d，。；]")


@dataclass(frozen=True, slots=True)
class Wraps:
    """Tells where the lines of texts go on, by the patterns of the grammar."""

    grammar: Patterns

    def soft_breaks(self, source: str, turns: Container[int] = ()) -> list[int]:
        """Find the breaks that cut a sentence: after a comma, or where all the text is wrapped.

        At the turn of a page a line of running text goes on, however short it is.
        """
        lines = source.split("\n")
        bodies = [line and line.strip() for line in lines]
        full = self.full_width(bodies)
        breaks = []
        position = 0
        for line, body, next_body in zip(lines, bodies, bodies[1:], strict=False):
            position += len(line)
            if body and next_body and body[-1] not in STOPS and not _is_remarked(body):
                coded = _CODE.search(f"{body[-7:]}\n{next_body[:7]}") is not None
                cut = coded or self._goes_on(body, next_body)
                cut = cut or (position in turns and self._runs_on(body))
                cut = cut or (columns(body) >= full and not self._has("title_line", body))
                if cut and (coded or not self._begins("line_start", next_body)):
                    breaks.append(position)
            position += 1
        torn = self.grammar["torn_unit"].finditer(source)
        spans = (match.span() for match in torn if _ends_in_digit(source, match.start()))
        apart = (at for start, end in spans for at in range(start, end) if source[at] == "\n")
        return sorted({*breaks, *apart})

    def _begins(self, pattern: str, text: str) -> bool:
        return self.grammar[pattern].match(text) is not None

    def _has(self, pattern: str, text: str) -> bool:
        return self.grammar[pattern].search(text) is not None

    def _goes_on(self, body: str, following: str) -> bool:
        """Tell by the end of a line and the beginning of the next that they are one sentence."""
        if body[-1] in _OPEN_END or following[0] in _NO_START or body[-1] + following[0] == "其中":
            return True
        if body[-1].isdigit() and self._begins("unit_start", following):
            return True
        if self._is_unfinished(body, following) or _in_brackets(body, following):
            return True
        # No line of running text begins with its figure: the line before names it.
        return _is_square(body[-1]) and self._begins("stated_start", following)

    def _is_unfinished(self, body: str, following: str) -> bool:
        """Tell that a line breaks off inside a number, or inside a clause that has no figure yet.

        Lines broken by hand are of uneven length: only running text that runs on counts.
        """
        if self._has("cut_number", f"{body[-12:]}\n{following[:12]}"):
            return True
        if self._has("awaits_amount", body) and self._begins("amount_start", following):
            return True
        *before, last = self.grammar["clause_end"].split(_AT_END.sub("", body))
        clause = last.split("、")[-1]
        counted = bool(before) or self._has("clause_stated", last[: -len(clause)])
        long = columns(body) >= _SHORTEST_WRAP and counted
        if not long or not clause or not _is_square(body[-1]) or self._has("title_line", body):
            return False
        return not self._has("clause_stated", clause) and _GOES_ON.match(following) is not None

    def _runs_on(self, body: str) -> bool:
        """Tell running text from a heading: it is no short numbered line, and no title."""
        if "，" in body:
            return True
        long = columns(body) >= _SHORTEST_RUN and not self._has("title_line", body)
        return long and not self._begins("line_start", body)

    def full_width(self, lines: Sequence[str]) -> float:
        """The columns from which on a line is full: it was wrapped there if no stop ends it.

        A text is wrapped when most of its long lines end without a stop; infinite when it is not.
        """
        bodies = list(filter(None, lines))
        widths = list(map(columns, bodies))
        if not widths:
            return math.inf
        wide = sorted(widths)[min(len(widths) - 1, int(len(widths) * 0.95))]
        long = [body for body, width in zip(bodies, widths, strict=True) if width >= wide * _LONG]
        open_ended = sum(body[-1] not in STOPS for body in long)
        fits = _SHORTEST_WRAP <= wide <= _LONGEST_WRAP
        if fits and open_ended >= max(_LEAST_WRAPPED, len(long) * 0.5):
            return wide * _FULL
        even = self._evenly_wrapped(bodies, max(widths))
        return even if _SHORTEST_WRAP <= even <= _LONGEST_WRAP else math.inf

    def _evenly_wrapped(self, bodies: Sequence[str], most: int) -> float:
        """The columns from which a line of a short text is full: several open ones end there."""
        open_ended = [b for b in bodies if b[-1] not in STOPS and self._has("clause_end", b)]
        widths = sorted(map(columns, open_ended), reverse=True)
        same = [width for width in widths if width >= widths[0] - _SAME_WIDTH]
        even = len(same) >= _LEAST_EVEN and most <= widths[0] + _SAME_WIDTH
        return same[-1] - _SAME_WIDTH if even else math.inf


def _ends_in_digit(source: str, end: int) -> bool:
    return source[max(0, end - _SHORTEST_WRAP) : end].rstrip()[-1:].isdigit()


def _in_brackets(body: str, following: str) -> bool:
    """Tell that a bracket opened in one line is closed in the next: `设备（不含⏎车辆）0台`."""
    closed, opened = following.find("）"), following.find("（")
    is_open = body.rfind("（") > body.rfind("）")
    return is_open and closed >= 0 and not 0 <= opened < closed


def _is_remarked(body: str) -> bool:
    """Tell `三、支出情况（单位：万元）`, which no sentence is."""
    return body[-1] == "）" and "：" in body[body.rfind("（") :]


def _is_square(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in "）”"


@remembers(4096)
def columns(line: str) -> int:
    """How wide a line is printed: a Chinese character takes two columns."""
    return len(line.encode("gb18030", "replace"))
