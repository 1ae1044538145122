"""What words before a figure or a stop tell: the records that the matcher of the grammar gives."""

from __future__ import annotations

from mingzhang.common.records import record
from mingzhang.model import Measure

LAST_YEAR = -1
"""Stands for the year before that of the disclosure."""


@record
class Comparison:
    """A printed comparison: `base` its words, `year` the year if they name one."""

    base: str
    year: int | None
    start: int
    end: int


@record
class Relation:
    """How the words before a figure tie it to a concept.

    `label` is what is left for the label; `sign` is -1 for a fall; `base` the words of the
    denominator or of what is compared with, empty when none are printed. `previous` is set when
    the figure is the one compared with (比2023年【100】万元增加…). `rule` is the rule that decided,
    empty for a plain level; `compares` as in `Rule`.
    """

    measure: Measure
    label: str
    sign: int = 1
    base: str = ""
    previous: Comparison | None = None
    rule: str = ""
    compares: bool = False


@record
class AsOf:
    """A date at which something is held: its year or `LAST_YEAR`, None where no words name it."""

    year: int | None


@record
class Told:
    """What the words of a clause tell of the figures to come.

    `compared` is what they compare with, `years` those that they name for the figure itself,
    `begins_year`: they begin with one; `as_of`: the date of what is held; `reason`: they give one.
    """

    compared: Comparison | None
    years: tuple[int, ...]
    begins_year: bool
    as_of: AsOf | None
    reason: bool


@record
class Ending:
    """What the words before a stop may tell: that there is none of something (`denies`), parts that
    they announce (`lists`, as `opens` of a `Lead`), an item of a group (`item`).

    `within` are the words before the 中 that they end with (支出预算中), None where they do not.
    """

    denies: bool
    lists: str
    item: bool
    within: str | None


@record
class Lead:
    """The words of a clause before a figure, taken apart.

    They may open a list (`opens`: "all" of its parts, "some", or "" for neither) with their first
    `opening` characters; `after` that they tell what they tell, the `words` behind any reason are
    the figure's own. `awaited` is what a rate to come will be; `in_row`: the figure may be the
    first of a row that shares its words.
    """

    opens: str
    opening: int
    after: str
    words: str
    awaited: Relation | None
    in_row: bool
