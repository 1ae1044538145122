"""DOC and WPS: in, an old Word file; out, what `docx` reads after LibreOffice has converted it."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import tempfile
from pathlib import Path

from mingzhang.model import Document, Source, UserError
from mingzhang.read import docx, html, limits

_PROGRAMS = ("soffice", "libreoffice")
INSTALL = "请安装 LibreOffice 后重试，或用 Word、WPS 另存为 DOCX 再加入"


def read(source: Source) -> Document:
    """Read an old Word or WPS file through LibreOffice; RTF under such a name too.

    A file that holds DOCX or HTML under the old suffix is read as what it is (WPS and web systems
    make such files). Raises `UserError` when LibreOffice is missing, fails or takes too long.
    """
    found = limits.kind(source.data)
    if found == "docx":
        return docx.read(source)
    if found == "html":
        return html.read(source)
    limits.expect(source, "ole", "rtf")
    converted = _converted(source, "rtf" if found == "rtf" else "doc")
    document = docx.read(dataclasses.replace(source, data=converted))
    return dataclasses.replace(document, source=source)


def _converted(source: Source, suffix: str) -> bytes:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UserError(source.path, "读取旧版 Word 或 WPS 文件需要 LibreOffice", INSTALL)
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder, f"source.{suffix}")
        original.write_bytes(source.data)
        command = [
            program,
            # A profile of its own: a LibreOffice that the user has open would take over otherwise.
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(original),
        ]
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=limits.CONVERT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            problem = f"LibreOffice 转换超过 {limits.CONVERT_SECONDS} 秒"
            raise limits.damaged(source, problem) from error
        result = Path(folder, "source.docx")
        if not result.exists():
            raise limits.damaged(source, "LibreOffice 不能打开这个文件（已损坏或加了密码）")
        return result.read_bytes()
