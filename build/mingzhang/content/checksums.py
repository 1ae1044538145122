"""Checksums that nobody has registered yet: in, the folders of disclosures; out, each filled in.

A person who adds a file on a web page cannot compute one; from the first build on it is registered
and every later change of the file is told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from mingzhang.common.folder_swap import put_file
from mingzhang.common.yaml_file import LOADER

_EMPTY = re.compile(r"(?m)^sha256:[ \t]*(?:\"\"|'')?[ \t]*(?:#.*)?\r?$")
_FILE = re.compile(r"(?m)^file:.*(?:\n|\Z)")


def fill_in(disclosures: Path, name: str) -> Iterator[Path]:
    """Register the checksum of each main file that has none; yield the metadata files changed.

    `name` is that of the metadata files. Files that are not as they should be are left alone:
    loading tells what is wrong with them.
    """
    for described in sorted(disclosures.glob(f"*/*/{name}")):
        if not described.resolve().is_relative_to(disclosures.resolve()):
            continue
        written = described.read_bytes()
        filled = _filled(written, described.parent)
        if filled != written:
            put_file(described, filled)
            yield described


def _filled(written: bytes, folder: Path) -> bytes:
    try:
        text = written.decode("utf-8")
        known = yaml.load(text, LOADER)
        if not isinstance(known, dict) or known.get("sha256"):
            return written
        path = folder / str(known.get("file", ""))
        if path.parent != folder or not path.is_file():
            return written
    except (UnicodeDecodeError, yaml.YAMLError, ValueError):
        return written
    line = f"sha256: {hashlib.sha256(path.read_bytes()).hexdigest()}"
    if "sha256" in known:
        return _EMPTY.sub(line, text, count=1).encode()
    ending = "\r\n" if "\r\n" in text else "\n"
    match = _FILE.search(text)
    if match is None:
        return written
    first = match[0] if match[0].endswith("\n") else match[0] + ending
    return f"{text[: match.start()]}{first}{line}{ending}{text[match.end() :]}".encode()
