"""The years that words name: in, a text; out, the years of this century, or what stands before."""

from __future__ import annotations

import re

_YEAR = re.compile(r"20\d\d")


def years_in(text: str) -> tuple[int, ...]:
    """Return the years that a text names in digits, in the order of the text.

    >>> years_in("2022年度和2023年度")
    (2022, 2023)
    """
    return tuple(map(int, _YEAR.findall(text)))


def before_year(title: str) -> str:
    """Return what stands before the first year of a title: all of it, where it names none.

    >>> before_year("甲县财政局2023年部门决算")
    '甲县财政局'
    """
    return _YEAR.split(title)[0]
