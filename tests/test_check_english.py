"""What findings say in English: whole sentences without a Chinese mark outside quotations."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from corpus import score
from factories import Story, vocabulary
from mingzhang import content, parse, read
from mingzhang.check import CHECKS, check, rules, wording_en
from mingzhang.check.case import Case
from mingzhang.check.lexicon import Lexicon
from mingzhang.cli import summary
from mingzhang.common import english_nouns
from mingzhang.common.yaml_file import LOADER
from mingzhang.model import Finding, Severity

ROOT = Path(__file__).parent.parent
QUOTED = re.compile(r"“[^“”]*”")
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
UNGROUPED = re.compile(r"(?:CNY|USD) \S*\d{4}")


def fault(message: str) -> str:
    """Say what is wrong with an English message, "" where nothing is."""
    bare = QUOTED.sub("“”", message)
    faults = {
        "Chinese outside quotations": CHINESE.search(bare),
        "quotations are not paired": bare.count("“") != bare.count("”") or "““" in bare,
        "no capital at the start": not re.match(r"[A-Z“]", message),
        "small letter in a quotation at the start": re.match(r"“[a-z]", message),
        "no full stop at the end": not message.endswith(".") or message.endswith(".."),
        "nothing quoted": "“”" in message,
        "blanks": "  " in message or " ." in bare or " ," in bare or "\n" in message,
        "amount without separators": UNGROUPED.search(message),
        "hyphen for a minus": re.search(r"(?<![\w-])-\d", bare),
        "value of Python": re.search(r"\b(?:None|Fraction|Decimal|Stage)\b|[{}]", message),
        "one of many": re.search(r"(?<![\d,.])1 [a-z-]+s\b(?<!ss)", bare),
    }
    return ", ".join(name for name, found in faults.items() if found)


def faults(found: Iterator[Finding] | list[Finding]) -> list[str]:
    return [f"{f.check}: {told}: {f.message_en}" for f in found if (told := fault(f.message_en))]


UNFAIR = re.compile(
    r"\bfail(?:s|ed|ure|ures)?\b|不符\s*(?:[0-9{]|的?[条处个])|[0-9}]\s*[条处个]不符|印[作出的年]"
)
"""Words that add up what cannot hold with what is a note, or that no Chinese reader says."""


def _spoken(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        for inner in words.values():
            yield from _spoken(inner)


def test_what_does_not_agree_is_never_called_a_failure():
    assert UNFAIR.search("3 failed") and UNFAIR.search("不符 3") and UNFAIR.search("3 处不符")
    written = yaml.load((Path(rules.__file__).with_name("rules.yml")).read_text("utf-8"), LOADER)
    parts = ("title", "rule", "absent", "says")
    told = [words for row in written["rules"].values() for p in parts for words in _spoken(row[p])]
    told += [one.title_zh for one in Severity] + list(summary.OUTCOMES.values())
    for path in sorted((ROOT / "build/mingzhang/site/words").glob("*.yml")):
        told += _spoken(yaml.load(path.read_text(encoding="utf-8"), LOADER))
    assert not [words for words in told if UNFAIR.search(words)]
    assert "不符" not in summary.OUTCOMES.values()


def test_faults_are_seen():
    assert fault("“Basic expenditure” is CNY 1,000.") == ""
    assert fault("“一、收入” has no ordinal.") == ""
    for wrong in (
        "the base is zero.",
        "The base is zero",
        "The base is 10万元.",
        "A、B differ.",
        "The base is CNY 15501700.",
        "A change of -2%.",
        "It is ““三公”经费”.",
        "There are 1 items.",
    ):
        assert fault(wrong), wrong


def test_of_the_disclosures_in_this_repository():
    vocab = vocabulary()
    sources = content.load(ROOT / "content" / "disclosures", vocab)
    found = check([parse.parse(read.read(source), vocab) for source in sources], vocab)
    assert found
    assert not faults(list(found))


@pytest.mark.parametrize("name", score.names())
def test_of_the_corpus(name: str):
    assert not faults(list(score.findings(name)))


def test_the_rules_are_told_in_sentences():
    for rule in CHECKS:
        assert rule.rule_en[0].isupper() or rule.rule_en[0] == "“"
        assert rule.rule_en.endswith("."), rule.check
        assert rule.title_en[0].isupper(), rule.check


def test_the_examples_in_the_documentation_hold():
    for module in (english_nouns, wording_en):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed


@pytest.fixture
def case() -> Case:
    story = Story()
    story.figure("支出总计", "1550.17", "total_expenditure")
    story.figure("公务接待批次", "1", "reception_batches", unit="批次")
    return Case(story.disclosure(), Lexicon(vocabulary()))


def test_amounts_are_told_in_yuan_with_the_printed_numeral(case: Case):
    spent, batches = case.facts
    assert wording_en.said(case, spent) == "CNY 15,501,700"
    printed = "CNY 15,501,700 (1550.17 in units of 10,000 yuan)"
    assert wording_en.said_as_printed(case, spent) == printed
    assert wording_en.said_like(case, Fraction("-20535400.4"), spent) == "CNY −20,535,400"
    assert wording_en.said_margin(case, Fraction(150), spent) == "±CNY 150"
    assert wording_en.said_margin(case, Fraction(0), spent) == "no difference"
    assert wording_en.said(case, batches) == "1 batch"
