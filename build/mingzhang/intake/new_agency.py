"""A body that the vocabulary does not list yet: in, its printed name; out, a row of `agencies.csv`.

Only what the name itself says is filled in: the region by `regions.csv`, the level by the words of
the place, the kind by the last word. What is not known stays empty.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from mingzhang.common.simplified import simplified
from mingzhang.content.body_names import ACCOUNT_WORD, place_reported_on
from mingzhang.content.recognise import recognise
from mingzhang.model import Document, UserError
from mingzhang.paths import JOINED
from mingzhang.vocab import Agency, Region, Vocabulary
from mingzhang.vocab.bodies import BodyGrammar

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ID_CHARACTERS = 80
_NO_ID = re.compile(r"[^a-z0-9]")
_LEAST_PLACE = 2

_BEFORE_PLACE = re.compile(
    r"^(?:中国共产党|中共|共青团|中国共产主义青年团|政协|中国人民政治协商会议|国家税务总局|民盟|民革|民建|民进"
    r"|农工党|致公党|九三学社)"
)
_CENTRAL = re.compile(r"^(?:国家税务总局|中国人民银行|国家统计局)")
"""Bodies of the central government: the place in their name is not whose body they are."""
_INNER_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,10}?(?P<kind>自治县|县|区|旗|市|镇|乡|街道)(?=.{2})")
_NO_PLACE = re.compile(
    r"(?:城市|城乡|社区|园区|小区|校区|片区|景区|辖区|地区|山区|库区|林区|矿区|灌区|区县|城镇|乡镇|市区|超市|红旗)$"
)
_COMMITTEE = re.compile("委(?!员会)")
"""普陀区委社会工作部 is a department of 普陀区委."""
_ZONE = re.compile(r"(?:开发区|高新区|保护区|示范区|管理区|合作区|试验区|旅游区|保税区|度假区)$")
"""Zones have governments of several levels."""
_LEVELS = {
    "自治县": "county", "县": "county", "旗": "county", "区": "county",
    "镇": "township", "乡": "township", "街道": "township",
}  # fmt: skip
_KINDS: Mapping[str, str] = MappingProxyType({
    "人民政府": "government", "街道办事处": "subdistrict_office", "人民法院": "court",
    "人民检察院": "procuratorate", "委员会": "committee", "中心": "centre", "医院": "hospital",
    "大学": "school", "学院": "school", "中学": "school", "小学": "school", "学校": "school",
    "幼儿园": "school", "局": "bureau",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body is: the smallest listed region that its name prints, and the level it tells."""

    region: str
    level: str


def new_body(name: str, vocab: Vocabulary, text: str = "", *, agency: str = "") -> Agency:
    """Make the row of a body from its printed name; `agency` is an id that a person chose.

    `text` is the disclosure: a bare name of a county is taken for a listed one only if the text
    prints it with its province or prefecture before it somewhere.
    """
    official = simplified(name)
    place = place_of(official, vocab, text)
    return Agency(
        agency=agency or readable_id(official, place.region, vocab.bodies),
        name_zh=official,
        name_en="",
        region=place.region,
        level=place.level,
        kind=_kind(official),
        parent="",
        former_names=(),
        aliases=(name,) if name != official else (),
        same_body_as="",
        same_body_basis="",
        same_body_evidence_zh="",
        same_body_evidence_en="",
    )


def readable_id(name: str, region: str, grammar: BodyGrammar) -> str:
    """Return an id by the sound of the name: 白水县人民检察院 is baishuixian-renminjianchayuan.

    It depends on the name alone, so it is the same whichever file comes first. A name without a
    place gets the code of its region in front.
    """
    from pypinyin import lazy_pinyin  # slow to import, and few commands meet a new body

    place = grammar.place(name)
    rest = name.removeprefix(place)
    pieces = [*grammar.places_of(name), rest]
    if _COMMITTEE.match(rest) and len(pieces) > 1:
        pieces[-2:] = [pieces[-2] + rest[0], rest[1:]]
    heard = [_NO_ID.sub("", "".join(lazy_pinyin(piece)).lower()) for piece in pieces if piece]
    if len(place) < _LEAST_PLACE and region:
        heard.insert(0, f"cn{region}")
    whole = "-".join(piece for piece in heard if piece)
    if whole and len(whole) <= ID_CHARACTERS and whole != JOINED:
        return whole
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{whole[: ID_CHARACTERS - len(digest) - 1].strip('-')}-{digest}".strip("-")


def in_region(body: Agency, region: Region) -> Agency:
    """Put a body into a region that a person chose; the id stays."""
    level = body.level if body.level == "township" else region.level
    return replace(body, region=region.code, level=level)


