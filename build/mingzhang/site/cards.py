"""Cards for sharing: in, one figure with its words; out, a picture of it, some 20 KB.

Chats and social networks show it beside a link. It is drawn on the build host, which needs a font
with Chinese; without one there are no cards, and the build says so.
"""

from __future__ import annotations

import itertools
import struct
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

import vl_convert as vlc

from mingzhang.common import urls
from mingzhang.common.kept import key, of_code, version
from mingzhang.common.site_settings import Settings
from mingzhang.site.agency_summary import Proof
from mingzhang.site.charts import FONT, breadth
from mingzhang.site.disputes import Disputes
from mingzhang.site.names import Names

FILE = "card.png"
WIDTH, HEIGHT = 1200, 630
"""What networks show whole."""
MARGIN = 70
LEVELS = 15
"""Steps from ink to paper: one ink keeps the file small."""
INK, PAPER = "#12324a", "#fbfaf7"
GREY, UNDER = 'fill="#555"', 'text-decoration="underline"'
LINES = 2
Run = tuple[str, str]
"""Characters and how they look, as attributes of SVG."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HIGH = bytes((value << 4) & 255 for value in range(256))
_PLAIN, _SUB = 0, 1
"""How the lines of a picture may be written that we read: as they are, or as differences."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows. `quote` is in three parts: before the number, the number, after it."""

    body: str
    label: str
    amount: str
    note: str
    quote: tuple[str, str, str]
    source: str
    ink: str = INK

    @property
    def says(self) -> str:
        """What can be seen."""
        return f"{self.body}，{self.label}：{self.amount}{self.note}。{''.join(self.quote)}"


def card(proof: Proof, disputed: Disputes, names: Names, site: Settings) -> Card:
    """Fill a card with a figure, its words and what a check found against it."""
    fact, words = proof.fact, names.language.words
    finding = disputed.of(fact)
    severity = words.severities[finding.severity] if finding else ""
    page = site.address.partition("://")[2] + urls.agency_page(fact.agency)
    first, last = str(words.share.quote).split("|")
    return Card(
        body=names.body_text(fact.scope_id, fact.scope),
        label=words.share.label.text(account=names.account(fact), name=names.concept(fact.concept)),
        amount=names.value(fact).striptags(),
        note=words.in_brackets.text(text=severity) if severity else "",
        quote=(first + proof.before, proof.printed, proof.after + last),
        source=words.share.source.text(site=site.title, page=page) if site.address else site.title,
        ink=site.colour_primary or INK,
    )


def drawn(card: Card) -> bytes:
    """Draw a card as PNG. `can_draw` must hold."""
    return _in_one_ink(vlc.svg_to_png(_svg(card)), card.ink)


def name_of(card: Card) -> str:
    """Name the picture of a card after all that it is made from."""
    return key("card", of_code("site/cards.py"), version("vl-convert-python"), repr(card))


@cache
def can_draw() -> bool:
    """Tell whether this machine has a font with Chinese: else all characters look alike."""
    return _sample("明") != _sample("账")


def _sample(character: str) -> bytes:
    return vlc.svg_to_png(_picture([_text([(character, "")], 30, 28)], 2 * MARGIN, 40))


def _picture(parts: Sequence[str], width: int, height: int) -> str:
    font = escape(FONT, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="{font}">{"".join(parts)}</svg>'
    )


def _svg(card: Card) -> str:
    room = WIDTH - 2 * MARGIN
    big, small = (
        min(most, room / breadth(text)) for most, text in ((118, card.amount), (27, card.source))
    )
    parts = [
        '<rect width="100%" height="100%" fill="#fff"/><rect width="100%" height="14"/>',
        *_lines([(card.body, "")], 46, 100),
        _text([(card.label, GREY)], 232, 34),
        _text([(card.amount, f'font-size="{big:g}"'), (card.note, 'dx="24"')], 350, 34),
        *_lines([(text, UNDER * (n == 1)) for n, text in enumerate(card.quote)], 33, 430),
        _text([(card.source, GREY)], HEIGHT - 46, small),
    ]
    return _picture(parts, WIDTH, HEIGHT)


def _text(runs: Sequence[Run], y: float, size: float) -> str:
    spans = "".join(f"<tspan {look}>{escape(text)}</tspan>" for text, look in runs)
    return f'<text x="{MARGIN}" y="{y:g}" font-size="{size:g}" xml:space="preserve">{spans}</text>'


def _lines(runs: Sequence[Run], size: int, y: int) -> Iterator[str]:
    """Set a text in two lines; what is longer ends in an ellipsis."""
    left = room = (WIDTH - 2 * MARGIN) / size
    lines: list[list[Run]] = [[]]
    for character, look in ((each, look) for text, look in runs for each in text):
        left -= breadth(character)
        if left < 0 and len(lines) == LINES:
            lines[-1][-1] = ("…", "")
            break
        if left < 0:
            lines.append([])
            left = room - breadth(character)
        lines[-1].append((character, look))
    for place, line in enumerate(lines):
        joined = itertools.groupby(line, lambda run: run[1])
        whole = [("".join(text for text, _ in group), look) for look, group in joined]
        yield _text(whole, y + place * size * 1.5, size)


def _in_one_ink(png: bytes, ink: str) -> bytes:
    """Write a grey picture again with few shades of one ink: a tenth of its size."""
    chunks = dict(_chunks(png))
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    shade = bytes(round(value / 255 * LEVELS) for value in range(256))
    lines = _reds(zlib.decompress(chunks[b"IDAT"]), width, height)
    packed = b"".join(b"\0" + _halved(line.translate(shade)) for line in lines)
    palette = bytes(itertools.chain.from_iterable(map(tuple, _ramp(ink))))
    header = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(packed)))
    return _SIGNATURE + b"".join(_chunk(*part) for part in (*parts, (b"IEND", b"")))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Read the parts of a PNG; those of its picture as one."""
    place, picture = len(_SIGNATURE), b""
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place : place + 8])
        data = png[place + 8 : place + 8 + size]
        picture += data if kind == b"IDAT" else b""
        yield kind, picture if kind == b"IDAT" else data
        place += size + 12


def _reds(raw: bytes, width: int, height: int) -> Iterator[bytes]:
    """Read the red of each line of a picture with four bytes a point."""
    step = width * 4 + 1
    for start in range(0, height * step, step):
        way, red = raw[start], raw[start + 1 : start + step : 4]
        if way not in (_PLAIN, _SUB):
            raise ValueError(f"PNG filter {way}")
        yield _summed(red) if way == _SUB else red


@lru_cache(maxsize=64)  # half of all lines are empty
def _summed(differences: bytes) -> bytes:
    """Add up the bytes of a line from its beginning, each modulo 256."""
    sums = array("I", itertools.accumulate(differences))
    return sums.tobytes()[0 if sys.byteorder == "little" else 3 :: 4]


def _halved(line: bytes) -> bytes:
    """Put two points into one byte."""
    left = line[0::2].translate(_HIGH)
    both = int.from_bytes(left) | int.from_bytes(line[1::2].ljust(len(left), b"\0"))
    return both.to_bytes(len(left))


def _ramp(ink: str) -> Iterator[tuple[int, ...]]:
    """Yield the shades from ink to paper as red, green, blue."""
    dark, light = (bytes.fromhex(colour[1:]) for colour in (ink, PAPER))
    for level in range(LEVELS + 1):
        yield tuple(a + (b - a) * level // LEVELS for a, b in zip(dark, light, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
