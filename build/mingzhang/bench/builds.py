"""Measures the road at growing sizes: in, the content of a clone; out, a table of times and sizes.

The content is copied under other bodies' names into a temporary clone, and each size is built in a
process of its own, so that its peak memory is its own: from nothing, then after one changed text.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from mingzhang import content, pipeline, read, vocab
from mingzhang.bench import parser
from mingzhang.common.file_sizes import MB, weigh
from mingzhang.common.progress import Advance
from mingzhang.model import Source, UserError
from mingzhang.paths import Paths
from mingzhang.vocab.csv_file import Row, rows

KINDS = 12
"""Kinds of files that are told of."""


@dataclass(frozen=True)
class Measurement:
    """Builds of one size: seconds by step, peak memory and size of the site in bytes, pages.

    `seconds` and `total` are those from nothing, `again` and `changed` those after one change.
    """

    disclosures: int
    characters: int
    seconds: dict[str, float]
    total: float
    again: dict[str, float]
    changed: float
    peak_bytes: int
    site_bytes: int
    data_bytes: int
    pages: int
    largest: dict[str, int]
    """Bytes of the site by the kind of its files, of the largest kinds."""


class Stopwatch:
    """A `Progress` that notes how long each step takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @property
    def rounded(self) -> dict[str, float]:
        """The seconds of each step, to the millisecond."""
        return {label: round(seconds, 3) for label, seconds in self.seconds.items()}

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
    measurements: list[Measurement] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            clone = Paths(Path(folder).resolve())
            grow(paths, sources, size, clone)
            measurement = measure_apart(clone)
        for line in (*told(measurement), *(grown(measurements[-1], measurement)
                                           if measurements else ())):  # fmt: skip
            tell(line)
        measurements.append(measurement)
    return tuple(measurements)


def run_before(commit: str, paths: Paths, sizes: str, tell: Callable[[str], None]) -> None:
    """Tell what another commit of the clone measures of its own content, on the same machine.

    Raises UserError where there is no such commit or it cannot be measured.
    """
    git = ["git", "-C", str(paths.root), "worktree"]
    with tempfile.TemporaryDirectory(prefix="mingzhang-before-") as folder:
        there = Path(folder).resolve() / "clone"
        try:
            subprocess.run([*git, "add", "--detach", str(there), commit], check=True,
                           capture_output=True, encoding="utf-8")  # fmt: skip
            command = [sys.executable, "-P", "-m", "mingzhang", "bench", "--sizes", sizes]
            env = {**os.environ, "PYTHONPATH": str(there / "build")}
            done = subprocess.run([*command, "--root", str(there)], check=True, encoding="utf-8",
                                  capture_output=True, env=env)  # fmt: skip
        except (OSError, subprocess.CalledProcessError) as error:
            problem = f"没有量成这个提交：{(getattr(error, 'stderr', '') or error)!s}"
            raise UserError(commit, problem, "请写本仓库里能构建的提交，例如 HEAD~1") from error
        finally:
            subprocess.run([*git, "remove", "--force", str(there)], check=False,
                           capture_output=True)  # fmt: skip
    for line in (f"提交 {commit}：", *done.stdout.splitlines()):
        tell(line)


def told(build: Measurement) -> Iterator[str]:
    """Tell the builds of one size in a few lines."""
    yield (
        f"{build.disclosures:,} 份（{build.characters:,} 字）：从头 {build.total:.2f} 秒，"
        f"每份 {1000 * build.total / build.disclosures:.1f} 毫秒；"
        f"改动一份之后 {build.changed:.2f} 秒"
    )
    for when, steps in (("从头", build.seconds), ("改动后", build.again)):
        each = " · ".join(f"{label} {seconds:.2f}" for label, seconds in steps.items())
        yield f"  {when}每步秒数：{each}"
    yield (
        f"  内存峰值 {build.peak_bytes / MB:.0f} MB · {build.pages:,} 页 · "
        f"网站 {build.site_bytes / MB:.1f} MB · 数据 {build.data_bytes / MB:.1f} MB"
    )
    kinds = (f"{kind} {size / MB:.2f}" for kind, size in build.largest.items())
    yield f"  网站各类文件 MB：{' · '.join(kinds)}"


def grown(less: Measurement, more: Measurement) -> Iterator[str]:
    """Tell what each further disclosure costs between two sizes, and how the time grows."""
    further = more.disclosures - less.disclosures
    if further > 0:
        site, data = more.site_bytes - less.site_bytes, more.data_bytes - less.data_bytes
        times = more.disclosures / less.disclosures
        yield (
            f"  比 {less.disclosures:,} 份时，每多一份：{(more.total - less.total) / further:.3f} "
            f"秒，网站 {site / further / MB:.2f} MB，数据 {data / further / MB:.2f} MB；"
            f"份数 {times:.1f} 倍，时间 {more.total / less.total:.1f} 倍"
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
    """Build `clone` in this process, from nothing and after one change, and measure it."""
    watch, again = Stopwatch(), Stopwatch()
    result = pipeline.build(clone, watch)
    change_one(clone)
    changed = pipeline.build(clone, again)
    return Measurement(
        disclosures=result.disclosures,
        characters=sum(
            len(path.read_text(encoding="utf-8", errors="ignore"))
            for path in clone.disclosures.rglob("*.txt")
        ),
        seconds=watch.rounded,
        total=round(result.seconds, 3),
        again=again.rounded,
        changed=round(changed.seconds, 3),
        peak_bytes=peak_memory(),
        site_bytes=weigh(clone.site).total,
        data_bytes=weigh(clone.datapackages).total,
        pages=result.pages or 0,
        largest=dict(by_kind(clone.site).most_common(KINDS)),
    )


def by_kind(folder: Path) -> Counter[str]:
    """Count the bytes below a folder by first steps and suffix: `en/agencies html`."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            *steps, name = path.relative_to(folder).parts
            kept = steps[: 2 if steps[:1] == ["en"] else 1]
            sizes[" ".join(["/".join(kept), name.partition(".")[2]]).strip()] += path.stat().st_size
    return sizes


def change_one(clone: Paths) -> None:
    """Add a sentence to the first text of a clone."""
    text = min(clone.disclosures.rglob("*.txt"))
    text.write_bytes(text.read_bytes() + "\n以上数字如有更正，另行公布。\n".encode())
    source = text.parent / content.SOURCE_FILE
    metadata = yaml.safe_load(source.read_text(encoding="utf-8"))
    metadata["sha256"] = hashlib.sha256(text.read_bytes()).hexdigest()
    source.write_text(yaml.safe_dump(metadata, allow_unicode=True), encoding="utf-8")


def peak_memory() -> int:
    """Return the peak resident memory of this process and its largest child, in bytes (or 0)."""
    try:
        import resource
    except ImportError:  # Windows has no such counter in the standard library.
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return unit * max(resource.getrusage(process).ru_maxrss for process in who)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Paths(Path(sys.argv[1]))))))
