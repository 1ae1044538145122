"""Score the parser against the hand annotations: in, a document's name; out, one `Score`.

A printed figure is found when a fact stands at its numeral with the same concept, measure, value,
unit, stage, year and body. Words that state a figure (持平) may be quoted wider or narrower, so a
stated fact need only lie near them.
"""

from __future__ import annotations

import functools
import hashlib
import re
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import factories
from corpus.marks import Expected, read_expected
from mingzhang import check, parse, read, vocab
from mingzhang.model import Disclosure, Fact, Finding, Role, Source, Stage

FOLDER = Path(__file__).resolve().parent
AGENCY, OTHER_AGENCY = "corpus-agency", "corpus-other"
MONEY_LIKE = ("CNY", "percent", "平方米")
STATED_NEAR = 24


@dataclass(frozen=True, slots=True)
class Score:
    """How one document went. `wrong` tells, for a figure that was found, which columns differ."""

    name: str
    expected: int
    right: int
    extra: tuple[str, ...]
    missing: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.right / self.expected

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.extra) + len(self.wrong))


def names() -> list[str]:
    """The documents of the corpus."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def settings(name: str) -> dict[str, str]:
    """What the `.yml` beside a document says: plain `key: value` lines."""
    lines = (FOLDER / f"{name}.yml").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def vocabulary(given: dict[str, str]) -> vocab.Vocabulary:
    """The vocabularies with the invented bodies of one document added."""
    words = factories.vocabulary()
    agency = _agency(AGENCY, given["name_zh"], given.get("aliases", ""))
    added = {AGENCY: agency}
    for number, other in enumerate(filter(None, given.get("others", "").split(";"))):
        name, _, aliases = other.partition("=")
        key = f"{OTHER_AGENCY}-{number}"
        added[key] = replace(_agency(key, name, aliases), parent=AGENCY)
    return replace(words, agencies={**words.agencies, **added})


def _agency(key: str, name: str, aliases: str) -> vocab.Agency:
    listed = tuple(alias for alias in aliases.split("|") if alias)
    blank = dict.fromkeys(("name_en", "region", "parent", "same_body_as", "same_body_basis"), "")
    evidence = {"same_body_evidence_zh": "", "same_body_evidence_en": ""}
    return vocab.Agency(
        agency=key,
        name_zh=name,
        level="county",
        kind="bureau",
        former_names=(),
        aliases=listed,
        **blank,
        **evidence,
    )


def source(name: str) -> Source:
    """One document of the corpus as a source."""
    given = settings(name)
    path = FOLDER / f"{name}.{given['format']}"
    data = path.read_bytes()
    return Source(
        disclosure=f"{AGENCY}-{given['fiscal_year']}-{given['stage']}",
        agency=AGENCY,
        fiscal_year=int(given["fiscal_year"]),
        stage=Stage(given["stage"]),
        title=f"{given['name_zh']}{given['fiscal_year']}年度部门公开说明",
        path=path,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


@functools.cache
def parsed(name: str) -> Disclosure:
    """One document of the corpus, read and parsed."""
    return parse.parse(read.read(source(name)), vocabulary(settings(name)))


@functools.cache
def findings(name: str) -> tuple[Finding, ...]:
    """What the checks say of one document of the corpus."""
    return tuple(check.check([parsed(name)], vocabulary(settings(name))))


def expected(name: str) -> list[Expected]:
    """The annotations, with `start` in the text that the reader gives."""
    rows = read_expected(FOLDER / f"{name}.csv")
    if settings(name)["format"] == "txt":
        return rows
    return _relocated(
        rows, (FOLDER / f"{name}.html").read_text(encoding="utf-8"), parsed(name).text
    )


def _relocated(rows: list[Expected], markup: str, text: str) -> list[Expected]:
    """Find the annotated places of a web page in its text: same words before, in the same order."""
    found, at = [], -1
    for row in rows:
        words = re.sub(r"<[^>]*>|&nbsp;|\s", "", markup[max(0, row.start - 200) : row.start])[-6:]
        pattern = r"\s*".join(map(re.escape, words)) + r"\s*(" + re.escape(row.printed) + ")"
        places = (match.start(1) for match in re.finditer(pattern, text))
        at = next((place for place in places if place > at), -1)
        assert at >= 0, f"not in the text that was read: …{words}{row.printed}"
        found.append(replace(row, start=at))
    return found


def differences(row: Expected, fact: Fact, parents: dict[str, Fact]) -> list[str]:
    """The columns of a fact that a reader would dispute."""
    told = {
        "concept": (row.concept, fact.concept),
        "measure": (row.measure, fact.measure.value),
        "stage": (row.stage, fact.stage.value),
        "fiscal_year": (row.fiscal_year, str(fact.fiscal_year)),
        "scope": (row.scope, fact.scope),
        "origin": (row.origin, fact.origin.value),
    }
    if row.origin != "stated":
        told["value"] = (str(Decimal(row.value)), format(fact.value.normalize() + 0, "f"))
    if row.unit in MONEY_LIKE:
        told["unit"] = (row.unit, fact.unit)
    if row.parent:
        parent = parents.get(fact.parent_fact)
        told["parent"] = (row.parent, parent.concept if parent else "")
    return [
        f"{column} {want or '∅'} ≠ {got or '∅'}"
        for column, (want, got) in told.items()
        if want != "*" and got not in want.split("|")
    ]


def _placed(fact: Fact, disclosure: Disclosure) -> Fact:
    """A fact of a table stands in a cell: give it the place of its number in the text."""
    if fact.start is not None or fact.table is None:
        return fact
    for grid in disclosure.grids:
        for cell in grid.cells if (grid.page, grid.table) == (fact.page or 0, fact.table) else ():
            if (cell.row, cell.column) == (fact.row, fact.column):
                start = disclosure.text.find(fact.value_printed, cell.start)
                return replace(fact, start=start, end=start + len(fact.value_printed))
    return fact


def _place(row: Expected, facts: list[Fact]) -> list[Fact]:
    if row.origin == "stated":
        near = [f for f in facts if f.start is not None and f.origin.value == "stated"]
        return [
            f
            for f in near
            if f.start - STATED_NEAR <= row.start <= f.end + STATED_NEAR
            and f.concept == row.concept
        ]
    return [f for f in facts if f.start == row.start]


def score(name: str) -> Score:
    """Compare what was parsed with what a reader annotated."""
    disclosure = parsed(name)
    rows = expected(name)
    by_id = {fact.fact: fact for fact in disclosure.facts}
    facts = [f for f in (_placed(f, disclosure) for f in disclosure.facts) if f.start is not None]
    missing, wrong, right = [], [], 0
    annotated = {row.start for row in rows if row.role in ("fact", "*")}
    for row in rows:
        if row.role != "fact":
            continue
        place = _place(row, facts)
        told = f"{row.before}【{row.printed}】"
        if not place:
            missing.append(f"{told} {row.concept} {row.measure}")
            continue
        disputes = min((differences(row, fact, by_id) for fact in place), key=len)
        if disputes:
            wrong.append(f"{told} {'；'.join(disputes)}")
        else:
            right += 1
    roles = {one.start: one.role for one in disclosure.numerals}
    for row in rows:
        if row.role not in ("fact", "*") and roles.get(row.start) != Role(row.role):
            wrong.append(f"{row.before}【{row.printed}】 role {row.role} ≠ {roles.get(row.start)}")
    extra = [
        f"{disclosure.text[max(0, f.start - 16) : f.start]}【{f.value_printed}】"
        f" {f.concept or '∅'} {f.measure.value}"
        for f in facts
        if f.origin.value == "printed" and f.start not in annotated
    ]
    count = sum(row.role == "fact" for row in rows)
    return Score(name, count, right, tuple(extra), tuple(missing), tuple(wrong))


def report(name: str) -> str:
    """Tell how one document went, for a person who mends the parser or the annotation."""
    found = score(name)
    lines = [f"## {name}: recall {found.recall:.1%}, precision {found.precision:.1%}"]
    for kind in ("missing", "extra", "wrong"):
        lines += [f"- {kind}: {told}" for told in getattr(found, kind)]
    return "\n".join(lines)


if __name__ == "__main__":
    for given_name in sys.argv[1:] or names():
        print(report(given_name), end="\n\n")
