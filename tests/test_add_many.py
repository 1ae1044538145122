"""`add` of a folder or a list: what is sure is written, the rest is left with its reason."""

from __future__ import annotations

import datetime
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest
import yaml

from mingzhang import vocab
from mingzhang.cli import add_many, main
from mingzhang.intake import batch_list, fetch
from mingzhang.intake.batch import Item
from mingzhang.intake.decide import Given
from mingzhang.intake.fetch import Fetcher, is_public
from mingzhang.model import UserError

ROOT = Path(__file__).parent.parent
DAY = datetime.date(2026, 5, 4)
VOCAB = vocab.load(ROOT / "content" / "vocab")


def account(body: str, year: int = 2023) -> str:
    return f"""{body}{year}年度部门决算

第一部分 {body}概况
一、主要职能
负责公共服务，{"承办有关工作，" * 20}完成交办的任务。
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计812.50万元，支出总计812.50万元。与上年相比，收入总计增加12.50万元，增长1.56%。
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    shutil.copytree(ROOT / "content/vocab", root / "content/vocab")
    (root / "content/disclosures").mkdir()
    for name in ("editorial",):
        shutil.copytree(ROOT / "content" / name, root / "content" / name)
    return root


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "深").mkdir(parents=True)
    return folder


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def tables(path: Path, body: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["收入支出决算总表"],
        [f"部门：{body}", "", "2023年度", "金额单位：万元"],
        ["收入", "", "支出", ""],
        ["项目", "决算数", "项目", "决算数"],
        ["本年收入合计", 812.5, "本年支出合计", 812.5],
        ["总计", 812.5, "总计", 812.5],
    ):
        sheet.append(row)
    book.save(path)
    return path


def run(capsys: pytest.CaptureFixture[str], clone: Path, *words: object) -> tuple[int, str]:
    code = main.main(["add", *map(str, words), "--root", str(clone)])
    return code, capsys.readouterr().out


def folders(clone: Path) -> list[str]:
    place = clone / "content/disclosures"
    return sorted(path.relative_to(place).as_posix() for path in place.glob("*/*"))


LIBRARY, ARCHIVES = "银川市金凤区图书馆", "银川市金凤区档案馆"


def test_a_folder_is_added_and_run_again_changes_nothing(capsys, clone, inbox):
    put(inbox / "图书馆.txt", account(LIBRARY))
    tables(inbox / "图书馆附表.xlsx", LIBRARY)
    put(inbox / "深/档案馆.txt", account(ARCHIVES))
    put(inbox / "不明.txt", "说明\n支出3万元。\n")
    put(inbox / ".隐藏.txt", account("银川市文史馆"))
    code, out = run(capsys, clone, inbox)
    assert code == 1
    assert folders(clone) == [
        "yinchuanshi-jinfengqu-danganguan/2023-final",
        "yinchuanshi-jinfengqu-tushuguan/2023-final",
    ]
    library = clone / "content/disclosures/yinchuanshi-jinfengqu-tushuguan/2023-final"
    metadata = yaml.safe_load((library / "source.yml").read_text("utf-8"))
    assert (metadata["file"], metadata["attachments"][0]["file"]) == (
        "图书馆.txt",
        "图书馆附表.xlsx",
    )
    assert "已放入 2 · 需要决定 1" in out
    assert "不明.txt" in out and "--year" in out and "--name" in out
    assert "隐藏" not in out
    listed = vocab.load(clone / "content/vocab").agencies
    assert listed["yinchuanshi-jinfengqu-tushuguan"].region == "640106"

    before = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    code, out = run(capsys, clone, inbox)
    assert (code, "已经有了 3 · 需要决定 1" in out) == (1, True)
    assert {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("turn", [1, -1])
def test_the_ids_are_the_same_whichever_file_comes_first(capsys, clone, inbox, turn):
    files = [
        put(inbox / "a.txt", account("临江市图书馆")),
        put(inbox / "b.txt", account("临江市档案馆")),
    ]
    for file in files[::turn]:
        assert run(capsys, clone, file)[0] == 0
    assert folders(clone) == [
        "linjiangshi-danganguan/2023-final",
        "linjiangshi-tushuguan/2023-final",
    ]


def test_a_trial_run_writes_nothing(capsys, clone, inbox):
    put(inbox / "图书馆.txt", account(LIBRARY))
    code, out = run(capsys, clone, inbox, "--dry-run")
    assert (code, folders(clone)) == (0, [])
    assert "可以放入 1" in out


def test_two_accounts_of_one_body_and_year_are_left_to_the_person(capsys, clone, inbox):
    put(inbox / "一.txt", account(LIBRARY))
    put(inbox / "二.txt", account(LIBRARY).replace("812.50", "813.50"))
    code, out = run(capsys, clone, inbox)
    assert (code, folders(clone)) == (1, [])
    assert "几份正文：一.txt、二.txt" in out


def test_the_same_bytes_are_put_in_once(capsys, clone, inbox):
    first, again = inbox / "一.txt", inbox / "深/又.txt"
    put(first, account(LIBRARY))
    shutil.copy(first, again)
    code, out = run(capsys, clone, inbox)
    assert code == 0
    assert f"与 {first} 逐字节相同，只放一份" in out
    assert [path.name for path in clone.rglob("*.txt")] == ["一.txt"]


def test_two_years_in_one_file_are_to_be_parted(capsys, clone, inbox):
    parts = "基本支出600万元，项目支出212.50万元。\n"
    put(inbox / "两年.txt", account(LIBRARY, 2022) + parts + account(LIBRARY) + parts)
    code, out = run(capsys, clone, inbox)
    assert (code, folders(clone)) == (1, [])
    assert "这个文件里有几份公开" in out and "请分成几个文件" in out


def test_one_id_is_not_given_to_two_names(capsys, clone, inbox):
    put(inbox / "一.txt", account("临江市图书馆"))
    put(inbox / "二.txt", account("林江市图书馆"))
    code, out = run(capsys, clone, inbox)
    assert (code, folders(clone)) == (1, ["linjiangshi-tushuguan/2023-final"])
    assert "linjiangshi-tushuguan 已经是“临江市图书馆”的" in out


def test_a_list_says_what_a_file_does_not(capsys, clone, inbox):
    put(inbox / "不明.txt", account(LIBRARY).replace(LIBRARY, "本单位"))
    put(inbox / "错.txt", account(ARCHIVES))
    table = put(
        inbox / "清单.csv",
        "文件,单位,年度,阶段,公开日期,备注\n"
        f"不明.txt,{LIBRARY},2023年,决算,2024-09-20,不用的列\n"
        "错.txt,,今年,,,\n没有.txt,,,,,\n"
        f"{'长' * 200}.txt,,,,,\n错.txt,,{'9' * 5000},,,\n错.txt,,,概算,,\n,,,,,\n,,2023,,,\n",
    )
    code, out = run(capsys, clone, "--list", table)
    assert (code, folders(clone)) == (1, ["yinchuanshi-jinfengqu-tushuguan/2023-final"])
    for reason in ("“今年”不是年度", "没有这个文件", "“概算”不认识", "也没有写网址"):
        assert reason in out
    (described,) = clone.rglob("source.yml")
    assert yaml.safe_load(described.read_text("utf-8"))["published_on"] == "2024-09-20"


def test_a_table_that_is_no_list_is_refused(capsys, clone, inbox):
    assert run(capsys, clone, "--list", put(inbox / "x.csv", "甲,乙\n1,2\n"))[0] == 1
    assert run(capsys, clone)[0] == 2


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked.append(f"{self.headers['Host']}{self.path}")
        kind, body = PAGES.get(self.path, ("", b""))
        if kind.startswith(("http", "/")):
            self.send_response(302)
            self.send_header("Location", kind)
        elif not kind:
            self.send_response(404)
        else:
            self.send_response(200)
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


asked: list[str] = []
PAGES = {
    "/a/%E5%86%B3%E7%AE%97.txt": ("text/plain", account(LIBRARY).encode()),
    "/download?id=1": ("text/plain; charset=utf-8", account(ARCHIVES).encode()),
    "/moved": ("/download?id=1", b""),
    "/round": ("/round", b""),
    "/inside": ("http://inside.test/secret", b""),
    "/empty": ("text/plain", b""),
}


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked.clear()
    yield f"http://open.test:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def fetcher(waited: list[float] | None = None) -> Fetcher:
    """One for which open.test is this machine, as if that were the public internet."""
    return Fetcher(
        resolve=lambda host, _: ["127.0.0.1" if host == "open.test" else "10.0.0.1"],
        allowed=lambda address: address == "127.0.0.1",
        sleep=(waited if waited is not None else []).append,
    )


def test_a_file_is_fetched_under_its_name(site):
    waited: list[float] = []
    one = fetcher(waited)
    assert one.fetch(f"{site}/a/决算.txt").name == "决算.txt"
    got = one.fetch(f"{site}/moved")
    assert (got.name, got.data) == ("download.txt", account(ARCHIVES).encode())
    assert len(waited) == 2 and all(0 < pause <= fetch.PAUSE for pause in waited)
    assert all(one.startswith("open.test:") for one in asked)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/round", "转了"),
        ("/inside", "内部网络"),
        ("/none", "404"),
        ("/empty", "空的"),
    ],
)
def test_what_cannot_be_fetched_is_told(site, path, reason):
    with pytest.raises(UserError, match=reason):
        fetcher().fetch(site + path)
    assert not any("secret" in one for one in asked)


def test_a_file_that_is_too_large_is_refused(site, monkeypatch):
    monkeypatch.setattr(fetch, "MOST_BYTES", 100)
    with pytest.raises(UserError, match="超过"):
        fetcher().fetch(f"{site}/download?id=1")


@pytest.mark.parametrize(
    "url",
    ["ftp://open.test/a", "file:///etc/passwd", "http://a:b@open.test/", "http:///a", "决算.pdf"],
)
def test_only_web_addresses_are_fetched(url):
    with pytest.raises(UserError, match="不是可以下载的网址"):
        fetcher().fetch(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.1.1", "[::ffff:127.0.0.1]"]
)
def test_this_machine_and_its_network_are_not_asked(host):
    with pytest.raises(UserError, match="内部网络"):
        Fetcher().fetch(f"http://{host}/a")


def test_addresses_of_the_public_internet() -> None:
    assert is_public("93.184.216.34") and is_public("2606:4700::1111")
    assert not any(map(is_public, ("192.168.1.1", "fe80::1%eth0", "224.0.0.1", "::", "no address")))


def test_addresses_of_a_list_are_kept_with_the_day_and_fetched_once(site, inbox):
    table = put(inbox / "清单.csv", f"网址,单位\n{site}/moved,{ARCHIVES}\n{site}/none,\n")
    for _ in range(2):
        item, left = batch_list.items(table, VOCAB, Given(), fetcher(), DAY)
        assert isinstance(item, Item) and not isinstance(left, Item)
        assert item.path.read_bytes() == account(ARCHIVES).encode()
        assert (item.given.retrieved, item.given.url) == ("2026-05-04", f"{site}/moved")
        assert "404" in left.reasons[0]
    assert sum("moved" in one for one in asked) == 1


def test_address_and_day_are_written_beside_the_original(site, clone, inbox, capsys, monkeypatch):
    monkeypatch.setattr(add_many, "Fetcher", fetcher)
    table = put(inbox / "清单.csv", f"地址\n{site}/download?id=1\n")
    code, out = run(capsys, clone, "--list", table)
    assert (code, "已放入 1" in out) == (0, True)
    (described,) = clone.rglob("source.yml")
    metadata = yaml.safe_load(described.read_text("utf-8"))
    assert metadata["source_url"] == f"{site}/download?id=1"
    datetime.date.fromisoformat(metadata["retrieved_on"])
    assert (described.parent / metadata["file"]).read_bytes() == account(ARCHIVES).encode()
