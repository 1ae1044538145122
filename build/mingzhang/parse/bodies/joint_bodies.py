"""The bodies within a body: in, its name and the text; out, each with the words that name it.

A disclosure of two bodies may bear both names (`教育局（含青少年活动中心）`), that of a department
lists the units that it covers. Their figures are not the department's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mingzhang.parse.text.outline import Outline
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.grammar import Grammar

_GROUP = re.compile(
    r"本级|机关$|^机关|本部$|单位|部门|机构|下属|所属|直属|二级|各|全部|其他|内设|职责|上述|以上|人员|股室|科室|处室"
)
"""Words for a group of bodies, or for a part that has no name of its own."""
_NO_NAME = re.compile(
    rf"{_GROUP.pattern}|支(?!队)|收|费|项目|资金|补助|财政|预算|决算|其中|社会[保福救]|[与较比]"
)
_INCLUDED = re.compile(r"^(?P<first>.+?)（(?:另)?(?:包括|包含|含)(?P<rest>[^（）]+)）$")
_OTHER_NAME = re.compile(r"^(?P<first>[^（）]+)（(?P<rest>[^（）]+)）$")
_OWN = re.compile(r"（本级）|（机关）|本级$|机关$|本部$")
_JOINED = re.compile(r"、|以及|和|及|与")
_COMMITTEE = re.compile(r"^(?:中共)?[一-鿿]{0,8}?[省市州盟区县旗]委(?=.{3})(?!办公室|员会)")
"""县委机要局 is also 机要局."""
_LEAST_SUFFIX = 4
_LEAST_FORM = 3
_COVERS = re.compile(r"范围|包括|构成|汇总|下属|所属|直属|二级|独立核算|预算单位|决算单位|下设|辖")
_WITHIN = re.compile(r"内设|[科股处]室")
_LISTED_LEAD = re.compile(
    r"^.*(?:包括|包含|分别是|分别为|分别|如下|下设|设有|共有|现有)|^(?:[0-9一二三四五六七八九十两]+[个家])?"
    r"(?:下属|所属|直属|二级|基层|其他)*(?:参公|全额|差额|公益一类|公益二类)*(?:行政|事业|预算|决算|单位|的)*[有为是]?(?=.{4})"
)
_LISTED_END = re.compile(
    r"(?:等[0-9一二三四五六七八九十两]*[个家]?.*|(?:部门|单位)?[预决]算|（?[0-9一二三四五六七八九十两]+[个家].*|组成)$"
)
_FIGURE_NEAR = r"[^。；\n]{0,40}?\d[\d,.]*(?:[万亿]?元|%|辆|平方米|批次)"
_ALONE = r"(?<![^年度中末底日月、，：；。看是\n])"
"""Where a name begins that is not one of those that a longer name joins."""
_LIST_OF_OWN = re.compile(
    r"(?:其中|包括)[，：]?(?:本?[局委厅院办部]|部门|单位)?(?:机关|本级)(?!运行|事业|工作|服务|资本)[^，。；\n]{0,20}?\d"
)
STARTS = r"(?<![^年度中末底日月、，：；。（看是括含和及与\n])"
"""A name is meant where a clause, a year or a list begins, not in the midst of other words."""
_NOT_OF_IT = r"(?!的?(?:建设|改造|维修|装修|大楼|办公楼|工程|项目|搬迁|迁建|新建|扩建|等))"
_OFFICE_ENDS = r"(?!运行|事业|工作|服务|事务|资本|党|财政|预算单位)"
"""`局机关运行经费` is of 机关运行经费, not of 局机关."""
_BARE_OFFICE = r"(?=\d|“?三公|支出|收入|共有|在职|实有|编制)"


@dataclass(frozen=True, slots=True)
class Part:
    """A body within the disclosure's: its name as first printed, and the words that name it."""

    name: str
    words: tuple[str, ...]
    office: bool = False


def joint(grammar: BodyGrammar, name: str, text: str) -> tuple[Part, ...]:
    """The bodies that one name joins, where the text tells the figures of each; else nothing.

    `name` and `text` are levelled. A text that speaks of one body only gives no parts, whatever
    its name says: nobody knows then whether a figure is of the one or of both.
    """
    match = _INCLUDED.match(name)
    if match is not None:
        names = (match["first"], *match["rest"].split("、"))
        # `含A和B`
        names = tuple(piece for one in names for piece in _conjoined(grammar, one))
        parts = _parts(grammar, names, text, joint_name=True)
        return (
            parts if _all_bodies(grammar, names) and any(_told(p, text) for p in parts[1:]) else ()
        )
    match = _OTHER_NAME.match(name)
    if match is not None and not _OWN.search(name):
        names = (match["first"], match["rest"])
        parts = _parts(grammar, names, text, joint_name=True) if _all_bodies(grammar, names) else ()
        # One body may bear two names: only a heading for each tells that they are two.
        return parts if parts and all(_heads(part, text) for part in parts) else ()
    names = tuple(_OWN.sub("", one) for one in _conjoined(grammar, name))
    parts = _parts(grammar, names, text, joint_name=True) if len(names) > 1 else ()
    return parts if parts and all(_told(part, text) for part in parts) else ()


