"""HTML: in, a saved web page; out, its article as a `Document`, the site's furniture gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mingzhang.common.encoding import decode
from mingzhang.model import Document, Source
from mingzhang.read import limits, raised
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Remark, Table, one_line, unwrapped

_NEVER_TEXT = frozenset({
    "script", "style", "noscript", "template", "button", "select", "option", "input",
    "textarea", "iframe", "object", "embed", "applet", "svg", "canvas", "video", "audio",
    "map", "-comment",
})  # fmt: skip
"""Elements that show no text of the article, whatever they hold."""
_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "head", "nav", "footer", "header", "aside",
    "form", "button", "select", "option", "input", "textarea", "iframe", "object", "embed",
    "applet", "svg", "canvas", "video", "audio", "map", "dialog", "menu", "-comment",
})  # fmt: skip
_BLOCK = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "caption", "br",
})  # fmt: skip
_UNNESTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr", "p", "li", "td", "th", "tr", "option", "dt", "dd", "tbody",
    "thead", "tfoot", "html", "body",
})  # fmt: skip
"""Elements that never nest by being left open: void ones and those that the next one closes."""
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(share|bdshare\w*|jiathis\w*|social|breadcrumbs?|crumbs?|nav|navbar|menu|sidebar"
    r"|footer|foot|copyright|toolbar|pagination|pager|comments?|related|recommend|advert|ads?"
    r"|banner|login|search|qrcode|ewm|print|location|weizhi|fenxiang)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTAINERS = frozenset({"div", "ul", "ol", "section", "span", "p", "dl"})
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_ATTACHMENT = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|zip|rar|7z|ofd)(?:$|[?#])", re.IGNORECASE)
_SITE_NAME = re.compile(r"[_|｜—–-]+[^_|｜—–-]*$")

MAIN_SHARE = 0.8
"""A child that holds this share of its parent's own text (links apart) is where the article is."""
FURNITURE_SHARE = 0.3
"""An element named like furniture that holds more of the text than this is no furniture."""
MAX_WEIGHED = 500
"""Elements named like furniture that are weighed; pages have some dozens."""
MAX_DESCENT = 60
"""Levels that the way down to the article takes at most."""
LAYOUT_CELL = 400
"""A cell with more characters than this makes a table of layout: its cells are read as prose."""
LAYOUT_CELLS = 6
"""With no more cells, a cell that holds paragraphs of sentences makes one, too."""


@dataclass(slots=True)
class _Collector:
    """Gathers inline text into paragraphs."""

    blocks: list[Block] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    images: int = 0
    attachments: list[str] = field(default_factory=list)
    cells: int = 0

    def flush(self) -> None:
        text = unwrapped("".join(self.inline))
        self.inline.clear()
        if text:
            self.blocks.append(Paragraph(text))


def read(source: Source) -> Document:
    """Read a web page.

    Kept: the article's paragraphs in order and its data tables as grids; before them the page's
    heading when it stands outside of the article. Dropped: scripts, navigation, forms, share
    buttons, hidden elements. Raises `UserError` for files that are no HTML, are nested too deeply,
    or have no text.
    """
    limits.expect(source, "html", "text")
    html, encoding = decode(source.data, source.path)
    html = html.removeprefix("\ufeff")
    if _depth(html) > limits.MAX_NESTING:
        raise limits.damaged(source, f"网页元素嵌套超过 {limits.MAX_NESTING:,} 层")
    parser = LexborHTMLParser(html)
    body = parser.body
    if body is None:
        raise limits.damaged(source, "网页里没有正文")
    marks = _drop_marks(body)
    title = _page_title(parser)
    _drop_furniture(body)
    main = _main(body)
    collector = _Collector()
    _walk(source, main, collector)
    collector.flush()
    if not collector.blocks:
        raise limits.damaged(source, "网页里没有文字（正文可能由脚本载入，或是图片）")
    blocks = collector.blocks
    if title and not _begins_with(blocks, title):
        blocks = [Paragraph(title), *blocks]
    return assemble(
        source, blocks, encoding=encoding, remarks=[*_remarks(collector), *raised.told(marks)]
    )


