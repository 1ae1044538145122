"""Code that runs as printed: in, a package; out, a programme for each tool, with its own example.

With the site's address they read from it; without one they read files downloaded beforehand, and
the pages say so. Tests take them from the built pages and run them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from mingzhang.common.formats import PACKED, Format
from mingzhang.common.published import Package, Table
from mingzhang.model import Measure, Origin
from mingzhang.site.language import Language

HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Example:
    """What the programmes of a package ask for: a column of `headline` that has a value there.

    `row` is a row with that value, `letters` the columns of its sheet in a workbook, `sheet` the
    name of the sheet. `is_long` tells that the long table has the concept as well.
    """

    column: str
    title_zh: str
    title_en: str
    row: Mapping[str, str]
    letters: Mapping[str, str]
    sheet: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """One programme. `files` are to be downloaded first: paths within the package's folder."""

    id: str
    tool: str
    code: str
    files: tuple[str, ...]


def example(package: Package, preferred: Iterable[Sequence[str]]) -> Example | None:
    """Choose the amount that most rows of `headline` have, of the preferred concepts if possible.

    None when that table has no amount at all.
    """
    described = package.tables.get(HEADLINE)
    if described is None:
        return None
    amounts = [field.name for field in described.fields if field.unit == "CNY"]
    rows = list(package.records(HEADLINE))
    wanted = [name for line in preferred for name in line if name in amounts]
    for names in (wanted, amounts):
        filled = {name: sum(bool(row[name]) for row in rows) for name in names}
        best = max(filled, key=lambda name: filled[name], default="")
        if best and filled[best]:
            return _example(package, described, best, rows)
    return None


def _example(
    package: Package, described: Table, name: str, rows: Iterable[Mapping[str, str]]
) -> Example:
    fields = {field.name: field for field in described.fields}
    return Example(
        column=name,
        title_zh=fields[name].title_zh,
        title_en=fields[name].title_en,
        row=next(row for row in rows if row[name]),
        letters={each: xl_col_to_name(place) for place, each in enumerate(fields)},
        sheet=f"{described.title_zh} {HEADLINE}",
        is_long=any(_states(row, name) for row in package.records("facts")),
    )


def _states(row: Mapping[str, str], concept: str) -> bool:
    is_amount = row["concept"] == concept and row["measure"] == Measure.AMOUNT
    return is_amount and row["origin"] != Origin.DERIVED


def snippets(
    chosen: Example, folder: str, language: Language, kinds: Mapping[str, Format]
) -> tuple[Snippet, ...]:
    """Write the programmes. `folder` is the full address of the package's folder, or "".

    DuckDB always reads local files: over the network it would first fetch an extension. It reads
    Parquet where that is among the `kinds` of files of the package, by their ids.
    """
    tables = (HEADLINE, "facts") if chosen.is_long else (HEADLINE,)
    read = kinds.get("parquet", kinds["csv"])
    files, local = (tuple(map(kind.path, tables)) for kind in (kinds["csv"], read))
    # Without an address the files lie where the programme runs.
    names = [folder + path if folder else path.rpartition("/")[2] for path in files]
    return (
        Snippet("pandas", "pandas", _pandas(chosen, names, language), files),
        Snippet("r", "R", _r(chosen, names, language), files),
        Snippet("duckdb", "DuckDB", _duckdb(chosen, local, language), local),
    )


def _names(language: Language) -> tuple[str, ...]:
    """Choose the columns that name a row."""
    return ("agency_zh" if language.is_of_sources else "agency", "fiscal_year", "stage")


def _pandas(chosen: Example, files: Sequence[str], language: Language) -> str:
    columns = _quoted((*_names(language), chosen.column))
    code = f"""\
import pandas as pd

headline = pd.read_csv("{files[0]}")
print(headline[[{columns}]])
"""
    if not chosen.is_long:
        return code
    return f"""{code}
# {language.words.data.comment_evidence}
# {language.words.data.comment_codes}
facts = pd.read_csv(
    "{files[1]}",
    dtype={{"function_code": str, "economic_code": str}},
)
chosen = facts[
    (facts["concept"] == "{chosen.column}")
    & (facts["measure"] == "amount")
    & (facts["origin"] != "derived")
]
print(chosen[["scope", "fiscal_year", "stage", "value", "quote"]])
"""


def _r(chosen: Example, files: Sequence[str], language: Language) -> str:
    columns = _quoted((*_names(language), chosen.column))
    # R unpacks files by itself, not what comes from an address.
    read = [f'gzcon(url("{file}"))' if ":" in file and file.endswith(PACKED) else f'"{file}"'
            for file in files]  # fmt: skip
    code = f"""\
headline <- read.csv({read[0]}, encoding = "UTF-8")
print(headline[, c({columns})])
"""
    if not chosen.is_long:
        return code
    return f"""{code}
# {language.words.data.comment_evidence}
# {language.words.data.comment_codes}
facts <- read.csv(
  {read[1]},
  encoding = "UTF-8",
  colClasses = c(function_code = "character", economic_code = "character")
)
chosen <- subset(
  facts,
  concept == "{chosen.column}" & measure == "amount" & origin != "derived"
)
print(chosen[, c("scope", "fiscal_year", "stage", "value", "quote")])
"""


def _duckdb(chosen: Example, files: Sequence[str], language: Language) -> str:
    names = ", ".join(_names(language))
    read = [path.rpartition("/")[2] for path in files]
    code = f"""\
SELECT {names}, {chosen.column}
FROM '{read[0]}'
ORDER BY {names};
"""
    if not chosen.is_long:
        return code
    return f"""{code}
-- {language.words.data.comment_evidence}
SELECT scope, fiscal_year, stage, value, quote
FROM '{read[1]}'
WHERE concept = '{chosen.column}'
  AND measure = 'amount'
  AND origin <> 'derived';
"""


def formula(chosen: Example, language: Language) -> str:
    """Write a formula for a cell of the workbook: one figure, or that the source has none."""

    def column(name: str) -> str:
        letter = chosen.letters[name]
        return f"'{chosen.sheet}'!${letter}:${letter}"

    row = chosen.row
    conditions = ",".join(
        (
            f'{column("agency")},"{row["agency"]}"',
            f"{column('fiscal_year')},{row['fiscal_year']}",
            f'{column("stage")},"{row["stage"]}"',
        )
    )
    value = column(chosen.column)
    nothing = language.words.data.nothing_stated
    return f'=IF(COUNTIFS({conditions},{value},"<>")=0,"{nothing}",SUMIFS({value},{conditions}))'


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
