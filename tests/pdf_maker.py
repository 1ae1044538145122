"""Writes small PDF files by hand, so that the tests decide where each character and line stands.

Coordinates are points from the page's top left corner. The font is a standard one of Chinese PDF
files that needs no embedding; ideographs are one em wide, ASCII half an em.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field


@dataclass
class PdfPage:
    """One page under construction."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    turn: int = 0
    """Quarter turns of the content against the paper, as WPS writes landscape pages."""
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10.5) -> PdfPage:
        """Put a text with its left end at x and the middle of its letters at y."""
        code = text.encode("utf-16-be").hex()
        a, b, c, d, e, f = self._matrix(x, y + size * 0.38)
        self.parts.append(f"BT /F1 {size} Tf {a} {b} {c} {d} {e:.2f} {f:.2f} Tm <{code}> Tj ET")
        return self

    def right(self, x: float, y: float, text: str, size: float = 10.5) -> PdfPage:
        """Put a text with its right end at x."""
        return self.text(x - width(text, size), y, text, size)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, box: bool = False) -> PdfPage:
        """Draw a line as a stroke, or as a thin filled box as browsers do."""
        if box:
            wide, high = max(x1 - x0, 0.6), max(y1 - y0, 0.6)
            self.parts.append(f"{x0} {self.height - y0 - high:.2f} {wide} {high} re f")
        else:
            self.parts.append(
                f"0.5 w {x0} {self.height - y0:.2f} m {x1} {self.height - y1:.2f} l S"
            )
        return self

    def picture(self, x: float = 0, y: float = 0, wide: float = 0, high: float = 0) -> PdfPage:
        """Put a picture with its lower left corner there; or fill the page, as a scanner does."""
        inline = "BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 20A0A020> EI"
        self.parts.append(
            f"q {wide or self.width} 0 0 {high or self.height} {x} {self.height - y if y else 0} cm"
            f" {inline} Q"
        )
        return self

    def table(
        self,
        xs: list[float],
        top: float,
        rows: list[list[str]],
        *,
        step: float = 20,
        lines: str = "all",
        size: float = 10.5,
    ) -> float:
        """Draw a ruled table: numbers to the right, words to the left; returns its lower edge.

        `lines`: all | open (no outer uprights) | rows (no lines between the rows below the first).
        """
        bottom = top + step * len(rows)
        for index in range(len(rows) + 1):
            if lines != "rows" or index in (0, 1, len(rows)):
                self.line(xs[0], top + index * step, xs[-1], top + index * step)
        for x in xs[1:-1] if lines == "open" else xs:
            self.line(x, top, x, bottom)
        for index, row in enumerate(rows):
            middle = top + (index + 0.5) * step
            for column, text in enumerate(row):
                if text[:1].isdigit() and "." in text:
                    self.right(xs[column + 1] - 4, middle, text, size)
                elif text:
                    self.text(xs[column] + 4, middle, text, size)
        return bottom

    def _matrix(self, x: float, y: float) -> tuple[float, ...]:
        if self.turn == 1:
            # The page is shown turned clockwise: what is shown upright lies on its side.
            return 0, 1, -1, 0, y, x
        return 1, 0, 0, 1, x, self.height - y

    def content(self) -> bytes:
        return "\n".join(self.parts).encode()


def width(text: str, size: float) -> float:
    return sum(size / 2 if character < "\x7f" else size for character in text)


FONT = (
    b"""<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H
    /DescendantFonts[4 0 R]>>""",
    b"""<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]
    /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 5 0 R>>""",
    b"""<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]
    /ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>""",
)
"""Objects 3 to 5: the font, its widths, its measures."""


def pdf(pages: list[PdfPage], extra: str = "") -> bytes:
    """Make the file. `extra` goes into the trailer (an /Encrypt entry, say)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        *FONT,
    ]
    kids = []
    for page in pages:
        stream = zlib.compress(page.content())
        length = f"<</Length {len(stream)}/Filter/FlateDecode>>".encode()
        objects.append(length + b"\nstream\n" + stream + b"\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width} {page.height}]"
            f"/Rotate {page.rotate}/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>".encode()
    return file(objects, extra)


def file(objects: list[bytes], extra: str = "") -> bytes:
    """Put objects (numbered from 1) into a file with its table of places."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{start}\n%%EOF"
    return data + trailer.encode()


