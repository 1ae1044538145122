"""Declared corrections: in, facts and the curator's `corrections.yml`; out, corrected facts.

A correction names a place, what is expected to stand there, and why. When the source no longer
says what was expected, the build fails: a mended source must not be corrected again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from mingzhang.common.money import parse_number
from mingzhang.model import Correction, Fact, Note, Origin, Source, UserError
from mingzhang.parse.notes import note
from mingzhang.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class Corrected:
    """Facts after correction, a note for each, and the spans declared to be no figure."""

    facts: tuple[Fact, ...]
    notes: tuple[Note, ...]
    ignored: tuple[tuple[int, int], ...]


def correct(facts: Sequence[Fact], source: Source, text: str, vocab: Vocabulary) -> Corrected:
    """Apply the corrections of a source.

    `value` takes the replacement in the unit that is printed; `concept`, `year` and `scope` replace
    that column; `ignore` drops the fact. The printed words stay as they are, `origin` says
    `corrected`. Raises `UserError` when the text does not say what is expected, when no figure
    stands there, or when the replacement cannot be read.
    """
    kept = {fact.fact: fact for fact in facts}
    notes, ignored = [], []
    for correction in source.corrections:
        _expect(correction, source, text)
        fact = _fact_at(correction, kept, source)
        if correction.action == "ignore":
            del kept[fact.fact]
            ignored.append((correction.start, correction.start + len(correction.expect)))
        else:
            kept[fact.fact] = _apply(correction, fact, source, vocab)
        notes.append(_note(correction))
    return Corrected(tuple(kept.values()), tuple(notes), tuple(ignored))


def _file(source: Source) -> str:
    return str(source.path.parent / "corrections.yml")


_NOT_THERE = "第 %s 字处应为“%s”，原文现为“%s”"
_NO_FIGURE = "第 %s 字处的“%s”不是已识别的数字"
_NO_ACTION = "更正方式“%s”或概念“%s”无效"


def _expect(correction: Correction, source: Source, text: str) -> None:
    end = correction.start + len(correction.expect)
    actual = text[correction.start : end]
    if not correction.expect or actual != correction.expect:
        details = (correction.start, correction.expect, actual)
        raise UserError(_file(source), _NOT_THERE % details, "原文已变，请核对后删去或改写这条更正")


def _fact_at(correction: Correction, facts: Mapping[str, Fact], source: Source) -> Fact:
    end = correction.start + len(correction.expect)
    for fact in facts.values():
        if fact.start is not None and correction.start <= fact.start < end:
            return fact
    raise UserError(
        _file(source),
        _NO_FIGURE % (correction.start, correction.expect),
        "请用 mingzhang parse 文件 --explain 查看各数字的位置",
    )


def _apply(correction: Correction, fact: Fact, source: Source, vocab: Vocabulary) -> Fact:
    fact = replace(fact, origin=Origin.CORRECTED, rule="correction")
    if correction.action == "value":
        return replace(fact, value=_value(correction, fact, source, vocab))
    if correction.action == "year":
        return replace(fact, fiscal_year=int(_number(correction, source)))
    if correction.action == "scope":
        known = vocab.agencies.get(correction.replacement)
        name = known.name_zh if known else correction.replacement
        return replace(fact, scope=name, scope_id=known.agency if known else "")
    concept = vocab.concepts.get(correction.replacement)
    if correction.action != "concept" or concept is None:
        raise UserError(
            _file(source),
            _NO_ACTION % (correction.action, correction.replacement),
            "可用的方式：value、concept、year、scope、ignore；概念见 content/vocab/concepts.csv",
        )
    return replace(
        fact,
        concept=concept.concept,
        concept_zh=concept.name_zh,
        concept_en=concept.name_en,
        function_code=concept.function_code,
        economic_code=concept.economic_code,
        fund=concept.fund,
    )


def _number(correction: Correction, source: Source) -> Decimal:
    try:
        return parse_number(correction.replacement)
    except InvalidOperation as error:
        raise UserError(
            _file(source), f"“{correction.replacement}”不是数字", "请填写数字，不带单位"
        ) from error


def _value(correction: Correction, fact: Fact, source: Source, vocab: Vocabulary) -> Decimal:
    unit = vocab.units.get(fact.unit_printed)
    value = _number(correction, source) * (unit.factor if unit else 1)
    return -value if fact.value < 0 and value > 0 else value


def _note(correction: Correction) -> Note:
    return note(
        "correction",
        correction.start,
        correction.start + len(correction.expect),
        expect=correction.expect,
        action=correction.action,
        replacement=correction.replacement,
        reason=correction.reason,
    )
