"""Titles and units of tables: in, the lines before a table and its first rows; out, two strings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from mingzhang.read import page_numbers

_SPACE = re.compile(r"\s+")
_UNIT = re.compile(
    r"(?:单位|單位)[:：为為（(]?(?:人民币|人民幣)?[:：]?"
    r"(亿元|万元|千元|百元|億元|萬元|元(?![氏宝寶江谋謀阳陽]))"
)
"""In a text without blanks. 编制单位：元氏县… names a body: six places begin with 元."""
_UNIT_IN_HEAD = re.compile(r"[（(]\s*(亿元|万元|千元|元)\s*[）)]")
_NUMBER = "[\\d一二三四五六七八九十]*"
_FURNITURE = re.compile(
    r"^(公开|预算|预决|决算|财决|批复|附)?\s*\d*\s*表\s*$"
    rf"|^[（(]?(表|附表|附件|公开|财决){_NUMBER}[-－—]?{_NUMBER}表?[:：]?[）)]?$"
    r"|^[（(]?(续表?|接上表|按.{1,12}分类)[）)]?$"
)
_FORM = re.compile(
    r"^[（(]?(?=.*[\d一二三四五六七八九十])(?:部门|单位|公开|预算|决算|预决算|财决|财预|批复|附|续|第)*"
    rf"{_NUMBER}(?:[-－—.]{_NUMBER})?表{_NUMBER}(?:[-－—.]{_NUMBER})*[)）]?$"
)
"""The number of a form (部门公开表1, 财决公开01表, 公开02表-1), which is no title."""
_CONTINUED = re.compile(
    r"[（(]?(?:续表|接上表|续上表|上接.{0,6}表|续)\d*[）)]?|.{4,50}表(?:[（(]续表?\d*[）)]|续\d*)"
)
_HEADER_LINE = re.compile(
    r"^(编制|填报|预算|主管|公开)?(单位|部门|部门（单位）|单位（部门）)(名称)?"
    r"([（(].{1,6}[）)])?\s*[:：]"
)
_PERIOD = re.compile(r"^\d{4}\s*年(度|\d{1,2}月(\d{1,2}日)?)?$|^(金额)?单位\s*[:：]")
_ACCOUNT = re.compile(r".{3,40}(?:19|20)\d{2}年度?(?:部门|单位)?(?:预算|决算)(?:公开)?")
"""The name of a whole account: it stands above each of its tables, and is the title of none."""
_YEAR = re.compile(r"\d{4}年度?")
_DIGIT = re.compile(r"\d")
_TITLE = re.compile(r"表([（(].*[）)]|[\s\-－—]*[\d一二三四五六七八九十]{0,2})$")
NOTE_ROW = re.compile(
    r"^(注|备注|说明|附注|填表说明)\s*[\d一二三四五六七八九十]*\s*[:：.、]|。$|^[*※]"
)
_SIGNED = re.compile(
    r"^.{0,6}(负责人|领导|主管|会计|制表|填表|填报|审核|复核|经办|联系)(人|员|日期|电话)*[:：]"
)
"""Who signed a table: a row of these words below it is none of its rows."""
MAX_TITLE = 60
"""Characters of a title: the longest statutory one has 35, a name of a body before it 25 more."""
BESIDE = 4
"""Characters of a word that stands beside a title and is none of the table's."""
LOOK_BACK = 6
"""Lines between a title and its table: number of the table, body, date, unit stand there."""
HEAD_ROWS = 4
"""Rows of a table in which its heads may print the unit."""


def squeezed(text: str) -> str:
    """Drop every blank: titles and heads are often spaced out."""
    return _SPACE.sub("", text)


def unit_of(texts: Sequence[str]) -> str:
    """Return 万元, 元 … when one of the texts prints it as the unit of a table, else ""."""
    for text in texts:
        match = _UNIT.search(squeezed(text))
        if match:
            return match[1].replace("億", "亿").replace("萬", "万")
    return ""


def unit_in_head(texts: Sequence[str]) -> str:
    """Return the unit that a column head carries in brackets (金额（万元）), else ""."""
    for text in texts:
        match = _UNIT_IN_HEAD.search(text)
        if match:
            return match[1]
    return ""


