"""Names that explain: the level of government in a definition, the item named with an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.disclosed import ITEM
from mingzhang.check.engine import check
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed, passed, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Measure

_TERMS = RULES["definition_level"].terms
_LEVEL, _FISCAL_TERM = re.compile(_TERMS["level"]), re.compile(_TERMS["term"])
_NO_LEVEL, _BODY_LEVEL = re.compile(_TERMS["no_level"]), re.compile(_TERMS["body_level"])
_ITEM_TERMS = RULES["item_named_otherwise"].terms
_MAINLY = re.compile(_ITEM_TERMS["mainly"])


@check("definition_level")
def definition_level(case: Case) -> Iterator[Verdict]:
    """A definition names the body's own level of government."""
    for entry in case.disclosure.glossary:
        match = _LEVEL.search(entry.definition)
        if not match or not _FISCAL_TERM.search(entry.term):
            continue
        allowed = _levels(case)
        span = (entry.start, entry.end)
        names: dict[str, Any] = {
            "term": entry.term,
            "term_en": case.term_en(entry),
            "level": match["level"],
        }
        if not allowed:
            yield unknown(case, "definition_level.unknown")
        elif match["level"] in allowed:
            yield passed(case, "definition_level.pass", **names)
        else:
            levels = {"level_en": _level_en(match["level"]), "right_en": _level_en(allowed[-1])}
            names |= {"right": allowed[-1], **levels}
            yield failed(case, "definition_level.fail", span=span, **names)


def _level_en(word: str) -> str:
    """Name a level of government in English, with the word of the source."""
    name = _TERMS["english"].get(word, "")
    return f"{name} ({quoted(word)})" if name else quoted(word)


def _levels(case: Case) -> list[str]:
    """Tell which words name the level of government of the body, the most fitting last."""
    source = case.disclosure.source
    record = case.vocab.agencies.get(source.agency)
    region = case.vocab.regions.get(record.region) if record else None
    level_words = (
        [_TERMS["general"][record.level]] if record and record.level in _TERMS["general"] else []
    )
    scopes = Counter(fact.scope for fact in case.facts if fact.scope)
    names = (
        [record.name_zh] if record else [*(name for name, _ in scopes.most_common(1)), source.title]
    )
    levels_of_names = (_BODY_LEVEL.findall(_NO_LEVEL.sub("", name)) for name in names)
    level_words += next((levels[-1:] for levels in levels_of_names if levels), [])
    if region is not None and record is not None and region.level == record.level:
        level_words += _BODY_LEVEL.findall(region.name_zh)[-1:]
    if set(level_words) & set(_TERMS["township"]):
        # A street office has no treasury of its own, a town's money often comes from the county's.
        level_words = [*_TERMS["county"], *level_words]
    return level_words


@check("item_named_otherwise")
def item_named_otherwise(case: Case) -> Iterator[Verdict]:
    """An item is explained by itself."""
    for fact in case.levels:
        if fact.measure != Measure.AMOUNT or fact.end is None or not fact.function_code:
            continue
        match = _MAINLY.match(case.text, fact.end)
        if not match:
            continue
        behind = case.between(fact.end, match.start("names"))
        if any(other.measure == Measure.AMOUNT for other in behind):
            continue  # words behind the next amount are not about this figure
        for name in [*re.split(_ITEM_TERMS["joins"], match["names"]), match["names"]]:
            codes = _codes(case, name)
            if not codes:
                continue
            if any(
                c.startswith(fact.function_code) or fact.function_code.startswith(c) for c in codes
            ):
                yield passed(case, "item_named_otherwise.pass", name=name, facts=(fact,))
            else:
                yield failed(
                    case, "item_named_otherwise.fail", fact=fact, name=name, codes=sorted(codes)
                )
            break


def _codes(case: Case, name: str) -> set[str]:
    """Find the codes of the items that go by exactly this name."""
    plain = name.replace("(", "（").replace(")", "）").strip()
    concepts = case.lexicon.concepts(plain) | case.lexicon.concepts(plain + _ITEM_TERMS["ending"])
    codes = {case.vocab.concepts[c].function_code for c in concepts if c in case.vocab.concepts}
    return {code for code in codes if len(code) == ITEM}
