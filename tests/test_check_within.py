"""A part of one functional item, stated in the text, is no second figure of the whole body."""

from __future__ import annotations

import pytest

from factories import Story, vocabulary
from mingzhang.check.case import Case
from mingzhang.check.lexicon import Lexicon


@pytest.mark.parametrize("item", ["", "2050203"])
def test_a_part_of_an_item_is_told_from_the_whole(item: str) -> None:
    story = Story()
    fact = story.figure("基本支出", "12.5", "basic_expenditure", function_code=item)
    case = Case(story.disclosure(), Lexicon(vocabulary()))
    assert case.within(fact) == item