def is_header_line(text: str) -> bool:
    """Tell whether a line belongs to a table's frame: its number, the body, the date, the unit."""
    plain = squeezed(text)
    if not plain or len(plain) > MAX_TITLE:
        return False
    return bool(
        _FURNITURE.search(plain)
        or _FORM.search(plain)
        or _HEADER_LINE.search(plain)
        or _PERIOD.search(plain)
        or (unit_of((plain,)) and not _TITLE.search(plain))
    )


def is_title(text: str) -> bool:
    """Tell whether a line is the title of a table by its own words."""
    plain = squeezed(text)
    return (
        4 <= len(plain) <= MAX_TITLE
        and not re.search(r"[。；;]|^注|^说明|见.{0,8}表$|如下表|无数据", plain)
        and bool(_TITLE.search(_without_unit(plain)))
        and not is_header_line(plain)
    )


def is_title_row(texts: Sequence[str]) -> bool:
    """Tell a row that holds a title, and at most a short word beside it (返回, 校验, 公开01表)."""
    if not texts or len(texts) > 2 or not is_title(texts[0]):
        return False
    beside = [squeezed(text) for text in texts[1:]]
    return all(
        is_header_line(text) or (len(text) <= BESIDE and not _DIGIT.search(text)) for text in beside
    )


def goes_on(text: str) -> bool:
    """Tell a line that says that the next table goes on with the one before (续表)."""
    return _CONTINUED.fullmatch(squeezed(text)) is not None


def title_before(lines: Sequence[str]) -> str:
    """Return the title among the lines before a table (in order of reading), else "".

    A line that ends in 表 is one, also behind the note of the table above; failing that, the
    nearest short line that is no sentence.
    """
    nearest = ""
    for text in reversed(lines[-LOOK_BACK:]):
        plain = squeezed(text).strip("*#")
        if NOTE_ROW.search(plain) and is_title(behind := plain.rpartition("。")[2]):
            plain = behind
        furniture = is_header_line(plain) or is_page_number([plain]) or _ACCOUNT.fullmatch(plain)
        if not plain or furniture:
            continue
        if is_title(plain):
            return _without_unit(plain)
        if len(plain) > MAX_TITLE or re.search(r"[。；;：:，,]|\d\.\d|\d[万亿]?元", plain):
            break
        nearest = nearest or plain
    return _without_unit(nearest)


def around(lines: Sequence[str], heads: Sequence[str]) -> tuple[str, str]:
    """Return title and unit of a table, "" each, from the lines before it and its heads' words."""
    near = lines[-LOOK_BACK:]
    parted = [a + b for a, b in pairwise(near) if a.rstrip().endswith(("：", ":"))]
    unit = unit_of(near[::-1]) or unit_of(parted) or unit_of(heads) or unit_in_head(heads)
    return title_before(near), unit


def is_frame(texts: Sequence[str]) -> bool:
    """Tell whether a row with these words is the frame of a table: its title, unit, body, a note.

    A row without words is.
    """
    if not texts:
        return True
    if is_title_row(texts) or (len(texts) == 1 and NOTE_ROW.search(texts[0])):
        return True
    if len(texts) == 1 and _ACCOUNT.fullmatch(squeezed(texts[0])):
        return True
    if len({plain for plain in map(squeezed, texts) if _YEAR.fullmatch(plain)}) > 1:
        return False  # 2024年度 beside 2023年度: heads, each of the columns below it
    return is_header_line(texts[0]) and all(
        is_header_line(text) or len(text) <= MAX_TITLE for text in texts[1:]
    )


def is_page_number(texts: Sequence[str]) -> bool:
    """Tell whether a row holds the number of a page alone: it is none of the table's."""
    return len(texts) == 1 and page_numbers.is_dressed(texts[0])


def is_signed(texts: Sequence[str]) -> bool:
    """Tell whether a row below a table names who signed it."""
    return bool(texts) and all(_SIGNED.search(squeezed(text)) for text in texts)


def of_caption(caption: str) -> str:
    """Return the title that a caption gives, without the unit; "" when it holds nothing else."""
    title = _without_unit(squeezed(caption))
    return "" if is_header_line(title) else title


def _without_unit(text: str) -> str:
    return re.sub(r"[（(]?(金额)?单位[:：]?(人民币)?[亿万千百]?元[）)]?$", "", text)
