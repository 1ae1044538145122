"""The command line: in, the words a person types; out, an exit code and words in Chinese.

Thin on purpose: a command calls `pipeline.py` (`prepare.py`, …) and prints with `summary.py`.
"""

from __future__ import annotations

import contextlib
import gettext
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from mingzhang import __version__
from mingzhang.cli import os_errors
from mingzhang.cli.help_format import Commands, WideFormatter, columns
from mingzhang.cli.invocation import as_typed, program
from mingzhang.model import Disclosure, Finding, Outcome, Severity, UserError, UserErrors
from mingzhang.paths import around, find

F = TypeVar("F", bound=Callable[..., Any])
HELP = {"help_option_names": ["-h", "--help"]}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE_OR_FOLDER = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
EXAMPLES = (
    (as_typed("mingzhang build"), "从 content/ 做出 datapackages/ 和 site/"),
    (as_typed("mingzhang serve"), "在本机预览网站"),
    (as_typed("mingzhang check 决算.txt"), "发布之前先查一份文件"),
)

click.Context.formatter_class = WideFormatter


def speak_chinese() -> None:
    """Let Click's own words (headings, errors) come from our catalogue, whatever the locale."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("mingzhang", Path(__file__).parents[1] / "locale")
    gettext.textdomain("mingzhang")


def common(command: F) -> F:
    """Add the options that every command has."""
    root = click.option(
        "--root", type=FOLDER, metavar="文件夹", help="项目所在的文件夹（默认：当前位置）"
    )
    quiet = click.option("-q", "--quiet", is_flag=True, help="不显示进度和小结")
    return root(quiet(command))


def command(name: str, text: str) -> Callable[[F], click.Command]:
    """Declare one command of the group; `text` is its help, line by line."""

    def declare(function: F) -> click.Command:
        first, _, rest = as_typed(text).partition("\n")
        # \b keeps click from joining our lines: it breaks lines between words only.
        body = "\n\n".join(f"\b\n{part}" for part in [first, *rest.strip().split("\n\n")] if part)
        make = mingzhang.command(
            name, help=body, short_help=first, options_metavar="[选项]", context_settings=HELP
        )
        return make(function)

    return declare


@click.group(
    cls=Commands,
    context_settings=HELP,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    help="\b\n明账：把公共部门的预算、决算公开文件变成可追溯的开放数据与网站。\n\n"
    "\b\n例：\n" + "\n".join(f"  {line}" for line in columns(EXAMPLES)),
)
@click.version_option(
    __version__, "--version", message="明账 mingzhang %(version)s", help="显示版本号"
)
def mingzhang() -> None:
    """Hold the commands together."""


@command(
    "build",
    "做完全部：解析、检查、数据包、网站\n\n"
    "没有改动的部分沿用上次的结果（放在 .mingzhang-cache/，可随时删除）。\n\n"
    "例：\n  mingzhang build -q\n  mingzhang build --fresh",
)
@click.option("--fresh", is_flag=True, help="不沿用上次的结果，全部重做")
@click.option(
    "--scheduler",
    default="",
    metavar="地址",
    help="让 Dask 集群解析和检查，如 tcp://主机:8786；local 为本机（需安装 mingzhang[dask]）",
)
@common
def build(root: Path | None, quiet: bool, fresh: bool, scheduler: str) -> None:
    """Run the whole road and tell what came of it."""
    from mingzhang import pipeline
    from mingzhang.cli import summary
    from mingzhang.common import progress

    with progress.shown(quiet) as bars:
        result = pipeline.build(find(root), bars, fresh, scheduler)
    tell(summary.summary(result), quiet)


@command(
    "parse",
    "解析全部原文，或只解析一份\n\n"
    "例：\n  mingzhang parse\n  mingzhang parse content/disclosures/…/原文.txt --explain",
)
@click.argument("file", type=FILE, metavar="[文件]", required=False)
@click.option("--explain", is_flag=True, help="逐个数字说明：角色、规则、各列的值")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="text|json",
    help="输出文字或 JSON：每个数据、数字、章节、表格、提示的每一列（默认：text）",
)
@common
def parse(file: Path | None, explain: bool, style: str, root: Path | None, quiet: bool) -> None:
    """Parse and tell what was found."""
    if file is None and explain:
        raise click.UsageError("--explain 要和一份文件一起用")
    from mingzhang import client, pipeline
    from mingzhang.cli import summary
    from mingzhang.common import progress

    if file is not None:
        disclosure, vocabulary = client.parsed(file, root=root)
        disclosures: Sequence[Disclosure] = (disclosure,)
    else:
        with progress.shown(quiet) as bars:
            work = pipeline.parse_all(find(root), bars)
        disclosures, vocabulary = work.disclosures, work.vocabulary
    if style == "json":
        tell([summary.disclosures_json(disclosures)])
        return
    for one in disclosures:
        tell(summary.explained(one, vocabulary) if explain else [summary.parsed(one)])


@command(
    "check",
    "勾稽检查：全部原文，或只查一份\n\n"
    "退出码：0 没有“对不上”（可能有存疑、提示）；1 有“对不上”，或文件读不了；2 命令写错。\n\n"
    "例：\n  mingzhang check\n  mingzhang check 决算.txt --format json\n"
    "  mingzhang check 决算.docx --format html > 核对.html\n"
    "  mingzhang check 决算.docx --format xlsx -o 核对.xlsx",
)
@click.argument("file", type=FILE, metavar="[文件]", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html", "xlsx"]),
    default="text",
    metavar="text|json|html|xlsx",
    help="输出文字、JSON、网页或 Excel（默认：text；网页和 Excel 一次只查一份）",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="写进这个文件（Excel 必须指定；其余默认输出到屏幕）",
)
@common
def check(
    file: Path | None, style: str, output: Path | None, root: Path | None, quiet: bool
) -> int:
    """Check and tell the findings; 1 when one of them is an error."""
    from mingzhang import client, pipeline
    from mingzhang.cli import check_report
    from mingzhang.common import progress

    if style in ("html", "xlsx") and file is None:
        raise click.UsageError("--format html 和 xlsx 一次只查一份文件，请写出文件名")
    if style == "xlsx" and output is None:
        raise click.UsageError("--format xlsx 请用 -o 指定写到哪个文件")
    if file is not None:
        checked = client.check_file(file, root=root)
        disclosures: Sequence[Disclosure] = (checked.disclosure,)
        findings = checked.findings
    else:
        with progress.shown(quiet) as bars:
            work = pipeline.check_all(pipeline.parse_all(find(root), bars), bars)
        disclosures, findings = work.disclosures, work.findings
    if style == "xlsx" and output is not None:
        check_report.write_excel(check_report.report(disclosures[0], findings), output)
    else:
        deliver(_lines(style, disclosures, findings), output)
    return int(
        any(one.outcome is Outcome.FAIL and one.severity is Severity.ERROR for one in findings)
    )


@command(
    "add",
    "把公开文件和它的附件放进 content/，写好 source.yml\n\n"
    "几个文件是一份公开：有正文说明的是主文件，其余是附件（例如附表）。\n"
    "按内容认出单位、年度、阶段，先说明读出了什么，再逐字节复制原文。\n"
    "认不准时在终端里会询问；认得不对时用选项指定；不知道的网址和日期留空。\n\n"
    "给一个文件夹，或用 --list 给一张清单（列：文件、网址、单位、年度、阶段），就是许多份：\n"
    "同一单位、年度、阶段的文件算一份；有把握的放入，其余说明原因；再运行一次会接着做。\n\n"
    "例：\n  mingzhang add 2023年度部门决算.pdf --url https://…\n"
    "  mingzhang add 说明.docx 附表.xlsx --dry-run\n"
    "  mingzhang add 下载的文件/ --stage final\n"
    "  mingzhang add --list 清单.csv",
)
@click.argument("files", type=FILE_OR_FOLDER, metavar="[文件或文件夹…]", nargs=-1)
@click.option("--list", "table", type=FILE, metavar="清单", help="许多份：文件或网址的清单")
@click.option("--agency", default="", metavar="编号",
              help="机构编号，见 content/vocab/agencies.csv；新机构则是给它的编号")  # fmt: skip
@click.option("--year", type=click.IntRange(1950, 2099), metavar="年度", help="预算或决算的年度")
@click.option(
    "--stage",
    type=click.Choice(["budget", "final"]),
    metavar="budget|final",
    help="budget 预算，final 决算",
)
@click.option("--title", default="", metavar="标题", help="公开文件上写的标题")
@click.option("--url", default="", metavar="网址", help="原文的网址")
@click.option("--date", default="", metavar="日期", help="公开的日期，如 2024-01-31")
@click.option("--name", default="", metavar="全称", help="新机构的官方全称（默认：原文所写）")
@click.option("--name-en", default="", metavar="英文名", help="新机构的官方英文名（不知道就不写）")
@click.option("--region", default="", metavar="区划",
              help="新机构的行政区划：GB/T 2260 代码或全称")  # fmt: skip
@click.option("--replace", is_flag=True, help="已有这份公开时，整个换掉原来的文件夹")
@click.option("--force", is_flag=True, help="看来是空白模板、或没有读出数字时，仍然放入")
@click.option("--dry-run", is_flag=True, help="只说明读出了什么，什么也不写")
@common
def add(
    files: tuple[Path, ...],
    table: Path | None,
    root: Path | None,
    quiet: bool,
    dry_run: bool,
    **given: Any,
) -> int | None:
    """Put files into the content as one disclosure, or many files as many."""
    from mingzhang.cli import addition_summary
    from mingzhang.intake import prepare
    from mingzhang.intake.decide import Given

    if not files and table is None:
        raise click.UsageError("缺少参数：请给出文件、文件夹，或用 --list 给一张清单")
    paths = find(root)
    if table is not None or any(file.is_dir() for file in files):
        from mingzhang.cli import add_many

        outcomes = add_many.run(files, table, paths, Given(**given), quiet=quiet, dry_run=dry_run)
        tell(add_many.told(outcomes, quiet=quiet))
        return int(add_many.leaves_open(outcomes))
    ask = ask_person if someone_is_there() and not quiet else None
    prepared = prepare.prepare_addition(files, paths, Given(**given), ask)
    tell(addition_summary.understood(prepared, paths), quiet)
    if dry_run:
        if prepared.objections:
            raise UserErrors(prepared.objections)
        tell(["--dry-run：什么也没有写"], quiet)
        return None
    folder = prepare.put_addition(prepared, paths)
    tell(addition_summary.added(prepared, paths.shown(folder)), quiet)
    return None


@command(
    "init",
    "为另一个地区新建一个项目文件夹：程序、模板、词表齐全，内容是空的\n\n"
    "没有写明的名称、地区、发布者，在终端里会询问，以后也可以在 site.yml 里改。\n"
    "文件夹要是空的，或者还没有；中途出了问题，什么也不会留下。\n\n"
    "例：\n  mingzhang init ../绍兴 --region 330600\n"
    "  mingzhang init ../某市 --title 某市的账本 --region 某省某市",
)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option(
    "--title", default="", metavar="名称", help="网站名称（默认：地区加“部门预决算公开”）"
)
@click.option("--region", default="", metavar="地区", help="地区全称，或 GB/T 2260 代码")
@click.option("--publisher", default="", metavar="发布者", help="谁维护这个网站")
@click.option("--address", default="", metavar="网址", help="网站将来的地址（不知道就不写）")
@click.option("-q", "--quiet", is_flag=True, help="不询问，不显示小结")
def init(folder: Path, quiet: bool, **given: str) -> None:
    """Make a project folder for another site."""
    from mingzhang import starter

    ask = ask_person if someone_is_there() and not quiet else None
    starter.check_place(folder)
    wanted = starter.settled(given, ask)
    starter.start(folder, wanted)
    tell(starter.told(folder, wanted), quiet)


def someone_is_there() -> bool:
    """Tell whether questions can be asked: standard input and error are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_person(question: str, offered: str) -> str:
    """Ask on the terminal; an empty answer takes what is offered."""
    answer = click.prompt(question, default=offered, show_default=bool(offered), err=True)
    return str(answer)


