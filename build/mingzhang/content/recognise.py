"""Tells body, fiscal year and stage of a loose file: in, its text and name; out, a `Recognition`.

Used where nobody has written a `source.yml` yet. What cannot be told stays None, and every answer
says where it comes from.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from mingzhang.content import body_names
from mingzhang.model import NOBODY, Stage
from mingzhang.vocab import Vocabulary

_CHINESE_DIGITS = str.maketrans(
    "〇○零Ｏ一二三四五六七八九０１２３４５６７８９", "00001234567890123456789"
)
_YEAR = r"(20[0-9]{2})\s*年\s*度?"
_EXECUTED = r"[预預]算(?:[上下]半年|[前第]?[一二三四]季度|[0-9至—-]{1,5}月份?)?[执執]行"
"""`2024年财政预算上半年执行情况`: what was done of a budget."""
# The account that a sentence is about stands soon after the year, before any other year or stop.
_ACCOUNT = re.compile(
    r"(?<![比较較同与與和])(?<![比较較同与與和][ \u3000])"
    + _YEAR
    + r"(?:(?!20[0-9]{2}\s*年)[^。；;！\n]){0,30}?"
    rf"((?<=[，,比较和与])年初[预預]算|[低高大小]于[预預]算|{_EXECUTED}|[预預]算|[决決]算)"
)
_BARE_ACCOUNT = re.compile(
    r"(?:部[门門]|[单單]位|本[级級]|年度|收支|收入支出|公[开開])(?:收支)?([预預]算|[决決]算)"
)
_LONE_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年度?(?!\s*[0-9]{1,2}\s*月)")
_MONTH = re.compile(r"20[0-9]{2}\s*年\s*(?:[0-9]{1,2}\s*[-—~至]\s*)?[0-9]{1,2}\s*月(?!\s*[0-9])")
_NAMED_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9]|\s*年\s*[0-9]{1,2}\s*月|[-_.][0-9])")
_NAMED_STAGE = re.compile(rf"{_EXECUTED}|[预預]算|[决決]算")
_EARLIER_FINAL = re.compile(r"[比较較与與](?:20[0-9]{2}\s*年度?|上年度?|去年)[决決]算[数數]")
_EVALUATED = re.compile("[绩績]效(?:[^预預决決目]{0,4}(?:[评評][价價]|自[评評])|[报報]告)")
"""What was done with the money is told when the year is over, whatever account it names."""
_NAMED_ACCOUNT = re.compile(
    r"(?:(?!20\d\d)[^预預决決])*(20\d\d)(?:(?!20\d\d)[^预預决決])*([预預]算执行|[预預决決]算)[^预預决決]*"
)
"""A file name with one year and one account."""
_SPACED_YEAR = re.compile(r"(?<![0-9])2[ \u3000]+0[ \u3000]+[0-9][ \u3000]+[0-9](?=[ \u3000]*年)")
_AMOUNT = re.compile(r"[0-9]\s*[万亿]?元")
_FEW_AMOUNTS = 4
"""So many amounts below a title make an account; a list of other accounts has none."""
_HEADING_WEIGHT = 3
STAGE_WORDS = {Stage.BUDGET: "预算", Stage.FINAL: "决算"}
_OTHER = {Stage.BUDGET: Stage.FINAL, Stage.FINAL: Stage.BUDGET}
HEAD_LINES = 8
"""Lines of a text among which its title stands."""
TITLE_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a loose file seems to be. `name` is the body's name, official when it is known.

    `title` is the title that it prints (empty: none was found). `why` tells in Chinese where body,
    year and stage come from; `guessed` names those that a person had better confirm.
    """

    agency: str
    name: str
    known: bool
    fiscal_year: int | None
    stage: Stage | None
    year_in_title: int | None
    title: str = ""
    why: tuple[str, str, str] = ("", "", "")
    guessed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Account:
    year: int | None
    stage: Stage | None
    times: int
    other_year: int | None = None
    """The year of the other account that the text tells of."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person tells of a file, which outvotes what it says of itself; None: nothing."""

    agency: str | None = None
    name: str | None = None
    fiscal_year: int | None = None
    stage: Stage | None = None

    def body(self, vocab: Vocabulary) -> str | None:
        """Return the id that is told, or that belongs to the name that is told."""
        if self.agency or not self.name:
            return self.agency
        listed = body_names.known_by_name(self.name, vocab)
        return listed.agency if listed is not None else unknown_agency(self.name)


