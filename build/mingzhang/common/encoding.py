"""Bytes of a text file to characters: in, bytes; out, the text and the encoding that fits them.

UTF-8 first (a byte order mark stays as a character, so that offsets hold), then GB18030 when the
result reads like Chinese prose. Nothing is guessed beyond that: a wrong guess publishes mojibake.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from mingzhang.model import UserError

SAVE_AS_UTF8 = "请用文本编辑器打开，另存为 UTF-8 编码的纯文本（.txt）后重试"

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

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
    """Return the text of `data` and the encoding (`utf-8` or `gb18030`) that it was read with.

    Raises UserError (naming `file`) for bytes that are no text in either encoding.
    """
    for mark, name in _BINARY:
        if data.startswith(mark):
            raise UserError(
                file, f"扩展名是文本，内容却是{name}", "请改用正确的扩展名，或另存为纯文本"
            )
    if data.startswith(_UTF16):
        raise UserError(file, "文件是 UTF-16 或 UTF-32 编码", SAVE_AS_UTF8)
    if b"\0" in data:
        place = data.index(b"\0")
        raise UserError(file, f"第 {place + 1} 个字节是空字符（NUL），不是文本文件", SAVE_AS_UTF8)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text = _as_gb18030(data)
        if text is None:
            problem = f"不是 UTF-8 编码（第 {error.start + 1} 个字节起无法识别），也不像 GB18030"
            raise UserError(file, problem, SAVE_AS_UTF8) from error
    return text, "gb18030"


def _as_gb18030(data: bytes) -> str | None:
    """Decode as GB18030, or None when it cannot be, or when what comes out is no Chinese prose."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    beyond_ascii = [character for character in text if character > "\x7f"]
    frequent = sum(character in _FREQUENT for character in beyond_ascii)
    return text if frequent >= _FREQUENT_SHARE * len(beyond_ascii) else None
