"""The search index: in, the finished pages; out, Pagefind's index of them in `pagefind/`.

Pages are indexed in parts, some bodies each, so that a change of one body leaves most parts as they
were kept; `search_parts.py` makes one index of them.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pagefind.service import get_executable

from mingzhang.common import below, workers
from mingzhang.common.hard_links import link_or_copy
from mingzhang.common.kept import NOTHING_KEPT, Kept, key, of_code, version
from mingzhang.common.progress import Progress
from mingzhang.common.standing import Standing
from mingzhang.model import UserError
from mingzhang.site import search_parts
from mingzhang.site.search_parts import Part

FOLDER = "pagefind"
BODIES = 16
"""Bodies of a part, at most: the time of half of them is that of starting Pagefind."""
SEARCHED = b"data-pagefind-body"
OF_BODIES = frozenset({"agencies", "disclosures", "data"})
"""Folders below which the pages of each body have one of their own."""
NOT_SEARCHED = (
    ".headerlink, .mz-chart, .mz-outline, .mz-crumbs, .mz-legend, .mz-tools, .mz-kinds, template, "
    "[data-mz-outcome], .mz-rows .w, [data-bytes]"
)
"""What names other places, and on the page of a disclosure which checks found nothing and how
figures were read: words that nearly all of these pages have in common, an eighth of the index.
Sizes of files are not yet there when a page that is new is indexed, in one that stands they are."""

NOT_LOADED = ("*-ui.css", "*-ui.js", "*-highlight.js")
"""What Pagefind brings to show results in its own way, 0.4 MB."""
_LINK = re.compile(rb' href="[^"]*"')
"""Where links lead is not searched. Pages about all bodies name places in texts, which move."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that is searched: its path, and the hash of its bytes without its links."""

    path: str
    hash: str


@contextmanager
def indexing(
    site_dir: Path,
    progress: Progress,
    kept: Kept = NOTHING_KEPT,
    standing: Standing | None = None,
) -> Iterator[None]:
    """Index the finished pages beside other work, which leaves all of them as they are.

    Pagefind is a program of its own that uses one core: what is done here meanwhile costs no time.
    Raises `UserError` at the end when there is no index.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        begun = beside.submit(index, site_dir, kept, standing)
        yield
        with progress.step("建搜索索引"):
            begun.result()


def index(site_dir: Path, kept: Kept = NOTHING_KEPT, standing: Standing | None = None) -> None:
    """Index the finished pages; what is kept of parts of them is not made again.

    Raises `UserError` when that fails.
    """
    folder = site_dir / FOLDER
    code = of_code("site/search_index.py", "site/search_parts.py")
    made_by = ("search", version("pagefind"), version("cbor2"), code)
    named = {
        key(*made_by, *(word for page in pages for word in (page.path, page.hash))): pages
        for pages in _grouped(_pages(standing or Standing(site_dir)))
    }

    def part(name: str) -> Part:
        return kept.once(name, Part, lambda: _made(site_dir, named[name]))

    with ThreadPoolExecutor(workers.count()) as beside:  # Pagefind uses one core
        parts = list(beside.map(part, named))
    files = kept.recall(key(*named), dict)
    if files is None:
        files = dict(search_parts.join(parts))
        kept.put(key(*named), pickle.dumps(files))
    for within, data in {**search_parts.shown(parts)[0], **files}.items():
        (folder / within).parent.mkdir(parents=True, exist_ok=True)
        (folder / within).write_bytes(data)


def _pages(standing: Standing) -> Sequence[_Page]:
    """List the pages that say what of them is searched."""
    paths = below.files(standing.now, ".html")
    hashes = ((path, standing.of_page("searched", path, _hash)) for path in paths)
    return [_Page(path, of_page) for path, of_page in hashes if of_page]


def _hash(page: bytes) -> str:
    """Hash what of a page is searched; "" where nothing is."""
    return key(_LINK.sub(b"", page)) if SEARCHED in page else ""


def _grouped(pages: Sequence[_Page]) -> Sequence[Sequence[_Page]]:
    """Put the pages of a body into one part with those of some others; all else is two parts.

    One of these is the pages about data, which say after each change what changed.
    """
    bodies = {name for page in pages if (name := _below(page, {"agencies"}))}
    parts = 1 << (len(bodies) // BODIES).bit_length()
    groups: defaultdict[int, list[_Page]] = defaultdict(list)
    for page in pages:
        body = _below(page, OF_BODIES)
        of_all = parts + page.path.removeprefix("en/").startswith("data/")
        groups[int(key(body), 16) % parts if body in bodies else of_all].append(page)
    return [groups[number] for number in sorted(groups)]


def _below(page: _Page, folders: frozenset[str] | set[str]) -> str:
    """Name the folder of a page below one of these, in whichever language; "" where none is."""
    steps = page.path.removeprefix("en/").split("/")
    return steps[1] if len(steps) > 2 and steps[0] in folders else ""


def _made(site_dir: Path, pages: Sequence[_Page]) -> Part:
    """Index some pages in a folder of their own, and leave out what no page of ours loads."""
    with tempfile.TemporaryDirectory(prefix=".search-", dir=site_dir) as place:
        for page in pages:
            link_or_copy(site_dir / page.path, Path(place, page.path))
        _index(Path(place))
        return search_parts.read(Path(place, FOLDER))


def _index(site_dir: Path) -> None:
    binary = get_executable()
    if binary is None:
        remedy = "请重新安装依赖：pip install -c constraints.txt 'pagefind[extended]'"
        raise UserError("pagefind", "没有找到搜索索引程序", remedy)
    done = subprocess.run(
        [str(binary), "--site", str(site_dir), "--exclude-selectors", NOT_SEARCHED, "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        problem = f"搜索索引没有建成：{(done.stderr or done.stdout).strip()}"
        raise UserError(site_dir, problem, "请重试；仍不成功时请报告此问题")
    for pattern in NOT_LOADED:
        for file in (site_dir / FOLDER).glob(pattern):
            file.unlink()
