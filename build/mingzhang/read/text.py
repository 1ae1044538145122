"""Plain text: in, a source whose bytes are characters; out, the same characters as a `Document`.

Tables pasted into it, their cells parted by tabs, become grids.
"""

from __future__ import annotations

from mingzhang.common.encoding import decode
from mingzhang.model import Document, Note, Source, UserError
from mingzhang.read import text_tables


def read(source: Source) -> Document:
    """Decode a text source, character for character: nothing is normalised, so that offsets hold.

    A file in GB18030 is accepted and gets a note of kind `encoding`.
    Raises UserError for an empty file and for bytes that are no text.
    """
    text, encoding = decode(source.data, source.path)
    if not text.strip("\ufeff \t\r\n\f\v\u3000\xa0"):
        raise UserError(source.path, "文件是空的，没有任何文字", "请放入公开文件的原文")
    notes = () if encoding == "utf-8" else (_encoding_note(encoding),)
    return Document(
        source=source, text=text, encoding=encoding, notes=notes, grids=text_tables.grids(text)
    )


def _encoding_note(encoding: str) -> Note:
    name = encoding.upper()
    return Note(
        kind="encoding",
        start=0,
        end=0,
        message_zh=f"原文件不是 UTF-8，按 {name} 编码读取；位置按解码后的字符计。",
        message_en=f"The source is not UTF-8; it was read as {name}. Offsets count the characters.",
    )