def covered(grammar: BodyGrammar, whole: str, text: str, outline: Outline) -> tuple[Part, ...]:
    """The units that a department's disclosure covers, besides the department's own office.

    Where there are any, or the text sets the office apart in a list of figures, the first part is
    the office (局机关, 本级); `whole` and `text` are levelled.
    """
    names = tuple(dict.fromkeys(_listed(grammar, whole, text, outline)))
    if not names and not _LIST_OF_OWN.search(text):
        return ()
    return (_office(grammar, whole, text), *_parts(grammar, names, text), *_groups(text))


def unlisted(grammar: BodyGrammar, words: str) -> tuple[str, str] | None:
    """The body that words begin with by their look, and the words after its name."""
    match = _name(grammar).match(words)
    if match is None or len(match[0]) < _LEAST_SUFFIX or _NO_NAME.search(match[0]):
        return None
    return match[0], words[match.end() :]


@lru_cache(maxsize=4)
def _name(grammar: BodyGrammar) -> re.Pattern[str]:
    return re.compile(grammar.name())


def pattern(word: str) -> str:
    """The regular expression for a word that names a part."""
    if word == "本级":
        # `本级财政拨款` names a level of government.
        return f"{STARTS}{word}{_BARE_OFFICE}"
    own = _OFFICE_ENDS if word.endswith(("机关", "本级")) else ""
    return f"{STARTS}{re.escape(word)}{own}{_NOT_OF_IT}"


# Kept, lest every way to part the end of a name be tried again for every way to part its beginning.
@lru_cache(maxsize=256)
def _conjoined(grammar: BodyGrammar, name: str) -> tuple[str, ...]:
    """`A（本级）和B`, `A、B及C`: the bodies, if every piece is the name of one; else the name."""
    for match in _JOINED.finditer(name):
        first, rest = name[: match.start()], name[match.end() :]
        if _is_body(grammar, _OWN.sub("", first)) and _all_bodies(
            grammar, others := _conjoined(grammar, rest)
        ):
            return (first, *others)
    return (name,)


def _is_body(grammar: BodyGrammar, name: str) -> bool:
    return len(name) >= _LEAST_SUFFIX and grammar.is_name(name) and not _GROUP.search(name)


def _all_bodies(grammar: BodyGrammar, names: tuple[str, ...]) -> bool:
    return all(_is_body(grammar, name) for name in names)


def _parts(
    grammar: BodyGrammar, names: tuple[str, ...], text: str, *, joint_name: bool = False
) -> tuple[Part, ...]:
    """Each body with its name, the name without its region, and the short forms of the text."""
    words = {name: dict.fromkeys(_spellings(grammar, name, text)) for name in names}
    if joint_name:
        for name in names:
            tail = grammar.tail_at_end.search(name)
            if tail is not None and len(tail[0]) > 1:
                words[name][tail[0]] = None
        words[names[0]].update(dict.fromkeys(_office(grammar, names[0], text).words))
    claimed = Counter(word for known in words.values() for word in known)
    return tuple(
        Part(name, tuple(word for word in known if claimed[word] == 1))
        for name, known in words.items()
    )


def _spellings(grammar: BodyGrammar, name: str, text: str) -> Iterator[str]:
    """The words that may name a body: its name, shorter names, short forms of the text."""
    for form in (name, *grammar.shortened(name)):
        if len(form) >= _LEAST_FORM:
            yield from _regionless(grammar, form)
            yield from _short(grammar, form, text)


def _regionless(grammar: BodyGrammar, name: str) -> list[str]:
    """盐淖旗教育局 is also 旗教育局 and 教育局; 旗活动中心 also 活动中心."""
    found, bare = [name], name
    if (party := _COMMITTEE.match(name)) is not None:
        found.extend((name[party.end() - 2 :], name[party.end() :]))
    if bare[0] in grammar.marks:
        bare = bare[1:]
        found.append(bare)
    for mark, core in grammar.without_region(bare):
        if len(core) > 2:
            found.extend((mark + core, core))
    return found


def _short(grammar: BodyGrammar, name: str, text: str) -> Iterator[str]:
    """The words of the text that keep characters of the name in their order: 教体局, 疾控中心.

    They begin as the name does (its region aside), are its end, or end in more than 局 or 委.
    """
    tail = grammar.tail_at_end.search(name)
    if tail is None:
        return
    stem, core = name[: tail.start()], _regionless(grammar, name)[-1]
    for match in re.finditer(tail[0], text):
        begin, left = match.start(), len(stem)
        while begin and left and (at := stem.rfind(text[begin - 1], 0, left)) >= 0:
            begin, left = begin - 1, at
        word = text[begin : match.end()]
        placed = word[0] in grammar.marks
        bare = word[1:] if placed else word
        suffix = len(word) + placed >= _LEAST_SUFFIX and name.endswith(word)
        begins = bare[0] == core[0] or len(tail[0]) > 1
        if suffix or (begins and len(word) > len(tail[0]) + 1):
            yield word


