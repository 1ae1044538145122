"""Fetches files from web addresses, politely: in, an address; out, the bytes and a name for them.

One request at a time and a pause between two to one host; limits of time and size; only addresses
of the public internet, behind every redirect too, and the very address that was looked up.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import certifi
import urllib3

from mingzhang import __version__
from mingzhang.model import UserError

MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 180
MOST_REDIRECTS = 5
PAUSE = 1.0
"""Seconds between two requests to one host."""
_CHUNK = 64 * 1024
_TIMEOUT = urllib3.Timeout(connect=15, read=30)
_AGENT = f"mingzhang/{__version__} (open budget data)"
_AS_IT_IS = "%/:=&?~+!$,;'@()*[]"
_MOVED = (301, 302, 303, 307, 308)
_NAME_CHARACTERS = 120
_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
_SUFFIX = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ods|html?|mht(?:ml)?|txt|csv|zip|rar)$", re.I)
_NOT_IN_NAMES = re.compile(r'[/\\:|<>"*?\x00-\x1f]+')

Resolve = Callable[[str, int], Sequence[str]]
"""Looks up a host: its name and a port → its addresses."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    name: str
    data: bytes


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host. Raises OSError when it has none."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))


def is_public(address: str) -> bool:
    """Tell an address of the public internet from one of this machine or a local network."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(known, "ipv4_mapped", None) or known
    return inner.is_global and not inner.is_multicast


@dataclass
class Fetcher:
    """Fetches one address after the other; the functions can be others in tests."""

    resolve: Resolve = look_up
    allowed: Callable[[str], bool] = is_public
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _asked: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str) -> Fetched:
        """Get a file. Raises UserError for whatever keeps it from being got."""
        address, end = url, self.clock() + MOST_SECONDS
        for _ in range(MOST_REDIRECTS + 1):
            response = self._ask(address)
            try:
                target = response.headers.get("Location", "")
                if response.status in _MOVED and target:
                    address = urljoin(address, target)
                    continue
                if response.status != 200:
                    problem = f"网站回答 {response.status}，没有给出文件"
                    raise UserError(url, problem, "请在浏览器里打开看看，或下载后按文件加入")
                return Fetched(_name(address, response.headers), self._read(url, response, end))
            except urllib3.exceptions.HTTPError as error:
                raise _unreachable(url, error) from error
            finally:
                response.close()
        raise UserError(url, f"转了 {MOST_REDIRECTS} 次还没有到", "请写最后打开的网址")

    def _ask(self, url: str) -> urllib3.BaseHTTPResponse:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host or parts.username:
            raise UserError(url, "不是可以下载的网址", "请写以 http:// 或 https:// 开头的完整网址")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            addresses = sorted(self.resolve(host, port), key=lambda address: ":" in address)
        except (OSError, ValueError) as error:
            raise _unreachable(url, error) from error
        if not addresses or not all(self.allowed(address) for address in addresses):
            raise UserError(
                url, "指向本机或内部网络的地址", "只下载公开网站上的文件；请下载后按文件加入"
            )
        self._wait(host)
        try:
            return _request(parts, addresses[0], port)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _unreachable(url, error) from error
        finally:
            self._asked[host] = self.clock()

    def _wait(self, host: str) -> None:
        left = self._asked.get(host, -PAUSE) + PAUSE - self.clock() if host in self._asked else 0
        if left > 0:
            self.sleep(left)

    def _read(self, url: str, response: urllib3.BaseHTTPResponse, end: float) -> bytes:
        data = bytearray()
        for chunk in response.stream(_CHUNK, decode_content=True):
            data += chunk
            if len(data) > MOST_BYTES:
                problem = f"文件超过 {MOST_BYTES // 2**20} MB"
                raise UserError(url, problem, "请下载后按文件加入，或换用小一些的版本")
            if self.clock() > end:
                raise UserError(
                    url, f"{MOST_SECONDS} 秒还没有下载完", "请稍后再试，或下载后按文件加入"
                )
        if not data:
            raise UserError(url, "文件是空的（0 字节）", "请核对网址")
        return bytes(data)


def _request(parts: SplitResult, address: str, port: int) -> urllib3.BaseHTTPResponse:
    """Ask the address that was looked up, by the name of its host."""
    host = parts.hostname or ""
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address,
            port,
            timeout=_TIMEOUT,
            server_hostname=host,
            assert_hostname=host,
            cert_reqs="CERT_REQUIRED",
            ca_certs=certifi.where(),
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=_TIMEOUT)
    shown = f"[{host}]" if ":" in host else host
    named = shown if parts.port is None else f"{shown}:{port}"
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), _AS_IT_IS)
    headers = {"Host": named, "User-Agent": _AGENT, "Accept-Encoding": "gzip, deflate"}
    return pool.request(
        "GET", target, headers=headers, redirect=False, retries=False, preload_content=False
    )


def _unreachable(url: str, error: Exception) -> UserError:
    shown = re.sub(r"\s+", " ", str(error))[:120]
    return UserError(url, f"下载不了（{shown}）", "请检查网址和网络，稍后再试；已经下载的不会重来")


def _name(url: str, headers: urllib3.HTTPHeaderDict) -> str:
    header = Message()
    header["Content-Disposition"] = headers.get("Content-Disposition", "")
    given = _as_meant(header.get_filename() or "")
    with_path = unquote(urlsplit(url).path).rpartition("/")[2]
    name = _NOT_IN_NAMES.sub("_", given or with_path).strip(" ._")
    if not _SUFFIX.search(name):
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        name = (name or "原文") + _SUFFIXES.get(kind, "")
    return name[-_NAME_CHARACTERS:]


def _as_meant(name: str) -> str:
    """Headers are read as Latin-1; sites write names in UTF-8 or GBK there."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return name