NOTHING_TOLD = Told()


def as_told(recognition: Recognition, given: Told, vocab: Vocabulary) -> Recognition:
    """Let what a person tells outvote what was recognised."""
    agency = given.body(vocab) or recognition.agency
    listed = vocab.agencies.get(agency)
    return replace(
        recognition,
        agency=agency,
        name=given.name or (listed.name_zh if listed else recognition.name),
        known=listed is not None,
        fiscal_year=given.fiscal_year or recognition.fiscal_year,
        stage=given.stage or recognition.stage,
    )


@lru_cache(maxsize=4)  # of one file it is asked for its account and for its body
def recognise(text: str, file_name: str, vocab: Vocabulary) -> Recognition:
    """Tell what a disclosure is by its words; the file name decides where the text is silent."""
    plain, named = _arabic_years(text), _arabic_years(file_name)
    funds = _funds(vocab)
    account = _account(funds.sub("", plain))
    announced = _announced(funds.sub("", plain))
    year, year_why, year_guessed = _year(plain, funds.sub("", named), account)
    stage, stage_why, stage_guessed = _stage(plain, funds.sub("", named), announced, account)
    if announced is not None and announced is not account.stage and account.other_year:
        year, year_guessed = account.other_year, True
        year_why = f"正文所说的{STAGE_WORDS[announced]}是{year}年的"
    if _two_accounts(plain, vocab):
        chosen = _NAMED_ACCOUNT.fullmatch(funds.sub("", named))
        stage, stage_guessed, year_guessed = None, True, True
        stage_why = "标题写着两本账：一年的执行情况或决算，和下一年的预算，"
        stage_why += "按文件名读一本" if chosen else "不知道要读哪一本"
        if chosen:
            year, stage = int(chosen[1]), Stage(_stage_of(chosen[2]))
    names = body_names.names(plain, named, vocab.bodies)
    agency = body_names.known(names, vocab)
    printed = body_names.heaviest(names)
    title = printed_title(text, printed)
    in_title = _title_year(plain)
    contradicted = in_title is not None and year is not None and in_title != year
    if contradicted:
        year_why += f"；标题写的是 {in_title} 年，以正文为准"
    guesses = {"year": year_guessed or contradicted, "stage": stage_guessed, "body": not printed}
    return Recognition(
        agency=agency.agency if agency else unknown_agency(printed),
        name=agency.name_zh if agency else printed,
        known=agency is not None,
        fiscal_year=year,
        stage=stage,
        year_in_title=in_title if contradicted else None,
        title=title,
        why=(_body_why(printed, plain, agency is not None), year_why, stage_why),
        guessed=frozenset(name for name, unsure in guesses.items() if unsure),
    )


def unknown_agency(printed: str) -> str:
    """Return the id of a body that `agencies.csv` does not list: the same name, the same id."""
    if not printed:
        return NOBODY
    return f"unknown-{hashlib.sha256(printed.encode()).hexdigest()[:8]}"


def printed_title(text: str, name: str) -> str:
    """Return the title that names body and account, in one line or as a cover breaks it up.

    Empty when there is none (部门预算公开 alone says neither whose nor of which year).
    """
    for line in _titles(text):
        if name and body_names.ACCOUNT_WORD.search(line) and name in re.sub(r"\s", "", line):
            return line
    return ""


def _titles(text: str) -> Iterator[str]:
    """Yield what may be the title: covers, the first line, then lines with year and account.

    Above the title of a copied web page stands the way to the page: 首页 > 政务公开 > 预决算.
    """
    lines = [line.strip(" \r\ufeff\u3000") for line in text.splitlines()]
    head = [line for line in lines if line][:HEAD_LINES]
    below = (line for line in head[1:] if _ACCOUNT.search(line))
    for line in (*body_names.covers(lines), *head[:1], *below):
        if len(line) <= TITLE_CHARACTERS and not re.search("[。；\t]", line):
            yield line


def _body_why(printed: str, plain: str, known: bool) -> str:
    if not printed:
        return "正文和文件名里都没有认出单位名称"
    times = plain.count(printed)
    place = f"正文 {times} 处" if times else "分行的标题或文件名"
    return f"{place}写有“{printed}”" + ("，词表里有" if known else "，词表里没有")