@command("package", "做到数据包为止：解析、检查、写 datapackages/\n例：mingzhang package")
@common
def package(root: Path | None, quiet: bool) -> None:
    """Run the road up to the data packages."""
    from mingzhang import pipeline
    from mingzhang.cli import summary
    from mingzhang.common import progress

    with progress.shown(quiet) as bars:
        result = pipeline.build_packages(find(root), bars)
    tell(summary.summary(result), quiet)


@command("site", "只用现有的 datapackages/ 重做网站\n例：mingzhang site")
@common
def site(root: Path | None, quiet: bool) -> None:
    """Build the site from the packages that are there."""
    from mingzhang import pipeline
    from mingzhang.common import progress

    paths = find(root)
    with progress.shown(quiet) as bars:
        pages = pipeline.build_site(paths, bars)
    tell([f"网页 {pages:,} 页，在 {paths.site / 'index.html'}"], quiet)


@command(
    "serve",
    "在本机预览做好的网站（只有本机能访问）\n例：mingzhang serve --port 8001 --base /mingzhang/",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="端口",
              help="端口（默认：8000；0 表示任选空闲的）")  # fmt: skip
@click.option("--base", default="/", metavar="路径", help="放在子路径下预览，如 /mingzhang/")
@common
def serve(port: int, base: str, root: Path | None, quiet: bool) -> None:
    """Serve the built site on loopback until interrupted."""
    from mingzhang.cli import server

    with server.open_server(find(root).site, port, base) as running:
        tell([f"网站在 {running.address} ，按 Ctrl+C 停止"], quiet)
        with contextlib.suppress(KeyboardInterrupt):
            running.serve_forever()


