"""What the whole text tells of a figure: in, the figures of the prose; out, each with its place.

Only now is it known which figure stands before another, what a relation is of, and which years a
line tells apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from mingzhang.model import Document, Section
from mingzhang.parse.figures.figure import Draft, Place
from mingzhang.parse.figures.links import link
from mingzhang.parse.figures.printed_labels import PrintedLabels
from mingzhang.parse.figures.reasons import reason_of
from mingzhang.parse.figures.years import belong
from mingzhang.parse.text.compact import Compact
from mingzhang.vocab.grammar import Patterns

_QUOTE_STOPS = "。；\n，、：（"
_QUOTE_END = re.compile(f"[{_QUOTE_STOPS}）]")


def settle(
    drafts: Sequence[Draft],
    view: Compact,
    document: Document,
    sections: Sequence[Section],
    grammar: Patterns,
) -> None:
    """Settle drafts that stand in the order of the text; their ids are unique."""
    text, offsets, source_text = view.text, view.offsets, document.text
    belong(drafts, document.source, text)
    link(drafts, text, sections, grammar)
    pages = [page for page in document.pages if page.end > page.start]
    starts = [page.start for page in pages]
    named = [(section.path, section.kind) for section in sections]
    named.append(("", ""))  # of no section: -1
    printed = PrintedLabels(view, source_text, grammar)
    after, begin, last, same = 0, 0, -1, 1
    for draft in drafts:
        start, end = offsets[draft.start], offsets[draft.end - 1] + 1
        same = same + 1 if start == last else 1
        last = start
        fact = f"{document.source.disclosure}-f{start}"
        at = bisect_right(starts, start) - 1 if starts else -1
        fact = fact if same == 1 else f"{fact}-{same}"
        (path, kind), page = named[draft.section], pages[at].number if at >= 0 else None
        draft.place = Place(fact, start, end, path, kind, _quote(draft, view, source_text), page)
        if not source_text.startswith(draft.unit_printed, end):
            unit = slice(*view.original(draft.end, draft.unit_end))
            draft.unit_printed = "".join(source_text[unit].split())
        if not draft.is_level and not draft.in_reason:
            draft.reason = reason_of(grammar, text, draft)
        if same == 1:
            begin = text.rfind("\n", after, draft.start) + 1 or after
        if draft.label:
            draft.label_printed, draft.own = printed.of(draft, begin)
        after = draft.unit_end


def _quote(draft: Draft, view: Compact, source_text: str) -> str:
    text, offsets = view.text, view.offsets
    begin, stop = min(draft.label_start, draft.start), draft.unit_end
    while begin < draft.start and text[begin] in _QUOTE_STOPS:
        begin += 1
    if draft.measure.is_count and text[stop : stop + 1] not in _QUOTE_STOPS:
        behind = _QUOTE_END.search(text, stop)
        stop = behind.start() if behind else len(text)
    return " ".join(source_text[offsets[begin] : offsets[stop - 1] + 1].split())