def _arabic_years(text: str) -> str:
    """Write 二〇二四年, ２０２４年 and 2 0 2 4 年 as 2024年; everything else stays."""
    digits = "〇○零Ｏ一二三四五六七八九０１２３４５６７８９"
    arabic = re.sub(f"[{digits}]{{4}}(?=\\s*年)", lambda m: m[0].translate(_CHINESE_DIGITS), text)
    return _SPACED_YEAR.sub(lambda m: re.sub(r"[ \u3000]", "", m[0]), arabic)


def _account(plain: str) -> _Account:
    """Count which account each mention of a year belongs to; headings weigh more than prose."""
    stages: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    lines = plain.splitlines()
    for line in (*lines, *body_names.covers(lines)):
        heading = any(True for _ in body_names.headings((line,)))
        weight = _HEADING_WEIGHT if heading else 1
        if heading:  # titles are often spaced out
            line = re.sub(r"\s", "", line)
            evaluated = _EVALUATED.search(line) and _LONE_YEAR.search(line)
            if evaluated:
                pairs[evaluated[1], Stage.FINAL.value] += weight
        for match in _ACCOUNT.finditer(line):
            pairs[match[1], _stage_of(match[2])] += weight
        for match in _BARE_ACCOUNT.finditer(line):
            stages[_stage_of(match[1])] += weight
    for (_, account), weight in pairs.items():
        stages[account] += weight
    if not stages:
        return _Account(None, None, 0)
    # Final accounts name budgets at every step (年初预算, 预算单位); budgets hardly name 决算.
    final = stages["final"] * 2 >= stages["budget"]
    stage = Stage.FINAL if final else Stage.BUDGET
    years = Counter({year: n for (year, account), n in pairs.items() if account == stage.value})
    year = _most_frequent_year(years)
    other = Counter({year: n for (year, account), n in pairs.items() if account != stage.value})
    times = years[str(year)] if year else 0
    return _Account(year, stage, times, _most_frequent_year(other))


def _year(plain: str, named: str, account: _Account) -> tuple[int | None, str, bool]:
    """Tell the fiscal year, where it comes from, and whether it is a guess."""
    in_name = _account(named).year
    if in_name and account.year != in_name and account.times < _HEADING_WEIGHT:
        return in_name, "标题没有写明，按文件名", True
    if account.year and account.stage:
        word = STAGE_WORDS[account.stage]
        return account.year, f"正文的标题和语句多为“{account.year}年…{word}”", False
    lone = Counter(
        match[1]
        for line in body_names.headings(re.split(r"[\n\t]", plain))
        for match in _LONE_YEAR.finditer(line)
    )
    year = _most_frequent_year(lone)
    if year:
        return year, f"表头或标题写着“{year}年”", True
    match = _NAMED_YEAR.search(named)
    if match:
        return int(match[1]), "正文没有写明，按文件名中的年份", True
    if _MONTH.search(plain):
        return None, "只写着某年某月，不像全年的预算或决算", True
    if told := _LONE_YEAR.search(plain):
        return None, f"只有语句里写着“{told[0]}”，没有标题写明是哪一年的预算或决算", True
    return None, "正文和文件名里都没有写明年度", True


def _stage(
    plain: str, named: str, announced: Stage | None, account: _Account
) -> tuple[Stage | None, str, bool]:
    """Tell the stage, where it comes from, and whether it is a guess.

    The title outvotes the name of the file, and both outvote the prose, which speaks of budgets
    at every step. Where they disagree, a person had better look.
    """
    match = _NAMED_STAGE.search(named)
    in_name = Stage(_stage_of(match[0])) if match else None
    voices = ((announced, "标题"), (in_name, "文件名"), (account.stage, "正文的语句"))
    said = [(stage, place) for stage, place in voices if stage is not None]
    if not said:
        if _EARLIER_FINAL.search(plain):
            return Stage.FINAL, "正文只与上年决算数比较", True
        return None, "正文和文件名里都没有写明是预算还是决算", True
    stage, place = said[0]
    why = f"{place}写的是{STAGE_WORDS[stage]}"
    against = [other for voice, other in said if voice is not stage]
    if against:
        why += f"，{'、'.join(against)}却多为{STAGE_WORDS[_OTHER[stage]]}"
    return stage, why, bool(against) or (announced is None and account.stage is None)


