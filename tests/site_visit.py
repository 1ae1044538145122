"""Visits of the built site in a browser: in, what the browser is like; out, a page of it.

A page stays open for the next test that asks for a browser like it: to open one takes as long as
most tests, and a page that has been used has the scripts of the site at hand. What a test leaves
there is taken away.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

BASE = "/mingzhang/"
PHONE, DESKTOP = 390, 1280
HEIGHT = 844
AGENCY = "agencies/panjin-dawa-grid-management-center/"
DISCLOSURE = "disclosures/panjin-dawa-grid-management-center/2018-final/"


def options(width: int = DESKTOP, scheme: str = "light", **more: object) -> dict[str, object]:
    """What a browser is like."""
    return {"viewport": {"width": width, "height": HEIGHT}, "color_scheme": scheme, **more}


@dataclass
class Visit:
    """A page in a browser, and what went wrong there."""

    page: Any
    root: str
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    is_marked: bool = False

    def go(self, address: str) -> None:
        self.page.goto(self.root + address)

    def run_first(self, script: str) -> None:
        """Run a script before those of each page. It stays with the page: no other test gets it."""
        self.page.add_init_script(script)
        self.is_marked = True

    def hosts(self) -> set[str]:
        return {urlsplit(r).netloc for r in self.requests if r.startswith(("http", "ws"))}

    def console(self, said: Any) -> None:
        if said.type in {"error", "warning"}:
            self.problems.append(said.text)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the site below a sub-path, as GitHub Pages does."""
    # The unit layer, whose conftest is the same, needs neither.
    import site_built
    from mingzhang.cli import server

    with server.open_server(site_built.real_site().html, 0, BASE) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running.address
        running.shutdown()


@pytest.fixture(scope="session")
def pages() -> dict[str, Any]:
    """The pages that stay open, each under what its browser is like."""
    return {}


@pytest.fixture
def visit(browser: Any, address: str, pages: dict[str, Any], request: Any) -> Iterator[Visit]:
    """Open a page; at the end nothing may have gone wrong and no other host been asked."""
    asked = getattr(request, "param", options())
    page = pages.pop(repr(asked), None) or _opened(browser, asked)
    made = Visit(page, address)
    listeners = {
        "request": lambda request: made.requests.append(request.url),
        "pageerror": lambda error: made.problems.append(str(error)),
        "console": made.console,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield made
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    if made.is_marked or made.problems:
        page.context.close()
    else:
        _clear(page, asked)
        pages[repr(asked)] = page
    assert made.problems == []
    assert made.hosts() <= {urlsplit(address).netloc}


def _opened(browser: Any, asked: dict[str, Any]) -> Any:
    context = browser.new_context(**asked)
    context.set_default_timeout(30_000)
    return context.new_page()


def _clear(page: Any, asked: dict[str, Any]) -> None:
    """Take away what a test left: routes, what was chosen, sizes and media, permissions."""
    page.unroute_all()
    page.evaluate("try { localStorage.clear() } catch {}")
    page.goto("about:blank")
    page.set_viewport_size(asked["viewport"])
    page.emulate_media(media="screen", color_scheme=asked["color_scheme"])
    if "permissions" not in asked:
        page.context.clear_permissions()
