"""Tells body, fiscal year and stage of a loose file: in, its text and name; out, a `Recognition`.

Used where nobody has written a `source.yml` yet. What cannot be told stays None.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import opencc

from mingzhang.model import Stage
from mingzhang.vocab import Agency, Vocabulary

_CHINESE_DIGITS = str.maketrans(
    "〇○零Ｏ一二三四五六七八九０１２３４５６７８９", "00001234567890123456789"
)
_YEAR = r"(20[0-9]{2})\s*年\s*度?"
# The account that a sentence is about stands soon after the year, before any other year or stop.
_ACCOUNT = re.compile(
    r"(?<![比较較同与與和])"
    + _YEAR
    + r"(?:(?!20[0-9]{2}\s*年)[^。；;！\n]){0,30}?([预預]算|[决決]算)"
)
_BARE_ACCOUNT = re.compile(
    r"(?:部[门門]|[单單]位|本[级級]|年度|收支|收入支出|公[开開])(?:收支)?([预預]算|[决決]算)"
)
_HEADING_CHARACTERS = 60
_HEADING_WEIGHT = 3
_TITLE_WEIGHT = 5

_LEADING = re.compile(
    r"^\W*(?:第[一二三四五六七八九十]+部[分份]|分\s|目\s*[录錄]|附件\s*[0-9]*\s*[:：]?|关于|關於"
    r"|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[0-9]{1,2}[、.．])?\W*"
)
_DATED = re.compile(_YEAR)
_TRAILING = re.compile(
    r"(?:的)?(?:部[门門]|[单單]位|本[级級])?(?:[（(](?:部[门門]|[单單]位|本[级級])[）)])?"
    r"(?:收支|收入支出)?(?:[预預]算|[决決]算|概[况況]|基本情[况況]|信息公[开開]|公[开開]|情[况況]).*$"
)
_BRACKETS = str.maketrans("（）", "()")
_BODY = re.compile(
    r"^[\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9、·]{2,38}?"
    r"(?:局|厅|廳|委|委员会|委員會|办|办公室|辦公室|中心|院|校|学校|學校|园|園|所|站|处|處|队|隊|支队|大队"
    r"|会|會|会议|联合会|协会|部|馆|館|社|台|段|场|司|署|府|政府|街道|镇|鎮|乡|鄉|大学|中学|小学|集团)"
    r"(?:[（(][^（）()]{2,30}[）)])?$"
)
_REMARK = re.compile(r"[（(](?:含|包含|包括|[汇匯][总總]|本[级級])[^（）()]*[）)]$")
_NO_BODY = re.compile(r"^(?:本|该|部[门門]|[单單]位|主要|机构|收入|支出|财政|一般公共|二级)")


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a loose file seems to be. `name` is the body's name, official when it is known."""

    agency: str
    name: str
    known: bool
    fiscal_year: int | None
    stage: Stage | None
    year_in_title: int | None


def recognise(text: str, file_name: str, vocab: Vocabulary) -> Recognition:
    """Tell what a disclosure is by its words; the file name decides where the text is silent."""
    plain = _arabic_years(text)
    name_plain = _arabic_years(file_name)
    year, stage = _year_and_stage(plain)
    named_year, named_stage = _year_and_stage(name_plain)
    year = year or named_year
    agency = _known_agency(text, file_name, vocab)
    printed = agency.name_zh if agency else _printed_name((*text.splitlines(), file_name))
    title_year = _title_year(plain)
    return Recognition(
        agency=agency.agency if agency else unknown_agency(printed),
        name=printed,
        known=agency is not None,
        fiscal_year=year,
        stage=stage or named_stage,
        year_in_title=title_year if title_year != year else None,
    )


def unknown_agency(printed: str) -> str:
    """Return the id of a body that `agencies.csv` does not list: the same name, the same id."""
    if not printed:
        return "unknown"
    return f"unknown-{hashlib.sha256(printed.encode()).hexdigest()[:8]}"


def _arabic_years(text: str) -> str:
    """Write 二〇二四年 and ２０２４年 as 2024年; everything else stays."""
    digits = "〇○零Ｏ一二三四五六七八九０１２３４５６７８９"
    return re.sub(f"[{digits}]{{4}}(?=\\s*年)", lambda m: m[0].translate(_CHINESE_DIGITS), text)


