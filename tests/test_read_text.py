"""Plain text sources: characters stay what they are, doubtful bytes are refused."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import package_records as records
from mingzhang import read
from mingzhang.model import Document, UserError
from mingzhang.read import FORMATS, reader_of, supported

PROSE = (
    "青屏县档案馆2024年度部门预算\r\n\r\n收入总计６８．８８万元，比上年增加3%。\n"
    "\u3000一、概况\t\f𠮷"
)
TRADITIONAL = "南栗市殘疾人聯合會2022年度部門決算，收入總計6萬元。"


def read_bytes(data: bytes, name: str = "原文.txt") -> Document:
    return read.read(replace(records.source(), path=Path(name), data=data))


def test_utf8_stays_as_it_is() -> None:
    document = read_bytes(PROSE.encode())
    assert document.text == PROSE
    assert document.encoding == "utf-8"
    assert (document.notes, document.grids, document.pages) == ((), (), ())


def test_a_byte_order_mark_is_a_character() -> None:
    """Offsets are those of the file decoded as UTF-8, so the mark may not vanish."""
    document = read_bytes(codecs.BOM_UTF8 + PROSE.encode())
    assert document.text == "\ufeff" + PROSE
    assert document.encoding == "utf-8"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0<"), min_size=1))
def test_any_utf8_is_kept_character_for_character(words: str) -> None:
    """Characters of marks are kept, too; only `<` may open HTML, which plain text refuses."""
    text = "预算" + words
    assert read_bytes(text.encode()).text == text


@pytest.mark.parametrize("codec", ["gb18030", "gbk"])
def test_gb18030_is_accepted_and_told(codec: str) -> None:
    text = PROSE.replace("𠮷", "") if codec == "gbk" else PROSE
    document = read_bytes(text.encode(codec))
    assert document.text == text
    assert document.encoding == "gb18030"
    (note,) = document.notes
    assert note.kind == "encoding"
    assert "GB18030" in note.message_zh
    assert "GB18030" in note.message_en
    assert (note.start, note.end) == (0, 0)


@pytest.mark.parametrize(
    ("codec", "mark", "text"),
    [
        ("utf-16-le", codecs.BOM_UTF16_LE, PROSE),
        ("utf-16-be", codecs.BOM_UTF16_BE, PROSE),
        ("utf-16-le", b"", PROSE),
        ("utf-16-be", b"", PROSE),
        ("utf-32-le", codecs.BOM_UTF32_LE, PROSE),
        ("big5hkscs", b"", TRADITIONAL),
        ("hz", b"", PROSE.replace("𠮷", "")),
    ],
)
def test_other_encodings_are_told_by_their_bytes(codec: str, mark: bytes, text: str) -> None:
    document = read_bytes(mark + text.encode(codec))
    assert document.text == text
    assert document.encoding == (codec[:6] if mark else codec)
    assert [note.kind for note in document.notes] == ["encoding"]


def test_the_project_s_documents_would_be_accepted_in_gb18030(repo_root: Path) -> None:
    paths = sorted((repo_root / "content" / "disclosures").glob("*/*/*.txt"))
    paths += sorted((repo_root / "tests" / "corpus").glob("*.txt"))
    assert len(paths) > 10
    for path in paths:
        text = path.read_bytes().decode("utf-8")
        assert read_bytes(text.encode("gb18030")).text == text


DAMAGED = PROSE.encode().replace("预算".encode(), "预算".encode()[:-1])
REFUSED = {
    "empty": (b"", "空的"),
    "blank": ("\ufeff \r\n\u3000\t\n".encode(), "空的"),
    "NUL": (b"a\0b", "第 2 个字节是空字符"),
    "half of a UTF-16 character": (codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le")[:-1], "UTF-16"),
    "UTF-16 without mark or Chinese": ("a table".encode("utf-16-le"), "空字符"),
    "Shift JIS": ("令和四年度予算のあらまし、わがまちの家計簿".encode("shift-jis"), "不是 UTF-8"),
    "Latin 1": ("Übersicht über Einnahmen für März".encode("latin-1") * 3, "不是 UTF-8"),
    "UTF-8 with one damaged character": (DAMAGED, "不是 UTF-8"),
    "UTF-8 cut off": (PROSE.encode()[:-1], "不是 UTF-8"),
    "PDF": (b"%PDF-1.7\n...", "PDF"),
    "DOCX": (b"PK\x03\x04...", "Word、Excel 或 ZIP"),
    "DOC": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "旧版 Word"),
    "RTF": (b"{\\rtf1\\ansi", "RTF"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "图片"),
    "noise": (bytes(range(128, 256)) * 20, "不是 UTF-8"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_no_text_is_refused_in_one_clear_line(why: str) -> None:
    data, words = REFUSED[why]
    with pytest.raises(UserError, match=re.escape(words)) as caught:
        read_bytes(data)
    assert caught.value.file == "原文.txt"
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_the_place_of_the_first_bad_byte_is_told() -> None:
    with pytest.raises(UserError, match="第 4 个字节"):
        read_bytes("预".encode() + b"\xff" + "算".encode())


@pytest.mark.parametrize("name", ["账.pages", "账", "账.txt.exe", ".txt"])
def test_other_formats_are_refused_with_those_that_are_not(name: str) -> None:
    with pytest.raises(UserError, match="暂不支持这种格式") as caught:
        read_bytes(PROSE.encode(), name)
    assert ".txt" in caught.value.remedy


def test_an_archive_is_to_be_unpacked() -> None:
    with pytest.raises(UserError, match=r"压缩包（\.zip）。请先解压"):
        read_bytes(PROSE.encode(), "账.zip")


def test_suffixes_may_be_upper_case() -> None:
    assert read_bytes(PROSE.encode(), "账.TXT").text == PROSE


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_supported_suffix_has_its_reader(suffix: str) -> None:
    """The list that users are shown holds exactly the formats that can be read."""
    if suffix in supported():
        assert callable(reader_of(Path(f"账{suffix}")))
    else:
        with pytest.raises(UserError, match="暂不支持"):
            reader_of(Path(f"账{suffix}"))
    assert {".txt"} <= set(supported())
