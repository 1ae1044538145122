"""Answers of bodies to findings: from `errata.yml` to their place beside the finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories import vocabulary
from mingzhang import content, parse, read
from mingzhang.check import check
from mingzhang.content import errata
from mingzhang.model import Finding, Source, UserErrors

FOLDER = "panjin-xinglongtai-smart-city-center/2021-final"
FINDING = "panjin-xinglongtai-smart-city-center-2021-final-repeated_figure-f2264"


def written(clone: Path, text: str) -> Source:
    folder = clone / "content" / "disclosures" / FOLDER
    (folder / "errata.yml").write_text(text, encoding="utf-8")
    return content.load_folder(folder, vocabulary())


def findings(source: Source) -> tuple[Finding, ...]:
    vocab = vocabulary()
    return check([parse.parse(read.read(source), vocab)], vocab)


def test_an_answer_stands_beside_its_finding(clone: Path) -> None:
    source = written(
        clone,
        f"- finding: {FINDING}\n  status: corrected\n  answer: 应为65.91万元\n"
        "  answered_on: 2022-11-01\n  url: https://example.org/corrected\n",
    )
    told = {f.finding: f for f in errata.answered(findings(source), [source])}
    answered = told[FINDING]
    assert answered.answer_status == "corrected"
    assert answered.answer == "应为65.91万元"
    assert answered.answered_on == "2022-11-01"
    assert answered.answer_url == "https://example.org/corrected"
    assert [f.finding for f in told.values() if f.answer_status] == [FINDING]


def test_without_the_file_nothing_is_known(clone: Path) -> None:
    folder = clone / "content" / "disclosures" / FOLDER
    source = content.load_folder(folder, vocabulary())
    assert source.errata == ()
    assert not any(f.answer_status for f in errata.answered(findings(source), [source]))


def test_an_answer_to_no_finding_fails_the_build(clone: Path) -> None:
    source = written(clone, f"- finding: {FINDING[:-1]}5\n  status: asked\n")
    made = findings(source)
    (told,) = errata.unheard(made, source)
    assert "errata.yml" in str(told) and FINDING in str(told)
    assert errata.answered(made, [source]) == made


def test_a_check_that_passed_takes_no_answer(clone: Path) -> None:
    source = written(clone, "")
    passed = next(f for f in findings(source) if f.outcome == "pass")
    source = written(clone, f"- finding: {passed.finding}\n  status: asked\n")
    assert len(list(errata.unheard(findings(source), source))) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"finding: {FINDING}\n", "应是答复的列表"),
        ("- 已答复\n", "键: 值"),
        (f"- finding: {FINDING}\n", "缺少 finding 或 status"),
        (f"- finding: {FINDING}\n  status: done\n", "不认识“done”"),
        (f"- finding: {FINDING}\n  status: corrected\n", "缺少 url"),
        (f"- finding: {FINDING}\n  status: explained\n", "缺少 answer"),
        (f"- finding: {FINDING}\n  status: asked\n  answered_on: 去年\n", "不是日期"),
        (f"- finding: {FINDING}\n  status: asked\n  url: javascript:1\n", "不是网址"),
        (f"- finding: {FINDING}\n  status: asked\n  who: 局\n", "不认识的键 who"),
        (f"- finding: {FINDING}\n  status: asked\n" * 2, "写了两次"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(clone: Path, text: str, words: str) -> None:
    with pytest.raises(UserErrors) as told:
        written(clone, text)
    assert words in str(told.value)
    assert "errata.yml" in str(told.value)


def test_an_empty_file_is_none(clone: Path) -> None:
    assert written(clone, "# 尚无答复\n").errata == ()
