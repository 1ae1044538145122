"""Duties, internal units and platforms: in, the outline of the first part; out, one record for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.model import Duty, Platform, Source, Unit
from mingzhang.parse.bodies import BodyFinder
from mingzhang.parse.normal import Compact
from mingzhang.parse.sections import Line, Outline

_UNIT_NAME = re.compile(
    r"^(?P<name>[一-鿿（）]{2,30}?(?:办公室|中心|办|部|室|科|股|处|局|队|所|站|组|院|馆|委|会)[一二三]?办?)(?:（(?:职级)?(?P<rank>[^（）]{1,8})）)?(?P<rest>[：:，].*)?$"
)
_LISTED_UNIT = re.compile(
    r"(?:[一-鿿（）]{2,30}?(?:办公室|中心|[办部室科股处局队所站组院馆]))(?=[、，。；\n和及共等组]|$)"
)
_RANK = re.compile(r"^(?:职级)?((?:正|副)(?:科|股|处|厅|部)级?|(?:正|副)?(?:科|股|处|厅)级)$")
_DUTY_WORD = re.compile(
    r"负责|承担|组织|开展|协调|贯彻|拟订|拟定|指导|承办|完成|统筹|监督|参与|研究|推进|管理|落实|协助|做好|制定|执行|审核|受理|为|根据"
)
_INTRO = re.compile(r"如下|包括|分别是|下设|内设.*机构|职责是[：]?$|主要职责[：]")
_PLATFORM = re.compile(
    r"(?P<name>(?:[“\"][^”\"]{1,20}[”\"])?[A-Za-z0-9一-鿿+“”\"（）]{0,24}?"
    r"(?:信息化?系统|管理系统|业务系统|监察系统|决策系统|指挥系统|办公系统|会议系统|电子监察系统|制度系统|应用系统|(?:信息|数据|服务|管理|运行|调度|开放|交换|共享|监控|公共|指挥|协同办公|分析|信用|网格)*平台|门户网站|公众号|热线|数据库|指挥系统|OA[一-鿿]{0,10}系统|[专外内]网))"
)
_VERBS = (
    "规划建设", "建设管理", "建设与运维", "建设运维", "建设和维护", "建立", "建设", "搭建", "开发", "运维", "运行维护",
    "运营维护", "维护", "管理", "运行管理", "运行", "接听", "监管", "分派", "协调处理", "应用", "指导", "升级", "整合", "推广", "使用",
)
_VERB = re.compile("|".join(sorted(_VERBS, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the first part says of the body."""

    duties: tuple[Duty, ...]
    units: tuple[Unit, ...]
    platforms: tuple[Platform, ...]


def organisation(
    view: Compact, outline: Outline, source: Source, source_text: str, bodies: BodyFinder
) -> Organisation:
    """Read duties, units and platforms of one disclosure."""
    reader = _Reader(view, outline, source, source_text, bodies)
    reader.read()
    return Organisation(tuple(reader.duties), tuple(reader.units), tuple(reader.platforms))


