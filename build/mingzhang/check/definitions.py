"""Names that explain: the level of government in a definition, the item named with an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed, unknown
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Fact, Measure, Severity

_LEVEL = re.compile(
    r"(?P<level>中央|省|自治区|直辖市|市|州|盟|县|区|旗|镇|乡)级?(?:地方)?(?:财政(?:部门)?)(?:一般公共预算)?"
    r"(?:当年|本年)?(?:拨付|安排|取得|预算拨款|拨款)"
)
_FISCAL_TERM = re.compile(
    r"财政(?:预算)?拨款(?:收入)?|一般公共预算(?:财政拨款)?(?:拨款)?收入|^财政拨款$"
)
_GENERAL = {"province": "省", "prefecture": "市", "county": "县", "township": "乡"}
_TOWNSHIP = ("乡", "镇", "街道")
_COUNTY = ("县", "区", "旗", "市")
_ENGLISH = {
    "中央": "central",
    "国家": "national",
    "省": "provincial",
    "自治区": "autonomous region",
    "市": "city",
    "州": "prefecture",
    "直辖市": "municipality",
    "自治州": "autonomous prefecture",
    "地区": "prefecture",
    "盟": "league",
    "县": "county",
    "区": "district",
    "旗": "banner",
    "乡": "township",
    "镇": "town",
    "街道": "subdistrict",
}
_NO_LEVEL = re.compile(r"[社校园小片景]区|[城都]市|市(?=[场政容民直属])|区(?=[域划直属])|县(?=域)")
_BODY_LEVEL = re.compile(r"(?:省|自治区|市|州|盟|地区|区|县|旗|镇|乡|街道)")


@check(
    "definition_level",
    "names",
    Severity.WARNING,
    titles=(
        "名词解释的财政级别与本单位一致",
        "A definition names the body's own level of government",
    ),
    rule_en="A definition of fiscal appropriation that names a level of government "
    "(区级财政当年拨付) names the level of the body itself.",
    absent=("名词解释没有写明财政级别", "no definition names a level of government"),
)
def definition_level(case: Case) -> Iterator[Verdict]:
    """名词解释中写明“某级财政当年拨付”的，应为本单位所在的一级财政；写成其他级别的，列为“存疑”。"""
    for entry in case.disclosure.glossary:
        match = _LEVEL.search(entry.definition)
        if not match or not _FISCAL_TERM.search(entry.term):
            continue
        allowed = _levels(case)
        span = (entry.start, entry.end)
        if not allowed:
            yield unknown((), "无法判断本单位的行政级别", "the level of the body is not known")
        elif match["level"] in allowed:
            yield passed(
                (),
                f"“{entry.term}”的解释写作“{match['level']}级财政”，与本单位级别一致。",
                f"The definition of {case.term_en(entry)} names the body's own level.",
            )
        else:
            right = allowed[-1]
            yield failed(
                (),
                Severity.WARNING,
                f"“{entry.term}”的解释写作“{match['level']}级财政”，本单位属于{right}级。",
                f"The definition of {case.term_en(entry)} names the {_level_en(match['level'])} "
                f"level of government; the body is of the {_level_en(right)} level.",
                shown=f"{match['level']}级财政",
                expected=f"{right}级财政",
                span=span,
            )


def _level_en(word: str) -> str:
    """Name a level of government in English, with the word of the source."""
    name = _ENGLISH.get(word, "")
    return f"{name} ({quoted(word)})" if name else quoted(word)


def _levels(case: Case) -> list[str]:
    """Tell which words name the level of government of the body, the most fitting last."""
    source = case.disclosure.source
    record = case.vocab.agencies.get(source.agency)
    region = case.vocab.regions.get(record.region) if record else None
    words = [_GENERAL[record.level]] if record and record.level in _GENERAL else []
    scopes = Counter(fact.scope for fact in case.facts if fact.scope)
    name = record.name_zh if record else (scopes.most_common(1)[0][0] if scopes else source.title)
    words += _BODY_LEVEL.findall(_NO_LEVEL.sub("", name))[-1:]
    if region is not None and record is not None and region.level == record.level:
        words += _BODY_LEVEL.findall(region.name_zh)[-1:]
    if set(words) & set(_TOWNSHIP):
        # A street office has no treasury of its own, a town's money often comes from the county's.
        words = [*_COUNTY, *words]
    return words


_MAINLY = re.compile(
    r"[^。\n]{0,12}?主要(?:是|为|包括|用于)(?P<names>[^，。；\n]{2,60}?)等?(?:方面)?的?支出[，。；]"
)
ITEM = len("2010101")


@check(
    "item_named_otherwise",
    "names",
    Severity.NOTE,
    titles=("科目与其说明所指的科目一致", "An item is explained by itself"),
    rule_en="Where the words after a functional item (“mainly … expenditure”) name an item of the "
    "classification, it is that item or a part of it.",
    absent=("功能分类数字的说明没有提到科目名称", "no words after a functional item name an item"),
)
def item_named_otherwise(case: Case) -> Iterator[Verdict]:
    """功能分类科目后的说明（“主要是某某等支出”）提到项级科目名称的，应是该科目本身或其下的科目；提到别的科目的，只作提示。"""
    for fact in case.levels:
        if fact.measure != Measure.AMOUNT or fact.end is None or not fact.function_code:
            continue
        match = _MAINLY.match(case.disclosure.text, fact.end)
        if not match or _next(case, fact) < match.start("names"):
            continue
        for name in [*re.split(r"[、及和]", match["names"]), match["names"]]:
            codes = _codes(case, name)
            if not codes:
                continue
            if any(
                c.startswith(fact.function_code) or fact.function_code.startswith(c) for c in codes
            ):
                yield passed(
                    (fact,),
                    f"说明提到的“{name}”与科目一致。",
                    f"{quoted(name)}, which the text names, is the item itself.",
                )
            else:
                yield failed(
                    (fact,),
                    Severity.NOTE,
                    f"“{case.name(fact)}”的说明写作“{name}”，是另一科目（{'、'.join(sorted(codes))}）。",
                    f"{case.name_en(fact)} is explained by {quoted(name)}, which is another item "
                    f"({', '.join(sorted(codes))}).",
                    shown=name,
                    expected=case.name(fact),
                )
            break


def _next(case: Case, fact: Fact) -> int:
    """Where the next amount stands: words behind it are not about this figure."""
    for place in range(case.order[fact.fact] + 1, len(case.facts)):
        other = case.facts[place]
        if other.measure == Measure.AMOUNT and other.start is not None:
            return other.start
    return len(case.disclosure.text)


def _codes(case: Case, name: str) -> set[str]:
    """Find the codes of the items that go by exactly this name."""
    bare = name.replace("(", "（").replace(")", "）").strip()
    concepts = case.lexicon.concepts(bare) | case.lexicon.concepts(f"{bare}支出")
    codes = {case.vocab.concepts[c].function_code for c in concepts if c in case.vocab.concepts}
    return {code for code in codes if len(code) == ITEM}
