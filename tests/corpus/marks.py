"""Turn a marked-up disclosure into plain text and a table of the facts it states.

In: text with marks such as `⟦138.84 total_expenditure⟧万元`; out: the text without marks, and
one `Expected` per mark, in order. Used to write corpus documents by hand; see README.md here.
"""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path

MARK = re.compile(r"⟦(?P<printed>[^ ⟧]+(?: [0-9.,]+)*) (?P<words>[^⟧]*)⟧")
TAG = re.compile(r"<[^>]*>")
BEFORE = 16

MEASURES = {
    "s": "share",
    "c": "change",
    "cr": "change_rate",
    "co": "completion_rate",
    "cov": "coverage_rate",
    "n": "count",
    "b": "balance",
    "a": "amount",
    "u": "unknown",
    "*": "*",
}
STAGES = {
    "i": "initial_budget",
    "r": "revised_budget",
    "b": "budget",
    "f": "final",
    "p": "point_in_time",
    "*": "*",
}

UNITS: tuple[tuple[str, str, int], ...] = (
    ("亿元", "CNY", 100_000_000),
    ("万元", "CNY", 10_000),
    ("元", "CNY", 1),
    ("%", "percent", 1),
    ("％", "percent", 1),
    ("百分点", "percent", 1),
    ("台（套）", "台（套）", 1),
    ("台(套)", "台（套）", 1),
    ("台套", "台（套）", 1),
    ("台", "台（套）", 1),
    ("套", "台（套）", 1),
    ("平方米", "平方米", 1),
    ("㎡", "平方米", 1),
    ("批次", "批次", 1),
    ("人次", "人次", 1),
    ("辆", "辆", 1),
    ("个", "个", 1),
    ("家", "个", 1),
    ("项", "个", 1),
    ("名", "人", 1),
    ("人", "人", 1),
    ("次", "次", 1),
    ("分", "分", 1),
    ("部", "辆", 1),
    ("萬元", "CNY", 10_000),
    ("億元", "CNY", 100_000_000),
    ("輛", "辆", 1),
    ("個", "个", 1),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """One figure of a corpus document as a reader understands it. `*` in a column: not judged."""

    start: int
    before: str
    printed: str
    role: str
    concept: str
    measure: str
    value: str
    unit: str
    stage: str
    fiscal_year: str
    scope: str
    origin: str
    parent: str
    parent_value: str = ""
    base_year: str = ""


def _unit(after: str) -> tuple[str, int]:
    for printed, base, factor in UNITS:
        if after.startswith(printed):
            return base, factor
    raise ValueError(f"no unit before: {after[:20]!r}")


def _plain(text: str) -> str:
    return MARK.sub(lambda mark: mark["printed"], text)


def _expected(
    mark: re.Match[str], start: int, before: str, after: str, defaults: dict[str, str]
) -> Expected:
    words = mark["words"].split()
    if words[0].startswith("#"):
        return Expected(start, before, mark["printed"], words[0][1:], *[""] * 9)
    concept, measure, negative = words[0], "amount", False
    row = {**defaults, "origin": "printed", "parent": "", "unit": "", "stage": ""}
    for word in words[1:]:
        if word in MEASURES:
            measure = MEASURES[word]
        elif word == "-":
            negative = True
        elif word.startswith("@"):
            row["stage"] = STAGES[word[1:]]
        elif word.startswith("^"):
            row["parent"], _, row["parent_value"] = word[1:].partition("=")
        elif word.startswith("="):
            row["value"] = word[1:]
        elif word.startswith("base"):
            row["base_year"] = word[4:]
        elif word.startswith("y"):
            row["fiscal_year"] = word[1:]
        elif word.startswith("scope="):
            row["scope"] = word[6:]
        elif word.startswith("unit="):
            row["unit"] = word[5:]
        elif word.startswith("x"):
            row["factor"] = word[1:]
        elif word == "stated":
            row["origin"] = "stated"
        else:
            raise ValueError(f"unknown word {word!r} in {mark[0]}")
    own_stage = "point_in_time" if measure == "balance" else defaults["stage"]
    if "value" in row:
        value, base = Decimal(row["value"]), row["unit"]
    elif row["origin"] == "stated":
        value, base = Decimal(row.get("factor", "0")), row["unit"]
    else:
        base, factor = _unit(row["unit"] or after)
        number = mark["printed"].replace(",", "").replace("，", "")
        value = Decimal(number) * factor * (-1 if negative else 1)
    if measure == "amount" and base not in ("CNY", "percent", ""):
        measure = "count"
    return Expected(
        start=start,
        before=before,
        printed=mark["printed"],
        role="fact",
        concept="" if concept == "?" else concept,
        measure=measure,
        value=format(value.normalize() if value else Decimal(0), "f"),
        unit=base,
        stage=row["stage"] or own_stage,
        fiscal_year=row["fiscal_year"],
        scope=row["scope"],
        origin=row["origin"],
        parent=row["parent"],
        parent_value=row.get("parent_value", ""),
        base_year=row.get("base_year", ""),
    )


def unmark(text: str, defaults: dict[str, str]) -> tuple[str, list[Expected]]:
    """Split a marked text into plain text and expected rows; `defaults`: stage, year and scope."""
    parts: list[str] = []
    rows: list[Expected] = []
    done = length = 0
    for mark in MARK.finditer(text):
        parts.append(text[done : mark.start()])
        length += mark.start() - done
        before = _plain(text[: mark.start()])[-BEFORE:].replace("\n", "⏎")
        after = TAG.sub("", _plain(text[mark.end() : mark.end() + 60])).lstrip()
        rows.append(_expected(mark, length, before, after, defaults))
        parts.append(mark["printed"])
        length += len(mark["printed"])
        done = mark.end()
    parts.append(text[done:])
    return "".join(parts), rows


def read_expected(path: Path) -> list[Expected]:
    """Read the table that `main` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Expected(**{**row, "start": int(row["start"])}) for row in csv.DictReader(file)]


def main(marked: Path, target: Path) -> None:
    """Write `<target>.<suffix>` and `<target>.csv` from a marked file with a front matter."""
    head, _, text = marked.read_text(encoding="utf-8").partition("\n---\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    defaults = {key: settings[key] for key in ("stage", "fiscal_year")}
    defaults["scope"] = settings["name_zh"]
    plain, rows = unmark(text, defaults)
    target.with_suffix("." + settings["format"]).write_text(plain, encoding="utf-8", newline="")
    target.with_suffix(".yml").write_text(head + "\n", encoding="utf-8")
    with target.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Expected)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
