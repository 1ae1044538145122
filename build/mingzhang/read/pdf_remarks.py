"""What to tell of the pages of a PDF: in, what stays of each page; out, remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.read.blocks import Remark
from mingzhang.read.pdf_furniture import PageLines
from mingzhang.read.pdf_page import PageGeometry

FEW_OBJECTS = 4
"""A page without text that draws no more is blank: the line below a running head, a frame."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stays of a page once its characters are words: lines and tables; what it showed."""

    lines: PageLines
    has_text: bool
    shown: PageGeometry
    """The page without its characters and rules."""


_SAYS = {
    "image": (
        "page_without_text",
        "第 {page} 页是图片，没有文字层，没有读取。",
        "Page {page} has no text layer; it was not read.",
    ),
    "no_text": (
        "page_without_text",
        "第 {page} 页没有文字，没有文字层，没有读取。",
        "Page {page} has no text layer; it was not read.",
    ),
    "no_meaning": (
        "page_without_text",
        "第 {page} 页的字体没有给出文字的含义，没有读取。",
        "The fonts of page {page} do not say what its letters mean; it was not read.",
    ),
    "blank": ("blank_page", "第 {page} 页是空白页。", "Page {page} is blank."),
    "layered": (
        "text_recognised",
        "第 {page} 页是图像，文字取自图像上的文字层，请对照原件。",
        "Page {page} is a picture; its text is what a layer over it says.",
    ),
    "images": (
        "image_not_read",
        "第 {page} 页有大幅图片，图片里的文字和数字没有读取。",
        "Page {page} holds a large image; figures in it were not read.",
    ),
    "unmapped": (
        "unmapped_characters",
        "第 {page} 页有 {count} 个字符的字体没有给出含义，可能缺字。",
        "Page {page} has {count} characters that its font does not map.",
    ),
    "veiled": (
        "watermark_dropped",
        "第 {page} 页有 {count} 个水印的字，没有读入。",
        "Page {page} has {count} letters of a watermark; they are left out.",
    ),
    "hidden": (
        "hidden_text_dropped",
        "第 {page} 页有 {count} 个字与纸同色或不显示，看不见，没有读入。",
        "Page {page} has {count} letters that are white or not painted; they are left out.",
    ),
    "marks": (
        "superscript_dropped",
        "第 {page} 页有 {count} 个上标注号，不是数字的一部分，没有读入。",
        "Page {page} has {count} raised marks of notes; they are left out.",
    ),
    "crossed": (
        "digits_crossed",
        "第 {page} 页有数字互相重叠（{count} 个），看不清是哪个数，没有读取。",
        "On page {page} {count} digits are printed across each other; what they say is not read.",
    ),
}
"""What may be told of a page: the kind of the remark, and its words."""
_COUNTED = ("unmapped", "veiled", "hidden", "marks", "crossed")


def page_remarks(pages: Sequence[PageContent]) -> Iterator[Remark]:
    """Tell of each page what was not read, or not as it is printed."""
    for page in pages:
        number = page.lines.number
        counts = {what: getattr(page.shown, what) for what in _COUNTED}
        counts["unmapped"] *= page.has_text
        for what, count in ((_unread(page), 1), *counts.items()):
            if what and count:
                kind, zh, en = (words.format(page=number, count=count) for words in _SAYS[what])
                yield Remark(kind, zh, en, page=number)


def behind_unread(pages: Sequence[PageContent]) -> Iterator[int]:
    """Yield the pages before which one was not read that is not blank."""
    for page in pages:
        if not page.has_text and _unread(page) != "blank":
            yield page.lines.number + 1


def _unread(page: PageContent) -> str:
    """Tell why the text of a page, or of a picture on it, is not read as it is printed."""
    if page.has_text:
        return "layered" if page.shown.layered else "images" if page.shown.images else ""
    if page.shown.unmapped:
        return "no_meaning"
    if page.shown.images:
        return "image"
    return "blank" if page.shown.objects <= FEW_OBJECTS else "no_text"
