"""The whole site in one ZIP, to be read from a disk: in, the finished site; out, one archive.

Browsers load no folders, no modules and no data by script from `file://`: addresses of folders get
their `index.html`, and what needs such loading is left out, with a word about it in its place.
"""

from __future__ import annotations

import json
import posixpath
import re
import zlib
from collections.abc import Iterator
from functools import cache, partial
from html import escape, unescape
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

from mingzhang.common import below, urls
from mingzhang.common.formats import FORMATS, PACKED
from mingzhang.common.kept import NOTHING_KEPT, Kept, key, of_code
from mingzhang.common.site_settings import Settings
from mingzhang.common.standing import Standing, body_of
from mingzhang.export.archive import Content, Deflated, deflated, write_zip

NAME = "mingzhang-offline.zip"
FOLDER = NAME.removesuffix(".zip")
SCRIPT, LIST = "assets/offline.js", "assets/offline-pages.js"
_OF_PACKAGE = re.compile(r"data/([^/]+)/(?!index\.html$)")
_LEFT_OUT = re.compile(
    # Loaded by scripts alone, which a browser refuses.
    r"pagefind/|compare/data/|assets/(search|compare)\.js$"
    # Of use on a web server only, and to send.
    r"|agencies/[^/]+/card\.png$|404\.html$|_headers$|_redirects$|sitemap\.xml|robots\.txt$|CNAME$"
    # For programmes, which have the tables; the joined package holds those of all bodies.
    rf"|{re.escape(NAME)}$|(?!assets/).*\.(json|jsonld|ttl)$|data/(?!all/)[^/]+/(data/|[^/]+\.md$)|"
    + "|".join(
        rf"data/{'(?!all/)' * kind.offline}[^/]+/{kind.folder}[^/]+\.{kind.id}({PACKED})?$"
        for kind in FORMATS
    )
)
# Addresses within the site: not of this page, and without a scheme.
_LINK = re.compile(
    r'\b(?P<name>href|src|action)="(?P<address>(?!#|//|[A-Za-z][A-Za-z0-9+.-]*:)[^"]+)"'
)
_REFRESH = re.compile(r'(?P<head>http-equiv="refresh" content="\d+; ?url=)(?P<address>[^"]*)"')
_SCRIPT = re.compile(r'<script src="[^"]*assets/(?:search|compare)\.js"[^>]*></script>')
_ITSELF = re.compile(rf'<(p|li)\b[^>]*><a [^>]*{re.escape(NAME)}".*?</\1>', re.S)
"""The offer of this archive, which is of no use within it (and states its size)."""
_TITLE = re.compile(r'<span hidden data-pagefind-meta="title"[^>]*>([^<]*)</span>')
_KIND = re.compile(r'<span hidden data-pagefind-filter="kind"[^>]*>([^<]*)</span>')
_ARTICLE = re.compile(r"(<article\b[^>]*>).*?(</article>)", re.S)


def write(
    site_dir: Path,
    site: Settings,
    kept: Kept = NOTHING_KEPT,
    standing: Standing | None = None,
) -> Path:
    """Write the archive into the site and return its path. Everything else must be finished.

    Pages that did not change are taken from what is `kept`.
    """
    path = site_dir / NAME
    path.unlink(missing_ok=True)
    write_zip(path, _members(site_dir, site, standing or Standing(site_dir, kept=kept)))
    return path


def _members(site_dir: Path, site: Settings, standing: Standing) -> Iterator[tuple[str, Content]]:
    yield f"{FOLDER}/README.txt", _about(site).encode()
    listed: list[tuple[str, str, str]] = []
    made_by = (of_code("common", "export"), zlib.ZLIB_RUNTIME_VERSION, site.address)
    for name in below.files(site_dir):
        if _absent(name, site_dir):
            continue
        file = site_dir / name
        if not name.endswith(".html"):
            yield f"{FOLDER}/{name}", file
            continue

        def about(page: bytes, name: str = name) -> tuple[str, list[tuple[str, str, str]]]:
            return key("offline", *made_by, name, page), [*_entry(name, page.decode())]

        made_from, entries = standing.of_page("offline", name, about)
        listed.extend(entries)
        made = partial(_packed, file, name, site.address)
        yield f"{FOLDER}/{name}", standing.of(body_of(name)).once(made_from, Deflated, made)
    yield f"{FOLDER}/{SCRIPT}", files("mingzhang.export").joinpath("offline.js").read_bytes()
    pages = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    yield f"{FOLDER}/{LIST}", f"window.mzOffline = {pages};\n".encode()


