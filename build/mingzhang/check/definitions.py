"""Names that explain: the level of government in a definition, the item named with an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.says import says
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


@check("definition_level")
def definition_level(case: Case) -> Iterator[Verdict]:
    """A definition names the body's own level of government."""
    for entry in case.disclosure.glossary:
        match = _LEVEL.search(entry.definition)
        if not match or not _FISCAL_TERM.search(entry.term):
            continue
        allowed = _levels(case)
        span = (entry.start, entry.end)
        if not allowed:
            yield unknown((), *says(case, "definition_level.unknown"))
        elif match["level"] in allowed:
            yield passed(
                (),
                *says(
                    case,
                    "definition_level.pass",
                    term=entry.term,
                    level=match["level"],
                    term_en=case.term_en(entry),
                ),
            )
        else:
            right = allowed[-1]
            yield failed(
                (),
                Severity.WARNING,
                *says(
                    case,
                    "definition_level.fail",
                    term=entry.term,
                    level=match["level"],
                    right=right,
                    term_en=case.term_en(entry),
                    level_en=_level_en(match["level"]),
                    right_en=_level_en(right),
                ),
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
    names = (
        [record.name_zh] if record else [*(name for name, _ in scopes.most_common(1)), source.title]
    )
    found = (_BODY_LEVEL.findall(_NO_LEVEL.sub("", name)) for name in names)
    words += next((levels[-1:] for levels in found if levels), [])
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


@check("item_named_otherwise")
def item_named_otherwise(case: Case) -> Iterator[Verdict]:
    """An item is explained by itself."""
    for fact in case.levels:
        if fact.measure != Measure.AMOUNT or fact.end is None or not fact.function_code:
            continue
        match = _MAINLY.match(case.text, fact.end)
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
                    *says(case, "item_named_otherwise.pass", name=name),
                )
            else:
                yield failed(
                    (fact,),
                    Severity.NOTE,
                    *says(
                        case,
                        "item_named_otherwise.fail",
                        fact=fact,
                        name=name,
                        codes="、".join(sorted(codes)),
                        codes_en=", ".join(sorted(codes)),
                    ),
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
    return len(case.text)


def _codes(case: Case, name: str) -> set[str]:
    """Find the codes of the items that go by exactly this name."""
    bare = name.replace("(", "（").replace(")", "）").strip()
    concepts = case.lexicon.concepts(bare) | case.lexicon.concepts(f"{bare}支出")
    codes = {case.vocab.concepts[c].function_code for c in concepts if c in case.vocab.concepts}
    return {code for code in codes if len(code) == ITEM}
