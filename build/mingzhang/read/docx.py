"""DOCX: in, a Word file; out, its body as a `Document`: paragraphs, list numbers, tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits, raised
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Remark, Table, one_line, unwrapped
from mingzhang.read.docx_columns import without_narrow
from mingzhang.read.numbering import Numbering, found, numbering, related

_P, _TBL, _TR, _TC, _T = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:t")
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
_WRAPPERS = frozenset(
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml")
)
_DROPPED = frozenset(
    [
        *(qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr")),
        # The fallback of an `AlternateContent` repeats its choice for old programs.
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)
_TEXT_BOX = qn("w:txbxContent")
_DRAWINGS = frozenset([qn("w:drawing"), qn("w:pict")])
_AMOUNT = re.compile(r"\d\.\d")
_OBJECT, _RUN = qn("w:object"), qn("w:r")


@dataclass(slots=True)
class _Reader:
    """Walks the body of one Word document."""

    source: Source
    numbers: Numbering
    blocks: list[Block] = field(default_factory=list)
    images: int = 0
    objects: int = 0
    cells: int = 0
    marks: int = 0

    def story(self, container: BaseOxmlElement) -> None:
        carried = ""
        for element in _items(container):
            if element.tag == _P:
                carried = self.paragraph(element, carried)
            else:
                self.lines(carried)
                carried = ""
                self.table(element)
        self.lines(carried)

    def paragraph(self, element: BaseOxmlElement, before: str) -> str:
        """Read a paragraph that goes on with text; return what the next one goes on with."""
        text, boxes = self.text(element)
        text, goes_on = before + text, _goes_on(element)
        if not goes_on:
            self.lines(text, element)
        for box in boxes:
            self.story(box)
        return text if goes_on else ""

    def lines(self, text: str, numbered: BaseOxmlElement | None = None) -> None:
        lines = [line for line in map(one_line, text.split("\n")) if line]
        if lines and numbered is not None:
            lines[0] = self.numbers.ordinal(numbered, _style(numbered)) + lines[0]
        self.blocks.extend(map(Paragraph, lines))

    def text(self, paragraph: BaseOxmlElement) -> tuple[str, list[BaseOxmlElement]]:
        """Return the visible text of a paragraph and the text boxes anchored in it."""
        parts: list[str] = []
        boxes: list[BaseOxmlElement] = []
        stack = list(reversed(paragraph))
        while stack:
            element = stack.pop()
            if element.tag in _DROPPED or _is_hidden(element):
                continue
            if element.tag == _TEXT_BOX:
                boxes.append(element)
                continue
            if element.tag == _RUN and _is_raised(element):
                parts.append(self.raised(element, "".join(parts)))
            elif element.tag == _T:
                parts.append(element.text or "")
            elif element.tag in _BREAKS:
                page = element.get(qn("w:type")) in ("page", "column")
                parts.append("" if page else _BREAKS[element.tag])
            elif element.tag in _DRAWINGS:
                self.images += not found(element, ".//w:txbxContent")
            elif element.tag == _OBJECT:
                self.objects += 1
            if not (element.tag == _RUN and _is_raised(element)):
                stack.extend(reversed(element))
        return "".join(parts), boxes

    def raised(self, run: BaseOxmlElement, before: str) -> str:
        """Return what stands for a run set above the line: nothing for a note mark."""
        text = "".join(element.text or "" for element in found(run, "w:t"))
        kept = raised.kept(text, before)
        self.marks += kept != text and not kept
        return kept

    def table(self, element: BaseOxmlElement) -> None:
        rows = list(_descend(element, _TR))
        if len(rows) > limits.MAX_ROWS:
            raise limits.too_large(self.source, "表格行数", limits.MAX_ROWS)
        if _is_frame(rows):
            for cell in (cell for row in rows for cell in _descend(row, _TC)):
                self.story(cell)
            return
        cells: list[BlockCell] = []
        nested: list[BaseOxmlElement] = []
        open_cells: dict[int, int] = {}
        for number, row in enumerate(rows):
            column = _number(found(row, "w:trPr/w:gridBefore"), 0)
            for cell in _descend(row, _TC):
                width = max(1, _number(found(cell, "w:tcPr/w:gridSpan"), 1))
                if column + width > limits.MAX_COLUMNS:
                    raise limits.too_large(self.source, "表格列数", limits.MAX_COLUMNS)
                merge = found(cell, "w:tcPr/w:vMerge")
                if merge and merge[0].get(qn("w:val")) != "restart" and column in open_cells:
                    self._extend(cells, open_cells[column])
                else:
                    nested.extend(found(cell, "w:tbl"))
                    cells.append(BlockCell(number, column, self._cell_text(cell), 1, width))
                    open_cells[column] = len(cells) - 1
                column += width
                self.cells += 1
                if self.cells > limits.MAX_CELLS:
                    raise limits.too_large(self.source, "表格单元格数", limits.MAX_CELLS)
        if cells:
            widths = [
                _number([column], 0, "w:w") for column in found(element, "w:tblGrid/w:gridCol")
            ]
            self.blocks.append(Table(tuple(without_narrow(cells, widths))))
        for inner in nested:
            self.table(inner)

    @staticmethod
    def _extend(cells: list[BlockCell], index: int) -> None:
        old = cells[index]
        cells[index] = BlockCell(old.row, old.column, old.text, old.row_span + 1, old.column_span)

    def _cell_text(self, cell: BaseOxmlElement) -> str:
        lines = [""]
        for element in _items(cell):
            if element.tag == _P:
                text, boxes = self.text(element)
                lines[-1] += text
                if not _goes_on(element):
                    lines[-1] = self.numbers.ordinal(element, _style(element)) + lines[-1]
                    lines.append("")
                lines.extend(self.text(p)[0] for box in boxes for p in _items(box) if p.tag == _P)
        return unwrapped("\n".join(lines))


def read(source: Source) -> Document:
    """Read a Word file: body paragraphs, text boxes and tables in order, list numbers as text.

    Deleted (tracked) and hidden text is left out, page headers and footers too; images and embedded
    objects get a note. Raises `UserError` for files that are encrypted, damaged, bombs or no DOCX.
    """
    limits.expect(source, "docx")
    limits.check_zip(source)
    try:
        document = docx.Document(io.BytesIO(source.data))
        reader = _Reader(source, numbering(document))
        body = getattr(document.element, "body", None)
        if body is None:
            raise limits.damaged(source, "Word 文件已损坏：没有正文部分")
        reader.story(body)
        reader.objects += len(found(body, ".//w:altChunk"))  # another file, set in by Word only
        for note in _footnotes(document):
            reader.story(note)
    except UserError:
        raise
    except Exception as error:
        # python-docx lets through whatever zip, XML or package error it met; all mean the same.
        if limits.is_ours(error):
            raise
        raise limits.damaged(source, "Word 文件已损坏，无法读取") from error
    if not reader.blocks:
        raise limits.damaged(source, "Word 文件里没有文字（内容可能是图片）")
    return assemble(source, reader.blocks, remarks=[*_remarks(reader), *raised.told(reader.marks)])


def _items(container: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yield paragraphs and tables of a story in order, also from content controls, insertions."""
    for element in container:
        if element.tag in (_P, _TBL):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _items(element)