@command(
    "deploy",
    "做好网站，用 rsync 传到服务器或另一个文件夹\n\n"
    "先列出会新增、更新、删除什么，确认之后才传；只删网站自己文件夹里的旧文件。\n"
    "密码、密钥由 ssh 管，这里不保存。目标也可以写在环境变量 MINGZHANG_DEPLOY_TO 里。\n\n"
    "例：\n  mingzhang deploy 用户名@服务器:/var/www/mingzhang/\n"
    "  mingzhang deploy /mnt/web/mingzhang --dry-run",
)
@click.argument("target", metavar="目标", envvar="MINGZHANG_DEPLOY_TO")
@click.option("--dry-run", is_flag=True, help="只列出会改什么，不上传")
@click.option("--yes", is_flag=True, help="不再询问（用在定时任务里）")
@click.option("--no-build", is_flag=True, help="上传现有的 site/，不重做")
@click.option("--adopt", is_flag=True, help="目标里有别的东西时，仍然整个换掉")
@common
def deploy(
    target: str, dry_run: bool, yes: bool, no_build: bool, adopt: bool,
    root: Path | None, quiet: bool,
) -> int:  # fmt: skip
    """Build, tell what would change, and upload."""
    from mingzhang import pipeline
    from mingzhang.cli import deploy as uploads
    from mingzhang.common import progress

    paths = find(root)
    uploads.check_target(target)
    if not no_build:
        with progress.shown(quiet) as bars:
            pipeline.build(paths, bars)
    found = uploads.plan(paths.site, target, adopt)
    tell(uploads.told(found), quiet)
    if dry_run or found.is_empty:
        return 0
    if not yes:
        if not someone_is_there():
            raise UserError(target, "没有人可以确认", "请加 --yes，或先用 --dry-run 看一看")
        click.confirm("上传吗", abort=True, err=True)
    uploads.upload(paths.site, target)
    tell(["传好了"], quiet)
    return 0