def _drop_marks(body: LexborNode) -> int:
    """Take note marks set above the line out of the page; a power (m²) stays. Returns how many."""
    dropped = 0
    for node in body.css('sup, [style*="vertical-align"]'):
        if node.tag != "sup" and not _RAISED.search(node.attributes.get("style") or ""):
            continue
        text = node.text()
        kept = raised.kept(text, _words_before(node))
        if kept != text:
            dropped += not kept
            node.replace_with(kept) if kept else node.decompose()
    return dropped


def _words_before(node: LexborNode) -> str:
    current: LexborNode | None = node
    while current is not None and current.prev is None and current.tag not in _BLOCK:
        current = current.parent
    before = current.prev if current is not None and current.tag not in _BLOCK else None
    if before is None or before.tag in _BLOCK:
        return ""
    return before.text_content or "" if before.is_text_node else before.text()


def _depth(html: str) -> int:
    """Count the greatest number of elements that stand open at one time."""
    depth = deepest = 0
    for closing, name, empty in _TAG.findall(html):
        if empty or name.lower() in _UNNESTED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _page_title(parser: LexborHTMLParser) -> str:
    for heading in parser.css("h1"):
        text = one_line(heading.text(separator=" "))
        if text:
            return text
    for name in ("ArticleTitle", "title"):
        meta = parser.css_first(f'meta[name="{name}"]')
        content = one_line((meta.attributes.get("content") or "") if meta else "")
        if content:
            return content
    node = parser.css_first("title")
    return _SITE_NAME.sub("", one_line(node.text())).strip() if node else ""


def _drop_furniture(body: LexborNode) -> None:
    total = max(_weight(body), 1)
    weighed = 0
    doomed: list[LexborNode] = []
    stack = list(_children(body))
    while stack:
        node = stack.pop()
        if node.is_text_node:
            continue
        suspect = _is_suspect(node)
        light = False
        if suspect and weighed < MAX_WEIGHED:
            weighed += 1
            light = _weight(node) < FURNITURE_SHARE * total
        if light or node.tag in _NEVER_TEXT or _is_hidden(node):
            # Nothing below is looked at: it goes with the element.
            doomed.append(node)
        else:
            stack.extend(_children(node))
    for node in doomed:
        node.decompose()


def _is_suspect(node: LexborNode) -> bool:
    """Tell elements that are furniture unless they hold much of the text."""
    if node.tag in _SKIPPED:
        return True
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return node.tag in _CONTAINERS and _FURNITURE.search(named) is not None


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _weight(node: LexborNode) -> int:
    """Count the characters that stand outside of links: prose and tables weigh, menus do not."""
    links = sum(len(one_line(link.text())) for link in node.css("a"))
    return len(one_line(node.text(separator=" "))) - links


