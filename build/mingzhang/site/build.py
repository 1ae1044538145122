"""The website: in, the folders of a clone; out, finished HTML, its search index and the data files.

Generate the Markdown, let MkDocs make pages of it, put the data beside them, index the lot.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mingzhang.common import below, formats, parts, published
from mingzhang.common.kept import NOTHING_KEPT, Kept, key, of_code, version
from mingzhang.common.progress import Progress
from mingzhang.common.short_schemas import shortened
from mingzhang.common.site_settings import Settings, settings
from mingzhang.common.standing import Standing
from mingzhang.paths import DESCRIPTOR, JOINED, Paths
from mingzhang.site import discovery, press, press_zensical, stylesheets, validation
from mingzhang.site.agency_data import package_names
from mingzhang.site.generate import PageSummary, generate
from mingzhang.site.pages.disclosure import published_name

SUPERFLUOUS = ("assets/javascripts", "assets/images", "assets/stylesheets/modern")
"""Parts of the theme that no page uses: its scripts and its own search, another look."""
PACKING = 6
"""How hard tables are packed: 9 takes more than twice as long for a twentieth of the bytes."""

GZIP_HEAD, GZIP_END = b"\x1f\x8b\x08" + bytes(6) + b"\xff", b"\x03\x00"
"""What stands around deflated bytes in a file of gzip: no date and no system, no more blocks."""
README = "README.md"
_READS = re.compile(r"(?<=```python\n).*?(?=\nfact = )", re.DOTALL)
_READS_PACKED = """import csv
import gzip
from pathlib import Path

