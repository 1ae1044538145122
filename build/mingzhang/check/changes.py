"""Changes against an earlier year: amount, rate, direction, reason, copied sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from mingzhang.check.case import Case, Change
from mingzhang.check.engine import Verdict, check
from mingzhang.check.interval import Interval, Relation, growth
from mingzhang.check.wording import (
    compared,
    failed,
    like,
    passed,
    percent,
    printed,
    rate_places,
    unknown,
)
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
    base = like(case, Interval.of(level).middle - Interval.of(amount).middle, level)
    return compared(
        case,
        implied.meets(stated),
        (rate, amount, level),
        stated,
        implied,
        f"“{case.name(level)}”{printed(level)}、增减额{printed(amount)}，推算上期数为{base}，"
        f"增减率为{follows}",
        f"“{case.name_en(level)}” {printed(level)} with a change of {printed(amount)} implies a "
        f"base "
        f"of {base} and a rate of {follows}",
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
                f"The change {printed(amount)} and the rate {printed(rate)} point the same way.",
            )
        else:
            yield failed(
                facts,
                Severity.ERROR,
                f"“{case.name(amount)}”增减额为{printed(amount)}，增减率为{printed(rate)}，方向不一致。",
                f"“{case.name_en(amount)}” changes by {printed(amount)} and by {printed(rate)}: "
                f"the "
                "directions differ.",
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
            base = like(case, Fraction(level.value) - Fraction(amount.value), level)
            yield passed(
                change.facts,
                f"“{case.name(level)}”推算上期数为{base}，不为0。",
                f"The base of “{case.name_en(level)}” is {base}, not zero.",
            )
        else:
            yield failed(
                change.facts,
                Severity.WARNING,
                f"“{case.name(level)}”{printed(level)}，增减额{printed(amount)}，推算上期数为0；"
                f"上期数为0时增减率无法计算，列示为{printed(rate)}。",
                f"“{case.name_en(level)}” is {printed(level)} after a change of "
                f"{printed(amount)}, so "
                f"the base is 0 and no rate follows; printed {printed(rate)}.",
                shown=printed(rate),
                expected="无法计算（上期数为0）",
            )


@check(
    "change_against_printed_base",
    "changes",
    Severity.ERROR,
    titles=("本期数减上期数等于增减额", "Level minus printed base equals the change"),
    rule_en="Where the disclosure also prints the earlier figure of the same account, the level "
    "minus "
    "that figure equals the amount of the change.",
    absent=("没有同时列示上期数和增减额", "no change whose earlier figure is printed"),
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
    gap = like(case, implied.middle, level)
    return compared(
        case,
        implied.meets(stated),
        (amount, level, base),
        stated,
        implied,
        f"“{case.name(level)}”本期{printed(level)}、上期{printed(base)}，相减为{gap}",
        f"“{case.name_en(level)}” is {printed(level)} against {printed(base)} before: a change "
        f"of {gap}",
    )


_MONEY_WORDS = (
    r"(?:项目支出|基本支出|支出|收入|经费|预算|拨款|资金|费用|投入|结转|结余)"
    r"(?:指标|规模|总额|数)?(?:比上年|较上年|同比|相应|有所|大幅)*"
)
_UP = re.compile(_MONEY_WORDS + r"(?:增加|增长|上升|提高|增多)")
_DOWN = re.compile(_MONEY_WORDS + r"(?:减少|下降|降低|缩减|调减|压减)")
_ANY_UP = re.compile(r"增加|增长|上升|提高|增多|新增|追加|加大|上调|调增")
_ANY_DOWN = re.compile(
    r"减少|下降|降低|缩减|调减|压缩|压减|节约|厉行|取消|未|不再|调出|核减|较少|过紧日子"
)
_EARLIER = re.compile(r"上年|去年|以前年度|上一年|年初|上期|20\d\d年")


@check(
    "change_reason",
    "changes",
    Severity.WARNING,
    titles=("增减方向与所述原因一致", "The direction of a change agrees with its reason"),
    rule_en="A reason that speaks only of money going up (支出增加, 经费增加 …) does not explain a "
    "decrease, nor one that speaks only of money going down an increase. Reasons that speak of "
    "both, "
    "of other things than money, or of an earlier year are not judged.",
    absent=("没有可与方向比较的变动原因", "no reason that speaks of a direction"),
)
def reason(case: Case) -> Iterator[Verdict]:
    """所述原因只讲支出、收入、经费等增加的，不能解释减少；只讲其减少的，不能解释增加。
    原因中增减并存、所讲并非资金、或者讲的是以前年度的，不作判断。
    """
    for change in case.changes:
        main = change.amount or change.rate
        if main is None or main.value == 0:
            continue
        direction = _direction(main.reason_printed)
        if direction == 0:
            continue
        facts = (main, *(fact for fact in change.facts if fact is not main))
        if (main.value > 0) == (direction > 0):
            yield passed(
                facts,
                f"增减方向与所述原因“{main.reason_printed}”一致。",
                f"The direction agrees with the reason given, “{main.reason_printed}”.",
            )
            continue
        word, word_en = ("增加", "an increase") if main.value > 0 else ("减少", "a decrease")
        yield failed(
            facts,
            Severity.WARNING,
            f"“{case.name(main)}”列示为{word}（{printed(main)}），所述原因为“{main.reason_printed}”，"
            "两者方向不一致。",
            f"“{case.name_en(main)}” shows {word_en} ({printed(main)}); the reason given is "
            f"“{main.reason_printed}”, which points the other way.",
            shown=printed(main),
            expected=main.reason_printed,
        )


def _direction(words: str) -> int:
    """Tell which way a reason points: 1 up, -1 down, 0 when it does not say or says both."""
    if not words or _EARLIER.search(words):
        return 0
    if _UP.search(words) and not _ANY_DOWN.search(words):
        return 1
    if _DOWN.search(words) and not _ANY_UP.search(words):
        return -1
    return 0


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
    pair_en = (
        f"“{case.name_en(first.level)}” {printed(first.level)} and “{case.name_en(other.level)}” "
        f"{printed(other.level)}"
    )
    text = f"{printed(other.amount)}、{printed(other.rate)}"
    spread = Interval(base.low - base.high, base.high - base.low)
    if gap.meets(spread) is not Relation.BROKEN:
        return passed(
            facts,
            f"{pair}的变动表述相同（{text}），本期数也在误差范围内相同。",
            f"{pair_en} change alike ({text}) and are alike within rounding.",
        )
    return failed(
        facts,
        Severity.ERROR,
        f"{pair}不同，但增减额和增减率完全相同（{text}）；按此推算上期数只能相同，两处不能同时成立。",
        f"{pair_en} differ, yet amount and rate of their changes are identical ({text}); both "
        f"cannot "
        "hold.",
        shown=text,
        expected="两处上期数不同，增减率不应相同",
    )