@command(
    "bench",
    "量一量：把内容按不同机构名复制成若干份，逐一构建\n\n"
    "报告各步秒数、内存峰值、网站大小。"
    "加 --weight 则只称已经做好的网站：每类网页首次打开要传多少；"
    "加 --formats 则量各种下载格式的大小与用时。\n\n"
    "例：\n  mingzhang bench --sizes 5,50,500\n  mingzhang bench --weight\n"
    "  mingzhang bench --formats",
)
@click.option("--sizes", default="5,50,500", metavar="份数", help="文件份数（默认：5,50,500）")
@click.option("--weight", is_flag=True, help="称 site/ 里的网页（压缩后的字节数）")
@click.option("--formats", is_flag=True, help="量数据包的每种格式：字节数与秒数")
@common
def bench(sizes: str, weight: bool, formats: bool, root: Path | None, quiet: bool) -> None:
    """Measure builds at growing sizes, the weight of the built pages, or the download formats.

    What it measures is its result: `--quiet` does not hide it.
    """
    if weight:
        from mingzhang.bench import pages as scales

        tell(scales.told(find(root).site))
        return
    if formats:
        from mingzhang.bench import formats as format_costs

        format_costs.run(find(root), lambda line: tell([line]))
        return
    numbers = [int(part) for part in sizes.split(",") if part.strip().isdecimal()]
    if len(numbers) != len(sizes.split(",")) or min(numbers) < 1:
        raise click.BadParameter("请写以逗号分隔的正整数", param_hint="--sizes")
    from mingzhang.bench import builds

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
    "--format", "styles", multiple=True, metavar="格式", help="只试这种格式，可写几次（默认：全部）"
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
    from mingzhang.synthetic.containers import CONTAINERS

    if unknown := set(styles) - set(CONTAINERS):
        shown = "、".join(CONTAINERS)
        raise click.BadParameter(
            f"没有 {'、'.join(sorted(unknown))}；可以是 {shown}", param_hint="--format"
        )
    found = mutants.run(
        vocab.load(around(Path(), root).vocab), count, seed, styles or tuple(CONTAINERS)
    )
    return int(mutants.told(found, lambda line: tell([line], quiet), keep) > 0)


