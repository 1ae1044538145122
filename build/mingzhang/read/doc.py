"""DOC, WPS, RTF, ODT: in, such a file; out, what `docx` reads once LibreOffice has converted it."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from pathlib import Path

from mingzhang.model import Document, Source, UserError
from mingzhang.read import cage, docx, limits

_SUFFIXES = {"ole": "doc", "rtf": "rtf", "odt": "odt", "wordml": "xml"}
PROGRAMS = ("soffice", "libreoffice")
INSTALL = "请安装 LibreOffice 后重试，或用 Word、WPS 另存为 DOCX 再加入"


def read(source: Source) -> Document:
    """Read an old Word or WPS file, RTF, ODT or Word's XML, through LibreOffice.

    Raises `UserError` when LibreOffice is missing, fails or takes too long.
    """
    limits.expect(source, *_SUFFIXES)
    converted = _converted(source, _SUFFIXES[limits.kind(source.data)])
    document = docx.read(dataclasses.replace(source, data=converted))
    return dataclasses.replace(document, source=source)


def _converted(source: Source, suffix: str) -> bytes:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UserError(source.path, "读取旧版 Word 或 WPS 文件需要 LibreOffice", INSTALL)
    end, made = convert(program, source.data, suffix, "docx:MS Word 2007 XML")
    if end is not cage.End.DONE:
        raise limits.damaged(source, _ENDS[end])
    if limits.kind(made) != "docx":
        raise limits.damaged(source, "LibreOffice 不能打开这个文件（已损坏或加了密码）")
    return made


def convert(program: str, data: bytes, suffix: str, to: str) -> tuple[cage.End, bytes]:
    """Let LibreOffice make a file of another format: how it ended, and the bytes, if any.

    `to`: the new suffix, a colon and the name of LibreOffice's filter.
    """
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder, f"source.{suffix}")
        original.write_bytes(data)
        result = Path(folder, "made", f"source.{to.partition(':')[0]}")
        command = [
            program,
            # A profile of its own: a LibreOffice that the user has open would take over otherwise.
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", to, "--outdir", str(result.parent)),
            str(original),
        ]
        end = cage.run(
            command, limits.CONVERT_SECONDS, limits.CONVERT_MEMORY, limits.MAX_FILE_BYTES
        )
        return end, result.read_bytes() if result.exists() else b""


_ENDS = {
    cage.End.LATE: "LibreOffice 转换超时，已停止",
    cage.End.KILLED: "LibreOffice 转换时中断：文件已损坏，或展开后过大",
}