def _headings(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        short = line.strip()
        if short and len(short) <= _HEADING_CHARACTERS and not re.search(r"[。；;，,]", short):
            yield short


def _year_and_stage(plain: str) -> tuple[int | None, Stage | None]:
    """Count which account each mention of a year belongs to; headings weigh more than prose."""
    stages: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in plain.splitlines():
        heading = any(True for _ in _headings((line,)))
        weight = _HEADING_WEIGHT if heading else 1
        for match in _ACCOUNT.finditer(line):
            pairs[match[1], _account(match[2])] += weight
        for match in _BARE_ACCOUNT.finditer(line):
            stages[_account(match[1])] += weight
    for (_, account), weight in pairs.items():
        stages[account] += weight
    if not stages:
        return None, None
    # Final accounts name budgets at every step (年初预算, 预算单位); budgets hardly name 决算.
    final = stages["final"] * 2 >= stages["budget"]
    stage = Stage.FINAL if final else Stage.BUDGET
    years = Counter({year: n for (year, account), n in pairs.items() if account == stage.value})
    return (_most_frequent_year(years), stage)


def _most_frequent_year(years: Counter[str]) -> int | None:
    """The most frequent year; of equals the later, since comparisons look back."""
    if not years:
        return None
    return int(max(years, key=lambda year: (years[year], year)))


def _account(word: str) -> str:
    return "final" if word[0] in "决決" else "budget"


def _title_year(plain: str) -> int | None:
    """The year of the first heading that names an account, as a reader would take the title."""
    for heading in _headings(plain.splitlines()):
        match = _ACCOUNT.search(heading)
        if match:
            return int(match[1])
    return None


def _known_agency(text: str, file_name: str, vocab: Vocabulary) -> Agency | None:
    """Find the listed body whose full name the headings print, longest and most frequent first.

    Short forms without a place name (区网格管理中心) fit bodies everywhere, so they never decide.
    """
    headings = _comparable("\n".join((*_headings(text.splitlines()), file_name)))
    best: tuple[int, int, str] | None = None
    found: Agency | None = None
    for agency in vocab.agencies.values():
        names = (agency.name_zh, *agency.former_names, *_placed_aliases(agency, vocab))
        for name in names:
            times = len(re.findall(_whole(_comparable(name)), headings))
            rank = (len(name), times, agency.agency)
            if times and (best is None or rank > best):
                best, found = rank, agency
    return found


def _whole(name: str) -> str:
    """The name, not as the tail of a longer place name (…省盘锦市… is fine, X盘锦市 is not)."""
    return rf"(?<![\u3400-\u9fff]){re.escape(name)}|(?<=[省市份分于]){re.escape(name)}"


def _placed_aliases(agency: Agency, vocab: Vocabulary) -> Iterator[str]:
    region = vocab.regions.get(agency.region)
    while region is not None:
        stem = region.name_zh.rstrip("省市区县自治州盟旗") or region.name_zh
        yield from (alias for alias in agency.aliases if alias.startswith(stem))
        region = vocab.regions.get(region.parent)


def _printed_name(lines: Iterable[str]) -> str:
    """The name of a body that the headings announce most; empty when none looks like one.

    A title (a name with 预算, 决算 or 概况 behind it) weighs more than a name by itself, which may
    be that of a unit in a list; the first line weighs like a title.
    """
    names: Counter[str] = Counter()
    for number, heading in enumerate(_headings(lines)):
        undated = _DATED.sub("", _arabic_years(heading))
        bare = _TRAILING.sub("", _LEADING.sub("", undated)).strip(" 　:：-—《》“”")
        name = _REMARK.sub("", bare)
        if _BODY.match(name) and not _NO_BODY.match(name):
            announced = number == 0 or bool(_TRAILING.search(undated))
            names[name] += _TITLE_WEIGHT if announced else 1
    # Of equals the first, as the order of insertion has it.
    return max(names, key=lambda name: names[name]) if names else ""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _comparable(text: str) -> str:
    """Simplified characters and one kind of brackets, to compare names by."""
    return str(_converter().convert(text)).translate(_BRACKETS)
