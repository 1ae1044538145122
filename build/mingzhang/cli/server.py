"""Serves the built site on loopback. In: the folder, a port, a base path. Out: a running server."""

from __future__ import annotations

import functools
import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from mingzhang.export import headers
from mingzhang.model import UserError

HOST = "127.0.0.1"
_PIECE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
LOCAL = frozenset({HOST, "localhost"})


class SiteServer(ThreadingHTTPServer):
    """A static server on loopback that knows its own address."""

    daemon_threads = True
    base = "/"
    handler: type[SiteHandler]

    def read_headers(self, site: Path) -> None:
        """Take the headers of a site that was built anew: they name its very scripts."""
        self.handler.told = headers.read(site)

    def handle_error(self, *_: object) -> None:
        """Stay silent: a browser that hangs up is no fault to tell of."""

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{HOST}:{self.server_address[1]}{self.base}"


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves one folder under a base path, with the site's own 404 page, without log lines."""

    base = "/"
    told: Mapping[str, str] = MappingProxyType({})
    """The headers of the site's own file."""
    timeout = 10
    """Seconds that a connection may be idle."""

    def parse_request(self) -> bool:
        """Refuse requests that name another host: a page elsewhere may point its name at us."""
        if not super().parse_request():
            return False
        host = self.headers.get("Host", HOST).rsplit(":", 1)[0]
        if host in LOCAL:
            return True
        super().send_error(421)
        return False

    def translate_path(self, path: str) -> str:
        """Take the base path off; what lies outside it, or outside the site, does not exist."""
        missing = str(Path(self.directory, "no-such-page"))
        if not path.startswith(self.base) or "%00" in path:
            return missing
        local_path = super().translate_path("/" + path[len(self.base) :])
        inside = Path(local_path).resolve().is_relative_to(Path(self.directory).resolve())
        return local_path if inside else missing

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Answer with a piece of a file where one is asked for: readers of PDF do so."""
        asked = _PIECE.fullmatch(self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or asked[0] == "bytes=-" or not path.is_file():
            return super().send_head()
        data = path.read_bytes()
        start, end = _piece(asked[1], asked[2], len(data))
        fits = start < end
        self.send_response(206 if fits else 416)
        shown = f"{start}-{end - 1}" if fits else "*"
        self.send_header("Content-Range", f"bytes {shown}/{len(data)}")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(end - start if fits else 0))
        self.end_headers()
        return io.BytesIO(data[start:end])

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Show no listings; a folder without a page is a missing page."""
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing page with the page that the site has for it."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Let the browser ask again each time: the site may have been rebuilt."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Accept-Ranges", "bytes")
        for name, value in {"X-Content-Type-Options": "nosniff", **self.told}.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


def _piece(first: str, last: str, size: int) -> tuple[int, int]:
    """Say where a piece of a file begins and ends; without `first`, it is so many last bytes."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


@contextmanager
def open_server(site: Path, port: int, base: str = "/") -> Iterator[SiteServer]:
    """Open a server for the built site; port 0 takes any free one. Raises UserError."""
    if not (site / "index.html").is_file():
        raise UserError(site, "还没有做好的网站", "请先运行 mingzhang build")
    base = f"/{base.strip('/')}/" if base.strip("/") else "/"
    handler = type("BoundHandler", (SiteHandler,), {"base": base, "told": headers.read(site)})
    try:
        server = SiteServer((HOST, port), functools.partial(handler, directory=str(site)))
    except OSError as error:
        raise UserError(
            f"端口 {port}", f"打不开（{error.strerror}）", "请用 --port 换一个，例如 --port 8001"
        ) from error
    server.base, server.handler = base, handler
    try:
        yield server
    finally:
        server.server_close()
