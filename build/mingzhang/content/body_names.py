"""Whose disclosure it is: in, the words of a loose file and its name; out, weighed names of bodies.

A name counts by how it is announced: on the cover, in a title, behind the label of a table's frame.
Names in lists of subordinate units hardly count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from mingzhang.common.simplified import simplified
from mingzhang.vocab import Agency, Vocabulary
from mingzhang.vocab.bodies import BodyGrammar

HEADING_CHARACTERS = 60
COVER_LINES = 7
"""A cover prints body, year and kind of account on up to this many lines."""
COVER_LINE_CHARACTERS = 40
_OPENING = 10
"""Lines in which a report says where it was given and on what."""
_TITLE_WEIGHT = 5
_COVER_WEIGHT = 7
_LABEL_WEIGHT = 4

_YEAR = re.compile(r"20[0-9]{2}\s*年\s*度?")
ACCOUNT_WORD = re.compile(r"[预預][\s\u3000]*算|[决決][\s\u3000]*算")
_LEADING = re.compile(
    r"^\W*(?:第[一二三四五六七八九十]+部[分份]|分\s|目\s*[录錄]|附件\s*[0-9]*\s*[:：]?|关于|關於"
    r"|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[0-9]{1,2}[、.．])?\W*(?:关于|關於)?"
)
_TRAILING = re.compile(
    r"(?:的|关于|關於)?(?:部[门門]|[单單]位|本[级級]|机关)*(?:[（(](?:部[门門]|[单單]位|本[级級])[）)])?"
    r"(?:一般公共[预預]算)?(?:[财財]政[拨撥]款)?(?:收支|收入支出)?(?:[综綜]合)?"
    r"(?:[“\"]?三公[”\"]?[经經][费費](?:支出)?)?"
    r"(?:[预預]算|[决決]算|[预預][决決]算|概[况況]|基本情[况況]|主要[职職](?:能|[责責])|[机機][构構][设設]置|信息公[开開]|公[开開]|情[况況]).*$"
)
_SUBJECT_OF_TITLE = re.compile(
    r"(?:的|行政[经經][费費]|及|部[门門]|[单單]位|整[体體]|财政|[财財]政[拨撥]款|安排|[“\"]?三公[”\"]?[经經][费費]|支出|[项項]目"
    r"|[预預]算|[决決]算|[绩績]效|本[级級])+"
    r"(?:[预預]算|[决決]算|[绩績]效|[汇匯][总總]|[评評][价價]|自[评評]|草案|[报報]告|[说說]明|公[开開]|情[况況]).*$"
)
"""What a title is about, where it says more than the account: 三公经费财政拨款支出决算情况说明."""
_TOWN = re.compile(
    r"^[\u3400-\u9fff]{1,3}(?:镇|乡|街道)$|^(?![本该各支党总分内])[\u3400-\u9fff]{2}[部署]$"
)
"""Names too short for what they end with: 丙镇, 商务部, 审计署."""
_REMARK = re.compile(
    r"[（(](?:(?:(?:含|包含|包括)(?:所属|下属|二级|直属|本级)|[汇匯][总總]|本[级級部]|机关|部[门門]|[单單]位|盖章|公章)[^（）()]*)[）)]$"
    r"|(?<=[\u3400-\u9fff]{5})本部$"
)
_NO_BODY = re.compile(
    r"^(?:本(?!溪)|该|部[门門]|[单單]位|主要|机构|收入|支出|财政(?![局厅所部])|一般公共|二级|政府性"
    r"|国有资本|项目|其他|下属|各|全(?![南州椒])|上级|附属|索引|监督|[预預]算|[决決]算|公[开開])"
    r"|网站|首页|網站|首頁|[是为將将及和]$"
)
_LABELLED = re.compile(
    r"(?P<above>主管)?(?:部[门門]|[单單]位|部门（单位）|单位（部门）)(?:名称|名稱)?"
    r"(?:[（(](?:公章|盖章|章)[）)])?\s*[:：]\s*(?P<value>[^:：\t]{3,45})"
)
_STOP = re.compile("[，。、；：,;:]")
_SUBJECT = re.compile("关于|關於")
_EDGES = " 　:：-—_《》“”\"'|｜·.…"
_BRACKETS = str.maketrans("（）", "()")
_PARTY = re.compile(r"中国共产党(?=.{2,})")


def names(text: str, file_name: str, grammar: BodyGrammar) -> Counter[str]:
    """Weigh every name of a body that the headings, the cover, labels or the file name announce."""
    counts: Counter[str] = Counter()
    lines = [line.strip(" \r\ufeff\u3000") for line in text.splitlines()]
    for title in covers(lines):
        name = _name_in(title, grammar)
        if name:
            counts[name] += _COVER_WEIGHT
    for number, heading in enumerate(headings((*lines, file_name))):
        if heading.endswith((":", "：")) and number:
            continue  # who is spoken to (市人大常委会：), or what a list is of
        name = _name_in(heading, grammar)
        if name:
            announced = number == 0 or bool(_TRAILING.search(_YEAR.sub("", heading)))
            counts[name] += _TITLE_WEIGHT if announced else 1
    for label, name in _labelled(lines, grammar):
        # The body above announces itself in the papers of all its units.
        counts[name] += 1 if label else _LABEL_WEIGHT
    if not counts:  # no title: a sentence that opens with a body and its year
        openings = (_YEAR.split(line)[0] for line in lines if _YEAR.search(line))
        whole = (opening for opening in openings if not _STOP.search(opening))
        counts.update(filter(None, (_name_in(opening, grammar) for opening in whole)))
    return counts


def place_reported_on(text: str, grammar: BodyGrammar) -> str:
    """The place whose government's accounts a text without an author reports on: 临湖县."""
    opening = (_YEAR.sub("", line.strip()) for line in text.splitlines() if line.strip())
    places = (grammar["reported_place"].search(line) for line in islice(opening, _OPENING))
    return next((place[0] for place in places if place), "")


