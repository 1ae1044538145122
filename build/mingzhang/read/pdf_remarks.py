"""What to tell of the pages of a PDF: in, what stays of each page; out, remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.model import Seen
from mingzhang.read.blocks import Remark
from mingzhang.read.pdf_furniture import PageLines
from mingzhang.read.pdf_table import PageTable

FEW_OBJECTS = 4
"""A page without text that draws no more is blank: the line below a running head, a frame."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stays of a page once its characters are words: lines, tables, what was not read."""

    lines: PageLines
    width: float
    tables: list[PageTable]
    has_text: bool
    images: int
    unmapped: int
    objects: int
    veiled: int
    marks: int
    crossed: int
    hidden: int
    layered: bool
    seen: tuple[Seen, ...]


def page_remarks(pages: Sequence[PageContent]) -> Iterator[Remark]:
    """Tell of each page what was not read, or not as it is printed."""
    for page in pages:
        number = page.lines.number
        if not page.has_text and page.unmapped:
            yield Remark(
                "page_without_text",
                f"第 {number} 页的字体没有给出文字的含义，没有读取。",
                f"The fonts of page {number} do not say what its letters mean; it was not read.",
                page=number,
            )
        elif not page.has_text and not page.images and page.objects <= FEW_OBJECTS:
            yield Remark(
                "blank_page",
                f"第 {number} 页是空白页。",
                f"Page {number} is blank.",
                page=number,
            )
        elif not page.has_text:
            what = "是图片" if page.images else "没有文字"
            yield Remark(
                "page_without_text",
                f"第 {number} 页{what}，没有文字层，没有读取。",
                f"Page {number} has no text layer; it was not read.",
                page=number,
            )
        elif page.layered:
            yield Remark(
                "text_recognised",
                f"第 {number} 页是图像，文字取自图像上的文字层，请对照原件。",
                f"Page {number} is a picture; its text is what a layer over it says.",
                page=number,
            )
        elif page.images:
            yield Remark(
                "image_not_read",
                f"第 {number} 页有大幅图片，图片里的文字和数字没有读取。",
                f"Page {number} holds a large image; figures in it were not read.",
                page=number,
            )
        if page.has_text and page.unmapped:
            yield Remark(
                "unmapped_characters",
                f"第 {number} 页有 {page.unmapped} 个字符的字体没有给出含义，可能缺字。",
                f"Page {number} has {page.unmapped} characters that its font does not map.",
                page=number,
            )
        if page.veiled:
            yield Remark(
                "watermark_dropped",
                f"第 {number} 页有 {page.veiled} 个水印的字，没有读入。",
                f"Page {number} has {page.veiled} letters of a watermark; they are left out.",
                page=number,
            )
        if page.hidden:
            yield Remark(
                "hidden_text_dropped",
                f"第 {number} 页有 {page.hidden} 个字与纸同色或不显示，看不见，没有读入。",
                f"Page {number} has {page.hidden} letters that are white or not painted; they are "
                "left out.",
                page=number,
            )
        if page.marks:
            yield Remark(
                "superscript_dropped",
                f"第 {number} 页有 {page.marks} 个上标注号，不是数字的一部分，没有读入。",
                f"Page {number} has {page.marks} raised marks of notes; they are left out.",
                page=number,
            )
        if page.crossed:
            yield Remark(
                "digits_crossed",
                f"第 {number} 页有数字互相重叠（{page.crossed} 个），看不清是哪个数，没有读取。",
                f"On page {number} {page.crossed} digits are printed across each other; what they "
                "say is not read.",
                page=number,
            )
