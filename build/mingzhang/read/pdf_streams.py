"""Streams of a PDF file before anything interprets them: in, the bytes; out, whether one is a bomb.

PDFium unpacks what a file declares, up to a gigabyte, and draws millions of objects from it.
"""

from __future__ import annotations

import re
import zlib

from mingzhang.read import limits

_STREAM = re.compile(rb"stream\r?\n")
_PICTURE_OR_FONT = re.compile(
    rb"/Image|/DCTDecode|/JPXDecode|/CCITTFax|/Length1|/CIDFontType0C|/Type1C|/OpenType|/N 3"
)
DICTIONARY = 2_000
"""Bytes before a stream in which its dictionary stands."""
CHUNK = 1_000_000


def has_bomb(data: bytes) -> bool:
    """Tell whether a packed stream, pictures and fonts apart, unpacks to more than the limit."""
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        before = data[max(0, match.start() - DICTIONARY) : match.start()]
        dictionary = before[before.rfind(b" obj") :]
        if b"/Fl" not in dictionary or _PICTURE_OR_FONT.search(dictionary):
            continue
        end = data.find(b"endstream", match.end())
        if _unpacks_beyond(view[match.end() : end if end > 0 else None]):
            return True
    return False


def _unpacks_beyond(packed: memoryview) -> bool:
    if len(packed) * 1_032 < limits.MAX_STREAM_BYTES:
        # Deflate cannot pack more than 1,032 to one.
        return False
    unpacker = zlib.decompressobj()
    total, rest = 0, bytes(packed)
    try:
        while rest and not unpacker.eof and total <= limits.MAX_STREAM_BYTES:
            total += len(unpacker.decompress(rest, CHUNK))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        # A broken stream gives what came before; PDFium stops there too.
        pass
    return total > limits.MAX_STREAM_BYTES
