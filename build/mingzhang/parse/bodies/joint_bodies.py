"""The bodies within a body: in, its name and the text; out, each with the words that name it.

A disclosure of two bodies may bear both names (`教育局（含青少年活动中心）`), that of a department
lists the units that it covers. Their figures are not the department's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterator
from itertools import groupby

from mingzhang.common.memo import remembers
from mingzhang.common.records import record
from mingzhang.parse.text.outline import Outline
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.grammar import Grammar

_LEAST_SUFFIX = 4
_LEAST_FORM = 3
_MOST_WITHIN = 10
_LEADS_OFFICE = 60
"""Characters before an office among which its list opens."""
_OPENS = re.compile(r"[，、；。（\n]")
_SENTENCE_END, _PIECE_END = re.compile("[。；]"), re.compile(r"[、，：\n]")


@record
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
    match = grammar["includes_bodies"].match(name)
    if match is not None:
        names = (match["first"], *match["rest"].split("、"))
        # `含A和B`
        names = tuple(piece for part in names for piece in _conjoined(grammar, part))
        parts = _parts(grammar, names, text, joint_name=True) if _all_bodies(grammar, names) else ()
        return parts if any(_told(grammar, part, text) for part in parts[1:]) else ()
    match = grammar["bears_other_name"].match(name)
    if match is not None and not grammar["own_ending"].search(name):
        names = (match["first"], match["rest"])
        parts = _parts(grammar, names, text, joint_name=True) if _all_bodies(grammar, names) else ()
        # One body may bear two names: only a heading for each tells that they are two.
        return parts if parts and all(_heads(grammar, part, text) for part in parts) else ()
    names = tuple(grammar["own_ending"].sub("", part) for part in _conjoined(grammar, name))
    parts = _parts(grammar, names, text, joint_name=True) if len(names) > 1 else ()
    return parts if parts and all(_told(grammar, part, text) for part in parts) else ()


def covered(grammar: BodyGrammar, whole: str, text: str, outline: Outline) -> tuple[Part, ...]:
    """The units that a department's disclosure covers, besides the department's own office.

    Where there are any, or the text sets the office apart in a list of figures, the first part is
    the office (局机关, 本级); `whole` and `text` are levelled.
    """
    names = tuple(dict.fromkeys(_listed(grammar, whole, text, outline)))
    if not names and not _lists_office(grammar, text):
        return ()
    town = grammar["town"].search(whole)
    parts = _parts(grammar, names, text, town=town["name"] if town else "")
    return (_office(grammar, whole, text), *parts, *_groups(grammar, text))


def _lists_office(grammar: BodyGrammar, text: str) -> bool:
    """Tell whether a list of figures sets the office apart; looked for where an office has one."""
    lists = grammar["lists_office"].search
    places = grammar["office_at_figure"].finditer(text)
    return any(lists(text, max(m.start() - _LEADS_OFFICE, 0), m.end()) for m in places) or any(
        _unit_beside(grammar, text[max(m.start() - _LEADS_OFFICE, 0) : m.end() + _LEADS_OFFICE])
        for m in grammar["office_opens"].finditer(text)
    )


def _unit_beside(grammar: BodyGrammar, words: str) -> bool:
    """`局机关支出6万元；县林场支出9万元`: a unit has a figure of its own, as the office has."""
    near, rest = grammar["figure_near"].match, grammar["rest_of_bodies"].match
    below = grammar["head_below"].match
    for opens in _OPENS.finditer(words):
        clause = grammar["scope_lead"].sub("", words[opens.end() :])
        body = unlisted(grammar, clause)
        if (body and (near(body[1]) or below(body[1]))) or (rest(clause) and near(clause)):
            return True
    return False


def unlisted(grammar: BodyGrammar, text: str) -> tuple[str, str] | None:
    """The body that words begin with by their look, and the words after its name."""
    match = grammar.whole_name.match(text)
    if match is None:
        return None
    end = match.end()
    within = grammar.whole_name.match(text, end)
    if within and len(within[0]) <= _MOST_WITHIN and not grammar["no_body_name"].search(within[0]):
        end = within.end()  # 石桥乡 is no end of 石桥乡卫生院, 县社会 none of 县社会福利院
    name = text[:end]
    if len(name) < _LEAST_FORM or grammar["no_body_name"].search(name):
        return None
    if grammar["not_of_it"].match(text, end) is None:
        return None  # `县人民医院迁建`: what is built
    return name, text[end:]


def pattern(grammar: BodyGrammar, words: Collection[str], parts: Container[str]) -> str:
    """The regular expression for names, the longest first, at places where one of them begins.

    Those of one length are gathered by what must stand around them: it is written once for them.
    """
    bare = "", ""
    keyed = sorted((-len(w), *(_around(grammar, w) if w in parts else bare), w) for w in words)
    kinds = groupby(keyed, key=lambda row: row[1:3])
    alternatives = (
        f"{before}(?:{'|'.join(re.escape(row[3]) for row in rows)}){behind}"
        for (before, behind), rows in kinds
    )
    firsts = "".join(sorted({word[0] for word in words}))
    # Most places in a text can be the start of none of the names.
    return f"(?=[{re.escape(firsts)}])(?:{'|'.join(alternatives)})"


def _around(grammar: BodyGrammar, word: str) -> tuple[str, str]:
    """What stands before and behind a word that names a part, which is not amidst other words."""
    starts = grammar["body_starts"].pattern
    if word in grammar.of("own.level"):
        return starts, grammar["bare_office"].pattern  # `本级财政拨款` is a level of government
    # `局机关运行经费` is of 机关运行经费, not of 局机关.
    no_office = grammar["office_ends"].pattern if word.endswith(grammar.of("own")) else ""
    return starts, no_office + grammar["not_of_it"].pattern


# Kept, lest every way to part the end of a name be tried again for every way to part its beginning.
@remembers(256)
def _conjoined(grammar: BodyGrammar, name: str) -> tuple[str, ...]:
    """`A（本级）和B`, `A、B及C`: the bodies, if every piece is the name of one; else the name."""
    for match in grammar["between_bodies"].finditer(name):
        first, rest = name[: match.start()], name[match.end() :]
        if _is_body(grammar, grammar["own_ending"].sub("", first)) and _all_bodies(
            grammar, others := _conjoined(grammar, rest)
        ):
            return (first, *others)
    return (name,)


def _is_body(grammar: BodyGrammar, name: str, least: int = _LEAST_SUFFIX) -> bool:
    built_so = len(name) >= least and grammar.is_name(name)
    return built_so and not grammar["body_group"].search(name)


def _all_bodies(grammar: BodyGrammar, names: tuple[str, ...]) -> bool:
    return all(_is_body(grammar, name) for name in names)


def _parts(
    grammar: BodyGrammar,
    names: tuple[str, ...],
    text: str,
    *,
    town: str = "",
    joint_name: bool = False,
) -> tuple[Part, ...]:
    """Each body with its name, the name without its region, and the short forms of the text."""
    spellings = {name: dict.fromkeys(_spellings(grammar, name, text)) for name in names}
    for name in names if town else ():
        # 柳林镇农业技术推广站 is also 镇农业技术推广站, 农业技术推广站 and 农技站.
        core = name.partition(town)[2]
        spellings[name].update(dict.fromkeys((town[-1] + core, core)) if len(core) > 2 else {})
        spellings[name].update(dict.fromkeys(_short(grammar, core, text)) if core else {})
    if joint_name:
        for name in names:
            tail = grammar.tail_at_end.search(name)
            if tail is not None and len(tail[0]) > 1:
                spellings[name][tail[0]] = None
        spellings[names[0]].update(dict.fromkeys(_office(grammar, names[0], text).words))
    claimed = Counter(word for known in spellings.values() for word in known)
    return tuple(
        Part(name, tuple(word for word in known if claimed[word] == 1))
        for name, known in spellings.items()
    )


def _spellings(grammar: BodyGrammar, name: str, text: str) -> Iterator[str]:
    """The words that may name a body: its name, shorter names, short forms of the text."""
    for form in (name, *grammar.shortened(name)):
        if len(form) >= _LEAST_FORM:
            yield from _regionless(grammar, form)
            yield from _short(grammar, form, text)
    yield from (short for short in grammar.short_ends(name) if short in text)


def _regionless(grammar: BodyGrammar, name: str) -> list[str]:
    """盐淖旗教育局 is also 旗教育局 and 教育局; 旗活动中心 also 活动中心."""
    forms, placeless = [name], name
    if (party := grammar["of_party_committee"].match(name)) is not None:
        forms.extend((name[party.end() - 2 :], name[party.end() :]))
    if placeless[0] in grammar.marks:
        placeless = placeless[1:]
        forms.append(placeless)
    for mark, core in grammar.without_region(placeless):
        long = len(core) > 2 or core in grammar.short_forms
        forms.extend((mark + core, core) if long else (mark + core,))
    return forms


def _short(grammar: BodyGrammar, name: str, text: str) -> Iterator[str]:
    """The words of the text that keep characters of the name in their order: 教体局, 疾控中心.

    They begin as the name does (its region aside), are its end, or end in more than 局 or 委.
    """
    tail = grammar.tail_at_end.search(name)
    if tail is None:
        return
    stem, core = name[: tail.start()], _regionless(grammar, name)[-1]
    long = len(tail[0])
    words: dict[str, None] = {}
    most = len(stem)
    for before in {text[max(0, place - most) : place]: 0 for place in _places(tail[0], text)}:
        begin, left = len(before), most
        while begin and left and (at := stem.rfind(before[begin - 1], 0, left)) >= 0:
            begin, left = begin - 1, at
        words[before[begin:] + tail[0]] = None
    for word in words:
        placed = word[0] in grammar.marks and word[0] != core[0]  # 市政处 is no 政处
        unmarked = word[1:] if placed else word
        enough = len(word) + placed >= _LEAST_SUFFIX or grammar["short_suffix"].match(word)
        suffix = bool(enough) and name.endswith(word)
        begins = unmarked[0] == core[0] or long > 1
        if suffix or (begins and len(word) > long + 1):
            yield word


def _told(grammar: BodyGrammar, part: Part, text: str) -> bool:
    """Tell whether a clause of the text gives a figure of the part."""
    return any(
        grammar["body_alone"].match(text, start)
        and grammar["no_row_behind"].match(text, end)
        and grammar["figure_near"].match(text, end)
        for start, end in _named(part, text)
    )


def _heads(grammar: BodyGrammar, part: Part, text: str) -> bool:
    """Tell whether the part heads lines of its own: with a colon, or right above a figure."""
    for start, end in _named(part, text):
        line = text.rfind("\n", 0, start) + 1
        opens = line == start or grammar["head_ordinal"].fullmatch(text, line, start)
        if opens and grammar["head_below"].match(text, end):
            return True
    return False


def _named(part: Part, text: str) -> Iterator[tuple[int, int]]:
    """Where the words for the part stand; found without a pattern made for this text alone."""
    for word in part.words:
        for start in _places(word, text):
            yield start, start + len(word)


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _office(grammar: BodyGrammar, whole: str, text: str) -> Part:
    """The department's own office, whatever the text calls it."""
    body = grammar["own_ending"].sub("", whole)
    # 委员会 is 委机关, 办公室 is 办机关
    tail = grammar["ends_before_office"].search(body)
    offices = grammar.of("own")
    head = tail[0] if tail else ""
    region = grammar.region.match(body)
    heads = [head, region[0][-1] + head] if head and region else [head]  # 局机关, 市局机关
    words = [first + office for first in heads for office in offices]
    words.extend(grammar.of("own.alone"))
    for spelling in _spellings(grammar, body, text):
        words.extend(spelling + office for office in (*offices, *grammar.of("own.behind")))
    level = grammar.of("own.level")[0]
    return Part(f"{body}{level}", tuple(dict.fromkeys(words)), office=True)


