"""Changes against an earlier year: amount, rate, direction, reason, copied sentences."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.change_statements import Change
from mingzhang.check.digits import percent, rate_places
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, Relation, growth
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, failed, like, passed, printed, unknown
from mingzhang.check.wording_en import percent_en, said, said_like
from mingzhang.model import Fact, Severity, Stage

NO_CHANGES = ("没有列示增减变动", "no change is printed")


@check(
    "change_amount_and_rate",
    "changes",
    Severity.ERROR,
    titles=("增减额与增减率相符", "Amount and rate of a change agree"),
    rule_en="The level, the amount and the rate of a change imply one base: rate = amount ÷ "
    "(level − "
    "amount), for some unrounded values of all three. Where the base is zero no rate follows; see "
    "the check of rates against a zero base.",
    absent=NO_CHANGES,
)
def amount_and_rate(case: Case) -> Iterator[Verdict]:
    """本期数减去增减额即为上期数；增减率应等于增减额除以上期数，三个数的舍入误差都计入容差。
    上期数为0的，另见“上期为0的增减率”。
    """
    for change in case.changes:
        if change.amount is None or change.rate is None:
            continue
        if change.level is None:
            yield unknown(
                change.facts, "没有列示本期数，无法由增减额推算增减率", "the level is not printed"
            )
            continue
        if case.ambiguous(change):
            yield unknown(
                change.facts,
                "同一数字有两个不同的增减额，不能确定各指哪个单位",
                "one figure has two different changes; which body each is about is not certain",
            )
            continue
        level, amount = Interval.of(change.level), Interval.of(change.amount)
        implied = growth(level, amount)
        if implied is None:
            yield unknown(
                change.facts, "推算的上期数可能为0，增减率无法推算", "the implied base may be zero"
            )
            continue
        yield _rate(case, change.level, change.amount, change.rate, implied)


def _rate(case: Case, level: Fact, amount: Fact, rate: Fact, implied: Interval) -> Verdict:
    stated = Interval.of(rate)
    exact = Fraction(amount.value) * 100 / (Fraction(level.value) - Fraction(amount.value))
    follows = percent(exact, rate_places(rate))
    before = Interval.of(level).middle - Interval.of(amount).middle
    base = like(case, before, level)
    return compared(
        case,
        implied.meets(stated),
        (rate, amount, level),
        stated,
        implied,
        f"“{case.name(level)}”{printed(level)}、增减额{printed(amount)}，推算上期数为{base}，"
        f"增减率为{follows}",
        f"{case.name_en(level)} of {said(case, level)} with a change of {said(case, amount)} "
        f"implies a base of {said_like(case, before, level)} and a rate of "
        f"{percent_en(exact, rate_places(rate))}",
        exact=exact,
    )


@check(
    "change_signs",
    "changes",
    Severity.ERROR,
    titles=("增减额与增减率方向一致", "Amount and rate of a change point the same way"),
    rule_en="The words of direction before the amount and before the rate of one change agree: an "
    "increase by an amount is no decrease by a rate.",
    absent=NO_CHANGES,
)
def signs(case: Case) -> Iterator[Verdict]:
    """同一变动的增减额与增减率方向应一致：金额写“增加”的，比率不应写“下降”，反之亦然。"""
    for change in case.changes:
        if change.amount is None or change.rate is None:
            continue
        amount, rate = change.amount, change.rate
        facts = change.facts
        if amount.value * rate.value >= 0:
            yield passed(
                facts,
                f"增减额{printed(amount)}与增减率{printed(rate)}方向一致。",
                f"The change of {said(case, amount)} and the rate of {said(case, rate)} point the "
                "same way.",
            )
        else:
            yield failed(
                facts,
                Severity.ERROR,
                f"“{case.name(amount)}”增减额为{printed(amount)}，增减率为{printed(rate)}，方向不一致。",
                f"{case.name_en(amount)} changes by {said(case, amount)} and by "
                f"{said(case, rate)}: the directions differ.",
                shown=printed(rate),
                expected=f"与{printed(amount)}同向",
            )


@check(
    "change_rate_of_zero_base",
    "changes",
    Severity.WARNING,
    titles=("上期为0的增减率", "A rate against a zero base"),
    rule_en="Where the level equals its change, the base is zero and no rate of change is "
    "defined; a "
    "rate that is printed nevertheless is doubtful.",
    absent=("没有同时列示本期数、增减额和增减率", "no level is printed with its change and rate"),
)
def zero_base(case: Case) -> Iterator[Verdict]:
    """本期数等于增减额的，上期数为0，增减率没有意义；此时仍列示增减率的，列为“存疑”。"""
    for change in case.changes:
        level, amount, rate = change.level, change.amount, change.rate
        if level is None or amount is None or rate is None or rate.value == 0:
            continue
        if level.value != amount.value or level.unit != amount.unit:
            base = Fraction(level.value) - Fraction(amount.value)
            yield passed(
                change.facts,
                f"“{case.name(level)}”推算上期数为{like(case, base, level)}，不为0。",
                f"The base of {case.name_en(level)} is {said_like(case, base, level)}, not zero.",
            )
        else:
            yield failed(
                change.facts,
                Severity.WARNING,
                f"“{case.name(level)}”{printed(level)}，增减额{printed(amount)}，推算上期数为0；"
                f"上期数为0时增减率无法计算，列示为{printed(rate)}。",
                f"{case.name_en(level)} is {said(case, level)} after a change of "
                f"{said(case, amount)}, so the base is zero and no rate of change is defined; the "
                f"source prints {said(case, rate)}.",
                shown=printed(rate),
                expected="无法计算（上期数为0）",
            )


@check(
    "change_against_printed_base",
    "changes",
    Severity.ERROR,
    titles=("本期数减上期数等于增减额", "Level minus printed base equals the change"),
    rule_en="Where the disclosure also prints the earlier figure of the same account, the level "
    "minus that figure equals the amount of the change.",
    absent=("没有同时列示上期数和增减额", "no change is printed together with its earlier figure"),
)
def printed_base(case: Case) -> Iterator[Verdict]:
    """同一文件又列示了上期数的，本期数减去上期数应等于增减额；三个数的舍入误差都计入容差。"""
    for change in case.changes:
        level, amount = change.level, change.amount
        if level is None or amount is None or not level.concept or case.ambiguous(change):
            continue
        base = _printed_base(case, level, amount)
        if base is not None:
            yield _from_base(case, level, amount, base)


def _printed_base(case: Case, level: Fact, amount: Fact) -> Fact | None:
    """Find the figure that a change is measured against: the initial budget, or an earlier year."""
    key = case.key(level)
    if "年初" in amount.base_printed and "预算" in amount.base_printed:
        key = key._replace(stage=str(Stage.INITIAL_BUDGET))
    elif amount.base_year is not None and amount.base_year < level.fiscal_year:
        key = key._replace(year=amount.base_year)
    else:
        return None
    bases = [f for f in case.by_key.get(key, ()) if f.unit == level.unit and f.fact != level.fact]
    return case.nearest(level, bases)


def _from_base(case: Case, level: Fact, amount: Fact, base: Fact) -> Verdict:
    implied = Interval.of(level) - Interval.of(base)
    stated = Interval.of(amount)
    if amount.origin == "stated":
        stated = Interval.around(amount.value, max(amount.tolerance, level.tolerance))
    gap, gap_en = (write(case, implied.middle, level) for write in (like, said_like))
    return compared(
        case,
        implied.meets(stated),
        (amount, level, base),
        stated,
        implied,
        f"“{case.name(level)}”本期{printed(level)}、上期{printed(base)}，相减为{gap}",
        f"{case.name_en(level)} is {said(case, level)} against {said(case, base)} before, a "
        f"change of {gap_en}",
    )


@check(
    "change_repeated",
    "changes",
    Severity.ERROR,
    titles=("不同数字的变动表述完全相同", "Identical changes of different figures"),
    rule_en="Two different figures whose printed change and rate are identical must have one "
    "base; if "
    "the figures differ by more than rounding, both sentences cannot hold (copied text).",
    absent=("没有两处变动额与变动率完全相同", "no two changes are identical in amount and rate"),
)
def repeated(case: Case) -> Iterator[Verdict]:
    """两个数的增减额和增减率完全相同的，其本期数也应相同；若两个本期数之差超出舍入误差，则两处表述不能同时成立。"""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in case.changes:
        if change.level and change.amount and change.rate and change.rate.value:
            rate, amount = change.rate, change.amount
            signature = (amount.value, amount.unit, rate.value, rate.value_printed, rate.base_year)
            groups.setdefault(signature, []).append(change)
    for members in groups.values():
        first = members[0]
        for other in members[1:]:
            if other.level is not None and other.level.concept != first.main.concept:
                yield _copied(case, first, other)


def _copied(case: Case, first: Change, other: Change) -> Verdict:
    assert first.level and other.level and other.amount and other.rate
    facts = (*other.facts, *first.facts)
    base = Interval.of(other.amount).scaled(100) / Interval.of(other.rate)
    gap = Interval.of(first.level) - Interval.of(other.level)
    one, two = first.level, other.level
    pair = f"“{case.name(one)}”{printed(one)}与“{case.name(two)}”{printed(two)}"
    pair_en = f"{case.name_en(one)} ({said(case, one)}) and {case.name_en(two)} ({said(case, two)})"
    text = f"{printed(other.amount)}、{printed(other.rate)}"
    text_en = f"{said(case, other.amount)}, {said(case, other.rate)}"
    spread = Interval(base.low - base.high, base.high - base.low)
    if gap.meets(spread) is not Relation.BROKEN:
        return passed(
            facts,
            f"{pair}的变动表述相同（{text}），本期数也在误差范围内相同。",
            f"{pair_en} change alike ({text_en}) and are alike within rounding.",
        )
    return failed(
        facts,
        Severity.ERROR,
        f"{pair}不同，但增减额和增减率完全相同（{text}）；按此推算上期数只能相同，两处不能同时成立。",
        f"{pair_en} differ, yet the amount and the rate of their changes are identical "
        f"({text_en}), which implies one base; the two sentences cannot both hold.",
        shown=text,
        expected="两处上期数不同，增减率不应相同",
    )