class _Reader:
    def __init__(
        self, view: Compact, outline: Outline, source: Source, source_text: str, bodies: BodyFinder
    ) -> None:
        self.view = view
        self.outline = outline
        self.source = source
        self.source_text = source_text
        self.bodies = bodies
        self.duties: list[Duty] = []
        self.units: list[Unit] = []
        self.platforms: list[Platform] = []
        self.body = bodies.whole
        self.organising = False
        self.unit_open = False

    def read(self) -> None:
        for line in self.outline.lines:
            if line.section < 0:
                continue
            kind = self.outline.sections[line.section].kind
            words = self.view.text[line.start : line.end]
            if kind not in ("duties", "organisation") or self.outline.contents[0] <= line.start < self.outline.contents[1]:
                self.organising = False
                self.body = self.bodies.whole
                continue
            self._line(line, words, kind)

    def _line(self, line: Line, words: str, kind: str) -> None:
        own = self._own_kind(line)
        if own:
            self.organising = own == "organisation"
            self.unit_open = False
            self.body = self.bodies.whole
            if line.heading:
                return
        if line.heading and line.level and line.level <= 2 and not own:
            self.organising = kind == "organisation"
        switched = self.bodies.heading(words)
        if switched is not None and not self.organising:
            self.body = switched
            return
        if self.organising or self._opens_units(line, words):
            self.organising = True
            self._organisation(line)
        else:
            self._duty(line)

    def _own_kind(self, line: Line) -> str:
        section = self.outline.sections[line.section]
        start, _ = self.view.original(line.start, line.end)
        if section.start != start:
            return ""
        parent = self.outline.sections[section.parent] if section.parent >= 0 else None
        return section.kind if not parent or parent.kind != section.kind or line.level <= 2 else ""

    def _opens_units(self, line: Line, words: str) -> bool:
        intro = re.search(r"(?:内设|设)[^，。]{0,12}?(?:机构|科室|处室|股室)", words)
        return bool(intro) and bool(re.search(r"如下|包括|分别|：|、", words))

    # ---- duties

    def _duty(self, line: Line) -> None:
        words = self.view.text[line.content : line.end]
        if line.heading and not line.level and len(words) < 12:
            return
        if words.endswith("：") or not words.strip("。；"):
            return
        if not line.ordinal and not _DUTY_WORD.search(words):
            return
        start, end = self.view.original(line.content, line.end)
        duty = Duty(
            duty=f"{self.source.disclosure}-t{len(self.duties) + 1}",
            disclosure=self.source.disclosure,
            agency=self.source.agency,
            scope=self.body.name,
            scope_id=self.body.agency,
            number=line.ordinal,
            text=self.source_text[start:end].strip(),
            start=start,
            end=end,
        )
        self.duties.append(duty)
        self.platforms.extend(self._platforms(duty, line))

    def _platforms(self, duty: Duty, line: Line) -> Iterator[Platform]:
        position = line.content
        text = self.view.text
        while (match := _PLATFORM.search(text, position, line.end)) is not None:
            position = match.end()
            name_start = self._trim(match.start("name"), match.end("name"))
            clause = _clause(text, name_start, match.end(), line)
            verb = _verb_of(text, name_start, match.end(), clause)
            start, end = self.view.original(name_start, match.end())
            quote_start, quote_end = self.view.original(*clause)
            yield Platform(
                platform=f"{self.source.disclosure}-p{len(self.platforms) + 1 + self._count}",
                disclosure=self.source.disclosure,
                agency=self.source.agency,
                scope=duty.scope,
                name=self.source_text[start:end],
                verb=verb,
                duty=duty.duty,
                start=start,
                end=end,
                quote=self.source_text[quote_start:quote_end].strip(),
            )

    _count = 0

    def _trim(self, start: int, end: int) -> int:
        """Take verbs and conjunctions off the front of a platform's name."""
        text = self.view.text
        lead = re.compile(
            r"^(?:负责|承担|组织|协助|统筹|协调|指导|推进|建立|搭建|建设|开发|运维|管理|做好|为|对|全区|全市|全县|全省|和|与|及|的|各类|有关|相关|统一的|本|利用|通过|参与|升级|维护|实施|落实|完善|探索)+"
        )
        match = lead.match(text[start:end])
        cut = start + match.end() if match else start
        return cut if end - cut >= 3 else start

    # ---- units

    def _organisation(self, line: Line) -> None:
        words = self.view.text[line.content : line.end]
        named = _UNIT_NAME.match(words.rstrip("。：")) if line.ordinal else None
        colon = _UNIT_NAME.match(words) if line.ordinal else None
        match = colon if colon and colon["rest"] else named
        if match is not None and not _INTRO.search(match["name"]):
            self._unit(line, match)
        elif self.unit_open and self.units and _DUTY_WORD.search(words[:12]) and not line.ordinal:
            self._more_duties(line)
        else:
            self._listed(line, words)

    def _unit(self, line: Line, match: re.Match[str]) -> None:
        begin, end = self.view.original(line.content, line.content + len(match["name"]))
        rank = match["rank"] or ""
        ranked = _RANK.match(rank)
        name = match["name"] if not rank or ranked else f"{match['name']}（{rank}）"
        duties = (match["rest"] or "").lstrip("：，")
        self._append_unit(line.ordinal, name, "internal", ranked[1] if ranked else "", duties, begin, end)
        self.unit_open = True

    def _append_unit(
        self, number: str, name: str, kind: str, rank: str, duties: str, start: int, end: int
    ) -> None:
        self.units.append(
            Unit(
                unit=f"{self.source.disclosure}-u{len(self.units) + 1}",
                disclosure=self.source.disclosure,
                agency=self.source.agency,
                scope=self.body.name,
                number=number,
                name=name,
                kind=kind,
                rank=rank,
                parent=self.body.name,
                duties=duties,
                start=start,
                end=end,
            )
        )

    def _more_duties(self, line: Line) -> None:
        last = self.units[-1]
        start, end = self.view.original(line.start, line.end)
        words = self.source_text[start:end].strip()
        joined = f"{last.duties}\n{words}" if last.duties else words
        self.units[-1] = Unit(**{**_fields(last), "duties": joined})

    def _listed(self, line: Line, words: str) -> None:
        """`内设机构由A、B、C组成；分支机构由D、E组成`: units listed in a sentence."""
        self.unit_open = False
        kind = "internal"
        body = self.bodies.in_words(words)
        if body is not None:
            self.body = body
        position = line.content
        for part in re.split(r"(?<=[；。：])", words):
            kind = _kind_of(part, kind)
            listed = "、" in part or "由" in part
            if listed:
                self._names(part, position, kind)
            position += len(part)

    def _names(self, part: str, position: int, kind: str) -> None:
        for found in re.finditer(r"[^、，。；：由]+", part):
            name = re.sub(r"(?:共[一二三四五六七八九十\d]+个.*|组成|等.*)$", "", found.group())
            for piece in re.finditer(r"[^及和]+(?:和[^及和]{0,3}[^及和]*)?", name) if "中心及" in name else [None]:
                text = piece.group() if piece else name
                begin = position + found.start() + (piece.start() if piece else 0)
                if not _LISTED_UNIT.fullmatch(text) or _INTRO.search(text) or "机构" in text or len(text) > 30:
                    continue
                start, end = self.view.original(begin, begin + len(text))
                self._append_unit("", self.source_text[start:end], kind, "", "", start, end)