def _absent(name: str, site_dir: Path) -> bool:
    """Tell whether a file is left out."""
    if _LEFT_OUT.match(name) is not None:
        return True
    # Of a package under an old id the page alone, which leads to the present one.
    package = _OF_PACKAGE.match(name)
    return package is not None and (site_dir / urls.moved_json(package[1])).is_file()


def _packed(file: Path, name: str, online: str) -> Deflated:
    return deflated(page(name, file.read_text(encoding="utf-8"), online).encode())


def page(name: str, text: str, online: str = "") -> str:
    """Turn a page into one that works from a disk; `name` is its path from the root."""
    if name in _SEARCH_PAGES:
        text = _ARTICLE.sub(rf"\1{_SEARCH_PAGES[name]}\2", text, count=1)
    text = _ITSELF.sub("", _SCRIPT.sub("", text))
    linked = cache(partial(_linked, page=name, online=online))
    text = _LINK.sub(lambda match: linked(match["name"], match["address"]), text)
    text = _REFRESH.sub(lambda m: f'{m["head"]}{_with_index(m["address"])}"', text)
    up = "../" * name.count("/")
    scripts = f'<script src="{up}{LIST}" defer></script>' if name in _SEARCH_PAGES else ""
    scripts += f'<script src="{up}{SCRIPT}" defer></script>'
    text = text.replace("</head>", f"{_STYLE}</head>", 1)
    return text.replace("</body>", f"{scripts}</body>", 1)


def _linked(name: str, address: str, page: str, online: str) -> str:
    """Write the attribute `name` with an address that leads somewhere, or what stands for it."""
    path = re.split(r"[?#]", unescape(address), maxsplit=1)[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))
    if _LEFT_OUT.match(target):
        if online:
            return f'{name}="{escape(online.rstrip("/"))}/{escape(target)}"'
        return 'aria-disabled="true"'
    return f'{name}="{_with_index(address)}"'


def _with_index(address: str) -> str:
    """Name the file that a web server would take: `../a/#b` is `../a/index.html#b`."""
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", address, re.S).groups()  # type: ignore[union-attr]
    if path and posixpath.basename(path) in ("", ".", ".."):
        path = f"{path.rstrip('/')}/index.html"
    return f"{path}{mark}{rest}"


def _entry(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield title, kind and path of a page that can be searched for."""
    title, kind = _TITLE.search(text), _KIND.search(text)
    if title and "data-pagefind-body" in text:
        yield unescape(title[1]), unescape(kind[1]) if kind else "", name


_STYLE = """<style>
.md-typeset a[aria-disabled] { color: var(--mz-muted); text-decoration: none; }
.md-typeset a[aria-disabled]::after { content: "（离线版里没有）"; }
.md-typeset :lang(en) a[aria-disabled]::after, .md-typeset a[aria-disabled]:lang(en)::after {
  content: " (not in the offline copy)"; }
</style>"""
_CHINESE_SEARCH = """
<h1>查找</h1>
<p>离线版只能按标题查找；全文搜索要在网站上用。</p>
<form role="search" class="mz-search" data-mz-offline>
<label for="mz-q">机构、公开文件、术语、核对的名称</label>
<div class="mz-search__row"><input id="mz-q" name="q" type="search" autocomplete="off">
<button>查找</button></div>
</form>
<p role="status" aria-live="polite"></p>
<ul class="mz-terms"></ul>
"""
_ENGLISH_SEARCH = """
<h1>Search</h1>
<p>The offline copy finds English pages by their titles; the website also searches their text.</p>
<form role="search" class="mz-search" data-mz-offline>
<label for="mz-q">Names of agencies, items, terms and checks</label>
<div class="mz-search__row"><input id="mz-q" name="q" type="search" autocomplete="off">
<button>Search</button></div>
</form>
<p role="status" aria-live="polite"></p>
<ul class="mz-terms"></ul>
"""
_SEARCH_PAGES = {"search/index.html": _CHINESE_SEARCH, "en/search/index.html": _ENGLISH_SEARCH}


def _listed(offline: bool) -> str:
    return "、".join(f" {kind.name} " for kind in FORMATS if kind.offline is offline)


def _about(site: Settings) -> str:
    online = f"网站：{site.address}\n" if site.address else ""
    return f"""{site.title}（离线版）

{online}怎样看：把压缩包全部解开，双击文件夹里的 index.html，用浏览器打开。不需要联网。

与网站不同之处：
- 只能按标题查找，没有全文搜索；
- “比较”只有常用项目的表和图，不能自选项目；图是静态的；
- 数据只有合并全部机构的{_listed(True)}，里面有各机构的数字和核对结果；没有{_listed(False)}和 JSON；
  也没有分享图片。

数据许可：{site.licence}。原文的权利属于发布单位；原文以发布单位公布的为准。
"""
