"""Items (项) that the text names without their class: in, figures of text and tables; out, codes.

`行政运行（项）` is an item of many groups: which one it is the tables of the document tell, if they
list one item of that name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.text.spelling import clean
from mingzhang.vocab import function_concept
from mingzhang.vocab.grammar import Patterns

_DIGITS = len("2010101")
OF_ANY_GROUP = "function_item"
"""How concepts of items begin whose group the source does not print beside them."""


def name_by_tables(text: Iterable[Draft], cells: Iterable[Draft], grammar: Patterns) -> None:
    """Give items of the text whose group is not told the code of their name in the tables."""
    listed: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        if len(cell.function_code) == _DIGITS:
            listed[clean(cell.label)].add(cell.function_code)
    for draft in text if listed else ():
        if draft.function_code or (draft.concept and not draft.concept.startswith(OF_ANY_GROUP)):
            continue
        alone = grammar["item_alone"].fullmatch(clean(draft.label))
        told = alone and (alone["mark"] or draft.concept)
        codes = listed.get(alone["name"], set()) if alone and told else set()
        if len(codes) == 1:
            draft.function_code = next(iter(codes))
            draft.concept, draft.rule = function_concept(draft.function_code), "item_of_tables"