def covers(lines: Sequence[str]) -> Iterator[str]:
    """Yield the title that a cover prints on several lines (中共某市委/组织部2024年度/部门决算).

    The first lines are joined up to the one that names the account; a full title gives nothing.
    """
    short: list[str] = []
    for line in lines:
        compact = re.sub(r"\s", "", line)
        if not compact:
            continue
        if len(compact) > COVER_LINE_CHARACTERS or re.search("[。；;，,：:]", compact):
            return
        if short and short[-1].startswith(compact):
            short.clear()  # what stood before opens with the body, too: the heading of a page
        short.append(compact)
        if ACCOUNT_WORD.search(compact):
            if len(short) > 1:
                yield "".join(short)
            return
        if len(short) >= COVER_LINES or compact in ("目录", "目錄"):
            return


def headings(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that may be titles: short, and no sentence."""
    for line in lines:
        short = line.strip()
        if short and len(short) <= HEADING_CHARACTERS and not re.search(r"[。；;，,\t]", short):
            yield short


def _labelled(lines: Iterable[str], grammar: BodyGrammar) -> Iterator[tuple[bool, str]]:
    for line in lines:
        if len(line) > 4 * HEADING_CHARACTERS or not re.search("[:：]", line):
            continue
        for match in _LABELLED.finditer(line):
            value = re.split(r"\s{2,}|金额|年度|日期", match["value"].strip())[0]
            name = _bare(_YEAR.sub("", value))
            if _is_body(name, grammar):
                yield bool(match["above"]), name


def _name_in(heading: str, grammar: BodyGrammar) -> str:
    """The name of a body in a heading: year, ordinal and what is said of the body taken away."""
    undated = _LEADING.sub("", _YEAR.sub("", heading))
    # `某中心关于…的说明`: what stands before the subject is who speaks.
    wider = _SUBJECT_OF_TITLE.sub("", undated)
    for part in (_SUBJECT.split(undated)[0], _TRAILING.sub("", undated), wider):
        name = _bare(part)
        if _is_body(name, grammar):
            return name
    return ""


def _bare(text: str) -> str:
    # Titles are often spaced out; no name of a body holds a blank.
    return _REMARK.sub("", re.sub(r"\s", "", text).strip(_EDGES)).strip(_EDGES)


def _is_body(name: str, grammar: BodyGrammar) -> bool:
    if not name or _NO_BODY.search(name):
        return False
    plain = simplified(name)
    return bool(_titled(grammar).match(plain) or _TOWN.match(plain))


@lru_cache(maxsize=4)
def _titled(grammar: BodyGrammar) -> re.Pattern[str]:
    """Finds a name that fills a title; a title may hold what no sentence does."""
    return re.compile(
        rf"^[\u3400-\u9fff](?:[\u3400-\u9fffA-Za-z0-9×、·“”]{{2,38}}?{grammar.tail}"
        rf"|[\u3400-\u9fff]{grammar.any_of('named')})"
        r"(?:[（(][^（）()]{2,30}[）)])?$"
    )


def known(counts: Counter[str], vocab: Vocabulary) -> Agency | None:
    """Return the listed body whose name is the one announced most; None when that is not listed.

    A name without a place (区网格管理中心) fits bodies everywhere, so it never decides.
    """
    return known_by_name(heaviest(counts), vocab) if counts else None


def known_by_name(name: str, vocab: Vocabulary) -> Agency | None:
    """Return the listed body that a full name leads to, None when there is none."""
    return _by_name(vocab).get(comparable(name))


@lru_cache(maxsize=4)
def _by_name(vocab: Vocabulary) -> Mapping[str, Agency]:
    """The listed bodies by every name that leads to them, the first of those of one name."""
    found: dict[str, Agency] = {}
    for agency in vocab.agencies.values():
        for spelling in spellings(agency, vocab):
            found.setdefault(comparable(spelling), agency)
    return found


def heaviest(counts: Counter[str]) -> str:
    """Return the name with the most weight, of equals the first; empty when there is none."""
    return max(counts, key=lambda name: counts[name]) if counts else ""


def spellings(agency: Agency, vocab: Vocabulary) -> Iterator[str]:
    """Yield the names that lead to a body by themselves: official, former, aliases with a place.

    Each also without the regions above its own (上海市普陀区… is also 普陀区…), and with them.
    """
    above = list(_regions_up(agency, vocab))
    stems = [name.rstrip("省市区县自治州盟旗") or name for name in above]
    placed = [alias for alias in agency.aliases if alias.startswith(tuple(stems))] if stems else []
    for name in (agency.name_zh, *agency.former_names, *placed):
        yield name
        if len(above) < 2:
            continue
        nearest, *rest = above
        if name.startswith(nearest):
            for region in rest:
                yield region + name
            yield "".join(reversed(rest)) + name
        for prefix in (*rest, "".join(reversed(rest))):
            if name.startswith(prefix + nearest):
                yield name.removeprefix(prefix)


def _regions_up(agency: Agency, vocab: Vocabulary) -> Iterator[str]:
    region = vocab.regions.get(agency.region)
    while region is not None:
        yield region.name_zh
        region = vocab.regions.get(region.parent)


def comparable(text: str) -> str:
    """Simplified characters, one kind of brackets and of the Party's name, to compare names by."""
    return _PARTY.sub("中共", simplified(text).translate(_BRACKETS))
