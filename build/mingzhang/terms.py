"""The fixed terms of the contract, each with what is true of it: in, nothing; out, enums."""

from __future__ import annotations

from enum import StrEnum

NOBODY = "unknown"
"""The id of a body whose name nobody could tell: it stands for no name."""


class Stage(StrEnum):
    """Which account a figure belongs to."""

    BUDGET = "budget"
    FINAL = "final"
    INITIAL_BUDGET = "initial_budget"
    REVISED_BUDGET = "revised_budget"
    POINT_IN_TIME = "point_in_time"

    is_budget: bool
    """It is what was planned, at first or as adjusted in the year."""
    is_final: bool

    def __init__(self, name: str) -> None:
        self.is_budget, self.is_final = name.endswith("budget"), name == "final"


class Measure(StrEnum):
    """What a figure measures of its concept.

    What is asked of every figure stands ready as a truth: to look up a member takes six times as
    long.
    """

    AMOUNT = "amount"
    BALANCE = "balance"
    COUNT = "count"
    SHARE = "share"
    CHANGE = "change"
    CHANGE_RATE = "change_rate"
    COMPLETION_RATE = "completion_rate"
    COVERAGE_RATE = "coverage_rate"
    UNKNOWN = "unknown"

    is_amount: bool
    is_count: bool
    is_money: bool
    """It states a sum of money, spent or held."""
    is_level: bool
    """It states a quantity, not how one quantity relates to another."""
    is_rate: bool
    """It is printed in percent."""
    is_change: bool
    """It compares a quantity with an earlier one."""
    is_share: bool
    is_completion: bool

    def __init__(self, name: str) -> None:
        self.is_amount, self.is_count = name == "amount", name == "count"
        self.is_money = name in ("amount", "balance")
        self.is_level = self.is_money or self.is_count
        self.is_rate = name.endswith("_rate") or name == "share"
        self.is_change = name in ("change", "change_rate")
        self.is_share, self.is_completion = name == "share", name == "completion_rate"


class Fund(StrEnum):
    """The three budgets out of which fiscal appropriations are paid (`Fact.fund` knows others)."""

    GENERAL_PUBLIC_BUDGET = "general_public_budget"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"

    @property
    def is_narrow(self) -> bool:
        """Tell whether few bodies have any of it."""
        return self is not Fund.GENERAL_PUBLIC_BUDGET


class Origin(StrEnum):
    """How a fact came to be."""

    PRINTED = "printed"
    STATED = "stated"
    DERIVED = "derived"
    CORRECTED = "corrected"
    OCR = "ocr"


class Role(StrEnum):
    """What one numeral of the text is."""

    FACT = "fact"
    YEAR = "year"
    DATE = "date"
    ORDINAL = "ordinal"
    DOCREF = "docref"
    NAME = "name"
    OTHER = "other"


class Outcome(StrEnum):
    """How a check ended."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    NOT_EVALUABLE = "not_evaluable"


class Severity(StrEnum):
    """How much a failed check matters: cannot hold, doubtful, worth knowing; gravest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def title_zh(self) -> str:
        """What a reader is told of a failure."""
        return {"error": "对不上", "warning": "存疑", "note": "提示"}[self]

    @property
    def rank(self) -> int:
        """Its place in a list of failures, which begins with the gravest."""
        return list(Severity).index(self)


PUBLISHED_AS = {
    "end": "stop",
    "table": "grid",
    "row": "row_index",
    "column": "column_index",
    "check": "check_id",
    "index": "section_index",
    "group": "concept_group",
}
"""Columns of the published tables whose names differ from the fields: those would be SQL words."""
