"""The command line: Chinese throughout, one line a problem, nothing lost on failure."""

from __future__ import annotations

import gettext
import io
import re
import threading
import urllib.error
import urllib.request
from pathlib import Path

import openpyxl
import pytest
from babel.messages.pofile import read_po
from rich.cells import cell_len

from mingzhang import paths
from mingzhang.cli import build_commands, invocation, main, server
from mingzhang.common import progress
from mingzhang.model import UserError, UserErrors

COMMANDS = list(main.mingzhang.commands)
# Words of ours that stay as they are typed; file names and addresses are taken out before.
TYPED = {
    "LibreOffice",
    *COMMANDS,
    "mingzhang",
    "text",
    "json",
    "budget",
    "final",
    "content",
    "csv",
    "yml",
}
TYPED |= {"rsync", "ssh", "MINGZHANG", "DEPLOY", "python", "LibreOffice", "publish", "data", "ZIP"}
TYPED |= {
    "html",
    "xlsx",
    "Excel",
    "Dask",
    "dask",
    "mkdocs",
    "zensical",
    "Parquet",
    "DuckDB",
    "fsspec",
}


@pytest.fixture(autouse=True)
def no_traces(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("MINGZHANG_DEBUG", raising=False)
    yield
    gettext.textdomain("messages")


def run(capsys, *words):
    code = main.main(words)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


# Help


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_chinese(capsys, name):
    code, out, _ = run(capsys, *filter(None, [name]), "--help")
    assert code == 0
    assert "用法：" in out
    assert "选项：" in out
    assert "例：" in out
    own = re.sub(r"--?[a-z][a-z-]*|\S*[/.]\S*|Ctrl\+C|HTML|JSON", " ", out)
    assert set(re.findall(r"[A-Za-z]{3,}", own)) <= TYPED


def test_the_commands_of_the_road_are_there_in_order(capsys):
    _, out, _ = run(capsys, "--help")
    listed = re.findall(r"^  ([a-z-]+) ", out.split("命令：")[1], re.MULTILINE)
    assert listed == COMMANDS
    assert {"build", "parse", "check", "package", "site", "serve"} <= set(listed)


def test_help_is_aligned_by_the_width_of_chinese(capsys):
    _, out, _ = run(capsys, "add", "--help")
    starts = {
        cell_len(line[: line.index(text)])
        for line in out.splitlines()
        for text in ("机构编号，", "公开文件上", "显示本帮助")
        if text in line
    }
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nonsense"], "没有这个命令：nonsense"),
        (["build", "--nonsense"], "没有这个选项：--nonsense"),
        (["build", "extra"], "多出了参数（extra）"),
        (["check", "--format", "xml"], "不在可选的值里"),
        (["serve", "--port", "x"], "x 不是有效的数"),
        (["serve", "--port", "70000"], "不在范围"),
        (["parse", "no-such-file.txt"], "no-such-file.txt 不存在"),
        (["parse", "."], ". 是文件夹，这里要文件"),
        (["parse", "--root", __file__], "是文件，这里要文件夹"),
        (["add"], "缺少参数"),
        (["parse", "--explain"], "--explain 要和一份文件一起用"),
    ],
)
def test_wrong_words_are_answered_in_chinese(capsys, words, message):
    code, _, err = run(capsys, *words)
    assert code == 2
    assert message in err
    assert not set(re.findall(r"(?<![-\w])[A-Za-z]{3,}", err)) & {
        "Error",
        "Usage",
        "Try",
        "Invalid",
        "File",
        "Directory",
    }


def test_the_compiled_catalogue_is_up_to_date():
    folder = Path(main.__file__).parents[1] / "locale/zh_CN/LC_MESSAGES"
    with (folder / "mingzhang.po").open("rb") as po, (folder / "mingzhang.mo").open("rb") as mo:
        written = [message for message in read_po(po) if message.id]
        compiled = gettext.GNUTranslations(mo)
    assert len(written) > 30
    for message in written:
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            assert compiled.ngettext(*message.id, 1) == message.string[0]
    # A renamed placeholder would fail only when the message is shown.
    for message in written:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        known = {name for one in ids for name in re.findall(r"\{(\w+)", one)}
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        assert {name for one in strings for name in re.findall(r"\{(\w+)", one)} <= known


def test_commands_are_told_as_they_are_typed(capsys, monkeypatch, tmp_path):
    (tmp_path / "content/disclosures").mkdir(parents=True)
    words = ("site", "--root", str(tmp_path))
    assert "请先运行 mingzhang package 或 mingzhang build\n" in run(capsys, *words)[2]
    monkeypatch.setenv(invocation.CALLED, "python3 build")
    assert "请先运行 python3 build package 或 python3 build\n" in run(capsys, *words)[2]
    assert "用法：python3 build check " in run(capsys, "check", "--help")[1]
    # Names of files are left as they are.
    assert invocation.as_typed("mingzhang-1/mingzhang build.txt，明账") == (
        "mingzhang-1/mingzhang build.txt，明账"
    )