def scanned(count: int) -> bytes:
    """A file of pages that are nothing but a picture each."""
    gray = zlib.compress(bytes(range(200)) * 280)
    image = (
        b"<</Type/XObject/Subtype/Image/Width 200/Height 280/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
    )
    paint = b"q 595 0 0 842 0 0 cm /I Do Q"
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
        image % (len(gray), gray),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(paint), paint),
    ]
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</I 3 0 R>>>>>>"
    )
    return file([*objects, *[page] * count])


def many_pages(count: int) -> bytes:
    """A file of many pages that all show the same short text."""
    one = PdfPage().text(90, 100, "收入总计307.82万元").content()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{'4 0 R ' * count}]>>".encode(),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(one), one),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>",
    ]
    return file(objects)


def without_metrics(page: PdfPage, unknown: str = "") -> bytes:
    """Make a file of one page whose fonts tell neither ascent nor descent, only widths and ink.

    The text is that of `page`. PDFium then knows of a character only the box of its ink. What the
    letters of `unknown` mean is not told at all.
    """
    texts = re.findall(r"BT /F1 (\S+) Tf .*? (\S+) (\S+) Tm <(\w+)> Tj ET", page.content().decode())
    decoded = [(size, x, y, bytes.fromhex(code).decode("utf-16-be")) for size, x, y, code in texts]
    letters = sorted({letter for *_, text in decoded for letter in text})
    # Codes 65 and 103 stay free for the two glyphs that PDFium takes the metrics of.
    codes = dict(zip(letters, (n for n in range(1, 256) if n not in (65, 103)), strict=False))
    lines = [
        f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{bytes(codes[c] for c in text).hex()}> Tj ET"
        for size, x, y, text in decoded
    ]
    rest = [part for part in page.parts if not part.startswith("BT")]
    glyphs = [*((codes[letter], *_ink(letter)) for letter in letters)]
    glyphs += [(65, 500, (0, 0, 400, 500)), (103, 500, (0, 500, 400, 700))]
    stream = "\n".join([*lines, *rest]).encode()
    known = {letter: code for letter, code in codes.items() if letter not in unknown}
    mapped = "\n".join(
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in known.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(known)} beginbfchar\n{mapped}\nendbfchar endcmap end"
    ).encode()
    widths = {code: wide for code, wide, _ in glyphs}
    first = 9
    places = {code: first + index for index, (code, _, _) in enumerate(glyphs)}
    font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[.001 0 0 .001 0 0]"
        f"/FirstChar 0/LastChar 255/Widths[{' '.join(str(widths.get(n, 0)) for n in range(256))}]"
        f"/Encoding<</Type/Encoding/Differences[{' '.join(f'{n}/g{n}' for n in sorted(places))}]>>"
        f"/CharProcs<<{' '.join(f'/g{n} {place} 0 R' for n, place in places.items())}>>"
        "/ToUnicode 6 0 R/Resources<<>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        font.encode(),
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width} {page.height}]/Contents 5 0 R"
        "/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
        _stream(stream),
        _stream(cmap),
        b"null",
        b"null",
    ]
    for _, wide, (x0, y0, x1, y1) in glyphs:
        drawn = f"{wide} 0 {x0} {y0} {x1} {y1} d1 {x0} {y0} {x1 - x0} {y1 - y0} re f"
        objects.append(_stream(drawn.encode()))
    return file(objects)


def _ink(letter: str) -> tuple[int, tuple[int, int, int, int]]:
    """Width and box of ink of a glyph: commas lie low, dashes in the middle."""
    wide = 500 if letter < "\x7f" else 1000
    if letter in "，、。,.":
        return wide, (50, -60, 200, 120)
    if letter in "一—-":
        return wide, (40, 330, wide - 40, 400)
    return wide, (40, 0 if letter.isascii() else -70, wide - 40, 700 if letter.isascii() else 830)


def _stream(body: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(body), body)
