"""Pages that are pictures: in, a page without text; out, its characters and rules, and how sure.

Needs the optional extra `mingzhang[ocr]` (rapidocr on onnxruntime, models in the wheel). Without it
such pages are told one by one and not read.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from statistics import median
from typing import Any

import pypdfium2 as pdfium

from mingzhang.model import Seen
from mingzhang.read.blocks import Remark
from mingzhang.read.pdf_page import PageGeometry, Rule
from mingzhang.read.pdf_place import Char
from mingzhang.read.pdf_text import is_square

DOTS = 200
"""Dots an inch that pages are drawn with; print of five points is twelve dots high then."""
MOST_DOTS = 4_000
"""Dots of a page's longer side: a poster is drawn coarser."""
RULE = 0.5
"""Inches from which a dark stroke is a ruling line; no stroke of a letter is so long."""
UNSURE = 0.9
"""A line that is recognised with less certainty than this is told."""
SKEW = 0.002
"""Slope (2 millimetres a metre) from which a picture is turned upright."""


@dataclass(frozen=True, slots=True)
class _Box:
    """One line of a picture in dots: its left and right end, its middle, its height."""

    x0: float
    x1: float
    middle: float
    tall: float
    seen: Seen


@lru_cache(maxsize=1)
def available() -> bool:
    """Tell whether the optional extra is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def recognised(page: pdfium.PdfPage, blank: PageGeometry) -> PageGeometry:
    """Read a page's picture; `blank` is what PDFium found on it: no text."""
    scale = min(DOTS / 72, MOST_DOTS / max(blank.width, blank.height))
    picture = page.render(scale=scale).to_numpy()[:, :, :3]
    # Scans stand upright; the recogniser's guess at which way a line runs turns good ones over.
    result = _engine()(picture, use_cls=False)
    if result.boxes is None:
        return blank
    slope = _slope(result.boxes)
    boxes = [
        _upright(corners, Seen(str(text), float(sure), blank.number), slope)
        for corners, text, sure in zip(result.boxes, result.txts, result.scores, strict=True)
    ]
    chars = [_scaled(char, 1 / scale) for box in boxes for char in _chars(box)]
    rules = [
        Rule(*(place / scale for place in rule)) for rule in _rules(picture, slope, RULE * DOTS)
    ]
    seen = tuple(box.seen for box in boxes)
    return replace(blank, chars=chars, rules=rules, images=0, seen=seen)


def remarks(page: int, seen: Sequence[Seen]) -> Iterator[Remark]:
    """Tell that a page was recognised, and which of its lines with figures are not sure."""
    if not seen:
        return
    sure = 100 * sum(line_seen.sure for line_seen in seen) / len(seen)
    yield Remark(
        "page_by_ocr",
        f"第 {page} 页没有文字层，由图像识别，平均把握 {sure:.0f}%，请对照原件。",
        f"Page {page} was recognised from its picture, {sure:.0f}% sure; compare the original.",
        page=page,
    )
    for text, certain, _ in seen:
        if certain < UNSURE and any(char.isdigit() for char in text):
            yield Remark(
                "ocr_unsure",
                f"第 {page} 页的“{text}”，识别的把握只有 {100 * certain:.0f}%，请对照原件。",
                f"“{text}” on page {page} was recognised with {100 * certain:.0f}% certainty only.",
                page=page,
            )


@lru_cache(maxsize=1)
def _engine() -> Any:
    return importlib.import_module("rapidocr").RapidOCR(params={"Global.log_level": "error"})


def _slope(boxes: Any) -> float:
    """Return how far the lines of a picture fall to the right, from its long ones."""
    slopes = [
        (float(right[1]) - float(left[1])) / (float(right[0]) - float(left[0]))
        for left, right, *_ in boxes
        if float(right[0]) - float(left[0]) > DOTS
    ]
    slope = median(slopes) if slopes else 0.0
    return slope if abs(slope) > SKEW else 0.0


def _upright(corners: Any, seen: Seen, slope: float) -> _Box:
    """Turn a line's box back by the slope of the page, about the page's upper left corner."""
    turned = [_turned(float(x), float(y), slope) for x, y in corners]
    xs, ys = [x for x, _ in turned], [y for _, y in turned]
    tall = (ys[3] + ys[2] - ys[0] - ys[1]) / 2
    return _Box(min(xs), max(xs), sum(ys) / 4, tall, seen)


def _turned(x: float, y: float, slope: float) -> tuple[float, float]:
    size = math.hypot(1, slope)
    return (x + slope * y) / size, (y - slope * x) / size


def _chars(box: _Box) -> Iterator[Char]:
    """Share a line's width among its characters: ideographs take twice what digits take."""
    text = box.seen.text
    wide = [1.0 if is_square(char) else 0.5 for char in text]
    em = (box.x1 - box.x0) / max(sum(wide), 0.5)
    ends = [box.x0 + em * end for end in accumulate(wide)]
    for char, end, share in zip(text, ends, wide, strict=True):
        if not char.isspace():
            yield Char(
                char,
                end - em * share,
                box.middle - box.tall / 2,
                end,
                box.middle + box.tall / 2,
            )


def _scaled(char: Char, scale: float) -> Char:
    return Char(char.text, char.x0 * scale, char.y0 * scale, char.x1 * scale, char.y1 * scale)


def _rules(picture: Any, slope: float, least: float) -> Iterator[Sequence[float]]:
    """Find the ruling lines of a picture: long dark strokes, once it stands upright."""
    cv2 = importlib.import_module("cv2")
    high, wide = picture.shape[:2]
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if slope:
        size = math.hypot(1, slope)
        matrix = importlib.import_module("numpy").array(
            [[1 / size, slope / size, 0.0], [-slope / size, 1 / size, 0.0]]
        )
        gray = cv2.warpAffine(gray, matrix, (wide, high), borderValue=255)
    dark = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
    )
    # What is left of the turning may be a dot or two: strokes are thickened across first.
    for across, along in ((cv2.MORPH_RECT, (int(least), 1)), (cv2.MORPH_RECT, (1, int(least)))):
        thick = (1, 3) if along[1] == 1 else (3, 1)
        strokes = cv2.dilate(dark, cv2.getStructuringElement(across, thick))
        strokes = cv2.morphologyEx(
            strokes, cv2.MORPH_OPEN, cv2.getStructuringElement(across, along)
        )
        _, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
        for x, y, width, height, _ in stats[1:].tolist():
            if along[1] == 1:
                yield x, y + height / 2, x + width, y + height / 2
            else:
                yield x + width / 2, y, x + width / 2, y + height
