"""Files that hold files: in, files and texts; out, ZIPs, the same bytes for the same content."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_MOMENT = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
# Compressed already: to deflate them again costs time and gains nothing.
_PACKED = frozenset({".xlsx", ".docx", ".zip", ".parquet", ".png", ".jpg", ".woff2", ".pf_index",
                     ".pf_fragment", ".pf_meta"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deflated:
    """A file as it lies in an archive: to deflate takes longer than all else that is done to it."""

    data: bytes
    size: int
    checksum: int


def deflated(content: bytes) -> Deflated:
    """Deflate a file as `write_zip` does."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = packer.compress(content) + packer.flush()
    return Deflated(data, len(content), zlib.crc32(content))


Content = Path | bytes | Deflated


def write_zip(path: Path, members: Iterable[tuple[str, Content]]) -> None:
    """Write the members, each a name in the archive with what it holds, in their order."""
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            packed = Path(name).suffix in _PACKED
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            if isinstance(content, bytes):
                archive.writestr(entry, content)
                continue
            if isinstance(content, Deflated):
                _put(archive, entry, content)
                continue
            entry.file_size = content.stat().st_size
            with content.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _put(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content: Deflated) -> None:
    """Write a member as `ZipFile.mkdir` writes one: the library has no call for deflated bytes."""
    assert archive.fp is not None
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.file_size, entry.compress_size = content.size, len(content.data)
    entry.CRC, entry.header_offset = content.checksum, archive.start_dir
    archive.fp.seek(archive.start_dir)
    archive.fp.write(entry.FileHeader(False) + content.data)
    archive.start_dir = archive.fp.tell()
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
