"""The change log of a package as HTML: in, its CHANGELOG.md; out, the newest versions.

The log is our own Markdown with names from foreign documents in it. Only what we write ourselves
is read as markup here; all else is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

FILE = "CHANGELOG.md"
VERSIONS_SHOWN = 3
ITEMS_SHOWN = 8
_LIST = Markup('<ul class="mz-plain">\n{}</ul>\n')
_VERSION = re.compile(r"^## (.+)$", re.MULTILINE)
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]<>|#!~])|`(?P<code>[^`]*)`"
    r"|\[`(?P<label>[\w-]+)`\]\(\.\./(?P<package>[\w-]+)/CHANGELOG\.md\)"
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the data: its title, and what is told of it, as HTML."""

    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Log:
    """The newest versions, and how many there are in all."""

    versions: tuple[Version, ...]
    total: int


def read(folder: Path, root: str) -> Log:
    """Read the log of a package; one that has none has no versions. `root` leads to the root."""
    path = folder / FILE
    if not path.is_file():
        return Log((), 0)
    parts = _VERSION.split(path.read_text(encoding="utf-8"))[1:]
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    shown = tuple(Version(title, html(body, root)) for title, body in pairs[:VERSIONS_SHOWN])
    return Log(shown, len(pairs))


def html(body: str, root: str) -> Markup:
    """Make HTML of the lines of one version: headings, lists and paragraphs."""
    made = Markup("")
    for is_list, group in groupby(body.splitlines(), lambda line: line.startswith("- ")):
        lines = [line for line in group if line.strip()]
        made += _list(lines, root) if is_list else Markup("").join(_block(x, root) for x in lines)
    return made


def _block(line: str, root: str) -> Markup:
    if line.startswith("### "):
        return Markup("<h4>{}</h4>\n").format(_inline(line[4:], root))
    return Markup("<p>{}</p>\n").format(_inline(line, root))


def _list(lines: Sequence[str], root: str) -> Markup:
    """Make a list; of a long one the rest is folded."""
    items = [Markup("<li>{}</li>\n").format(_inline(line[2:], root)) for line in lines]
    shown = len(items) if len(items) <= ITEMS_SHOWN + 2 else ITEMS_SHOWN
    first, rest = (Markup("").join(part) for part in (items[:shown], items[shown:]))
    made = _LIST.format(first)
    if rest:
        summary = f"其余 {len(items) - shown} 项"
        folded = '<details class="mz-more"><summary>{}</summary>\n{}</details>\n'
        made += Markup(folded).format(summary, _LIST.format(rest))
    return made


def _inline(text: str, root: str) -> Markup:
    r"""Read the marks within a line.

    >>> str(_inline(r"甲\*乙 `a-1` <b> [`x-y`](../x-y/CHANGELOG.md)", "../../"))
    '甲*乙 <code>a-1</code> &lt;b&gt; <a href="../../data/x-y/">x-y</a>'
    """
    made = Markup("")
    end = 0
    for match in _INLINE.finditer(text):
        made += escape(text[end : match.start()])
        if match["escaped"]:
            made += escape(match["escaped"])
        elif match["code"] is not None:
            made += Markup("<code>{}</code>").format(match["code"])
        else:
            address = f"{root}data/{match['package']}/"
            made += Markup('<a href="{}">{}</a>').format(address, match["label"])
        end = match.end()
    return made + escape(text[end:])
