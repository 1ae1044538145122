"""What is made of the content: `build`, `package`, `site`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingzhang.cli.command import command, common, of_region, of_sources, project, tell, tell_errors

if TYPE_CHECKING:
    from mingzhang.common.run_summary import Summary

LEFT_OUT = 3
"""The exit code of a build that went on without what went wrong."""


@command(
    "build",
    "做完全部：解析、检查、数据包、网站\n\n"
    "没有改动的部分沿用上次的结果（放在 .mingzhang-cache/，可随时删除）。\n\n"
    "退出码：0 全部做完；1 没有做完，已发布的不变；3 做完了，但跳过了出错的（--keep-going）。\n\n"
    "例：\n  mingzhang build -q\n  mingzhang build --fresh\n  mingzhang build --region 河北省",
)
@click.option("--fresh", is_flag=True, help="不沿用上次的结果，全部重做")
@click.option("--verify", is_flag=True, help="另在两处各做一遍，比较是否逐字节相同，不改动项目")
@click.option("--keep-going", is_flag=True, help="跳过出错的文件或单位，先做其余的")
@click.option(
    "--scheduler",
    default="",
    metavar="地址",
    help="让 Dask 集群解析和检查，如 tcp://主机:8786；local 为本机（需安装 mingzhang[dask]）",
)
@of_sources
@of_region
@common
def build(
    root: Path | None,
    quiet: bool,
    fresh: bool,
    verify: bool,
    keep_going: bool,
    scheduler: str,
    region: str,
    sources: str,
) -> int:
    """Run the whole road and tell what came of it; return 3 when something was left out."""
    if verify:
        return _verify(root, quiet)
    from mingzhang import pipeline
    from mingzhang.cli import summary
    from mingzhang.common import progress

    with progress.shown(quiet) as bars:
        result = pipeline.build(project(root, region, sources), bars, fresh, scheduler, keep_going)
    tell(summary.summary(result), quiet)
    return _left_out(result)


def _left_out(result: Summary) -> int:
    """Tell what a run went on without; return its exit code."""
    if not result.left_out:
        return 0
    click.echo(f"有 {len(result.left_out)} 处出错，相应的文件这次没有放进数据包和网站：", err=True)
    tell_errors(map(str, result.left_out))
    return LEFT_OUT


def _verify(root: Path | None, quiet: bool) -> int:
    """Tell whether two builds differ; return 1 when they do."""
    from mingzhang.bench import reproducible

    different = reproducible.differences(project(root))
    if not different:
        tell(["两遍做出的 datapackages/ 和 site/ 逐字节相同"], quiet)
        return 0
    tell_errors(f"{name}：两遍做出来不一样。这是明账的缺陷，请报告" for name in different)
    return 1


@command(
    "package",
    "做到数据包为止：解析、检查、写 datapackages/\n\n"
    "加 --parquet，再把各机构的表合成一套按地区、年度分开的 Parquet，DuckDB 可当作一个库读；\n"
    "只重写有改动的部分。\n\n"
    "加 --results，逐个机构做，写到那里；有问题的机构逐一说明，不耽误其余的（退出码 3）。\n"
    "加 --scheduler，由 Dask 集群做：各台机器自己到 --sources 取原文，把数据包写到 --results。\n\n"
    "例：\n  mingzhang package\n  mingzhang package --parquet s3://存储桶/明账\n"
    "  mingzhang package --scheduler tcp://主机:8786 --sources s3://存储桶/原文 "
    "--results s3://存储桶/数据包",
)
@click.option(
    "--results",
    default="",
    metavar="位置",
    help="各机构的数据包写到哪里：文件夹，或 s3://… 等 fsspec 认识的地址",
)
@click.option(
    "--scheduler",
    default="",
    metavar="地址",
    help="Dask 集群，如 tcp://主机:8786；local 为本机（需安装 mingzhang[dask]）",
)
@click.option(
    "--parquet",
    default="",
    metavar="位置",
    help="分区的 Parquet 写到哪里：文件夹，或 s3://… 等 fsspec 认识的地址",
)
@of_sources
@of_region
@common
def package(
    root: Path | None,
    quiet: bool,
    parquet: str,
    region: str,
    sources: str,
    results: str,
    scheduler: str,
) -> int:
    """Run the road up to the data packages, and on to Parquet in parts."""
    from mingzhang.common import extras, progress

    extras.need("site")
    from mingzhang import by_body, pipeline
    from mingzhang.cli import summary

    if scheduler and not results:
        raise click.UsageError("--scheduler 要和 --results 一起写：数据包写到哪里")
    paths = project(root, region, "" if results else sources)
    with progress.shown(quiet) as bars:
        if results:
            there = sources or str(paths.disclosures)
            result = by_body.build(paths, there, results, bars, scheduler, parquet)
        else:
            result = pipeline.build_packages(paths, bars, parquet)
    tell(summary.summary(result), quiet)
    return _left_out(result)


@command(
    "site",
    "只用现有的 datapackages/ 重做网站\n\n例：\n"
    "  mingzhang site\n  mingzhang site --builder zensical",
)
@click.option(
    "--builder",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    metavar="程序",
    help="排版用的程序：mkdocs（默认）或 zensical（另装：mingzhang[zensical]）",
)
@of_region
@common
def site(root: Path | None, quiet: bool, builder: str, region: str) -> None:
    """Build the site from the packages that are there."""
    from mingzhang import pipeline
    from mingzhang.common import progress

    paths = project(root, region)
    with progress.shown(quiet) as bars:
        pages = pipeline.build_site(paths, bars, builder)
    tell([f"网页 {pages:,} 页，在 {paths.site / 'index.html'}"], quiet)


@command(
    "front",
    "做各地区网站的总站：一个首页、一份机构名单、一个搜索\n\n"
    "只用各地区网站发布的 index.json 和搜索索引：本机做过的从 regions/ 里读，其余的从它的网址取。\n"
    "有哪些地区，写在 content/editorial/sites.csv。\n\n"
    "例：\n  mingzhang front\n  mingzhang front --whole",
)
@click.option("--whole", is_flag=True, help="把本机做好的各地区网站也放进 site/，合成一处发布")
@common
def front(root: Path | None, quiet: bool, whole: bool) -> None:
    """Build the site that leads to the regional ones."""
    from mingzhang import pipeline
    from mingzhang.common import progress

    paths = project(root)
    with progress.shown(quiet) as bars:
        pages = pipeline.build_front(paths, bars, whole)
    tell([f"网页 {pages:,} 页，在 {paths.site / 'index.html'}"], quiet)
