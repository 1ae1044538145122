"""What a figure says of its concept: in, the words before it; out, measure, sign, label and base.

The relation words are the grammar of the genre: 占…的, 比…增加, 完成…预算的, 覆盖率, 持平.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from mingzhang.model import Measure

_PERIOD = (
    r"(?:同期|口径)?(?:(?:年初|当年|全年)?(?:部门|支出|收入|收支|财政拨款)?(?:预算|决算)(?:支出|收入)?(?:执行|完成|安排)?(?:数|额)?|"
    r"执行数|完成数|实际支出数?|支出数)?(?:同期)?"
)
_BASE = (
    rf"(?:(?:19|20)\d{{2}}年?度?{_PERIOD}|上一?(?:年度|年|期)?{_PERIOD}|去年{_PERIOD}|前一年度?{_PERIOD}|同期{_PERIOD}"
    r"|(?:年初|全年|当年|本年|调整后?)(?:部门|支出|收入)?预算(?:安排)?(?:数|额)?|预算(?:安排)?(?:数|额)?(?=的|相|增|减|持|一|无|基|比|，|$|节|下|上升))"
)
_COMPARE = re.compile(
    rf"(?:同比(?:于)?|相比于?|相较于?|对比|比较|比|与|较|同|和)(?:于)?(?P<base>{_BASE})"
    r"(?:数字)?(?:相比较|相比|相较|比较|对比|比)?"
    rf"|(?<![比与较同和于])(?P<base2>{_BASE})(?:相比较|相比|相较)"
)
_YEAR_ON_YEAR = re.compile(r"同比|环比")
_YEAR = re.compile(r"((?:19|20)\d{2})(?=年|财政|度|部门|预算)")
_BOOK = re.compile(r"《[^》]*》")
_UP = (
    r"增加|增长|上升|提高|上涨|上浮|上调|增多|扩大|增支|增收|新增"
    r"|多支出|多支|超支|增幅|涨幅|升幅|增"
)
_DOWN = (
    r"减少|下降|降低|下浮|压缩|缩减|缩小|压减|减支|减收|节约|节省|下调|回落|负增长"
    r"|少支出|少支|降幅|减幅|跌幅|减|降"
)
_AFTER_BASE = r"(?:(?<=[年数度相])(?:比)?|^)"
"""多 and 少 alone speak of a change only right after what is compared with."""
_EITHER = re.compile(
    r"(增加|增长|上升|减少|下降|降低|增|减|降)(?:（(?:增加|增长|上升|减少|下降|降低|增|减|降)）"
    r"|/(?:增加|增长|上升|减少|下降|降低|增|减|降))"
)
"""A template's alternatives that nobody struck out: 增加（减少）."""
_SIGNED = re.compile(r"(增加|增长|上升|减少|下降|降低|增|减|降)（[+-]）")
"""A sign behind its word: 减少（-）185.21万元."""
_CHOSEN = re.compile(r"（(增加|增长|上升|减少|下降|降低|增|减|降)）")
"""A template's alternative that was chosen within its brackets: 较上年（减少）."""
_EXCEEDS = re.compile(
    r"(?:(?:支出|收入)?决算(?:支出|收入)?(?:数|额)?|执行数|完成数)?"
    r"(?:(?P<up>大于|高于|多于|超过|超出|超)|(?P<down>小于|低于|少于))"
    r"(?P<base>(?:年初|全年|当年|调整后?)?(?:部门|支出|收入)?预算(?:数|额)?|上年(?:决算|预算)?数?)$"
)
"""`决算数大于预算数【55.93】万元`: a change against the budget without a word of change."""
_LAST_YEAR = re.compile(
    r"(?:^|[，；（])(?P<base>(?:上一?年度?|去年)(?:同期)?(?:预算|决算)?(?:执行)?数?)(?:为|是)?$"
)
"""`，上年为【2.00】万元`: the figure is that of the other year."""
_CHANGE = re.compile(
    rf"(?:(?P<up>{_UP}|{_AFTER_BASE}多)|(?P<down>{_DOWN}|{_AFTER_BASE}少))(?:了|率|额|幅度?|比例|数额|金额|近|约)*(?:为|达到?|是|约|近)*$"
)
_LEVEL_AFTER = re.compile(rf"(?:{_UP}|{_DOWN})(?:到|至|(?<!幅)为)$")
_SWING = re.compile(r"(?:预决算差异|增减|升降)(?:变动|变化)?(?:率|额)?(?:为|是)?$")
_SHARE = re.compile(
    r"(?:所?占(?P<of>[^占]*?)(?:的)?(?:总)?(?:比重|比例|百分比|比率|份额|比)?(?:分别)?(?:为|是|达到?|约|近)*)$"
)
_COMPLETION = re.compile(
    r"(?P<label>.*?)(?:(?:完成|达到|为|(?<!占)(?<![一-鿿])|占(?=(?:年初|全年|调整后?|当年)?预算[数额的])|实现|执行了?|实际完成)(?P<base>(?:当年|本年度?|年度|全年|年初|调整后?|支出|收入|部门|初始|批复)*"
    r"预算(?:安排|总额|指标|收入|支出)?(?:数|额)?)(?:的|(?:的)?(?:执行率|完成率|完成比例|完成进度))"
    r"|(?:完成|实现)(?P<base2>(?:当年|本年度?|年度|全年|年初|调整后?|支出|收入|部门)*预算(?:安排)?(?:数|额)?)"
    r"|(?P<base3>(?:年初|全年|调整)?(?:预算|资金))?(?:执行率|完成率|支出进度|执行进度)|^(?:实际)?完成了?)(?:均|都|为|是|达到?|约|近)*$"
)
_BARE_RATE = re.compile(r"(同比|环比)[+＋]?$")
"""`同比-8%`, `同比+2.1%`: the sign alone tells the direction."""
_COVERAGE = re.compile(
    r"(?:覆盖率|覆盖面|满意度|合格率|及格率|优良率|完成质量达标率|(?<!差)[一-鿿]率)(?:（[^）]*）)?(?:为|是|达到?|约|近)*$"
)
STATED = re.compile(
    r"(?<!基本)(?:持平|(?:无|没有|未发生|均?无)(?:任何)?(?:增减)?变(?:化|动)|(?<=[数度年算])(?:相同|一致|不变)|无增减|保持不变)"
)
"""Words that state a change of nought."""


