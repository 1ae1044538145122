"""The press: in, the Markdown of all pages; out, finished HTML, made by MkDocs on all cores.

Pages below the first folders are pressed apart, in batches: each batch is a small MkDocs site of
its own with a stub for the home page. A page's HTML depends on its Markdown and on the frame
(theme, settings, versions) alone, so an unchanged page is taken from what the last build kept.
"""

from __future__ import annotations

import html as html_text
import logging
import math
import os
import pickle
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import jinja2
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from mingzhang.common import below, workers
from mingzhang.common.hard_links import link_or_copy
from mingzhang.common.kept import Kept, key, of_files, version
from mingzhang.common.site_settings import Settings
from mingzhang.common.standing import Standing, body_of
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.site import page_frame, raw_html
from mingzhang.site.language import ENGLISH
from mingzhang.site.page_files import Compiled

POOL_FROM = 2
"""Batches from which on processes are worth their start."""
BATCH = 24, 240
"""Pages of a batch: each begins by reading and compiling the theme, so many share one beginning."""
PAGE = "index.md"
SITEMAP = "sitemap.xml"
ENTRY = "entry"
"""What is told of a page that stands: its entry in the map of the site."""
ASSETS = "assets"
_APART_PATTERNS = f"/*/*/**\n!/{ENGLISH.folder}*/{PAGE}\n!/{ASSETS}/**"
"""What the first run leaves out: pages that batches press, and the files beside them."""
_ENTRY = re.compile(r"\s*<url>\s*<loc>(.*?)</loc>.*?</url>", re.DOTALL)
_INDENT = re.compile(r"[ \t]*\n\s*")
_MADE_BY = (__file__, raw_html.__file__)
_PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2")


@dataclass(frozen=True, slots=True)
class Press:
    """What every batch needs: the folders, the settings of the site, where results are kept."""

    paths: Paths
    site: Settings
    kept: Kept
    frame: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A finished page: its HTML and its entry in the map of the site ("" where there is none)."""

    html: bytes
    entry: str


def press(paths: Paths, site: Settings, kept: Kept, standing: Standing) -> None:
    """Make HTML in `paths.site` of the Markdown in `paths.docs`.

    Pages that stand are in neither, but in the map of the site.

    Raises UserError when MkDocs does not finish, for example at a broken link.
    """
    ours = Press(paths, site, kept, frame(paths, site))
    _run(ours, paths.docs, paths.site, _APART_PATTERNS)
    files = below.files(paths.docs)
    for file in filter(is_copied, files):
        link_or_copy(paths.docs / file, paths.site / file)
    pages = (file for file in files if PurePosixPath(file).name == PAGE)
    known = {
        page: _taken(replace(ours, kept=standing.of(body_of(page))), page)
        for page in pages
        if is_apart(page)
    }
    entries = {page: pressed.entry for page, pressed in known.items() if pressed}
    missing = [page for page, pressed in known.items() if pressed is None]
    size = min(max(BATCH[0], math.ceil(len(missing) / workers.count())), BATCH[1])
    batches = [missing[start : start + size] for start in range(0, len(missing), size)]
    for made in workers.spread(_press_batch, ours, batches, POOL_FROM):
        entries.update(made)
    for page, entry in entries.items():
        standing.tell(ENTRY, page, entry)
    if site.address:
        _complete_map(paths.site / SITEMAP, {**entries, **dict(standing.told(ENTRY))}.values())


def is_apart(page: str) -> bool:
    """Tell whether a page (its Markdown below the docs folder) is pressed in a batch."""
    return len(PurePosixPath(page.removeprefix(ENGLISH.folder)).parts) > 2


def is_copied(file: str) -> bool:
    """Tell whether a file is none of MkDocs' business: it lies beside the pages of batches."""
    steps = file.split("/")
    return len(steps) > 2 and steps[0] != ASSETS and steps[-1] != PAGE


def configured(ours: Press, docs: Path, html: Path, left_out: str = "") -> MkDocsConfig:
    """Return the settings of MkDocs for one run from `docs` into `html`.

    `left_out`: patterns of pages, one a line, in the notation of .gitignore.
    """
    site = ours.site
    config = load_config(
        str(ours.paths.mkdocs),
        docs_dir=str(docs),
        site_dir=str(html),
        site_name=site.title,
        site_url=site.address or None,
        site_description=site.described,
        exclude_docs=left_out,
        strict=True,
    )
    _keep_templates(config, ours.kept)
    config.extra.update(page_frame.shown(ours.paths, site))
    config.extra_css.extend(page_frame.stylesheets(ours.paths.docs))
    return config