def tiers(whole: str, text: str, grammar: Grammar) -> tuple[Part, ...]:
    """`全县一般公共预算收入12亿元；县本级8亿元`: levels of government that a text sets apart."""
    begins = grammar["tier_starts"].match
    places = (begins(text, word.start()) for word in grammar["tier_word"].finditer(text))
    named = tuple(dict.fromkeys(match["tier"] for match in places if match))
    if not named:
        return ()
    wide = tuple(word.word for word in grammar.of("tier.whole"))
    told = {match["whole"] for match in grammar["tier_told"].finditer(text)}
    # A tier is told of beside any whole, beside the one that its row names, or (省直) by itself.
    beside = {word.word: word.effect for word in grammar.of("tier.part")}
    apart = [
        name
        for name in named
        if (beside[name] in told if beside[name] in wide else told or beside[name])
    ]
    return (Part(whole, wide), *(Part(name, (name,)) for name in apart)) if apart else ()


def _groups(grammar: BodyGrammar, text: str) -> Iterator[Part]:
    """`下属单位…万元`: the units together, in the words of the text. `下属单位3个` counts them."""
    starts, near = grammar["body_starts"].match, grammar["figure_near"].match
    places = grammar["units_together"].finditer(text)
    named = [m for m in places if starts(text, m.start()) and near(text, m.end())]
    counted = grammar["counted_behind"].match
    for word in dict.fromkeys(match[0] for match in named):
        ends = (start + len(word) for start in _places(word, text))
        if not any(counted(text, end) for end in ends):
            yield Part(word, (word,))


