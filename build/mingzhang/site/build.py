"""The website: in, the folders of a clone; out, finished HTML, its search index and the data files.

Generate the Markdown, let MkDocs make pages of it, put the data beside them, index the lot.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mingzhang.common import below, formats, parts, published
from mingzhang.common.kept import NOTHING_KEPT, Kept, key
from mingzhang.common.progress import Progress
from mingzhang.common.short_schemas import shortened
from mingzhang.common.site_settings import Settings, settings
from mingzhang.paths import DESCRIPTOR, JOINED, Paths
from mingzhang.site import discovery, press, press_zensical, stylesheets, validation
from mingzhang.site.agency_data import package_names
from mingzhang.site.generate import PageSummary, generate
from mingzhang.site.pages.disclosure import published_name

SUPERFLUOUS = ("assets/javascripts", "assets/images", "assets/stylesheets/modern")
"""Parts of the theme that no page uses: its scripts and its own search, another look."""
PACKING = 6
"""How hard tables are packed: 9 takes more than twice as long for a twentieth of the bytes."""

BUILDERS: Mapping[str, Callable[[Paths, Settings, Kept], None]] = {
    "mkdocs": press.press,
    "zensical": press_zensical.press,
}
"""What makes HTML of the Markdown, by the name of the program that does it."""


def build(
    paths: Paths, progress: Progress, kept: Kept = NOTHING_KEPT, builder: str = "mkdocs"
) -> PageSummary:
    """Build from `paths.datapackages` into `paths.docs` (Markdown) and `paths.site` (HTML).

    The search index is made of the finished pages by `indexing`. `builder`: one of `BUILDERS`.
    Raises `UserError` when packages or settings are missing or broken, or a page is not sound.
    """
    chosen = settings(paths.editorial)
    names = package_names(paths.datapackages)
    with progress.step("校验数据包"):
        packages = [paths.datapackages / name for name in (*names, JOINED)]
        validation.prepare(packages, packages[-1], kept)
    with progress.step("写网页", len(names)) as advance:
        made = generate(
            paths.datapackages, paths.editorial, paths.site_src, paths.docs, advance, kept
        )
    with progress.step("排版"):
        typeset(paths, chosen, kept, builder)
    with progress.step("复制数据"):
        copy_packages(paths.datapackages, paths.site / "data", kept)
    return made


def typeset(
    paths: Paths, chosen: Settings, kept: Kept = NOTHING_KEPT, builder: str = "mkdocs"
) -> None:
    """Make HTML of the Markdown with one of `BUILDERS`, without what no page needs of it."""
    BUILDERS[builder](paths, chosen, kept)
    _remove_superfluous(paths.site)
    stylesheets.lighten(paths.site)
    discovery.tidy_sitemap(paths.site, chosen.address)


def _remove_superfluous(site_dir: Path) -> None:
    for part in SUPERFLUOUS:
        shutil.rmtree(site_dir / part, ignore_errors=True)
    (site_dir / "search.json").unlink(missing_ok=True)
    for map_file in (site_dir / "assets").rglob("*.map"):
        map_file.unlink()


def copy_packages(packages_dir: Path, target: Path, kept: Kept = NOTHING_KEPT) -> None:
    """Put the data packages beside the pages: tables and originals byte for byte.

    Files that a browser would run are published as plain text, under the name that pages link. What
    columns mean is told once, in the descriptor of the joined package; where that is large, tables
    are packed (`formats.packed`).
    """
    joined = packages_dir / JOINED
    large = formats.large(published.load(joined)) if joined.is_dir() else formats.SMALL_ENOUGH
    for descriptor in sorted(packages_dir.glob("*/datapackage.json")):
        source, to = descriptor.parent, target / descriptor.parent.name
        described = json.loads(descriptor.read_bytes())
        names = formats.packed(source.name, large.tables)
        tables = [resource for resource in described["resources"] if resource["name"] in names]
        files = {table["name"]: parts.paths(table) for table in tables}
        packed = _packed({name: b"".join(parts.blocks([source / path for path in paths]))
                          for name, paths in files.items()}, kept)  # fmt: skip
        _copy(source, to, packed, files)
        for table in tables:
            _describe(table, packed[table["name"]])
        if source.name != JOINED:
            described = shortened(described, f"../{JOINED}/{DESCRIPTOR}")
        if source.name != JOINED or large:
            text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
            (to / DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")


def _packed(tables: Mapping[str, bytes], kept: Kept) -> Mapping[str, bytes]:
    """Pack the tables of a package, each by its name."""
    if not tables:
        return {}
    made: Mapping[str, bytes] = kept.once(
        key("packed", str(PACKING), zlib.ZLIB_RUNTIME_VERSION, *tables, *tables.values()),
        dict,
        lambda: {name: gzip.compress(data, PACKING, mtime=0) for name, data in tables.items()},
    )
    return made


def _copy(
    source: Path, to: Path, packed: Mapping[str, bytes], files: Mapping[str, Sequence[str]]
) -> None:
    """Copy the files of a package; of packed tables, of whose `files` the README speaks, one."""
    replaced = {path for paths in files.values() for path in paths}
    for within in below.files(source):
        if within in replaced:
            continue
        place = to / within
        place = place.with_name(published_name(place.name))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / within, place)
    for name, data in packed.items():
        (to / _packed_path(name)).parent.mkdir(parents=True, exist_ok=True)
        (to / _packed_path(name)).write_bytes(data)
    if packed:
        readme = to / "README.md"
        text = readme.read_text(encoding="utf-8")
        for name, paths in files.items():
            linked = paths[0] if len(paths) == 1 else f"{paths[0].rpartition('/')[0]}/"
            text = text.replace(f"({linked})", f"({_packed_path(name)})")
        readme.write_text(text, encoding="utf-8")


def _packed_path(table: str) -> str:
    return formats.CSV.path(table) + formats.PACKED


def _describe(resource: dict[str, Any], data: bytes) -> None:
    """Say in the description of a table that its file is packed."""
    digest = hashlib.sha256(data).hexdigest()
    resource |= {"path": _packed_path(resource["name"]), "compression": "gz"}
    resource |= {"bytes": len(data), "hash": f"sha256:{digest}"}