def _main(body: LexborNode) -> LexborNode:
    """Walk down while one child holds nearly all the text that is no link."""
    current = body
    for _ in range(MAX_DESCENT):
        total = _weight(current)
        children = [c for c in _children(current) if c.tag in _BLOCK and c.tag not in ("p", "tr")]
        heaviest = max(children, key=_weight, default=None)
        if heaviest is None or _weight(heaviest) < MAIN_SHARE * total or total == 0:
            return current
        if heaviest.tag == "table" and not _is_layout(heaviest):
            return current
        current = heaviest
    return current


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _walk(source: Source, root: LexborNode, collector: _Collector) -> None:
    """Visit the article in order without recursion: (node, entered) pairs on a stack."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        tag = node.tag or ""
        if done:
            collector.flush()
            continue
        if node.is_text_node:
            collector.inline.append(node.text_content or "")
            continue
        if tag in _NEVER_TEXT:
            continue
        _note_media(node, collector)
        if tag == "table" and not _is_layout(node):
            collector.flush()
            table = _table(source, node, collector)
            if table.cells:
                collector.blocks.append(table)
            continue
        if tag in _BLOCK:
            collector.flush()
            stack.append((node, True))
        stack.extend((child, False) for child in reversed(list(_children(node))))


def _note_media(node: LexborNode, collector: _Collector) -> None:
    if node.tag == "img":
        collector.images += 1
    elif node.tag == "a" and _ATTACHMENT.search(node.attributes.get("href") or ""):
        collector.attachments.append(one_line(node.text()) or (node.attributes.get("href") or ""))


def _is_layout(table: LexborNode) -> bool:
    """Tell tables that only place things on the page from tables of data."""
    inner = (nested for nested in table.css("table") if nested.mem_id != table.mem_id)
    if table.attributes.get("role") == "presentation" or any(inner):
        return True
    cells = table.css("td, th")
    if len(cells) <= 1:
        return True
    if any(len(one_line(cell.text())) > LAYOUT_CELL for cell in cells):
        return True
    return len(cells) <= LAYOUT_CELLS and any(map(_holds_paragraphs, cells))


def _holds_paragraphs(cell: LexborNode) -> bool:
    return sum(paragraph.text().strip().endswith("。") for paragraph in cell.css("p")) > 1


def _table(source: Source, table: LexborNode, collector: _Collector) -> Table:
    taken: set[tuple[int, int]] = set()
    cells: list[BlockCell] = []
    rows = table.css("tr")
    caption = table.css_first("caption")
    for row, node in enumerate(rows):
        column = 0
        for child in _children(node):
            if child.tag not in ("td", "th"):
                continue
            while (row, column) in taken:
                column += 1
            row_span = min(_span(child, "rowspan") or len(rows), len(rows) - row)
            column_span = min(_span(child, "colspan") or 1, limits.MAX_COLUMNS)
            if column + column_span > limits.MAX_COLUMNS:
                raise limits.too_large(source, "表格列数", limits.MAX_COLUMNS)
            collector.cells += row_span * column_span
            if collector.cells > limits.MAX_CELLS:
                raise limits.too_large(source, "表格单元格数", limits.MAX_CELLS)
            taken.update(
                (row + down, column + right)
                for down in range(row_span)
                for right in range(column_span)
            )
            text = _cell_text(child, collector)
            cells.append(BlockCell(row, column, text, row_span, column_span))
            column += column_span
    title = one_line(caption.text(separator=" ")) if caption else ""
    return Table(tuple(cells), caption=title)


def _span(cell: LexborNode, name: str) -> int:
    """Return a span of at least 1; 0 stands for "to the end" (`rowspan=0`)."""
    value = (cell.attributes.get(name) or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _cell_text(cell: LexborNode, collector: _Collector) -> str:
    parts: list[str] = []
    for node in cell.traverse(include_text=True):
        if node.is_text_node:
            parts.append(node.text_content or "")
        elif node.tag in _BLOCK:
            parts.append("\n")
        else:
            _note_media(node, collector)
    return unwrapped("".join(parts))


def _begins_with(blocks: list[Block], title: str) -> bool:
    wanted = re.sub(r"\s", "", title)
    head = "".join(b.text for b in blocks[:6] if isinstance(b, Paragraph))
    return wanted in re.sub(r"\s", "", head)


def _remarks(collector: _Collector) -> Iterator[Remark]:
    if collector.images:
        yield Remark(
            "image_not_read",
            f"网页正文中有 {collector.images} 张图片，图片里的文字和数字没有读取。",
            f"The article holds {collector.images} image(s); figures in them were not read.",
        )
    for name in collector.attachments:
        yield Remark(
            "attachment_link",
            f"正文链接了附件“{name}”；附件需另行下载后加入。",
            f"The article links the attachment “{name}”; download and add it by hand.",
        )
