"""Files that hold files: in, files and texts; out, ZIPs, the same bytes for the same content."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

_MOMENT = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
# Compressed already: to deflate them again costs time and gains nothing.
_PACKED = frozenset({".xlsx", ".docx", ".zip", ".parquet", ".png", ".jpg", ".woff2", ".pf_index",
                     ".pf_fragment", ".pf_meta"})  # fmt: skip


def write_zip(path: Path, members: Iterable[tuple[str, Path | bytes]]) -> None:
    """Write the members, each a name in the archive with a file or its bytes, in their order."""
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
            entry.file_size = content.stat().st_size
            with content.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