def _kind_of(part: str, kind: str) -> str:
    if "分支机构由" in part or part.startswith("分支机构"):
        return "branch"
    if re.search(r"下属|所属|直属", part) and "内设" not in part:
        return "subordinate"
    if "内设" in part:
        return "internal"
    return kind


def _fields(unit: Unit) -> dict[str, str | int]:
    names = Unit.__dataclass_fields__
    return {name: getattr(unit, name) for name in names}


def _clause(text: str, start: int, end: int, line: Line) -> tuple[int, int]:
    begin = max(text.rfind(stop, line.content, start) for stop in "；。，")
    begin = begin + 1 if begin >= 0 else line.content
    stops = [p for p in (text.find(stop, end, line.end) for stop in "；。，") if p >= 0]
    return begin, min(stops, default=line.end)


def _verb_of(text: str, start: int, end: int, clause: tuple[int, int]) -> str:
    """The verb behind the name (…平台的建设和维护) or else the nearest before it."""
    behind = re.match(r"(?:[^，；。]{0,30}?的)?((?:规划|建设|运维|运行|维护|管理|运营|开发|监管|日常|推广|应用|升级|接听|与|和|及|、)+)", text[end : clause[1]])
    if behind and _VERB.search(behind[1]):
        return behind[1].strip("、与和及")
    before = list(_VERB.finditer(text, clause[0], start))
    if before:
        return before[-1].group()
    later = _VERB.search(text, end, clause[1])
    return later.group() if later else ""
