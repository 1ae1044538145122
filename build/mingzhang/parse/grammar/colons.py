"""Colons between a label and its figure: in, the words around a colon; out, whether it stops.

`公务接待费：1.50万元`, `教育支出：年初预算300万元`: the words before the colon name the figure, so
the clause goes on. After words that announce a list, give a reason or name a body it ends.
"""

from __future__ import annotations

from mingzhang.model import Measure
from mingzhang.parse.figures.discourse import Reading, State

_STOPS = "。！？；，、：（）\n"
MARK = "："


def names_figure(r: Reading, state: State, position: int) -> bool:
    """Tell whether the words before the colon at `position` are the label of the next figure."""
    label = r.text[state.clause : position]
    following = r.peek(state.line.end)
    if following is None or following.weak or not _is_label(r, label):
        return False
    between = r.text[position + 1 : following.start].removesuffix(MARK)
    if not between:
        return True
    if r.index.is_empty(label) or any(stop in between for stop in _STOPS):
        return False
    relation = r.relations.relation(between, percent=following.unit.percent, default=Measure.AMOUNT)
    return r.index.is_empty(relation.label)


def _is_label(r: Reading, text: str) -> bool:
    if not text or r.grammar["reason"].search(text) or r.grammar["side_taken_apart"].search(text):
        return False
    return not (r.bodies.heading(text + MARK) or r.bodies.part(text))


def split(clause: str) -> tuple[str, str]:
    """The label before the colon of a clause, and the words between it and the figure.

    Right before the figure a colon is nothing but a mark: `比上年增加：5万元`.
    """
    label, _, between = clause.rpartition(MARK)
    label = label.replace(MARK, "")
    return (label, between) if between else ("", label)