def test_version(capsys):
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert re.fullmatch(r"明账 mingzhang \d+\.\d+\.\d+\n", out)


# Failures


@pytest.fixture
def failing(monkeypatch):
    """Make `mingzhang add` … fail in a chosen way, before any stage is touched."""

    def arrange(error):
        def fail(*_args, **_words):
            raise error

        monkeypatch.setattr(build_commands, "project", fail)

    return arrange


def test_a_problem_is_one_line(capsys, failing):
    failing(UserError("content/a.yml", "缺少 agency", "请补上"))
    code, out, err = run(capsys, "site")
    assert (code, out, err) == (1, "", "错误：content/a.yml：缺少 agency。请补上\n")


def test_several_problems_are_told_at_once(capsys, failing):
    failing(UserErrors((UserError("a", "甲", "一"), UserError("b", "乙", "二"))))
    code, _, err = run(capsys, "site")
    assert (code, err) == (1, "错误：a：甲。一\n错误：b：乙。二\n")


def test_paths_are_told_from_where_one_stands(capsys, failing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failing(UserError(tmp_path / "content/a.txt", "文件是空的", "请放入原文"))
    assert run(capsys, "site")[2] == "错误：content/a.txt：文件是空的。请放入原文\n"


def test_a_defect_of_ours_is_told_without_a_traceback(capsys, failing, monkeypatch):
    failing(ZeroDivisionError("two\nlines"))
    code, _, err = run(capsys, "site")
    assert code == 1
    assert len(err.splitlines()) == 1
    assert "MINGZHANG_DEBUG=1" in err
    monkeypatch.setenv("MINGZHANG_DEBUG", "1")
    assert "Traceback" in run(capsys, "site")[2]


def test_missing_permission_is_told(capsys, failing):
    failing(PermissionError(13, "Permission denied", "site/index.html"))
    code, _, err = run(capsys, "site")
    assert code == 1
    assert err.startswith("错误：site/index.html：")


# Where the project lies


def test_the_project_is_found_from_within(tmp_path):
    inside = tmp_path / "content/disclosures/a/2020-budget"
    inside.mkdir(parents=True)
    assert paths.find(start=inside).root == tmp_path
    found = paths.find(root=tmp_path)
    assert (found.site, found.docs) == (tmp_path / "site", tmp_path / ".docs")


def test_outside_any_project_only_the_clone_that_was_called_counts(tmp_path, monkeypatch):
    called, outside = tmp_path / "clone", tmp_path / "outside"
    (called / "content/disclosures").mkdir(parents=True)
    outside.mkdir()
    monkeypatch.delenv(paths.HOME, raising=False)
    with pytest.raises(UserError, match="不是明账项目"):
        paths.find(start=outside)
    monkeypatch.setenv(paths.HOME, str(called))
    assert paths.find(start=outside).root == called


def test_whoever_stands_elsewhere_is_told_which_project_is_meant(tmp_path, monkeypatch, capsys):
    called = tmp_path / "clone"
    (called / "content/disclosures").mkdir(parents=True)
    monkeypatch.setenv(paths.HOME, str(called))
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "serve")[2].startswith(f"这里不是明账项目，做的是 {called}（")
    monkeypatch.chdir(called / "content")
    assert "这里不是" not in run(capsys, "serve")[2]


def test_a_lone_file_is_read_with_the_project_around_it_else_the_program_s(tmp_path, monkeypatch):
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / "content/disclosures").mkdir(parents=True)
    outside.mkdir()
    monkeypatch.chdir(outside)
    assert paths.around(project / "a.txt").root == project
    assert paths.around(outside / "a.txt") == paths.program()
    monkeypatch.chdir(project)
    assert paths.around(outside / "a.txt").root == project


def test_a_folder_that_is_no_project_is_refused(capsys, tmp_path):
    code, _, err = run(capsys, "package", "--root", str(tmp_path))
    assert code == 1
    assert "content/disclosures" in err


# Progress


def test_lines_for_logs(capsys):
    with progress.Lines().step("解析", 1200) as advance:
        advance(1200)
    assert re.fullmatch(r"解析 1,200 · \d+\.\d 秒\n", capsys.readouterr().err)


def test_a_quiet_run_shows_nothing(capsys):
    with progress.shown(quiet=True) as bars, bars.step("解析", 3) as advance:
        assert list(progress.each("abc", advance)) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_bars_reach_their_end(monkeypatch):
    screen = io.StringIO()
    console = progress.Console(file=screen, force_terminal=True, width=80)
    monkeypatch.setattr(progress, "Console", lambda **_: console)
    with progress.shown(quiet=False) as bars:
        with bars.step("解析", 2) as advance:
            advance(2)
        with bars.step("写数据包"):
            pass
    assert "2/2" in screen.getvalue()
    assert "1/1" in screen.getvalue()


# Preview