def _lines(
    style: str, disclosures: Sequence[Disclosure], findings: Sequence[Finding]
) -> Iterable[str]:
    """Put findings into the lines of a format."""
    from mingzhang.cli import check_report, summary

    if style == "json":
        return [summary.findings_json(findings)]
    if style == "html":
        return check_report.as_html(check_report.report(disclosures[0], findings))
    return summary.findings_text(findings)


def deliver(lines: Iterable[str], output: Path | None) -> None:
    """Print lines, or write them to a file as UTF-8."""
    if output is None:
        tell(lines)
    else:
        output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tell(lines: Iterable[str], quiet: bool = False) -> None:
    """Print lines on standard output, unless quiet."""
    if not quiet:
        for line in lines:
            click.echo(line)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 well, 1 bad input or findings, 2 wrong words.

    Problems are told in one line each on standard error; `MINGZHANG_DEBUG=1` adds the traceback.
    """
    speak_chinese()
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show Chinese must not make us fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        arguments = None if words is None else list(words)
        result = mingzhang.main(args=arguments, prog_name=program(), standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止", err=True)
        return 130
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        sys.stdout = None
        return 0
    except Exception as error:
        return explain_failure(error)


def explain_failure(error: Exception) -> int:
    """Tell what went wrong in one line each; return the exit code."""
    if os.environ.get("MINGZHANG_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, UserErrors):
        problems: list[str] = [str(one) for one in error.errors]
    elif isinstance(error, UserError):
        problems = [str(error)]
    elif isinstance(error, OSError) and (error.filename is not None or os_errors.usual(error)):
        problems = [os_errors.told(error)]
    else:
        kind = f"{type(error).__name__}: {error}".replace("\n", " ")
        problems = [
            f"程序内部出错：{kind}。这是明账的缺陷，请设置 MINGZHANG_DEBUG=1 重跑并报告完整输出"
        ]
    for problem in problems:
        # From where the person stands, as they would type it.
        shown = as_typed(problem).replace(f"{Path.cwd()}{os.sep}", "")
        click.echo(f"错误：{shown}", err=True)
    return 1
