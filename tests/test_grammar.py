"""The grammar as data: every word reads as the others of its class do, every rule as it says."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

import factories
from mingzhang import parse, read
from mingzhang.model import Disclosure, Measure, Source, Stage, UserError
from mingzhang.parse.grammar.relations import MOST_WORDS, Relations
from mingzhang.vocab.grammar import Rule, Word, load
from mingzhang.vocab.layers import Place
from mingzhang.vocab.starts import looks_first

VOCAB = factories.vocabulary()
GRAMMAR = VOCAB.grammar
RELATIONS = Relations(GRAMMAR)
MARKS = re.compile("[⟦⟧]")


@lru_cache(maxsize=4096)
def _parse(text: str) -> Disclosure:
    source = Source(
        disclosure="x-2023-final",
        agency="x",
        fiscal_year=2023,
        stage=Stage.FINAL,
        title="",
        path=Path("x.txt"),
        data=text.encode(),
        sha256="",
    )
    return parse.parse(read.read(source), VOCAB)


OWN_TESTS = {"fund.name"}
"""Classes whose words are not of the relations; the tests of what uses them try them."""


def _figures(text: str) -> list[tuple[str, str, str, str, str]]:
    """Concept, measure and value of each figure, its whole, and how its parts are listed."""
    facts = _parse(MARKS.sub("", text)).facts
    known = {fact.fact: fact for fact in facts}
    return [
        (
            f.concept,
            f.measure.value,
            str(f.value),
            known[f.parent_fact].concept if f.parent_fact in known else "",
            f.list_kind,
        )
        for f in facts
    ]


def _first(word: Word) -> Word:
    """The word that the others of a class are compared with: the first of its kind."""
    return next(
        w for w in GRAMMAR.words if (w.word_class, w.effect) == (word.word_class, word.effect)
    )


SHOWN: dict[str, list[Word]] = {}
"""The words with examples, by class."""
for _word in GRAMMAR.words:
    if _word.example and _word.word_class not in OWN_TESTS:
        SHOWN.setdefault(_word.word_class, []).append(_word)


@pytest.mark.parametrize("word_class", SHOWN)
def test_every_word_reads_as_the_first_of_its_class(word_class: str) -> None:
    told, wanted = {}, {}
    for word in SHOWN[word_class]:
        assert word.word in word.example
        assert MARKS.search(word.example), word.word
        figures = _figures(word.example)
        assert len(figures) == word.example.count("⟦"), word.word
        assert all(concept for concept, *_ in figures) or word_class == "coverage", word.word
        told[word.word] = figures
        wanted[word.word] = _figures(word.example.replace(word.word, _first(word).word))
    assert told == wanted


FRAMES = {
    "plain": "2023年度收入总计10万元，比上年{v}2万元，{v}25%。",
    "each": "2023年度收入总计10万元、支出总计8万元，与上年相比分别{v}2万元、1万元。",
    "from to": "2023年度收入总计由上年的8万元{v}到10万元。",
    "either": "2023年度收入总计10万元，比上年{v}（{o}）2万元。",
    "slash": "2023年度收入总计10万元，比上年{v}/{o}2万元。",
    "sign": "2023年度收入总计10万元，比上年{v}（{s}）2万元。",
    "chosen": "2023年度收入总计10万元，较上年（{v}）2万元。",
    "verb first": "2023年度收入总计10万元，比上年{v}项目支出2万元。",
    "rates in a row": "2023年度收入总计10万元，支出总计8万元，比上年分别{v}2万元、1万元，"
    "{v}25%和14.3%。",
    "unit at the end": "2023年度收入总计比上年{v}84.55、支出总计比上年{v}99.6万元。",
    "with 了": "2023年度收入总计10万元，比上年{v}了2万元，同比{v}25%。",
    "same period": "2023年度收入总计10万元，比上年同比{v}2万元。",
}
UP = [w.word for w in GRAMMAR.words if w.word_class == "change.up" and len(w.word) > 1]
DOWN = [w.word for w in GRAMMAR.words if w.word_class == "change.down" and len(w.word) > 1]


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_every_verb_of_change_reads_alike_in_every_frame(frame: str) -> None:
    for verbs, other, sign in ((UP, "减少", "+"), (DOWN, "增加", "-")):
        wanted = _figures(frame.format(v="增加" if verbs is UP else "减少", o=other, s=sign))
        told = {verb: _figures(frame.format(v=verb, o=other, s=sign)) for verb in verbs}
        assert told == dict.fromkeys(verbs, wanted)


def test_the_frames_say_what_they_should() -> None:
    assert _figures(FRAMES["each"].format(v="增加"))[2:] == [
        ("total_revenue", "change", "20000", "", ""),
        ("total_expenditure", "change", "10000", "", ""),
    ]
    assert ("total_revenue", "change", "-20000", "", "") in _figures(
        FRAMES["either"].format(v="下调", o="增加")
    )


@pytest.mark.parametrize("word", ["提携", "腾飞", "缩编"])
def test_a_word_that_nobody_knows_makes_neither_a_share_nor_an_amount(word: str) -> None:
    told = _figures(f"2023年度收入总计10万元，较上年{word}2万元，较上年{word}25%。")[1:]
    assert [measure for _, measure, *_ in told] == ["unknown", "unknown"]


def test_two_rules_of_one_rank_that_disagree_leave_the_measure_unknown() -> None:
    other = replace(GRAMMAR.rules[0], id="other", measure="share", label="before")
    rule = next(rule for rule in GRAMMAR.rules if rule.id == "change")
    other = replace(other, pattern=rule.pattern, priority=rule.priority)
    both = Relations(replace(GRAMMAR, rules=(rule, other)))
    told = both.relation("比上年增加", percent=True, default=Measure.AMOUNT)
    assert (told.measure, told.rule) == (Measure.UNKNOWN, "change|other")


def test_list_openers_tell_whether_all_parts_are_named() -> None:
    frame = "2023年度支出总计100万元，{w}：基本支出60万元，项目支出40万元。"
    for kind in ("all", "some"):
        for word in GRAMMAR.of(f"list.{kind}"):
            total, *parts = _figures(frame.format(w=word.word))
            assert total[4] == kind, word.word
            assert [part[3] for part in parts] == ["total_expenditure"] * 2, word.word


def _lead(example: str) -> tuple[str, bool, str]:
    """The words before the marked figure, whether it is a percentage, and what is wanted."""
    lead, _, after = re.fullmatch(r"(.*)⟦(.*)⟧(.*)", example).groups()  # type: ignore[union-attr]
    unit, _, wanted = after.partition(" = ")
    return lead, unit in ("%", "个百分点"), wanted


@pytest.mark.parametrize("rule", GRAMMAR.rules, ids=lambda rule: rule.id)
def test_a_rule_reads_its_examples(rule: Rule) -> None:
    for example in rule.examples:
        lead, percent, wanted = _lead(example)
        told = RELATIONS.relation(lead, percent=percent, default=Measure.AMOUNT)
        measure, _, sign = wanted.partition(" ")
        assert rule.id in {told.rule, *RELATIONS.matching(lead, percent=percent)}, example
        assert told.measure.value == ("amount" if measure == "default" else measure), example
        assert told.sign == (-1 if sign == "-" else 1), example


def test_what_a_pattern_finds_holds_one_of_its_signs() -> None:
    signs = GRAMMAR.signs(GRAMMAR.examples)
    told = [(name, signs.of(GRAMMAR[name])) for name in GRAMMAR.examples]
    for name, of_name in told:
        for example in GRAMMAR.examples[name]:
            found = GRAMMAR[name].search(example.replace("⟦", "").replace("⟧", ""))
            assert not of_name or found is None or set(found[0]) & of_name, (name, example)
            assert found is None or name in signs.found_by(found[0])
    assert dict(told)["new_part"] == {"新", "安"}
    assert sum(bool(of_name) for _, of_name in told) > len(told) * 0.8


def test_a_pattern_that_looks_first_finds_the_same() -> None:
    texts = {MARKS.sub("", one) for examples in GRAMMAR.examples.values() for one in examples}
    looking = [p for p in GRAMMAR.patterns.values() if p.pattern.startswith("(?=[")]
    assert len(looking) > 100
    for pattern in looking:
        bare = re.compile(pattern.pattern.partition("])(?:")[2].removesuffix(")"))
        assert looks_first(bare.pattern) == pattern.pattern
        for text in texts:
            found = [match.span() for match in pattern.finditer(text)]
            assert found == [match.span() for match in bare.finditer(text)]
    for told in (
        "的?",
        "(?<=元)",
        "^(?:收|支)入",
        "收入|支出",
        "(?i:a)b?|c",
        "[^元]?收",
        "(?i)(?:a|b)?c",
    ):
        assert looks_first(told) == told


def test_every_rule_and_pattern_has_examples() -> None:
    assert all(rule.examples for rule in GRAMMAR.rules)
    assert all(GRAMMAR.examples[name] for name in GRAMMAR.patterns)


def _is_found(name: str, example: str) -> bool:
    before, marked, _ = re.fullmatch(r"(?s)(.*)⟦(.*)⟧(.*)", example).groups()  # type: ignore[union-attr]
    text = MARKS.sub("", example)
    found = {match.span() for match in GRAMMAR[name].finditer(text)}
    return (len(before), len(before) + len(marked)) in found


def test_every_pattern_finds_what_its_examples_mark() -> None:
    shown = [(name, one) for name in GRAMMAR.patterns for one in GRAMMAR.examples[name]]
    assert len(shown) >= len(GRAMMAR.patterns)
    assert [(name, example) for name, example in shown if not _is_found(name, example)] == []


def test_a_long_chain_of_parts_is_read_to_its_end() -> None:
    assert len(_figures("某局2023年度部门决算\n" + "其中：收入12.5万元，" * 1200)) == 1200


@pytest.mark.parametrize("words", ["支出", "（", "的支出"])
def test_no_label_is_longer_than_words_before_a_figure_can_be(words: str) -> None:
    facts = _parse("某局2023年度部门决算\n收入12万元，占" + words * 8000 + "的3%。").facts
    assert len(facts) == 2
    assert all(len(fact.label_printed) <= 2 * MOST_WORDS for fact in facts)


def test_a_pattern_is_written_in_one_file_only(tmp_path: Path) -> None:
    shutil.copytree("content/vocab/grammar", tmp_path, dirs_exist_ok=True)
    (tmp_path / "zz.yml").write_text("patterns:\n  reason: {pattern: 因}\n", encoding="utf-8")
    with pytest.raises(UserError, match="reason 在别的文件里已经有了"):
        load(Place(tmp_path))
