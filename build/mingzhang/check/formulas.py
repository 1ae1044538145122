"""The one evaluator of the arithmetic of the rules: in, a formula and figures; out, what follows.

A formula is a line of `rules.yml`: `rate = 100 * part / whole`, `whole >= sum(parts)`. Every name
is a figure, or a list of figures within `sum(…)`. On the left stands what is printed; what follows
is computed from the printed values (`exact`) and from all that may be rounded to them (`implied`).
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product
from types import MappingProxyType

from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.rules import DERIVATIONS, RULES
from mingzhang.model import Fact, Origin

Figure = Fact | Interval | Sequence[Fact | Interval]
Values = Mapping[str, Fraction]

_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = (
    MappingProxyType(
        {
            ast.Add: operator.add,
            ast.Sub: operator.sub,
            ast.Mult: operator.mul,
            ast.Div: operator.truediv,
        }
    )
)

_RELATIONS: Mapping[str, Callable[[Interval, Interval], Relation]] = MappingProxyType(
    {
        "=": Interval.meets,
        "<=": Interval.may_reach,
        ">=": lambda stated, implied: implied.may_reach(stated),
    }
)


@dataclass(frozen=True, slots=True)
class Result:
    """How a formula came out: what is printed, what may follow, and what follows exactly."""

    stated: Interval
    implied: Interval
    exact: Fraction
    relation: Relation
    formula: Formula
    figures: Mapping[str, Figure]

    def with_values(self, values: Mapping[str, Interval]) -> Result | None:
        """Ask the formula again with other values, by their ids, in the place of some figures."""
        return self.formula.result(
            {name: _replaced(figure, values) for name, figure in self.figures.items()}
        )

    def holds_with(self, values: Mapping[str, Interval]) -> bool:
        """Tell whether the formula holds with other values in the place of some figures."""
        again = self.with_values(values)
        return again is not None and again.holds

    @property
    def holds(self) -> bool:
        """Tell whether some unrounded figures fulfil the formula."""
        return self.relation is not Relation.BROKEN


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula taken apart. Every side rises or falls with each of its figures alone."""

    left: ast.expr
    right: ast.expr
    sign: str

    def result(self, figures: Mapping[str, Figure]) -> Result | None:
        """Compare the two sides; `None` where a divisor may be zero."""
        sure = _coarsest(figures)
        ranges = {name: _range(figure, sure) for name, figure in figures.items()}
        middles = {name: ranges[name].middle for name in _names_in(self.right)}
        stated, implied = _hull(self.left, ranges), _hull(self.right, ranges)
        if stated is None or implied is None:
            return None
        relation = _RELATIONS[self.sign](stated, implied)
        exact = _value(self.right, middles)
        return Result(stated, implied, exact, relation, self, figures)


def evaluate(name: str, **figures: Figure) -> Result | None:
    """Evaluate a formula, named `check.formula`; `None` where a divisor may be zero."""
    return formula(name).result(figures)


def evaluated(name: str, **figures: Figure) -> Result:
    """Evaluate a formula whose divisors are not zero: a sum, or one looked at before."""
    result = evaluate(name, **figures)
    if result is None:
        raise ZeroDivisionError(f"a divisor of {name} may be zero")
    return result


def follows(name: str, **figures: Figure) -> tuple[Fraction, Interval] | None:
    """Give what follows by a derivation, exactly and within rounding; of a divisor 0, nothing."""
    side = _side(DERIVATIONS[name])
    ranges = {one: _range(figure, {}) for one, figure in figures.items()}
    implied = _hull(side, ranges)
    if implied is None:
        return None
    return _value(side, {one: ranges[one].middle for one in ranges}), implied


def change_of(level: Fact, amount: Fact) -> Fact | Interval:
    """Give a change its rounding: 持平 says that both years are printed alike."""
    if amount.origin != Origin.STATED:
        return amount
    return Interval.around(amount.value, max(amount.tolerance, level.tolerance))


@cache
def formula(name: str) -> Formula:
    """Read a formula of the table of rules."""
    check, _, of_rule = name.partition(".")
    written = RULES[check].formulas[of_rule]
    left, sign, right = re.split("(<=|>=|=)", written)
    return Formula(_side(left), _side(right), sign)


@cache
def _side(written: str) -> ast.expr:
    return ast.parse(written.strip(), mode="eval").body


@cache
def _names_in(side: ast.expr) -> tuple[str, ...]:
    """Give the figures of a side, each once."""
    called = {node.func for node in ast.walk(side) if isinstance(node, ast.Call)}
    named = (n for n in ast.walk(side) if isinstance(n, ast.Name) and n not in called)
    return tuple(dict.fromkeys(node.id for node in named))


def _range(figure: Figure, sure: Mapping[bool, Decimal]) -> Interval:
    """Give what a figure may be; no money at all (0万元) is as sure as the amounts beside it."""
    if isinstance(figure, Fact):
        if figure.value or figure.unit != "CNY":
            return Interval.of(figure)
        return Interval.around(
            0, min(figure.tolerance, sure.get(figure.table is None, figure.tolerance))
        )
    if isinstance(figure, Interval):
        return figure
    return total([_range(part, sure) for part in figure])


def _coarsest(figures: Mapping[str, Figure]) -> Mapping[bool, Decimal]:
    """Give the tolerance of the coarsest amount that is not nothing, of the text and of tables."""
    sides = (f if isinstance(f, Sequence) else [f] for f in figures.values())
    facts = (fact for side in sides for fact in side if isinstance(fact, Fact))
    amounts = sorted((f for f in facts if f.value and f.unit == "CNY"), key=lambda f: f.tolerance)
    return {fact.table is None: fact.tolerance for fact in amounts}


def _replaced(figure: Figure, values: Mapping[str, Interval]) -> Figure:
    if isinstance(figure, Fact):
        return values.get(figure.fact, figure)
    if isinstance(figure, Interval):
        return figure
    return [values.get(f.fact, f) if isinstance(f, Fact) else f for f in figure]


def _hull(side: ast.expr, ranges: Mapping[str, Interval]) -> Interval | None:
    """Give the least and the largest value of a side: they lie where all figures are extreme."""
    if not isinstance(side, ast.BinOp | ast.Constant):
        return ranges[_names_in(side)[0]]  # one figure, or one sum
    names = _names_in(side)
    ends = product(*(dict.fromkeys((ranges[name].low, ranges[name].high)) for name in names))
    corners = [dict(zip(names, values, strict=True)) for values in ends]
    if any(_may_be_zero(divisor, corners) for divisor in _divisors(side)):
        return None
    return Interval.hull([_value(side, corner) for corner in corners])


@cache
def _divisors(side: ast.expr) -> tuple[ast.expr, ...]:
    nodes = (node for node in ast.walk(side) if isinstance(node, ast.BinOp))
    return tuple(node.right for node in nodes if isinstance(node.op, ast.Div))


def _may_be_zero(divisor: ast.expr, corners: Sequence[Values]) -> bool:
    return Interval.hull([_value(divisor, corner) for corner in corners]).contains(0)


def _value(side: ast.expr, values: Values) -> Fraction:
    match side:
        case ast.Constant(value=int() as number):
            return Fraction(number)
        case ast.Name(id=name) | ast.Call(args=[ast.Name(id=name)]):
            return values[name]
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left, values), _value(right, values))
    raise TypeError(f"{ast.unparse(side)} is no arithmetic of a rule")