def _descend(container: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """Yield rows of a table or cells of a row, looking into content controls."""
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _descend(element, tag)


def _goes_on(paragraph: BaseOxmlElement) -> bool:
    """Tell a paragraph whose end is deleted: what follows belongs to it."""
    return bool(found(paragraph, "w:pPr/w:rPr/w:del") or found(paragraph, "w:pPr/w:rPr/w:moveFrom"))


def _style(paragraph: BaseOxmlElement) -> str:
    for style in found(paragraph, "w:pPr/w:pStyle"):
        return str(style.get(qn("w:val"), ""))
    return ""


def _is_hidden(element: BaseOxmlElement) -> bool:
    if element.tag != qn("w:r"):
        return False
    return any(
        mark.get(qn("w:val"), "1") not in ("0", "false", "off")
        for mark in found(element, "w:rPr/w:vanish")
    )


def _is_raised(run: BaseOxmlElement) -> bool:
    marks = found(run, "w:rPr/w:vertAlign")
    return any(mark.get(qn("w:val")) == "superscript" for mark in marks)


def _is_frame(rows: Iterable[BaseOxmlElement]) -> bool:
    """Tell a table that only places others on the page: it holds some, and states no amount."""
    cells = [cell for row in rows for cell in _descend(row, _TC)]
    holds = [cell for cell in cells if found(cell, ".//w:tbl")]
    said = (found(cell, ".//w:t") for cell in cells if cell not in holds)
    return bool(holds) and not any(
        _AMOUNT.search("".join(text.text or "" for text in texts)) for texts in said
    )


def _number(elements: list[BaseOxmlElement], default: int, name: str = "w:val") -> int:
    value = elements[0].get(qn(name), "") if elements else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else default


def _footnotes(document: WordDocument) -> Iterator[BaseOxmlElement]:
    """Yield the footnotes and endnotes that hold text (separators do not)."""
    for part in related(document, "/footnotes", "/endnotes"):
        for note in parse_xml(part.blob):
            if note.get(qn("w:type")) in (None, "normal"):
                yield note


def _remarks(reader: _Reader) -> Iterator[Remark]:
    if reader.images:
        yield Remark(
            "image_not_read",
            f"文件里有 {reader.images} 张图片，图片里的文字和数字没有读取。",
            f"The file holds {reader.images} image(s); words and figures in them were not read.",
        )
    if reader.objects:
        yield Remark(
            "embedded_object",
            f"文件里嵌有 {reader.objects} 个对象（如 Excel 表），内容没有读取；"
            "请另存后作为附件加入。",
            f"The file embeds {reader.objects} object(s) such as Excel sheets; they were not read.",
        )
