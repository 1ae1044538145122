"""What a column of a table means, once its heads are understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mingzhang.model import Stage

LABEL_ROLES = (
    "code", "code_class", "code_group", "code_item", "label", "body", "body_code",
    "economic_code", "economic_class", "economic_group", "economic_label", "aside", "year",
    "fund_label", "function_words", "kind_label", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """What one column means. `head` is its heads joined by `/`, `side` revenue | expenditure | "".

    `stage` and `year` are those of the amounts in it; `base_year` of changes and rates of change.
    """

    index: int
    head: str
    role: str
    side: str
    concept: str
    fund: str
    measure: str
    stage: Stage
    year: int
    year_printed: int | None
    family: str = ""
    """Of a column of labels: government, where they are of the government's classification."""
    named: bool = False
    """The head names what the table is about (三公经费/小计), it does not only say 合计."""
    unit: str = ""
    """The unit of money that the heads print (金额（元）); empty: that of the table."""
    body: str = ""
    """The body that the head names beside others, whose figures stand in the column."""
    economic: str = ""
    """The economic code that the head names, where the amounts are a part of what else they are of:
    of the projects that the rows name, or of 项目支出 above."""
    sums_heads: bool = False
    """The column sums up those below the same head (单位资金/小计)."""

    def nobodys(self, *, when: bool = True) -> Column:
        """The column, of which (when this holds) nobody knows what it means."""
        return replace(self, role="") if when else self

    @property
    def upper(self) -> str:
        """The heads above the lowest one."""
        return self.head.rpartition("/")[0]

    @property
    def is_amount(self) -> bool:
        """Tell whether figures stand in the column."""
        return self.role in ("total", "by_column", "by_row")

    @property
    def is_label(self) -> bool:
        """Tell whether codes or words of the row stand in the column."""
        return self.role in LABEL_ROLES