def rows(table):
    packed = Path(f"data/{table}.csv.gz")
    read, path = (gzip.open, packed) if packed.exists() else (open, f"data/{table}.csv")
    with read(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
"""
"""How the example of a README reads tables, some of them packed."""

MKDOCS = "mkdocs"
BUILDERS: Mapping[str, Callable[[Paths, Settings, Kept, Standing], None]] = {
    MKDOCS: press.press,
    "zensical": press_zensical.press,
}
"""What makes HTML of the Markdown, by the name of the program that does it."""


def build(
    paths: Paths,
    progress: Progress,
    kept: Kept = NOTHING_KEPT,
    builder: str = MKDOCS,
    standing: Standing | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> PageSummary:
    """Build from `paths.datapackages` into `paths.docs` (Markdown) and `paths.site` (HTML).

    Of a body that is `standing` in the site nothing is made. The search index is made of the
    finished pages by `indexing`. `builder`: one of `BUILDERS`. `meanwhile`: see `generate`.
    Raises `UserError` when packages or settings are missing or broken, or a page is not sound.
    """
    chosen = settings(paths.editorial)
    standing = standing or Standing(paths.site)
    names = package_names(paths.datapackages)
    with progress.step("校验数据包"):
        packages = [paths.datapackages / name for name in (*names, JOINED)]
        validation.prepare(packages, packages[-1], kept)
    if builder == MKDOCS:
        standing.shared = _shared(paths, chosen)
    with progress.step("写网页", len(names)) as advance:
        made = generate(paths.datapackages, paths.editorial, paths.site_src, paths.docs, advance,
                        kept, standing, meanwhile)  # fmt: skip
    with progress.step("排版"):
        typeset(paths, chosen, kept, builder, standing)
    with progress.step("复制数据"):
        copy_packages(paths.datapackages, paths.site / "data", kept, standing)
    return made


def _shared(paths: Paths, chosen: Settings) -> str:
    """Hash what files of bodies are made with besides their packages and what pages share."""
    large = formats.large(published.load(paths.datapackages / JOINED))
    libraries = (f"{name} {version(name)}" for name in ("XlsxWriter", "pyarrow"))
    about = repr((chosen, sorted(large.tables), large.years))
    return key(of_code(), press.frame(paths, chosen), about, zlib.ZLIB_RUNTIME_VERSION, *libraries)


def typeset(
    paths: Paths,
    chosen: Settings,
    kept: Kept = NOTHING_KEPT,
    builder: str = MKDOCS,
    standing: Standing | None = None,
) -> None:
    """Make HTML of the Markdown with one of `BUILDERS`, without what no page needs of it."""
    standing = standing or Standing(paths.site)
    BUILDERS[builder](paths, chosen, kept, standing)
    standing.place()
    _remove_superfluous(paths.site)
    stylesheets.lighten(paths.site, standing)
    discovery.tidy_sitemap(paths.site, chosen.address)


def _remove_superfluous(site_dir: Path) -> None:
    for part in SUPERFLUOUS:
        shutil.rmtree(site_dir / part, ignore_errors=True)
    (site_dir / "search.json").unlink(missing_ok=True)
    for map_file in (site_dir / "assets").rglob("*.map"):
        map_file.unlink()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the site has in place of some files of a package: paths with bytes, files left out."""

    files: Mapping[str, bytes]
    left_out: frozenset[str]


def copy_packages(
    packages_dir: Path, target: Path, kept: Kept = NOTHING_KEPT, standing: Standing | None = None
) -> None:
    """Put the data packages beside the pages: tables and originals byte for byte.

    Files that a browser would run are published as plain text, under the name that pages link. What
    columns mean is told once, in the descriptor of the joined package; where that is large, tables
    are packed (`formats.packed`).
    """
    joined = packages_dir / JOINED
    large = formats.large(published.load(joined)) if joined.is_dir() else formats.SMALL_ENOUGH
    standing = standing or Standing(target.parent, kept=kept)
    made_by = ("shown", of_code("common", "site/build.py"), zlib.ZLIB_RUNTIME_VERSION)
    for descriptor in sorted(packages_dir.glob(f"*/{DESCRIPTOR}")):
        source, to = descriptor.parent, target / descriptor.parent.name
        if source.name in standing.found:
            continue
        names = formats.packed(source.name, large.tables)
        name = key(*made_by, source.name, *sorted(names), kept.of_folder(source))
        shown = standing.of(source.name).once(name, Shown, partial(_shown, source, names, kept))
        for within in below.files(source):
            if within not in shown.left_out:
                place = to / within
                _place(place.with_name(published_name(place.name)), source / within)
        for within, data in shown.files.items():
            _place(to / within, data)


def _place(path: Path, content: Path | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)


def _shown(source: Path, names: frozenset[str], kept: Kept) -> Shown:
    """Make what the site has in place of files of a package, whose tables `names` are packed."""
    described = json.loads((source / DESCRIPTOR).read_bytes())
    tables = [resource for resource in described["resources"] if resource["name"] in names]
    readme, made, left_out = (source / README).read_text(encoding="utf-8"), {}, set()
    for table in tables:
        paths = parts.paths(table)
        packed = _packed(list(parts.each(source / path for path in paths)), kept)
        _describe(table, packed)
        made[table["path"]] = packed
        left_out |= {*paths}
        linked = paths[0] if len(paths) == 1 else f"{paths[0].rpartition('/')[0]}/"
        readme = readme.replace(f"({linked})", f"({table['path']})")
    if tables:
        made[README] = _READS.sub(lambda _: _READS_PACKED, readme, count=1).encode()
    if source.name != JOINED:
        described = shortened(described, f"../{JOINED}/{DESCRIPTOR}")
    if source.name != JOINED or tables:
        text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
        made[DESCRIPTOR] = f"{text}\n".encode()
    return Shown(made, frozenset({*left_out, *made}))


def _packed(pieces: Sequence[bytes], kept: Kept) -> bytes:
    """Pack a table by gzip; of one in parts, those that did not change are kept deflated."""
    deflated = (
        kept.once(key("deflated", str(PACKING), zlib.ZLIB_RUNTIME_VERSION, piece), bytes,
                  partial(_deflated, piece))
        if len(pieces) > 1 else _deflated(piece)
        for piece in pieces
    )  # fmt: skip
    checksum, size = 0, sum(map(len, pieces))
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return b"".join((GZIP_HEAD, *deflated, GZIP_END, struct.pack("<LL", checksum, size % 2**32)))


def _deflated(piece: bytes) -> bytes:
    """Deflate bytes so that others may follow."""
    packer = zlib.compressobj(PACKING, wbits=-zlib.MAX_WBITS)
    return packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)


def _packed_path(table: str) -> str:
    return formats.CSV.path(table) + formats.PACKED


def _describe(resource: dict[str, Any], data: bytes) -> None:
    """Say in the description of a table that its file is packed."""
    digest = hashlib.sha256(data).hexdigest()
    resource |= {"path": _packed_path(resource["name"]), "compression": "gz"}
    resource |= {"bytes": len(data), "hash": f"sha256:{digest}"}
