"""Damaged copies of a file: in, its bytes and a random source; out, bytes that may be anything.

Text is damaged by characters, a package of parts also inside its parts (so that the damage gets
past the ZIP), and every file by bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from random import Random

from mingzhang.synthetic.containers import packed

WORDS = (
    "", "\n", " ", "\u3000", "\ufeff", "\u200b", "\x00", "\x0c", "\u2028", "0", "3", "-", "%", "，",
    "。", "（", "）", "：", "万元", "其中：", "一、", "（一）", "增加", "减少", "比上年", "持平",
    "占", "分别为", "2023年", "总计", "9" * 40, "0." + "3" * 30, "1,2,3", "٣", "²", "½", "𠮷",
    "\U0001f600", "其中：" * 50, "（" * 300, "1" * 3000, "<td>", "</table>", "&#0;", "&amp;", '"',
    "'", "\t", "|",
)  # fmt: skip
"""What is put into a text: parts of the genre, and characters that no one expects."""
VALUES = (
    "", "0", "-1", "99999999999", "A1", "ZZZ99", "1e400", "NaN", "万元", "其中：", ".", "2024",
)  # fmt: skip
"""What is put where a part of a package has a value."""
_MOST = 8
"""Damages of one mutant."""
_FEW = 2
"""Damages of a file of a few lines (`source.yml`): with more of them nothing of it is left."""
_TEXT_PARTS = (".xml", ".rels")
_STORY = re.compile(r"document\.xml$|content\.xml$|/sheet\d*\.xml$")
"""Parts that hold what is read; other parts say how it looks."""
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)


def mutant(data: bytes, style: str, rng: Random) -> bytes:
    """Damage a file of a format (`txt`, `docx`, …) or a file of such a name (`source.yml`)."""
    if style in ("docx", "xlsx", "ods", "odt"):
        return rng.choice((_part, _part, _part, _part, _bytes))(data, rng)
    if style in ("xls", "doc"):
        return rng.choice((_in_place, _in_place, _bytes))(data, rng)
    if style == "pdf":
        return rng.choice((_content, _content, _bytes))(data, rng)
    if style == "xml":
        return rng.choice((_attribute, _attribute, _characters, _bytes))(data, rng)
    most = _FEW if "." in style else _MOST
    return rng.choice((_characters, _characters, _characters, _bytes))(data, rng, most)


def _bytes(data: bytes, rng: Random, most: int = _MOST) -> bytes:
    """Damage bytes: change, take out, double, cut off."""
    out = bytearray(data)
    for _ in range(rng.randint(1, most)):
        at, length = rng.randrange(len(out) + 1), rng.choice((0, 1, 1, 4, 64))
        put = rng.choice((b"", rng.randbytes(rng.randint(1, 4)), bytes(out[at : at + length]) * 2))
        out[at : at + length] = put
    return bytes(out[: rng.randrange(len(out) + 1)] if rng.random() < 0.05 else out)


def _in_place(data: bytes, rng: Random) -> bytes:
    """Overwrite bytes behind the head of a file: what is counted by places stays at its place."""
    out = bytearray(data)
    for _ in range(rng.randint(1, _MOST)):
        put = rng.choice((b"\0", b"\xff", b"\xff\xff", rng.randbytes(rng.randint(1, 4))))
        at = rng.randrange(min(512, len(out)), len(out) - len(put))
        out[at : at + len(put)] = put
    return bytes(out)


def _characters(data: bytes, rng: Random, most: int = _MOST) -> bytes:
    """Damage characters: put in, take out, double, move."""
    text = data.decode("utf-8", "replace")
    for _ in range(rng.randint(1, most)):
        at, length = rng.randrange(len(text) + 1), rng.choice((0, 0, 1, 1, 5, 60))
        put = rng.choice((*WORDS, text[at : at + length] * 2, text[at - 40 : at]))
        text = text[:at] + put + text[at + length :]
    return text.encode("utf-8", "surrogatepass")


def _part(data: bytes, rng: Random) -> bytes:
    """Damage one part of a package, and pack it again."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [name for name in parts if name.endswith(_TEXT_PARTS)]
    story = [name for name in names if _STORY.search(name)]
    name = rng.choice(rng.choice((names, story)))
    how = rng.choice((_bytes, _characters, _attribute, _attribute, _attribute, _attribute))
    parts[name] = how(parts[name], rng)
    return packed(parts, packs="mimetype" not in parts)


def _attribute(part: bytes, rng: Random) -> bytes:
    """Change values between quotation marks, or the text of an element, so that it stays XML."""
    places = list(re.finditer(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)', part))
    for place in sorted(rng.sample(places, min(len(places), 3)), key=lambda m: -m.start()):
        put = rng.choice(VALUES)
        part = part[: place.start()] + put.encode() + part[place.end() :]
    return part


def _content(data: bytes, rng: Random) -> bytes:
    """Damage what a page of a PDF draws, and pack it again."""
    places = list(_STREAM.finditer(data))
    if not places:
        return _bytes(data, rng)
    stream = rng.choice(places)
    drawn = zlib.decompress(stream[1])
    packed = zlib.compress(_numbers(drawn, rng) if rng.random() < 0.6 else _bytes(drawn, rng))
    return data[: stream.start(1)] + packed + data[stream.end(1) :]


def _numbers(drawn: bytes, rng: Random) -> bytes:
    """Change numbers: places, sizes, characters."""
    places = list(re.finditer(rb"\d+", drawn))
    for number in sorted(rng.sample(places, min(len(places), 6)), key=lambda m: -m.start()):
        put = rng.choice(("0", "1", "-5", "9", "700", "99999999", "0.0001"))
        drawn = drawn[: number.start()] + put.encode() + drawn[number.end() :]
    return drawn
