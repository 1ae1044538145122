"""Headers that keep foreign script off the pages: in, the finished site; out, its `_headers` file.

Hosts of the kind of Cloudflare Pages read the file; `serve` sends the same, and the guide to
publishing turns it into lines for Nginx. A script within a page runs only if its hash is listed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from mingzhang.common import below
from mingzhang.common.standing import Standing

FILE = "_headers"
_SCRIPT = re.compile(rb"<script(?P<about>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_DATA = re.compile(rb"\bsrc=|type=\"?application/(?:ld\+)?json")
"""Scripts that are files of the site, and data that no browser runs."""


def write(site: Path, hosts: Sequence[str] = (), standing: Standing | None = None) -> None:
    """Write the headers for the pages as they are; nothing may change in the pages afterwards.

    `hosts`: those of regional sites elsewhere, whose search indexes are asked.
    """
    headers = {
        "Content-Security-Policy": policy(hashes(site, standing), hosts),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    lines = ["/*", *(f"  {name}: {value}" for name, value in headers.items())]
    (site / FILE).write_text("\n".join(lines) + "\n", encoding="ascii")


def read(site: Path) -> dict[str, str]:
    """The headers by name; none for a site that has no such file."""
    path = site / FILE
    lines = path.read_text(encoding="ascii").splitlines() if path.is_file() else ()
    return dict(line.strip().split(": ", 1) for line in lines if line.startswith("  "))


def hashes(site: Path, standing: Standing | None = None) -> list[str]:
    """The hashes of all scripts that stand within pages, in order."""
    of_page = (standing or Standing(site)).of_page
    pages = below.files(site, ".html")
    return sorted(frozenset[str]().union(*(of_page("scripts", page, _hashes) for page in pages)))


def _hashes(page: bytes) -> frozenset[str]:
    codes = {match["code"] for match in _SCRIPT.finditer(page) if not _DATA.search(match["about"])}
    digests = (hashlib.sha256(code).digest() for code in codes)
    return frozenset(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def policy(scripts: list[str], hosts: Sequence[str] = ()) -> str:
    """Say what pages may load: their own site, and of scripts within pages those listed.

    `unsafe-eval` is for the search (WebAssembly), which older browsers allow under no other name.
    """
    return "; ".join(
        (
            "default-src 'self'",
            *([" ".join(("connect-src 'self'", *hosts))] if hosts else []),
            " ".join(("script-src 'self' 'unsafe-eval'", *scripts)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
