"""Whole small texts (`check_texts.yml`), read and checked: what is told, and what must not be."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml

from factories import vocabulary
from mingzhang import content, parse, read
from mingzhang.check import check, engine, rules
from mingzhang.common.yaml_file import LOADER
from mingzhang.model import Disclosure, Finding, Outcome
from mingzhang.vocab import Vocabulary

TITLES = {
    "final": "桐溪市雁南区柳塘镇人民政府2025年度部门决算",
    "budget": "桐溪市雁南区柳塘镇人民政府2026年度部门预算",
    "unit": "桐溪市雁南区水利站2026年单位预算",
}
QUIET = {"statutory_parts", "ordinals", "announced_tables", "three_public_items"}
"""Checks that miss parts of a document: every one of these texts is a piece of one."""

CASES: dict[str, dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "check_texts.yml").read_text(encoding="utf-8"), LOADER
)

EXAMPLES: dict[str, dict[str, Any]] = yaml.load(
    (Path(rules.__file__).with_name("examples.yml")).read_text(encoding="utf-8"), LOADER
)
"""The texts that stand beside the rules, by rule and kind."""
SHOWN = [(rule, kind) for rule, kinds in EXAMPLES.items() for kind in kinds]


def known(case: dict[str, Any]) -> Vocabulary:
    """Give the vocabularies, with the `bodies` of a case: a department, then those within it."""
    vocab = vocabulary()
    if "bodies" not in case:
        return vocab
    like = next(iter(vocab.agencies.values()))
    whole = ""
    for number, (name, aliases) in enumerate(case["bodies"].items()):
        agency = f"body-{number}"
        record = replace(
            like, agency=agency, name_zh=name, aliases=tuple(aliases), parent=whole, same_body_as=""
        )
        vocab = replace(vocab, agencies={**vocab.agencies, agency: record})
        whole = whole or agency
    return vocab


def parsed(path: Path, vocab: Vocabulary) -> Disclosure:
    """Read and parse a loose file, whose name and text tell year and stage."""
    source = content.from_loose_file(path, vocab)
    document = read.read(source)
    source = content.from_loose_file(path, vocab, document.text)
    return parse.parse(replace(document, source=source), vocab)


def made(folder: Path, case: dict[str, Any]) -> Disclosure:
    """Read a case as text, or as HTML where it has a table."""
    title = TITLES.get(case.get("title", "final"), case.get("title"))
    if "|" in case["text"]:
        path, text = folder / f"{title}.html", _html(title, case["text"])
    else:
        path, text = folder / f"{title}.txt", f"{title}\n{case['text']}"
    path.write_text(text, encoding="utf-8")
    return parsed(path, known(case))


def told(folder: Path, case: dict[str, Any]) -> list[Finding]:
    """Give the failures of a case."""
    found = check([made(folder, case)], vocabulary())
    return [f for f in found if f.outcome is Outcome.FAIL]


def _html(title: str, text: str) -> str:
    parts = [f"<html><body><h1>{title}</h1>"]
    for is_table, lines in groupby(text.strip().split("\n"), key=lambda line: "|" in line):
        if is_table:
            cells = ("".join(f"<td>{c}</td>" for c in line.split("|")) for line in lines)
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
        else:
            parts += [f"<p>{line}</p>" for line in lines]
    return "".join(parts)


@pytest.mark.parametrize("name", CASES["innocent"])
def test_nothing_is_told(name: str, tmp_path: Path) -> None:
    found = told(tmp_path, CASES["innocent"][name])
    assert not [(f.check, f.message_zh) for f in found if f.check not in QUIET]


@pytest.mark.parametrize("name", CASES["guilty"])
def test_it_is_told_once(name: str, tmp_path: Path) -> None:
    case = CASES["guilty"][name]
    wanted = [tuple(one[:2]) for one in case["told"]]
    checks = {one for one, _ in wanted}
    found = [f for f in told(tmp_path, case) if f.check not in QUIET - checks]
    said = [(f.check, f.message_zh) for f in found]
    assert sorted((f.check, str(f.severity)) for f in found) == sorted(wanted), said
    for one, _, words in case["told"]:
        assert any(words in f.quote + f.printed + f.message_zh for f in found if f.check == one)


WIDTH = 30
"""Characters of a line that a program wrapped."""
NEVER_CUT = re.compile(r"[\d.]+|[^\d.][，。；：、）”%]*")
ABOVE = (
    "一、机构设置和职能情况\n柳塘镇人民政府是区人民政府派出的基层政权机关，依照法律和章程在本行政区域内"
    "行使管理职能，负责本辖区的经济、教育、科学、文化、卫生和体育事业，开展便民服务，指导村民委员会工作，"
    "维护社会秩序，办理上级人民政府交办的其他事项，并接受镇人民代表大会的监督，按照职责分工抓好落实。\n"
)
"""So much running text shows that lines are wrapped."""


def wrapped(text: str) -> str:
    """Break lines at a width in the middle of sentences, as programs do: within no number."""
    return "\n".join(itertools.chain.from_iterable(map(_wrapped_line, text.split("\n"))))


def _wrapped_line(line: str) -> Iterator[str]:
    begin = ""
    for piece in NEVER_CUT.findall(line):
        if len(begin) + len(piece) > WIDTH and begin:
            yield begin
            begin = ""
        begin += piece
    yield begin


def test_wrapped_lines_tell_the_same(tmp_path: Path) -> None:
    cases = CASES["innocent"] | CASES["guilty"]
    whole = {n: c for n, c in cases.items() if not {"lines", "bodies"} & {*n.split(), *c}}
    prose = {n: c for n, c in whole.items() if "|" not in c["text"]}
    for name, case in prose.items():
        both = ({**case, "text": text(ABOVE + case["text"])} for text in (str, wrapped))
        found = ([f for f in told(tmp_path, c) if f.check not in QUIET] for c in both)
        plain, broken = ([(f.check, f.severity) for f in one] for one in found)
        assert plain == broken, name


@pytest.mark.parametrize(("rule", "kind"), SHOWN)
def test_the_examples_beside_the_rules(
    rule: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "each_misprint_once", lambda _, verdicts: verdicts)  # each rule
    example = EXAMPLES[rule][kind]
    last = made(tmp_path, example)
    before = [made(tmp_path, example["earlier"])] if "earlier" in example else []
    told = check([*before, last], known(example))
    found = [f for f in told if f.check == rule and f.disclosure == last.source.disclosure]
    failures = [f for f in found if f.outcome is Outcome.FAIL]
    if kind == "fail":
        assert [str(f.severity) for f in failures] == [example["severity"]]
        assert example["told"] in failures[0].message_zh
        return
    assert not failures, [f.message_zh for f in failures]
    wanted = {"pass": Outcome.PASS, "absent": Outcome.NOT_APPLICABLE}
    assert kind == "edge" or {f.outcome for f in found} == {wanted[kind]}
