"""Bytes of a text file to characters: in, bytes; out, the text and the encoding that fits them.

A byte order mark of UTF-16 or UTF-32 is believed; UTF-16 without one is told by its blanks and
its words. Then UTF-8 (its mark stays as a character, so
that offsets hold), HZ, and the one of GB18030 and Big5 that reads like Chinese prose. Nothing is
guessed beyond that: a wrong guess publishes mojibake. What a file declares is often untrue.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from mingzhang.model import UserError

SAVE_AS_UTF8 = "请用文本编辑器打开，另存为 UTF-8 编码的纯文本（.txt）后重试"

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its mark begins with that of UTF-16."""
_UNMARKED = ("utf-16-le", "utf-16-be")
_CHINESE = ("gb18030", "big5hkscs")

# Text that is read with a wrong code page hardly ever contains these; Chinese prose always does.
_FREQUENT = frozenset(
    "，。、：；（）“”《》　的一二三四五六七八九十年月日第部分门门單单位预算决支出收入元万为"
    "和情况说明中国人民政府市区县局委办公开概名词解释共是在有无不与及其他"
    "門預決總計總计經经費费級级"
)
_FREQUENT_SHARE = 0.1

# Marks of binary files that people rename to .txt, with what they are.
_BINARY = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "Word、Excel 或 ZIP 压缩文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word、Excel 或 WPS 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
)


def decode(data: bytes, file: str | Path) -> tuple[str, str]:
    """Return the text of `data` and the encoding that it was read with (Python's name for it).

    Raises UserError (naming `file`) for bytes that are no text in any of the encodings.
    """
    for mark, name in _BINARY:
        if data.startswith(mark):
            raise UserError(
                file, f"扩展名是文本，内容却是{name}", "请改用正确的扩展名，或另存为纯文本"
            )
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked:
        return _marked(data, marked, file), marked
    if b"\0" in data:
        unmarked = [name for name in _UNMARKED if _share(data, name) >= _FREQUENT_SHARE]
        if len(unmarked) == 1:
            return data.decode(unmarked[0]), unmarked[0]
        place = data.index(b"\0")
        raise UserError(file, f"第 {place + 1} 个字节是空字符（NUL），不是文本文件", SAVE_AS_UTF8)
    if b"~{" in data and data.isascii() and _share(data, "hz") >= _FREQUENT_SHARE:
        return data.decode("hz"), "hz"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        encoding = max(_CHINESE, key=lambda name: _share(data, name))
        if _share(data, encoding) < _FREQUENT_SHARE:
            problem = (
                f"不是 UTF-8 编码（第 {error.start + 1} 个字节起无法识别），也不像 GB18030 或 Big5"
            )
            raise UserError(file, problem, SAVE_AS_UTF8) from error
    return data.decode(encoding), encoding


def _marked(data: bytes, encoding: str, file: str | Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        problem = f"文件以 {encoding.upper()} 的标记开头，内容却不是"
        raise UserError(file, problem, SAVE_AS_UTF8) from error


def _share(data: bytes, encoding: str) -> float:
    """Tell which share of what is not ASCII would be frequent Chinese characters."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    beyond_ascii = [character for character in text if character > "\x7f"]
    frequent = sum(character in _FREQUENT for character in beyond_ascii)
    return frequent / max(len(beyond_ascii), 1)
