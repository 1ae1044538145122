"""The change log of a package as HTML: in, its CHANGELOG.md; out, the newest versions.

The log is our own Markdown with names from foreign documents in it. Only what we write ourselves
is read as markup here; all else is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

FILE = "CHANGELOG.md"
VERSIONS_SHOWN = 3
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
    in_list = False
    for line in body.splitlines():
        if in_list and not line.startswith("- "):
            made += Markup("</ul>\n")
            in_list = False
        if line.startswith("- "):
            made += Markup("" if in_list else '<ul class="mz-plain">\n')
            made += Markup("<li>{}</li>\n").format(_inline(line[2:], root))
            in_list = True
        elif line.startswith("### "):
            made += Markup("<h4>{}</h4>\n").format(_inline(line[4:], root))
        elif line.strip():
            made += Markup("<p>{}</p>\n").format(_inline(line, root))
    return made + Markup("</ul>\n") if in_list else made


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