def _keep_templates(config: MkDocsConfig, kept: Kept) -> None:
    """Let the theme take its templates compiled: a third of the time of a small run."""
    environment = config.theme.get_env

    def with_compiled() -> jinja2.Environment:
        made = environment()
        made.bytecode_cache = Compiled(kept)
        return made

    config.theme.get_env = with_compiled  # type: ignore[method-assign]


def _run(ours: Press, docs: Path, html: Path, left_out: str = "") -> MkDocsConfig:
    """Run MkDocs as a library, strictly: a broken link within the pages is an error."""
    # Material prints advertisements for other tools into the log of every build.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    try:
        config = configured(ours, docs, html, left_out)
        mkdocs_build(config)
    except MkDocsException as error:
        problem = f"MkDocs 没有完成：{error}"
        raise UserError(ours.paths.mkdocs, problem, "请改正上面列出的页面") from error
    return config


def _press_batch(ours: Press, pages: Sequence[str]) -> dict[str, str]:
    """Press some pages, write and keep them; return their entries in the map of the site."""
    place = ours.paths.docs  # so named, it goes with the folder of a build that breaks off
    with tempfile.TemporaryDirectory(prefix=f"{place.name}-", dir=place.parent) as folder:
        docs, html = Path(folder, "docs"), Path(folder, "html")
        aside: dict[str, list[str]] = {}
        for page in pages:
            text, aside[page] = raw_html.set_aside((ours.paths.docs / page).read_text("utf-8"))
            _put(docs / page, text.encode())
        _put(docs / PAGE, b"")
        _run(ours, docs, html)
        entries = _entries(html / SITEMAP, ours.site.address)
        return {page: _finish(ours, html, page, aside[page], entries) for page in pages}


def _finish(
    ours: Press, html: Path, page: str, aside: Sequence[str], entries: Mapping[str, str]
) -> str:
    """Keep one page of a batch and write it into the site; return its entry in the map."""
    address = page.removesuffix(PAGE)
    made = _without_indents((html / address / "index.html").read_text("utf-8"))
    text = raw_html.put_back(made, aside)
    pressed = Pressed(text.encode(), entries.get(address, ""))
    ours.kept.put(_key(ours, page), pickle.dumps(pressed))
    _put(ours.paths.site / address / "index.html", pressed.html)
    return pressed.entry


def _without_indents(page: str) -> str:
    """Take indents and empty lines out of the frame; the article stays as it is."""
    head, article, rest = page.partition("<article")
    body, end, foot = rest.rpartition("</article>")
    head, foot = (_INDENT.sub("\n", part) for part in (head, foot))
    return head + article + body + end + foot


def _taken(ours: Press, page: str) -> Pressed | None:
    """Write a page that is kept into the site; None where it must be pressed."""
    pressed = ours.kept.recall(_key(ours, page), Pressed)
    if pressed is not None:
        _put(ours.paths.site / page.removesuffix(PAGE) / "index.html", pressed.html)
    return pressed


def _key(ours: Press, page: str) -> str:
    return key("page", ours.frame, page, (ours.paths.docs / page).read_bytes())


def frame(paths: Paths, site: Settings) -> str:
    """Hash all that a finished page shows besides its own Markdown."""
    versions = [f"{name} {version(name)}" for name in _PACKAGES]
    files = of_files(paths.mkdocs, paths.site_src / "overrides", *map(Path, _MADE_BY))
    about = repr((site, page_frame.shown(paths, site)))
    return key("frame", files, about, *versions)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _entries(sitemap: Path, address: str) -> dict[str, str]:
    """Return the entries in a map of the site by address within it; none without a map."""
    if not address or not sitemap.is_file():
        return {}
    root = address.rstrip("/") + "/"
    matches = _ENTRY.finditer(sitemap.read_text(encoding="utf-8"))
    return {html_text.unescape(entry[1]).removeprefix(root): entry[0] for entry in matches}


def _complete_map(sitemap: Path, entries: Iterable[str]) -> None:
    """Add the entries of pages pressed apart, so that all stand in the order of their addresses."""
    text = sitemap.read_text(encoding="utf-8")
    own_entries = [entry[0] for entry in _ENTRY.finditer(text)]
    start, end = text.index(own_entries[0]), text.rindex("</urlset>")
    ordered = sorted({*own_entries, *entries} - {""})
    sitemap.write_text(f"{text[:start]}{''.join(ordered)}\n{text[end:]}", encoding="utf-8")
