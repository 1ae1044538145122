"""The search index in one order: in, the folder that Pagefind wrote; out, the same index again.

Pagefind writes the values of a filter in the order of a hash table, which differs from run to run,
and names files after their bytes. The values are sorted here, and the files named anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import cbor2

MARK = b"pagefind_dcd"
"""What Pagefind puts before the bytes of each part of its index."""
ENTRY = "pagefind-entry.json"


def in_order(folder: Path) -> None:
    """Sort the values of every filter below `folder`, and give its files the names of their bytes.

    Raises ValueError when the index is not built as Pagefind 1.5 builds it.
    """
    entry = folder / ENTRY
    listed = json.loads(entry.read_text(encoding="utf-8"))
    for code, language in listed["languages"].items():
        language["hash"] = _language_in_order(folder, code, language["hash"])
    entry.write_text(json.dumps(listed, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _language_in_order(folder: Path, code: str, name: str) -> str:
    """Put the filters of one language in order; return the new name of its list of parts."""
    path = folder / f"pagefind.{name}.pf_meta"
    parts = _read(path)
    for old in sorted((folder / "filter").glob(f"{code}_*.pf_filter")):
        title, values = cbor2.loads(_read(old))
        data = cbor2.dumps([title, sorted(values)])
        digest = hashlib.sha256(data).hexdigest()
        new = f"{code}_{digest[: len(old.stem) - len(code) - 1]}"
        old.unlink()
        _write(folder / "filter" / f"{new}.pf_filter", data)
        # Names keep their length, so the list around them stays sound.
        parts = parts.replace(old.stem.encode(), new.encode())
    path.unlink()
    digest = hashlib.sha256(parts).hexdigest()
    renamed = f"{code}_{digest[: len(name) - len(code) - 1]}"
    _write(folder / f"pagefind.{renamed}.pf_meta", parts)
    return renamed


def _read(path: Path) -> bytes:
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(MARK):
        raise ValueError(f"{path.name} does not begin as Pagefind's files do")
    return data.removeprefix(MARK)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(MARK + data, mtime=0))