def _listed(grammar: BodyGrammar, whole: str, text: str, outline: Outline) -> Iterator[str]:
    """The names of units in the sections that tell what bodies the disclosure covers."""
    open_list, within = False, grammar["within_body"].search
    covers = grammar["covers_bodies"].search
    for line in outline.lines:
        kind = outline.sections[line.section].kind if line.section >= 0 else ""
        line_text = text[line.content : line.end]
        if kind not in ("composition", "organisation"):
            goes_on = open_list and _is_body(grammar, line_text)
            told = kind == "overview" and (goes_on or grammar["covers_units"].search(line_text))
            for sentence in _SENTENCE_END.split(line_text) if told else ():
                yield from (unit for unit in _names(grammar, sentence) if unit not in whole)
            open_list = bool(told) and (goes_on or line_text.endswith("："))
            continue
        if line.level and line.heading:
            named = grammar["ends_bodies"].sub("", line_text.rstrip("。；："))  # `1.局本级决算。`
            one_more = grammar["own_ending"].search(named) or _is_body(grammar, named)
            open_list = open_list if one_more else kind == "composition"
        if not open_list and not covers(line_text):
            continue
        for sentence in _SENTENCE_END.split(line_text):
            clauses = [clause for clause in sentence.split("，") if not within(clause)]
            if len(clauses) < sentence.count("，") + 1:
                open_list = False
            listed = "，".join(clauses)
            if open_list or covers(listed):
                found = (unit for unit in _names(grammar, listed) if unit not in whole)
                units = kind == "composition" or grammar["of_units"].search(listed)
                yield from (
                    unit for unit in found if units or not grammar.office_at_end.search(unit)
                )
        announced = line_text.endswith("：") and covers(line_text)
        if announced and not grammar["within_alone"].search(line_text):
            open_list = True


def _names(grammar: BodyGrammar, sentence: str) -> Iterator[str]:
    listed = False
    for piece in _PIECE_END.split(sentence):
        for body in _pieces(grammar, piece):
            name = grammar["ends_bodies"].sub("", grammar["leads_bodies"].sub("", body))
            if "（" in name and grammar["own_ending"].search(name) is None:
                name = grammar["bears_other_name"].sub(r"\g<first>", name)
            # `种子服务站、园艺场`: behind a body in a row a short name is one, too
            short = listed and not grammar.office_at_end.search(name)
            listed = _is_body(grammar, name, _LEAST_FORM if short else _LEAST_SUFFIX)
            if listed:
                yield name


def _pieces(grammar: BodyGrammar, piece: str) -> Iterator[str]:
    """`局机关决算和下属事业单位某大队`: cut at each conjunction that stands behind a body."""
    begin = 0
    for match in grammar["between_bodies"].finditer(piece):
        first = piece[begin : match.start()]
        before = grammar["ends_bodies"].sub("", first)
        if grammar.tail_at_end.search(before) or grammar["own_ending"].search(before):
            yield first
            begin = match.end()
    yield piece[begin:]