def _told(part: Part, text: str) -> bool:
    """Tell whether a clause of the text gives a figure of the part, or a heading is its own."""
    names = "|".join(re.escape(word) for word in part.words)
    found = re.search(f"{_ALONE}(?:{names})(?![和及与（]){_FIGURE_NEAR}", text)
    return found is not None or _heads(part, text)


def _heads(part: Part, text: str) -> bool:
    """Tell whether the part heads lines of its own: with a colon, or right above a figure."""
    names = "|".join(re.escape(word) for word in part.words)
    below = r"(?:：|\n[^\n]{0,80}\d[\d,.]*[万亿]?元)"
    ordinal = r"(?:（?[一二三四五六七八九十\d]+[、.）])?"
    return re.search(rf"(?m)^{ordinal}(?:{names}){below}", text) is not None


def _office(grammar: BodyGrammar, whole: str, text: str) -> Part:
    """The department's own office, whatever the text calls it."""
    body = _OWN.sub("", whole)
    # 委员会 is 委机关, 办公室 is 办机关
    tail = body[-3] if body.endswith(("委员会", "办公室")) else body[-1]
    words = [
        f"{tail}机关",
        f"{tail}本级",
        "机关本级",
        "部门本级",
        "单位本级",
        "本级",
        f"{tail}机关本级",
    ]
    for spelling in _spellings(grammar, body, text):
        words.extend(
            f"{spelling}{own}" for own in ("本级", "（本级）", "机关", "（机关）", "机关本级")
        )
    return Part(f"{body}本级", tuple(dict.fromkeys(words)), office=True)


def tiers(whole: str, text: str, grammar: Grammar) -> tuple[Part, ...]:
    """`全县一般公共预算收入12亿元；县本级8亿元`: levels of government that a text sets apart."""
    named = dict.fromkeys(match["tier"] for match in grammar["tier_starts"].finditer(text))
    if named and grammar["tier_told"].search(text) is None:
        sure = {word.word for word in grammar.of("tier.part") if word.effect}
        named = {name: None for name in named if name in sure}
    if not named:
        return ()
    wide = tuple(word.word for word in grammar.of("tier.whole"))
    return (Part(whole, wide), *(Part(name, (name,)) for name in named))


def _groups(text: str) -> Iterator[Part]:
    """`下属单位…万元`: the units together, in the words of the text. `下属单位3个` counts them."""
    named = re.findall(
        rf"{STARTS}(?:下属|所属|直属|二级)(?:二级|预算|决算|行政|事业)*单位(?={_FIGURE_NEAR})", text
    )
    for word in dict.fromkeys(named):
        if not re.search(rf"{word}(?:共|有|共有)?\d+[个家户]", text):
            yield Part(word, (word,))


def _listed(grammar: BodyGrammar, whole: str, text: str, outline: Outline) -> Iterator[str]:
    """The names of units in the sections that tell what bodies the disclosure covers."""
    open_list = False
    for line in outline.lines:
        kind = outline.sections[line.section].kind if line.section >= 0 else ""
        if kind not in ("composition", "organisation"):
            open_list = False
            continue
        words = text[line.content : line.end]
        if (
            line.level
            and line.heading
            and not _is_body(grammar, _OWN.sub("", words.rstrip("。；：")))
        ):
            open_list = kind == "composition"
        for sentence in re.split(r"[。；]", words):
            clauses = [one for one in sentence.split("，") if not _WITHIN.search(one)]
            if len(clauses) < sentence.count("，") + 1:
                open_list = False
            listed = "，".join(clauses)
            if open_list or _COVERS.search(listed):
                named = (one for one in _names(grammar, listed) if one not in whole)
                units = kind == "composition" or "单位" in listed
                yield from (one for one in named if units or not grammar.office_at_end.search(one))
        if words.endswith("：") and _COVERS.search(words) and "内设" not in words:
            open_list = True


def _names(grammar: BodyGrammar, sentence: str) -> Iterator[str]:
    for piece in re.split(r"[、，：\n]", sentence):
        for one in _pieces(grammar, piece):
            bare = _LISTED_END.sub("", _LISTED_LEAD.sub("", one))
            if _is_body(grammar, bare):
                yield bare


def _pieces(grammar: BodyGrammar, piece: str) -> Iterator[str]:
    """`局机关决算和下属事业单位某大队`: cut at each conjunction that stands behind a body."""
    begin = 0
    for match in _JOINED.finditer(piece):
        first = piece[begin : match.start()]
        before = _LISTED_END.sub("", first)
        if grammar.tail_at_end.search(before) or _OWN.search(before):
            yield first
            begin = match.end()
    yield piece[begin:]
