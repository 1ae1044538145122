"""Measures the road at growing sizes: in, the content of a clone; out, a table of times and sizes.

The content is copied under other bodies' names into a temporary clone, and each size is built in a
process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from mingzhang import content, pipeline, read, vocab
from mingzhang.bench import parser
from mingzhang.common.file_sizes import weigh
from mingzhang.common.progress import Advance
from mingzhang.model import Source, UserError
from mingzhang.paths import Paths
from mingzhang.vocab.csv_file import Row, rows


@dataclass(frozen=True)
class Measurement:
    """One build: seconds by step, peak memory and size of the site in bytes, pages."""

    disclosures: int
    characters: int
    seconds: dict[str, float]
    total: float
    peak_bytes: int
    site_bytes: int
    data_bytes: int
    pages: int


class Stopwatch:
    """A `Progress` that notes how long each step takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Open a step and note its seconds when it ends."""
        began = time.perf_counter()
        yield lambda _count: None
        self.seconds[label] = self.seconds.get(label, 0.0) + time.perf_counter() - began


def run(paths: Paths, sizes: Sequence[int], tell: Callable[[str], None]) -> tuple[Measurement, ...]:
    """Tell how fast the parser is, then build at each size (a number of disclosures).

    Raises UserError when there is nothing to build or a build fails.
    """
    vocabulary = vocab.load(paths.vocab)
    sources = content.load(paths.disclosures, vocabulary)
    if not sources:
        raise UserError(paths.disclosures, "里面还没有公开文件", "请先用 mingzhang add 放入几份")
    documents = [read.read(source) for source in sources]
    for line in parser.told(vocabulary, documents):
        tell(line)
    measurements = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            clone = Paths(Path(folder).resolve())
            grow(paths, sources, size, clone)
            measurement = measure_apart(clone)
        measurements.append(measurement)
        for line in told(measurement):
            tell(line)
    return tuple(measurements)


def told(build: Measurement) -> Iterator[str]:
    """Tell one build in a few lines."""
    steps = " · ".join(f"{label} {seconds:.2f}" for label, seconds in build.seconds.items())
    yield f"{build.disclosures:,} 份（{build.characters:,} 字）：共 {build.total:.2f} 秒"
    yield f"  每步秒数：{steps}"
    megabytes = 1024 * 1024
    yield (
        f"  每份 {1000 * build.total / build.disclosures:.1f} 毫秒 · "
        f"内存峰值 {build.peak_bytes / megabytes:.0f} MB · {build.pages:,} 页 · "
        f"网站 {build.site_bytes / megabytes:.1f} MB · 数据 {build.data_bytes / megabytes:.1f} MB"
    )


def grow(paths: Paths, sources: Sequence[Source], size: int, clone: Paths) -> None:
    """Fill `clone` with `size` disclosures: the sources, again and again, each time renamed."""
    shutil.copytree(paths.vocab, clone.vocab)
    shutil.copytree(paths.editorial, clone.editorial)
    if paths.site_src.is_dir():
        shutil.copytree(paths.site_src, clone.root / "site_src")
        shutil.copy(paths.mkdocs, clone.root)
    agencies = [row for _, row in rows(paths.vocab / "agencies.csv", ("agency", "name_zh"))]
    renamed = list(agencies)
    for number in range(size):
        generation, index = divmod(number, len(sources))
        if generation and not index:
            renamed.extend(rename(row, generation) for row in agencies)
        write_copy(sources[index], generation, agencies, clone)
    write_rows(clone.vocab / "agencies.csv", renamed)


def rename(row: Row, generation: int) -> Row:
    """Return the row of another body: its ids and names are told apart by the generation."""
    linked = {
        column: f"{row[column]}-{generation}"
        for column in ("agency", "parent", "same_body_as")
        if row.get(column)
    }
    return {**row, **linked, "name_zh": f"{row['name_zh']}{generation}号"}


def write_copy(source: Source, generation: int, agencies: Sequence[Row], clone: Paths) -> None:
    """Write one disclosure; in text sources the body's name becomes that of the generation."""
    metadata = yaml.safe_load((source.path.parent / "source.yml").read_text(encoding="utf-8"))
    data = source.data
    agency = source.agency
    if generation:
        agency = f"{source.agency}-{generation}"
        name = next(row["name_zh"] for row in agencies if row["agency"] == source.agency)
        # Every copy must differ, or it would be refused as a duplicate.
        data = data.replace(name.encode(), f"{name}{generation}号".encode())
        data += b"\n" * generation if source.path.suffix == ".txt" else b""
    folder = clone.disclosures / agency / f"{source.fiscal_year}-{source.stage.value}"
    folder.mkdir(parents=True)
    (folder / source.path.name).write_bytes(data)
    for attachment in source.attachments:
        shutil.copyfile(attachment, folder / attachment.name)
    metadata |= {"agency": agency, "sha256": hashlib.sha256(data).hexdigest()}
    text = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    (folder / "source.yml").write_text(text, encoding="utf-8")


def write_rows(path: Path, table: Sequence[Row]) -> None:
    """Write the rows of a vocabulary, at least one."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def measure_apart(clone: Paths) -> Measurement:
    """Build `clone` in a process of its own. Raises UserError when that fails."""
    command = [sys.executable, "-P", "-m", "mingzhang.bench.builds", str(clone.root)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["没有输出"]
        raise UserError(
            clone.root, f"基准测试的构建失败：{lines[-1]}", "请先让 mingzhang build 成功"
        )
    return Measurement(**json.loads(done.stdout.splitlines()[-1]))


def measure(clone: Paths) -> Measurement:
    """Build `clone` in this process and measure it."""
    watch = Stopwatch()
    result = pipeline.build(clone, watch)
    return Measurement(
        disclosures=result.disclosures,
        characters=sum(
            len(path.read_text(encoding="utf-8", errors="ignore"))
            for path in clone.disclosures.rglob("*.txt")
        ),
        seconds={label: round(seconds, 3) for label, seconds in watch.seconds.items()},
        total=round(result.seconds, 3),
        peak_bytes=peak_memory(),
        site_bytes=weigh(clone.site).total,
        data_bytes=weigh(clone.datapackages).total,
        pages=result.pages or 0,
    )


def peak_memory() -> int:
    """Return the peak resident memory of this process and its largest child, in bytes (or 0)."""
    try:
        import resource
    except ImportError:  # Windows has no such counter in the standard library.
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return unit * max(resource.getrusage(one).ru_maxrss for one in who)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Paths(Path(sys.argv[1]))))))
