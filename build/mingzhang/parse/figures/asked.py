"""A figure without words of its own: in, where it stands; out, what it can be of and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from mingzhang.common.records import record
from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import MONEY, Context, Resolution
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import may_be_of

Subject = Draft | Resolution
Answer = Subject | Literal["nothing"] | None
"""What is spoken of; `nothing` where no later rule may be asked; None where the rule is silent."""


@record
class Asked:
    """The figure whose subject is looked for, and what is known around it."""

    r: Reading
    state: State
    draft: Draft
    context: Context | None

    @property
    def words(self) -> str:
        """The words between the last stop and the figure."""
        return self.r.text[self.state.clause : self.draft.start]

    @property
    def money(self) -> bool:
        """Tell whether the figure is money or says something of money."""
        return self.draft.unit in ("CNY", "percent", "percentage_point", "")

    def fitting(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """Those of the first of the figures that this one can be of."""
        money = self.money
        near: Iterator[Draft] = islice(drafts, MOST_SPOKEN)
        if self._of_account:
            near = (d for d in near if self.r.about(d.concept).unit in ("", "CNY"))
        return (d for d in near if not d.in_reason and may_be_of(self.r, d, self.draft, money))

    @property
    def _of_account(self) -> bool:
        """`保有量9辆。决算数比预算数下降【5】%`: what an account holds is money."""
        if self.draft.measure is not Measure.CHANGE_RATE:
            return False
        said = self.r.grammar["account_said"]
        return said.search(self.r.text, self.state.clause, self.draft.start) is not None


def unit_word(draft: Draft) -> str:
    """The unit as printed; where it was left out, as it would be printed."""
    return draft.unit_printed or {"CNY": MONEY, "percent": "%"}.get(draft.unit, draft.unit)
