"""A page on a slow line: it comes in one tag after another, and nothing that is read moves."""

from __future__ import annotations

import functools
import http.server
import re
import threading
import time
from collections.abc import Iterator

import pytest

import site_built
from site_visit import AGENCY, PHONE
from test_site_browser_kinds import WATCH

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.01
PIECES = 140
FRAME = 0.018
"""Seconds between two pieces: a little more than the browser takes from one picture to the next."""
PIECE = re.compile(
    r"(?:<(svg|script|template)\b.*?</\1>|[^<]*<(?!/)[^>]*>|[^<])*?[^<]*</\w+>", re.S
)
TWO_FRAMES = "done => requestAnimationFrame(() => requestAnimationFrame(() => done(mzShift)))"
KINDS = (
    "",
    AGENCY,
    "disclosures/",
    "glossary/basic-expenditure/",
    "compare/total-expenditure/",
    "data/",
)


class Slow(http.server.SimpleHTTPRequestHandler):
    """The first pieces of a page one by one, then the rest; other files at once."""

    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, source, outputfile) -> None:
        page = source.read()
        if not self.path.endswith("/"):
            outputfile.write(page)
            return
        head, mark, body = page.decode().partition("<body")
        outputfile.write((head + mark).encode())
        at = 0
        for piece, _ in zip(PIECE.finditer(body), range(PIECES), strict=False):
            outputfile.write(body[at : piece.end()].encode())
            at = piece.end()
            time.sleep(FRAME)
        outputfile.write(body[at:].encode())


@pytest.fixture(scope="module")
def slow() -> Iterator[str]:
    handler = functools.partial(Slow, directory=str(site_built.real_site().html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_page_is_cut_behind_whole_elements():
    body = '><p>一<b>二</b></p><svg><path d="m"/></svg><p>三</p>'
    pieces = [found[0] for found in PIECE.finditer(body)]
    assert "".join(pieces) == body
    assert pieces[0] == "><p>一<b>二</b>"
    assert pieces[2] == '<svg><path d="m"/></svg><p>三</p>'


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_nothing_moves_while_a_page_arrives(browser, slow, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(WATCH)
    shifts = {}
    for kind in KINDS:
        page.goto(slow + kind)
        shifts[kind] = page.evaluate(f"new Promise(({TWO_FRAMES}))")
    page.close()
    assert max(shifts.values()) < MOST_SHIFT, shifts