def place_of(name: str, vocab: Vocabulary, text: str = "") -> Place:
    """Tell region and level from the place that a name begins with."""
    rest = _BEFORE_PLACE.sub("", name)
    region: Region | None = None
    while True:
        deeper = _region_at(rest, region, vocab, text)
        if deeper is None:
            break
        region, rest = deeper, rest.removeprefix(deeper.name_zh)
    code = region.code if region else ""
    if _CENTRAL.match(name):
        return Place(code, "")
    inner = _inner_levels(rest)
    if inner:
        return Place(code, next((level for level in reversed(inner) if level), ""))
    if region is None and re.match(r"^[\u4e00-\u9fff]{1,8}?省(?=.{2})", rest):
        return Place("", "province")
    level = region.level if region else ""
    # Schools and hospitals are named after a province without belonging to its government.
    named_after = level == "province" and _kind(name) in ("school", "hospital")
    return Place(code, "" if named_after else level)


def _kind(name: str) -> str:
    return next((kind for end, kind in _KINDS.items() if name.endswith(end)), "")


def _region_at(rest: str, above: Region | None, vocab: Vocabulary, text: str) -> Region | None:
    """Return the listed region that `rest` begins with, below `above` when that is given."""
    fitting = [
        region
        for region in vocab.regions.values()
        if rest.startswith(region.name_zh) and len(rest) > len(region.name_zh) + 1
    ]
    if above is not None:
        fitting = [region for region in fitting if _is_below(region, above, vocab)]
    else:
        # Districts of the same name lie in several provinces, and new ones may not be listed yet.
        fitting = [r for r in fitting if r.level != "county" or _placed(r, vocab, text)]
    longest = max((len(region.name_zh) for region in fitting), default=0)
    best = [region for region in fitting if len(region.name_zh) == longest]
    # Two districts of one province may share a name: which one is meant is then not known.
    return best[0] if len(best) == 1 else None


def _is_below(region: Region, above: Region, vocab: Vocabulary) -> bool:
    return any(parent.code == above.code for parent in _parents(region, vocab))


def _placed(region: Region, vocab: Vocabulary, text: str) -> bool:
    return any(parent.name_zh + region.name_zh in text for parent in _parents(region, vocab))


def _parents(region: Region, vocab: Vocabulary) -> Iterator[Region]:
    parent = vocab.regions.get(region.parent)
    while parent is not None:
        yield parent
        parent = vocab.regions.get(parent.parent)


def _inner_levels(rest: str) -> list[str]:
    """The levels of the places that follow a listed region, none of them listed."""
    levels: list[str] = []
    while (match := _INNER_PLACE.match(rest)) and not _NO_PLACE.search(match[0]):
        # A city that is not listed may be of either level; nothing is said of it.
        levels.append("" if _ZONE.search(match[0]) else _LEVELS.get(match["kind"], ""))
        rest = rest[match.end() :]
    return levels


def with_body(vocab: Vocabulary, body: Agency) -> Vocabulary:
    """Return the vocabulary with one more body."""
    agencies = {**vocab.agencies, body.agency: body}
    return replace(vocab, agencies=dict(sorted(agencies.items())))


def with_body_of(document: Document, vocab: Vocabulary, name: str | None = None) -> Vocabulary:
    """Add the body of a loose file: its figures have a body, though no vocabulary lists it.

    It is called by `name`, what its text tells, the place that it reports on, or the file's name
    where that tells no account (财政决算的报告 is nobody's name): else no body is added.
    """
    source, stem = document.source, document.source.path.stem
    name = name or recognise(document.text, stem, vocab).name
    name = name or place_reported_on(document.text, vocab.bodies)
    if not name and ACCOUNT_WORD.search(stem):
        return vocab
    return with_body(vocab, new_body(name or stem, vocab, agency=source.agency))


def check_id(agency: str) -> None:
    """Refuse an id that could not be a folder and an address. Raises UserError."""
    if ID.fullmatch(agency) is None or len(agency) > ID_CHARACTERS or agency == JOINED:
        remedy = "请用小写英文字母、数字和连字符，例如官方的英文名称或拼音地名"
        raise UserError("--agency", f"机构编号“{agency}”不能用", remedy)


def with_row(table: str, body: Agency) -> str:
    """Return the text of `agencies.csv` with the row of one more body, in the order of the ids.

    `table` is the file as it is; its other lines, its line ends and its byte order mark stay.
    """
    columns = next(csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    known = {field.name: getattr(body, field.name) for field in fields(body)}
    values = ["|".join(v) if isinstance(v := known.get(c, ""), tuple) else v for c in columns]
    ending = "\r\n" if "\r\n" in table else "\n"
    row = io.StringIO()
    csv.writer(row, lineterminator=ending).writerow(values)
    records = list(_records(table))
    if not records[-1].endswith(("\n", "\r")):
        records[-1] += ending
    key = columns.index("agency")
    place = next(
        (n for n, line in enumerate(records[1:], 1) if _value(line, key) > body.agency),
        len(records),
    )
    return "".join((*records[:place], row.getvalue(), *records[place:]))


def _value(record: str, column: int) -> str:
    row = next(csv.reader(io.StringIO(record, newline="")), [])
    return row[column] if len(row) > column else ""


def _records(table: str) -> Iterator[str]:
    """Split a CSV text into its records; a quoted value may hold line ends."""
    record = ""
    for line in table.splitlines(keepends=True):
        record += line
        if record.count('"') % 2 == 0:
            yield record
            record = ""
    if record:
        yield record
