"""Which body a text speaks of: in, the agency and the vocabularies; out, names found in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingzhang.parse.spelling import clean
from mingzhang.vocab import Agency, Vocabulary

_WHOLE = (
    "本部门",
    "本单位",
    "我部门",
    "我单位",
    "本局",
    "我局",
    "本委",
    "我委",
    "本中心",
    "我中心",
)
_BODY = re.compile(
    r"^(?:(?:19|20)\d{2}年度?)?([一-鿿（）]{2,30}?(?:纪检委|纪委监委|委员会|政府|办公室|管理局|中心|街道办?|[局委办院厅署校馆站所队会镇乡]))"
    r"(?:本级|机关|（本级）)?(?:部门|单位)?(?:的|共有?|实有|现有|车辆)?$"
)
_SCOPE_LINE = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[、.）)])?([一-鿿（）·]{2,30}?(?:中心|委员会|办公室|[局委办院厅署校馆站所队会部处]|本级|机关))(?:（本级）|本级|机关)?：$"
)
_NO_BODY = re.compile(
    r"其中|包括|如下|职责|设置|主要|情况|部门决算|部门预算|科室|机构|各|全部|支部|内设|党组"
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body found: its official (or printed) name, its id if it is known, and the words."""

    name: str
    agency: str
    printed: str


class BodyFinder:
    """Finds the bodies that one disclosure may speak of: its agency, and what belongs to it."""

    def __init__(self, agency: str, vocab: Vocabulary, units: tuple[str, ...] = ()) -> None:
        known = vocab.agencies.get(agency)
        self.whole = Body(known.name_zh if known else agency, agency if known else "", "")
        self._names: dict[str, Body] = {}
        family = [a for a in vocab.agencies.values() if _related(a, known)] if known else []
        # Names as they are written come first: a shortened one never takes another body's name.
        for shorten in (False, True):
            for member in family:
                for name in (member.name_zh, *member.former_names, *member.aliases):
                    body = Body(member.name_zh, member.agency, name)
                    for spelling in _spellings(clean(name)) if shorten else [clean(name)]:
                        self._names.setdefault(spelling, body)
        for unit in units:
            self._names.setdefault(clean(unit), Body(unit, "", unit))
        for word in _WHOLE:
            self._names.setdefault(word, self.whole)
        longest = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest)))
        self._related = len({body.name for body in self._names.values()}) > 1

    def in_words(self, words: str) -> Body | None:
        """The last known body that the words name; None when they name none."""
        found = None
        for match in self._pattern.finditer(words):
            found = self._names[match.group()]
            found = Body(found.name, found.agency, match.group())
        return found

    def heading(self, line: str) -> Body | None:
        """The body that a line like `营商局：` switches to; None for any other line."""
        match = _SCOPE_LINE.match(line)
        if match is None or len(line) > 40:
            return None
        name = match[1]
        if name in self._names:
            return Body(self._names[name].name, self._names[name].agency, name)
        if _NO_BODY.search(name):
            return None
        return Body(name, "", name)

    def foreign(self, words: str) -> Body | None:
        """A body that the words name and that is none of the disclosure's own."""
        if not words or self._pattern.search(words):
            return None
        match = _BODY.match(words)
        if match is None or _NO_BODY.search(match[1]) or len(match[1]) < 4:
            return None
        if match[1] in self.whole.name or any(name in match[1] for name in self._names):
            return None
        return Body(match[1], "", match[1])


_REGION = re.compile(
    r"^[一-鿿]{2,8}?(?:自治区|自治州|自治县|地区|省|市|州|盟|区|县|旗)(?=[一-鿿]{2})"
)
_LEAST_CORE = 3


def _spellings(name: str) -> list[str]:
    """The name as printed, without its region, and with 区 or 市 or 县 alone in the region's place.

    盘锦市大洼区网格管理中心 is also 大洼区网格管理中心, 区网格管理中心 and 网格管理中心.
    """
    result = [name]
    bare = re.sub(r"（[^）]*）$", "", name)
    if bare != name:
        result.append(bare)
    while (region := _REGION.match(bare)) is not None and len(bare) - region.end() >= _LEAST_CORE:
        mark, bare = region.group()[-1], bare[region.end() :]
        result.extend((mark + bare, bare))
    return result


def _related(other: Agency, agency: Agency) -> bool:
    linked = other.agency in (agency.agency, agency.same_body_as)
    return linked or other.parent == agency.agency
