"""The context of a figure: in, what flows down; out, a `Context` that chooses among meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.parse.drafts import Draft
from mingzhang.parse.labels import Context
from mingzhang.parse.reading import Frame, Reading, State
from mingzhang.parse.sections import Line

_AREA = {"㎡": "平方米", "m²": "平方米"}


def candidates(
    r: Reading, state: State | None, line: Line
) -> Iterator[tuple[Draft, bool, Frame | None]]:
    """Figures that may be the parent, the innermost first: (figure, within brackets, frame)."""
    if state is not None:
        for frame in reversed(state.frames):
            if frame.parent is not None:
                yield frame.parent, frame.bracket or frame.within, frame
            for other in frame.others:
                yield other, False, frame
    listed = r.open_list.parent if r.open_list is not None else None
    for section in r.sections_up(line.section):
        if listed is not None and section <= listed.section:
            yield listed, False, r.open_list
            listed = None
        head = r.heads.get(section)
        if head is not None:
            yield head, False, None
    if listed is not None:
        yield listed, False, r.open_list


def earlier_whole(r: Reading, state: State, draft: Draft) -> Draft | None:
    """A figure earlier in the line whose concept is an ancestor of the draft's."""
    above = r.index.ancestry(draft.concept)[1:]
    fitting = [
        d
        for d in reversed(state.drafts)
        if d.is_level and not d.in_reason and d.rule != "fund"
        if d.concept in above and d.unit == draft.unit
    ]
    own = (d for d in fitting if d.other_year == draft.other_year)
    account = draft.stage or str(r.source.stage)
    same = (d for d in fitting if (d.stage or str(r.source.stage)) == account)
    return next(same, None) or next(own, None)


def context_of(
    r: Reading, draft: Draft | None, line: Line, unit: str, state: State | None = None
) -> Context:
    """Gather the tags around a figure (nearest first), the classification listed, the words."""
    tags: list[str] = []
    family, code, items, family_at = "", "", "", 99
    listed = state is not None and any(f.parent for f in state.frames)
    listed = listed or r.open_list is not None or line.level > 0
    if state is not None:
        for earlier in reversed(state.sentence[-3:] or state.before[-1:]):
            tags.append(earlier.concept)
        if state.subject is not None:
            tags.append(state.subject.concept)
    for parent, _, _ in candidates(r, state, line):
        if not parent.concept:
            continue
        if not family and (family := r.index.family(parent.concept)):
            family_at = len(tags)
            code = r.concept(parent.concept, "function_code") if family == "function" else ""
        if listed and not items:
            items = r.concept(parent.concept, "items")
        tags.extend(r.index.ancestry(parent.concept))
    tags.extend(_section_tags(r, line.section))
    if not items and (line.level > 3 or r.kind(line.section) == "projects"):
        items = r.concept(r.kinds.get(r.kind(line.section), ""), "items")
    if not family:
        told = ((f, i) for i, tag in enumerate(tags) if (f := r.index.family(tag)))
        family, family_at = next(told, ("", 99))
    if family == "function" and not code:
        code = next((c for tag in tags if (c := r.concept(tag, "function_code"))), "")
    tags.append(family)
    loose = state is not None and state.reason
    clause, around = "", ""
    if state is not None and draft is not None:
        clause, around = _words_around(r, state, draft)
    known_tags = tuple(tag for tag in tags if tag)
    near = 1 if state is not None and state.sentence else len(known_tags)
    unit = _AREA.get(unit, unit.removeprefix("个") or unit)
    return Context(
        known_tags,
        unit,
        family,
        code,
        items,
        r.source.fiscal_year,
        loose,
        clause,
        around,
        near,
        family_at,
    )


def _section_tags(r: Reading, section: int) -> tuple[str, ...]:
    """The kinds of the section and of those around it, and what their headings are about."""
    known = r.section_tags.get(section)
    if known is None:
        tags: list[str] = []
        for above in r.sections_up(section):
            kind = r.kind(above)
            tags.extend((f"{kind}:{r.source.stage}", kind) if kind else ())
            subject = r.subjects.get(above)
            if subject is not None:
                tags.append(subject.concept)
        tags.extend(r.kinds[tag] for tag in tuple(tags) if r.kinds.get(tag))
        known = r.section_tags[section] = tuple(tags)
    return known


def _words_around(r: Reading, state: State, draft: Draft) -> tuple[str, str]:
    """The clause of the figure, and all words since the figure or the full stop before it."""
    end = re.search(r"[，。；：\n]", r.text[draft.unit_end : draft.unit_end + 40])
    stop = draft.unit_end + (end.start() if end else 40)
    before = max(r.text.rfind(mark, 0, draft.start) for mark in "。；\n") + 1
    earlier = state.drafts[-1].unit_end if state.drafts else 0
    return r.text[state.clause : stop], r.text[max(before, earlier) : stop]
