"""What things cost and bear: `bench`, `fuzz`."""

from __future__ import annotations

from pathlib import Path

import click

from mingzhang.cli.command import command, common, tell
from mingzhang.paths import around, find


@command(
    "bench",
    "量一量：把内容按不同机构名复制成若干份，逐一构建\n\n"
    "报告从头构建、改动一份之后再构建的各步秒数，内存峰值，网站大小，每多一份要多少。"
    "加 --before 还量另一个提交，同一台机器，好作比较。"
    "加 --weight 则只称已经做好的网站：每类网页首次打开要传多少；"
    "加 --formats 则量各种下载格式的大小与用时；"
    "加 --cluster 则量 Dask 集群上两个工作进程比一个快多少（--sizes 只写一个份数）。\n\n"
    "例：\n  mingzhang bench --sizes 5,50,500 --before 提交编号\n  mingzhang bench --weight\n"
    "  mingzhang bench --formats",
)
@click.option("--sizes", default="5,50,500", metavar="份数", help="文件份数（默认：5,50,500）")
@click.option("--before", default="", metavar="提交", help="先量这个提交，再量现在的")
@click.option("--weight", is_flag=True, help="称 site/ 里的网页（压缩后的字节数）")
@click.option("--cluster", is_flag=True, help="量两个 Dask 工作进程的效率（不小于 0.8 为好）")
@click.option("--formats", is_flag=True, help="量数据包的每种格式：字节数与秒数")
@common
def bench(
    sizes: str,
    before: str,
    weight: bool,
    cluster: bool,
    formats: bool,
    root: Path | None,
    quiet: bool,
) -> None:
    """Measure builds at growing sizes, the weight of the built pages, or the download formats.

    What it measures is its result: `--quiet` does not hide it.
    """
    if weight:
        from mingzhang.bench import page_weights

        tell(page_weights.told(find(root).site))
        return
    if formats:
        from mingzhang.bench import format_costs

        format_costs.run(find(root), lambda line: tell([line]))
        return
    numbers = [int(part) for part in sizes.split(",") if part.strip().isdecimal()]
    if len(numbers) != len(sizes.split(",")) or min(numbers) < 1:
        raise click.BadParameter("请写以逗号分隔的正整数", param_hint="--sizes")
    from mingzhang.bench import builds

    if cluster:
        from mingzhang.bench import cluster_efficiency

        cluster_efficiency.run(find(root), numbers[0], lambda line: tell([line]))
        return
    if before:
        builds.run_before(before, find(root), sizes, lambda line: tell([line]))
    builds.run(find(root), numbers, lambda line: tell([line]))


@command(
    "fuzz",
    "把虚构的文件随机弄坏，逐份读取、解析、核对，看有没有崩溃、超时、位置不准\n\n"
    "同样的种子得到同样的文件。退出码：0 没有，1 有。\n\n"
    "例：\n  mingzhang fuzz --count 1000\n  mingzhang fuzz --count 200 --keep 坏文件",
)
@click.option("--count", type=click.IntRange(1), default=200, metavar="份数",
              help="每种格式多少份（默认：200）")  # fmt: skip
@click.option("--seed", type=int, default=0, metavar="种子", help="随机种子（默认：0）")
@click.option(
    "--format",
    "styles",
    multiple=True,
    metavar="格式",
    help="只试这种格式，可写几次（默认：不必借助 LibreOffice 的全部）",
)
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), metavar="文件夹",
              help="把出了问题的文件留在这里")  # fmt: skip
@common
def fuzz(
    count: int, seed: int, styles: tuple[str, ...], keep: Path | None,
    root: Path | None, quiet: bool,
) -> int:  # fmt: skip
    """Try damaged files; 1 when one of them was neither read well nor refused."""
    from mingzhang import vocab
    from mingzhang.bench import fuzz as mutants

    known = (*mutants.STYLES, *mutants.SLOW)
    if unknown := set(styles) - set(known):
        shown = "、".join(known)
        raise click.BadParameter(
            f"没有 {'、'.join(sorted(unknown))}；可以是 {shown}", param_hint="--format"
        )
    trials = mutants.run(
        vocab.load(around(Path(), root).vocab), count, seed, styles or mutants.STYLES
    )
    return int(mutants.told(trials, lambda line: tell([line], quiet), keep) > 0)
