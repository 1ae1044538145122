"""What files say, and whether their figures agree: `parse`, `check`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from mingzhang.cli.command import FILE, command, common, project, tell
from mingzhang.common.folder_swap import put_file
from mingzhang.model import Disclosure, Finding, Outcome, Severity


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
            work = pipeline.parse_all(project(root), bars)
        disclosures, vocabulary = work.disclosures, work.vocabulary
    if style == "json":
        tell([summary.disclosures_json(disclosures)])
        return
    if explain:
        from mingzhang.cli.explained import explained

        tell(explained(disclosures[0], vocabulary))
        return
    tell(summary.parsed(document) for document in disclosures)


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
    from mingzhang.cli import check_report, summary
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
            work = pipeline.check_all(pipeline.parse_all(project(root), bars), bars)
        disclosures, findings = work.disclosures, work.findings
    heading = [summary.read_as(disclosures[0])] if file is not None and style == "text" else []
    if output is None:
        tell([*heading, *_lines(style, disclosures, findings)])
    else:
        if style == "xlsx":
            put(check_report.as_excel(check_report.report(disclosures[0], findings)), output)
        else:
            lines = "\n".join([*heading, *_lines(style, disclosures, findings)])
            put(f"{lines}\n".encode(), output)
        tell([summary.outcome_counts(findings), f"已写到 {output}"], quiet)
    return int(
        any(
            finding.outcome is Outcome.FAIL and finding.severity is Severity.ERROR
            for finding in findings
        )
    )


def _lines(
    style: str, disclosures: Sequence[Disclosure], findings: Sequence[Finding]
) -> Iterable[str]:
    """Put findings into the lines of a format."""
    from mingzhang.cli import check_report, summary

    if style == "json":
        return [summary.findings_json(findings)]
    if style == "html":
        return check_report.as_html(check_report.report(disclosures[0], findings))
    return summary.findings_text(findings, disclosures)


def put(data: bytes, output: Path) -> None:
    """Write a file whole or not at all; what is no file, as a pipe, is written to."""
    if output.exists() and not output.is_file():
        output.write_bytes(data)
        return
    try:
        put_file(output, data)
    except OSError as error:
        error.filename = str(output)  # as it was named, not as it was called on the way
        raise