def _announced(plain: str) -> Stage | None:
    """The stage of the title: the first of what may be it that names just one account."""
    for line in _titles(plain):
        compact = re.sub(r"\s", "", line)
        stages = {_stage_of(word) for word in _NAMED_STAGE.findall(compact)}
        stages = {"final"} if _EVALUATED.search(compact) else stages
        if len(stages) == 1:
            return Stage(stages.pop())
    return None


def _two_accounts(plain: str, vocab: Vocabulary) -> bool:
    """Tell whether the title, in one line or two, names a year's account and the next's budget."""
    carried_out, planned = (
        "|".join(re.escape(word.word) for word in vocab.grammar.of(f"two.accounts.{kind}"))
        for kind in ("carried_out", "planned")
    )
    if not carried_out or not planned:
        return False
    both = re.compile(rf"(20\d\d)年.*?(?:{carried_out}).*?(20\d\d)年.*?(?:{planned})")
    lines = [line.strip() for line in plain.splitlines() if line.strip()][:HEAD_LINES]
    two = list(map("".join, pairwise(lines)))
    titles = (*lines, *two, *(above + below for above, below in zip(two, lines[2:], strict=False)))
    return any(
        int(match[2]) == int(match[1]) + 1
        for title in titles
        if len(title) <= TITLE_CHARACTERS and not re.search("[。；，\t]", title)
        for match in both.finditer(title)
    )


def several_accounts(text: str, vocab: Vocabulary) -> str:
    """Say, in Chinese, which accounts of several years of one body a text holds; empty: it is one.

    A title opens an account when figures follow it and its year is the one that they mostly name;
    a title left over from last year is no account of its own.
    """
    opened: dict[tuple[str, str], tuple[str, list[str]]] = {}
    below: list[str] = []
    for line in _arabic_years(text).splitlines():
        titled = _opening_title(line, vocab)
        if titled is not None:
            below = opened.setdefault(titled, (line.strip(), []))[1]
        else:
            below.append(line)
    accounts = [
        (name, title)
        for (name, year), (title, lines) in opened.items()
        if _is_account_of(year, "\n".join(lines))
    ]
    names = Counter(name for name, _ in accounts)
    titles = "、".join(f"“{title}”" for name, title in accounts if names[name] > 1)
    return f"这个文件里有几份公开：{titles}" if titles else ""


def _opening_title(line: str, vocab: Vocabulary) -> tuple[str, str] | None:
    """Return body and year of a line that begins with both and names an account."""
    compact = re.sub(r"\s", "", line)
    account = _ACCOUNT.search(compact) if any(body_names.headings((line,))) else None
    if account is None or len(_LONE_YEAR.findall(compact)) > 1:
        return None
    name = body_names.heaviest(body_names.names(compact, "", vocab.bodies))
    opens = bool(name) and compact.startswith((name, account[1]))
    return (name, account[1]) if opens else None


def _is_account_of(year: str, text: str) -> bool:
    years = Counter(_LONE_YEAR.findall(text))
    return len(_AMOUNT.findall(text)) >= _FEW_AMOUNTS and _most_frequent_year(years) == int(year)


def _funds(vocab: Vocabulary) -> re.Pattern[str]:
    """Find names that hold the word of a stage without meaning it: 一般公共预算, 预算单位."""
    names = sorted((word.word for word in vocab.grammar.of("fund.name")), key=len, reverse=True)
    return re.compile("|".join(names) or r"(?!)")


def _most_frequent_year(years: Counter[str]) -> int | None:
    """The most frequent year; of equals the later, since comparisons look back."""
    if not years:
        return None
    return int(max(years, key=lambda year: (years[year], year)))


def _stage_of(word: str) -> str:
    """Tell the stage of a word: 预算执行, 较年初预算 and 低于预算 are said of a final account."""
    return "final" if word[0] in "决決年低高大小" or word.endswith(("执行", "執行")) else "budget"


def _title_year(plain: str) -> int | None:
    """The year of the first heading that names an account, as a reader would take the title."""
    lines = plain.splitlines()
    for heading in (*body_names.covers(lines), *body_names.headings(lines)):
        match = _ACCOUNT.search(re.sub(r"\s", "", heading))
        if match:
            return int(match[1])
    return None