_VERB_FIRST = re.compile(
    r"^(?:主要(?:是|为|系)?|由于|因|同时|相应|并|一是|二是|三是|四是|（\d）)*"
    r"(?:(?P<up>增加|新增|追加|调增|增拨)|(?P<down>减少|压减|压缩|核减|调减|缩减|削减|减拨))了?(?=[一-鿿“]{2})"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A printed comparison: `base` its words, `year` the year if they name one."""

    base: str
    year: int | None
    start: int
    end: int

    @property
    def with_budget(self) -> bool:
        """Tell whether the comparison is with this year's budget rather than with another year."""
        named = "预算" in self.base
        return named and self.year is None and not re.match(r"上|去年|前一年|同期", self.base)


@dataclass(frozen=True, slots=True)
class Relation:
    """How the words before a figure tie it to a concept.

    `label` is what is left for the label; `sign` is -1 for a fall; `base` the words of the
    denominator or of what is compared with, empty when none are printed. `previous` is set when
    the figure is the one compared with (比2023年【100】万元增加…).
    """

    measure: Measure
    label: str
    sign: int = 1
    base: str = ""
    previous: Comparison | None = None


@lru_cache(maxsize=8192)
def comparison(words: str) -> Comparison | None:
    """Find the last comparison (与上年相比, 比2018年预算, 同比) in the words."""
    found: Comparison | None = None
    for match in _COMPARE.finditer(words):
        base = match["base"] or match["base2"]
        found = Comparison(base, _year_of(base), *match.span())
    if found is None and (bare := _YEAR_ON_YEAR.search(words)):
        return Comparison(bare.group(), None, *bare.span())
    return found


def compared_with(base: str) -> Comparison:
    """What the words of a base (上年决算数, 2022年预算, 预算数) compare with."""
    return Comparison(base, _year_of(base), 0, len(base))


def ends_with_base(words: str) -> Comparison | None:
    """The comparison that the words end with (比2022年决算), else None."""
    found = comparison(words)
    ends = found is not None and found.end == len(words) and not _COMPARED.search(words)
    return found if ends and found is not None and not found.with_budget else None


@lru_cache(maxsize=8192)
def own_years(words: str) -> tuple[int, ...]:
    """The years that the words print for the figure itself, those of comparisons left out."""
    bare = _SINCE.sub("", _COMPARE.sub("", _BOOK.sub("", words)))
    return tuple(int(year) for year in _YEAR.findall(bare))


@lru_cache(maxsize=8192)
def relation(lead: str, *, percent: bool, default: Measure) -> Relation:
    """Tell what a figure measures from the words before it (compact text, no stop inside).

    `percent` says that the figure is a percentage; `default` is the measure of a plain figure.
    """
    lead = _SIGNED.sub(r"\1", _CHOSEN.sub(r"\1", _EITHER.sub(r"\1", lead)))
    if _LEVEL_AFTER.search(lead):
        return Relation(default, _without_comparison(_LEVEL_AFTER.sub("", lead)))
    change = _CHANGE.search(lead)
    if percent and (since := _SINCE.search(lead)) is not None:
        told = relation(lead[: since.start()], percent=True, default=default)
        base = since["base"]
        return replace(told, previous=Comparison(base, _year_of(base), *since.span()))
    if percent:
        special = _percentage(lead, change is not None)
        if special is not None:
            return special
    if change is not None:
        rest = lead[: change.start()]
        measure = Measure.CHANGE_RATE if percent else Measure.CHANGE
        compared = comparison(rest)
        label = _without_comparison(rest)
        base = compared.base if compared else ""
        return Relation(measure, label, -1 if change["down"] else 1, base)
    if not percent and (over := _EXCEEDS.search(lead)) is not None:
        sign = 1 if over["up"] else -1
        return Relation(Measure.CHANGE, lead[: over.start()], sign, over["base"])
    if not percent and (earlier := _previous(lead)) is not None:
        return Relation(default, earlier[0], previous=earlier[1])
    if percent and _SWING.search(lead):
        return Relation(Measure.CHANGE_RATE, _without_comparison(_SWING.sub("", lead)))
    if percent and (bare := _BARE_RATE.search(lead)) is not None:
        return Relation(Measure.CHANGE_RATE, lead[: bare.start()], base=bare[1])
    if percent:
        return Relation(Measure.SHARE, lead)
    return Relation(default, lead)


@lru_cache(maxsize=8192)
def change_of(label: str) -> tuple[int, str] | None:
    """`减少人员经费【8】万元`: the verb stands first. Returns the sign and the label behind it."""
    verb = _VERB_FIRST.match(label)
    return (1 if verb["up"] else -1, label[verb.end() :]) if verb is not None else None


def _previous(lead: str) -> tuple[str, Comparison | None] | None:
    """`比2023年预算数`, `由2021年的`: the figure that follows is that of the other year.

    `比年初预算【9】万元节约` states this year's budget: its words stay as the label.
    """
    last = _LAST_YEAR.search(lead)
    if last is not None:
        return lead[: last.start()], Comparison(last["base"], None, *last.span())
    since = _SINCE.search(lead)
    if since is not None:
        return lead[: since.start()], Comparison(
            since["base"], _year_of(since["base"]), *since.span()
        )
    found = comparison(lead)
    if found is None or _YEAR_ON_YEAR.fullmatch(found.base):
        return None
    if found.with_budget:
        ends = found.end == len(lead.removesuffix("的")) and not _COMPARED.search(lead)
        return (lead[: found.start] + found.base, None) if ends else None
    before, after = lead[: found.start].rstrip("，的"), lead[found.end :].strip("，的")
    if _COMPARED.search(lead[found.start : found.end]):
        return None
    return after or before, found


_COMPARED = re.compile(r"(?:相比较?|比较|相较)$")
"""`与2016年相比`: what follows is no figure of that year; after `相比2016年的` it is."""


_SINCE = re.compile(
    r"(?:由|从)(?P<base>(?:(?:19|20)\d{2}年度?|上年度?|去年)[^，。由从]{0,8}?)(?:的)?$"
)


def _year_of(base: str) -> int | None:
    year = re.match(r"((?:19|20)\d{2})", base)
    return int(year[1]) if year else None


def _percentage(lead: str, changes: bool) -> Relation | None:
    share = _SHARE.search(lead)
    completion = _COMPLETION.search(lead)
    if completion and not changes:
        base = completion["base"] or completion["base2"] or completion["base3"] or "预算"
        return Relation(Measure.COMPLETION_RATE, completion["label"].rstrip("的，"), base=base)
    if share and not changes:
        return Relation(Measure.SHARE, lead[: share.start()], base=share["of"].rstrip("的"))
    coverage = _COVERAGE.search(lead)
    if coverage and not changes:
        return Relation(Measure.COVERAGE_RATE, re.sub(r"(?:为|是|达到?|约|近)+$", "", lead))
    return None


def _without_comparison(words: str) -> str:
    """Take the comparison out of the words: what stood before it and after it is the label."""
    spans = [match.span() for match in _COMPARE.finditer(words)]
    if spans:
        before, after = words[: spans[-1][0]], words[spans[-1][1] :]
        return after.strip("，的") or before.rstrip("，的")
    return re.sub(r"^(?:相比|相较|比较)", "", _YEAR_ON_YEAR.sub("", words)).strip("，")


def label_of_stated(words: str) -> tuple[str, str]:
    """Split the words before 持平 or 无变化 into the label and the words compared with."""
    compared = comparison(words)
    return _without_comparison(words).rstrip("基本相均都"), compared.base if compared else ""