@pytest.fixture
def served(tmp_path):
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    (site / "index.html").write_text("home")
    (site / "a/index.html").write_text("a page")
    (site / "404.html").write_text("not here")
    (tmp_path / "secret.txt").write_text("secret")
    with server.open_server(site, 0, "mingzhang") as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def fetch(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_site_is_served_on_loopback_under_a_base_path(served):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/mingzhang/", served.address)
    assert fetch(served.address) == (200, "home")
    assert fetch(served.address + "a/") == (200, "a page")
    assert fetch(served.address + "no/") == (404, "not here")
    assert fetch(served.address.removesuffix("mingzhang/")) == (404, "not here")
    assert fetch(served.address + "../secret.txt")[0] == 404
    assert fetch(served.address + "%2e%2e/secret.txt")[0] == 404


def test_the_preview_shows_the_site_alone(served, tmp_path):
    (tmp_path / "site/linked.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "site/bare").mkdir()
    assert fetch(served.address + "linked.txt")[0] == 404
    assert fetch(served.address + "bare/") == (404, "not here"), "no listing"
    assert fetch(served.address + "%00") == (404, "not here")
    elsewhere = urllib.request.Request(served.address, headers={"Host": "evil.example"})
    assert fetch(elsewhere)[0] == 421
    with urllib.request.urlopen(served.address, timeout=5) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "code", "told", "body"),
    [
        ("bytes=1-3", 206, "bytes 1-3/6", b"bcd"),
        ("bytes=4-", 206, "bytes 4-5/6", b"ef"),
        ("bytes=-2", 206, "bytes 4-5/6", b"ef"),
        ("bytes=2-99", 206, "bytes 2-5/6", b"cdef"),
        ("bytes=9-", 416, "bytes */6", b""),
        ("bytes=3-1", 416, "bytes */6", b""),
        ("bytes=-", 200, None, b"abcdef"),
        ("bytes=0-1,3-4", 200, None, b"abcdef"),
        ("lines=1-2", 200, None, b"abcdef"),
    ],
)
def test_a_piece_of_a_file_is_sent_alone(served, tmp_path, asked, code, told, body):
    (tmp_path / "site/a.pdf").write_bytes(b"abcdef")
    request = urllib.request.Request(f"{served.address}a.pdf", headers={"Range": asked})
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        assert (answer.status, answer.headers["Content-Range"]) == (code, told)
        assert answer.read() == body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_folder_without_its_slash_is_redirected_within_the_base(served):
    assert fetch(served.address + "a") == (200, "a page")


def test_a_taken_port_and_a_missing_site_are_told(served, tmp_path):
    with (
        pytest.raises(UserError, match="--port"),
        server.open_server(tmp_path / "site", served.server_address[1]),
    ):
        pass
    with pytest.raises(UserError, match="mingzhang build"), server.open_server(tmp_path, 0):
        pass


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("file/project", "路径中间有一段是文件|已经有同名的文件"),
        ("x" * 300, "名字太长"),
    ],
)
def test_what_the_system_refuses_is_told_in_chinese(tmp_path, capsys, inside, told):
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, error = run(capsys, "init", "-q", str(tmp_path / inside))
    assert code == 1
    assert re.fullmatch(rf"错误：.+：({told})。请.+\n", error), error
    assert "File " not in error and "directory" not in error


def test_an_unusual_refusal_keeps_the_words_of_the_system(capsys):
    assert main.explain_failure(OSError(5, "Input/output error", "disk")) == 1
    assert "disk：Input/output error。请检查" in capsys.readouterr().err


def test_a_report_of_one_file_to_hand_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = tmp_path / "桐溪市雁南区柳塘镇人民政府2025年度部门决算.txt"
    source.write_text(
        "桐溪市雁南区柳塘镇人民政府2025年度部门决算\n"
        "2025年度培训费支出5.20万元。\n2025年度培训费支出4.90万元。\n",
        encoding="utf-8",
    )
    page, book = tmp_path / "核对.html", tmp_path / "核对.xlsx"
    root = ("--root", str(Path(__file__).parent.parent))
    assert main.main(["check", str(source), "--format", "html", "-o", str(page), *root]) == 1
    html = page.read_text(encoding="utf-8")
    assert "对不上 1" in html and "第 3 行" in html and "4.90万元" in html
    assert main.main(["check", str(source), "--format", "xlsx", "-o", str(book), *root]) == 1
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(book).worksheets[0]]
    assert any(row[0] == "对不上" and "4.90万元" in row[2] for row in cells)
    assert "对不上 1 · 存疑 0 · 提示 1 · 相符 3 · 无法核对 0" in capsys.readouterr().out
    assert main.main(["check", str(source), "-o", str(tmp_path / "无/x.txt"), *root]) == 1
    assert f"{tmp_path}/无/x.txt：没有这个文件或文件夹" in capsys.readouterr().err
    assert main.main(["check", str(source), "--format", "xlsx", *root]) == 2
    assert "-o" in capsys.readouterr().err
