"""`mingzhang add`: files become a folder of the content, whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
import yaml

import factories
import mingzhang
import pdf_maker
from mingzhang import content, parsing, pipeline, read, vocab
from mingzhang.cli import add_commands, main
from mingzhang.common import folder_swap
from mingzhang.common.progress import Silent
from mingzhang.intake import addition, prepare
from mingzhang.intake.decide import Given
from mingzhang.model import Source, Stage, UserErrors
from mingzhang.paths import Paths
from read_sources import zip_bomb

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests/corpus"
SAMPLES = ROOT.parent / "shared/samples"
VOCABULARY = factories.vocabulary()

BODY = "银川市金凤区图书馆"
TEXT = f"""{BODY}2023年度部门决算

第一部分 {BODY}概况
一、主要职能
负责全区公共图书服务。
第二部分 2023年度部门决算情况说明
一、收入支出决算总体情况说明
2023年度收入总计812.50万元，支出总计812.50万元。与2022年相比，收入总计增加12.50万元，增长1.56%。
二、“三公”经费支出决算情况说明
2023年度“三公”经费支出决算为2.10万元，其中：公务接待费2.10万元。
第三部分 名词解释
一、机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。
具体数字见附件。
"""
TABLE = [
    ["收入支出决算总表"],
    ["", "", "", "公开01表"],
    [f"部门：{BODY}", "", "2023年度", "金额单位：万元"],
    ["收入", "", "支出", ""],
    ["项目", "决算数", "项目", "决算数"],
    ["一、一般公共预算财政拨款收入", 812.5, "一、文化旅游体育与传媒支出", 812.5],
    ["本年收入合计", 812.5, "本年支出合计", 812.5],
    ["总计", 812.5, "总计", 812.5],
]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Where files lie that are to be added."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def main_file(inbox: Path) -> Path:
    return put(inbox, "说明.txt", TEXT)


@pytest.fixture
def tables(inbox: Path) -> Path:
    return workbook(inbox / "附表.xlsx")


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in TABLE:
        book.active.append(row)
    book.save(path)
    return path


def run(capsys, clone: Path, *words: object) -> tuple[int, str, str]:
    code = main.main(["add", *map(str, words), "--root", str(clone)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def state(folder: Path) -> dict[str, bytes]:
    """Every file of the content, hidden ones too, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"/"
        for path in folder.rglob("*")
    }


def fresh_folder(clone: Path) -> Path:
    """The one folder of a disclosure that the project itself does not have."""
    disclosures = clone / "content/disclosures"
    (folder,) = {p.relative_to(disclosures) for p in disclosures.glob("*/*")} - {
        p.relative_to(ROOT / "content/disclosures")
        for p in (ROOT / "content/disclosures").glob("*/*")
    }
    return disclosures / folder


# What is written


def test_a_file_with_attachments_is_added(capsys, clone, main_file, tables):
    words = ["--url", "https://example.org/a?b=1", "--date", "2024-09-20"]
    code, out, err = run(capsys, clone, main_file, tables, *words)
    assert (code, err) == (0, "")
    folder = fresh_folder(clone)
    assert folder.name == "2023-final"
    assert (folder / "说明.txt").read_bytes() == main_file.read_bytes()
    assert (folder / "附表.xlsx").read_bytes() == tables.read_bytes()
    metadata = yaml.safe_load((folder / "source.yml").read_text("utf-8"))
    assert metadata == {
        "file": "说明.txt",
        "sha256": hashlib.sha256(main_file.read_bytes()).hexdigest(),
        "agency": folder.parent.name,
        "fiscal_year": 2023,
        "stage": "final",
        "language": "zh-CN",
        "title": f"{BODY}2023年度部门决算",
        "source_url": "https://example.org/a?b=1",
        "published_on": "2024-09-20",
        "attachments": [
            {"file": "附表.xlsx", "sha256": hashlib.sha256(tables.read_bytes()).hexdigest()}
        ],
    }
    for word in (BODY, "2023", "决算", "新机构", "附表.xlsx", "1 张表", "勾稽核对", "未能归类"):
        assert word in out


def test_what_was_added_is_parsed_and_packed(capsys, clone, main_file, tables):
    run(capsys, clone, main_file, tables)
    paths = Paths(clone)
    work = pipeline.parse_all(paths, Silent())
    agency = fresh_folder(clone).parent.name
    (made,) = [one for one in work.disclosures if one.source.agency == agency]
    concepts = {fact.concept: fact for fact in made.facts if fact.table is not None}
    total = concepts["total_expenditure"]
    assert (total.value, total.value_printed, total.scope) == (8125000, "812.5", BODY)
    assert made.text[total.start : total.end] == "812.5"
    assert made.text.startswith(TEXT)
    pipeline.build_packages(paths, Silent())
    copies = clone / f"datapackages/{agency}/sources/{made.source.disclosure}"
    assert (copies / "附表.xlsx").read_bytes() == tables.read_bytes()


def test_a_new_body_gets_a_row_of_what_is_known(capsys, clone, main_file):
    listed = clone / "content/vocab/agencies.csv"
    before = listed.read_text("utf-8").splitlines()
    assert run(capsys, clone, main_file)[0] == 0
    after = listed.read_text("utf-8").splitlines()
    (new,) = set(after) - set(before)
    row = dict(zip(before[0].split(","), next(csv.reader([new])), strict=True))
    assert row.pop("agency") == "yinchuanshi-jinfengqu-tushuguan"
    known = {"name_zh": BODY, "region": "640106", "level": "county"}
    assert {key: value for key, value in row.items() if value} == known
    ids = [line.split(",")[0] for line in after[1:]]
    assert ids == sorted(ids)
    assert [line for line in after if line != new] == before


def test_what_the_person_says_of_a_new_body(capsys, clone, inbox):
    file = put(inbox, "a.txt", TEXT.replace(BODY, "湘浦市档案馆"))
    words = ["--agency", "xiangpu-archives", "--name-en", "Archives, Xiangpu"]
    code, _, err = run(capsys, clone, file, *words, "--region", "银川市")
    assert (code, err) == (0, "")
    body = vocab.load(clone / "content/vocab").agencies["xiangpu-archives"]
    assert (body.name_zh, body.name_en) == ("湘浦市档案馆", "Archives, Xiangpu")
    assert (body.region, body.level) == ("640100", "prefecture")


def test_the_prose_is_the_main_file_wherever_it_is_named(capsys, clone, main_file, tables):
    assert run(capsys, clone, tables, main_file)[0] == 0
    metadata = yaml.safe_load((fresh_folder(clone) / "source.yml").read_text("utf-8"))
    assert metadata["file"] == "说明.txt"
    assert [one["file"] for one in metadata["attachments"]] == ["附表.xlsx"]


def test_a_workbook_alone_is_a_disclosure(capsys, clone, tables):
    code, out, err = run(capsys, clone, tables)
    assert (code, err) == (0, "")
    assert "表头或标题写着“2023年”" in out
    folder = fresh_folder(clone)
    assert folder.name == "2023-final"
    title = yaml.safe_load((folder / "source.yml").read_text("utf-8"))["title"]
    assert title == f"{BODY}2023年度部门决算"


def test_an_attachment_without_a_reader_is_kept_and_told(capsys, clone, main_file, inbox):
    (inbox / "照片.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    code, out, _ = run(capsys, clone, main_file, inbox / "照片.zip")
    assert code == 0
    assert "附件“照片.zip”没有读取" in out
    folder = fresh_folder(clone)
    assert (folder / "照片.zip").exists()
    (made,) = [
        one
        for one in pipeline.parse_all(Paths(clone), Silent()).disclosures
        if one.source.agency == folder.parent.name
    ]
    assert "attachment_not_read" in {note.kind for note in made.notes}


def test_a_dry_run_writes_nothing(capsys, clone, main_file, tables):
    before = state(clone)
    code, out, _ = run(capsys, clone, main_file, tables, "--dry-run")
    assert code == 0
    assert BODY in out
    assert "什么也没有写" in out
    assert state(clone) == before


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("", ""),
        ("，\n：\n。\n、\n" * 3, "只有标点的 12 行"),
        ("".join(f"甲乙 {n}.50 丙丁。\n" for n in range(10, 99)), "数字中 89 个未能归类"),
    ],
    ids=["read well", "torn text", "figures without a place"],
)
def test_a_file_that_was_not_read_well_says_so_before_it_is_added(
    capsys, clone, inbox, extra, told
):
    page = "".join(f"<p>{line}</p>" for line in (TEXT + extra).splitlines())
    code, out, err = run(capsys, clone, put(inbox, "说明.html", page), "--dry-run")
    assert (code, err) == (0, "")
    assert ("没有读好，不宜直接公布" in out) is bool(told)
    assert told in out


def test_traditional_characters_are_told(capsys, clone):
    code, _, _ = run(capsys, clone, CORPUS / "traditional-city-2022-final.txt")
    assert code == 0
    folder = fresh_folder(clone)
    assert yaml.safe_load((folder / "source.yml").read_text("utf-8"))["language"] == "zh-Hant"
    body = vocab.load(clone / "content/vocab").agencies[folder.parent.name]
    assert (body.name_zh, body.aliases) == ("南栗市残疾人联合会", ("南栗市殘疾人聯合會",))


def test_the_bodies_within_a_body_are_told_with_what_they_have(capsys, clone):
    code, out, _ = run(capsys, clone, CORPUS / "twobody-banner-2024-budget.txt")
    assert code == 0
    assert "对不上 0 · 存疑 0" in out
    for name, figures in (("盐淖旗教育体育局", 26), ("旗青少年活动中心", 16)):
        assert f"  {name}：{figures} 条" in out
    assert f"parent 填 {fresh_folder(clone).parent.name}" in out


def test_a_body_alone_has_none_within_it(capsys, clone, main_file):
    code, out, _ = run(capsys, clone, main_file)
    assert code == 0
    assert "个单位的数字" not in out


# Replacing


def test_nothing_is_overwritten_without_being_asked(capsys, clone, main_file, inbox):
    assert run(capsys, clone, main_file)[0] == 0
    before = state(clone)
    other = put(inbox, "更正.txt", TEXT.replace("2.10", "2.20"))
    code, _, err = run(capsys, clone, other)
    assert code == 1
    assert "已经有了" in err
    assert "--replace" in err
    assert run(capsys, clone, other, "--dry-run")[0] == 1
    assert state(clone) == before


def test_replacing_swaps_the_whole_folder(capsys, clone, main_file, tables, inbox):
    assert run(capsys, clone, main_file, tables, "--url", "https://example.org/")[0] == 0
    folder = fresh_folder(clone)
    correction = "- {start: 0, expect: 银, action: ignore, replacement: '', reason: 试}\n"
    (folder / "corrections.yml").write_text(correction, encoding="utf-8")
    (folder / "errata.yml").write_text("# 已告知，尚无答复\n", encoding="utf-8")
    agencies = (clone / "content/vocab/agencies.csv").read_bytes()
    other = put(inbox, "更正.txt", TEXT.replace("2.10", "2.20"))
    code, out, _ = run(capsys, clone, other, "--replace")
    assert code == 0
    assert {path.name for path in folder.iterdir()} == {"更正.txt", "source.yml"}
    assert "corrections.yml" in out
    assert "errata.yml" in out
    assert "source_url" in out
    assert (clone / "content/vocab/agencies.csv").read_bytes() == agencies
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_corrections_and_answers_stay_with_the_same_file(capsys, clone, main_file, tables):
    assert run(capsys, clone, main_file)[0] == 0
    folder = fresh_folder(clone)
    correction = "- {start: 9, expect: '2023', action: ignore, replacement: '', reason: 试}\n"
    (folder / "corrections.yml").write_text(correction, encoding="utf-8")
    answers = "# 已告知，尚无答复\n"
    (folder / "errata.yml").write_text(answers, encoding="utf-8")
    assert run(capsys, clone, main_file, tables, "--replace")[0] == 0
    assert (folder / "corrections.yml").read_text("utf-8") == correction
    assert (folder / "errata.yml").read_text("utf-8") == answers


def test_one_file_is_not_two_disclosures_of_a_body(capsys, clone, main_file):
    assert run(capsys, clone, main_file)[0] == 0
    before = state(clone)
    code, _, err = run(capsys, clone, main_file, "--year", "2022")
    assert code == 1
    assert "2023-final" in err
    assert state(clone) == before


# When it is unsure


def test_an_open_question_is_an_error_without_a_terminal(capsys, clone, inbox):
    before = state(clone)
    file = put(
        inbox, "x.txt", TEXT.replace("2023年度", "").replace("2023年", "").replace("2022", "")
    )
    code, _, err = run(capsys, clone, file)
    assert code == 1
    assert "--year" in err
    nobody = put(inbox, "y.txt", TEXT.replace(BODY, ""))
    code, _, err = run(capsys, clone, nobody)
    assert code == 1
    assert "--agency" in err
    assert state(clone) == before


def test_the_file_name_is_a_last_resort_and_it_is_said(capsys, clone, inbox):
    words = TEXT.replace("2023年度", "").replace("2023年", "").replace("2022年", "上年")
    file = put(inbox, "图书馆2021年度决算.txt", words)
    code, out, _ = run(capsys, clone, file)
    assert code == 0
    assert "按文件名" in out
    assert fresh_folder(clone).name == "2021-final"


def test_questions_are_asked_on_a_terminal(capsys, clone, inbox, monkeypatch):
    asked: list[tuple[str, str]] = []
    answers = iter(["Bad Id", "jinfeng-library", "二三年", "2020"])

    def answer(question: str, offered: str) -> str:
        asked.append((question, offered))
        return next(answers)

    monkeypatch.setattr(add_commands, "someone_is_there", lambda: True)
    monkeypatch.setattr(add_commands, "ask_person", answer)
    words = TEXT.replace("2023年度", "").replace("2023年", "").replace("2022年", "上年")
    code, out, err = run(capsys, clone, put(inbox, "图书馆2021年度决算.txt", words))
    assert (code, err) == (0, "")
    assert fresh_folder(clone) == clone / "content/disclosures/jinfeng-library/2020-final"
    assert "按回答" in out
    years = [offered for question, offered in asked if "年度" in question]
    assert years == ["2021", "2021"]
    assert next(answers, None) is None


def test_options_settle_what_is_unsure(capsys, clone, inbox):
    file = put(inbox, "x.txt", "本单位收入12.50万元，支出12.50万元。\n")
    words = ["--agency", "panjin-smart-city-center", "--year", "2020", "--stage", "budget"]
    assert run(capsys, clone, file, *words, "--title", "某标题")[0] == 0
    folder = clone / "content/disclosures/panjin-smart-city-center/2020-budget"
    assert yaml.safe_load((folder / "source.yml").read_text("utf-8"))["title"] == "某标题"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--agency", "Bad Id"], "编号"),
        (["--agency", "all"], "编号"),
        (["--agency", "../x"], "编号"),
        (["--url", "javascript:alert(1)"], "网址"),
        (["--date", "2024-02-31"], "日期"),
        (["--region", "999999"], "行政区划"),
        (["--name", "a|b"], "--name"),
        (["--agency", "panjin-smart-city-center", "--region", "640100"], "--region"),
    ],
)
def test_wrong_options_leave_nothing(capsys, clone, main_file, words, message):
    before = state(clone)
    code, _, err = run(capsys, clone, main_file, *words)
    assert code == 1
    assert message in err
    assert state(clone) == before


# Forms and wrong files


def test_a_form_that_nobody_filled_in_is_refused(capsys, clone, inbox):
    before = state(clone)
    words = TEXT.replace(BODY, "银川市XX局").replace("812.50", "XXX").replace("2.10", "XX")
    file = put(inbox, "模板.txt", words.replace("12.50", "XX").replace("1.56", "XX"))
    code, out, err = run(capsys, clone, file)
    assert code == 1
    assert "模板" in err
    assert "XX" in out
    assert state(clone) == before
    assert run(capsys, clone, file, "--force")[0] == 0


def test_a_filled_form_with_a_forgotten_blank_is_added(capsys, clone, inbox):
    file = put(inbox, "a.txt", TEXT.replace("增长1.56%", "增长XX%"))
    assert run(capsys, clone, file)[0] == 0


def test_a_file_without_figures_is_refused(capsys, clone, inbox):
    file = put(inbox, "a.txt", f"{BODY}2023年度部门决算\n详见附件。\n")
    code, _, err = run(capsys, clone, file)
    assert code == 1
    assert "没有读出任何数字" in err


PDF = pdf_maker.pdf([pdf_maker.PdfPage().text(60, 60, f"{BODY}2023年度部门决算")])
HOSTILE = {
    "empty.pdf": (b"", "空"),
    "cut.pdf": (PDF[: len(PDF) // 2], "不完整"),
    "pdf.txt": (PDF, "内容却是PDF"),
    "page.txt": (f"{TEXT}<table><tr><td>1</td></tr></table>".encode(), "混有网页"),
    "page.pdf": (b"<html><body>404</body></html>", "内容却是网页"),
    "noise.docx": (bytes(range(256)) * 20, "内容却是"),
    "bomb.docx": (zip_bomb("word/document.xml"), "炸弹"),
    "noise.xyz": (b"x", "暂不支持"),
    "long.txt": (("银川市教育局2023年部门预算收入3万元，" * 20_000).encode(), "有一行长达"),
    "huge.txt": ((TEXT * 4_000).encode(), "超过上限"),
}


@pytest.mark.parametrize(
    ("name", "as_attachment"),
    # An attachment in a format without a reader is kept as it is.
    [(name, False) for name in HOSTILE] + [(name, True) for name in HOSTILE if "xyz" not in name],
)
def test_hostile_files_leave_nothing(capsys, clone, inbox, main_file, name, as_attachment):
    data, message = HOSTILE[name]
    (inbox / name).write_bytes(data)
    before = state(clone)
    files = [main_file, inbox / name] if as_attachment else [inbox / name]
    code, out, err = run(capsys, clone, *files)
    assert (code, out) == (1, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert state(clone) == before


@pytest.mark.parametrize("name", ["source.yml.txt", "SOURCE.YML", ".说明.txt", "a|b.txt"])
def test_names_that_the_folder_cannot_hold(capsys, clone, inbox, name):
    before = state(clone)
    file = put(inbox, name, TEXT)
    code, _, err = run(capsys, clone, file)
    if name == "source.yml.txt":
        assert code == 0
        return
    assert code == 1
    assert name in err
    assert state(clone) == before


def test_two_files_of_one_name_are_refused(capsys, clone, main_file, inbox):
    (inbox / "b").mkdir()
    shutil.copy(main_file, inbox / "b/说明.txt")
    code, _, err = run(capsys, clone, main_file, inbox / "b/说明.txt")
    assert code == 1
    assert "文件名相同" in err


def test_one_text_twice_is_refused(capsys, clone, main_file):
    again = shutil.copy(main_file, main_file.parent / "又一份.txt")
    code, _, err = run(capsys, clone, main_file, again)
    assert code == 1
    assert f"文字与 {main_file} 完全相同。请只给一份" in err


# Failures while writing


def test_a_failing_disk_leaves_nothing(capsys, clone, main_file, tables, monkeypatch):
    before = state(clone)
    write_bytes = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "附表.xlsx":
            raise OSError(28, "No space left on device", str(self))
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(capsys, clone, main_file, tables)[0] == 1
    assert state(clone) == before


def test_when_the_folder_cannot_be_put_in_place_the_body_is_taken_back(
    capsys, clone, main_file, monkeypatch
):
    before = state(clone)
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self.parent.parent.name == "disclosures":
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    assert run(capsys, clone, main_file)[0] == 1
    assert state(clone) == before


def test_a_failed_replacement_leaves_the_old_folder(capsys, clone, main_file, inbox, monkeypatch):
    assert run(capsys, clone, main_file)[0] == 0
    before = state(clone)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error", "x")

    monkeypatch.setattr(folder_swap, "_swap_all", fail)
    other = put(inbox, "更正.txt", TEXT.replace("2.10", "2.20"))
    assert run(capsys, clone, other, "--replace")[0] == 1
    assert state(clone) == before


def test_a_changed_attachment_is_told_at_the_next_build(capsys, clone, main_file, tables):
    assert run(capsys, clone, main_file, tables)[0] == 0
    attached = fresh_folder(clone) / "附表.xlsx"
    attached.write_bytes(attached.read_bytes() + b"x")
    with pytest.raises(UserErrors, match=r"附表\.xlsx.*sha256"):
        content.load(clone / "content/disclosures", vocab.load(clone / "content/vocab"))


# One document of several files


def test_attachments_leave_the_offsets_of_the_main_text(main_file, tables, inbox):
    second = inbox / "二.pdf"
    page = pdf_maker.PdfPage()
    page.text(60, 60, "支出决算表").table([60, 200, 340], 80, [["项目", "合计"], ["甲", "3.00"]])
    second.write_bytes(pdf_maker.pdf([page, pdf_maker.PdfPage().text(60, 60, "说明如上")]))
    data = main_file.read_bytes()
    source = Source("x", "x", 2023, Stage.FINAL, "", main_file, data, "")
    alone = read.read_whole(source)
    whole = read.read_whole(replace(source, attachments=(second, tables, second)))
    assert whole.text.startswith(alone.text)
    assert [grid.table for grid in whole.grids] == [0, 1, 2]
    assert [grid.page for grid in whole.grids] == [1, 0, 3]
    assert [page.number for page in whole.pages] == [1, 2, 3, 4]
    for grid in whole.grids:
        for cell in grid.cells:
            assert whole.text[cell.start : cell.end] == cell.text
    for note in (note for note in whole.notes if note.kind == "attachment"):
        assert whole.text[: note.start].endswith("\n附件\n")
    assert "第 3 页" in [n.message_zh for n in whole.notes if n.kind == "attachment"][2]


def test_attachments_do_not_change_what_the_prose_says(main_file, tables):
    source = Source(
        "x-2023-final", "panjin-smart-city-center", 2023, Stage.FINAL, "",
        main_file, main_file.read_bytes(), "",
    )  # fmt: skip
    alone = parsing.parse_source(source, VOCABULARY)
    whole = parsing.parse_source(replace(source, attachments=(tables,)), VOCABULARY)
    assert set(alone.facts) <= set(whole.facts)
    assert len(whole.facts) > len(alone.facts)
    assert whole.glossary == alone.glossary
    assert {note.kind for note in whole.notes} - {note.kind for note in alone.notes} == {
        "attachment"
    }


# Every format


def as_docx(path: Path) -> None:
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.save(str(path))


def as_html(path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    path.write_text(
        f"<html><head><title>{BODY}2023年度部门决算_银川市人民政府</title></head><body>{body}</body>",
        encoding="utf-8",
    )


def as_pdf(path: Path, *others: pdf_maker.PdfPage) -> None:
    page = pdf_maker.PdfPage()
    line = 60.0
    for paragraph in filter(None, TEXT.splitlines()):
        for at in range(0, len(paragraph), 40):
            page.text(60 if at else 81, line, paragraph[at : at + 40])
            line += 20
    path.write_bytes(pdf_maker.pdf([page, *others]))


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.pdf", "a.txt"])
def test_every_format_is_recognised_parsed_and_checked(clone, inbox, name):
    path = inbox / name
    makers = {".docx": as_docx, ".html": as_html, ".pdf": as_pdf}
    makers.get(path.suffix, lambda p: p.write_text(TEXT, encoding="utf-8"))(path)
    work = mingzhang.check_file(path, root=clone)
    made = work.disclosure
    assert (made.source.fiscal_year, made.source.stage) == (2023, "final")
    figures = {(f.concept, f.measure.value): f.value for f in made.facts}
    assert figures["total_revenue", "amount"] == 8125000
    assert {fact.scope for fact in made.facts} == {BODY}
    assert work.findings
    prepared = prepare.prepare_addition([path], Paths(clone), Given(), None)
    assert prepared.addition.settled.body.name_zh == BODY
    assert not prepared.objections


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the repository")
def test_the_samples(capsys, clone):
    real = SAMPLES / "shanghai-putuo-social-work-2024-final.pdf"
    code, _, err = run(capsys, clone, real)
    assert (code, err) == (0, "")
    folder = fresh_folder(clone)
    assert (folder / real.name).read_bytes() == real.read_bytes()
    body = vocab.load(clone / "content/vocab").agencies[folder.parent.name]
    assert (body.name_zh, body.region, body.level) == (
        "中共上海市普陀区委社会工作部",
        "310107",
        "county",
    )
    title = yaml.safe_load((folder / "source.yml").read_text("utf-8"))["title"]
    assert title == "中共上海市普陀区委社会工作部2024年度部门决算"
    before = state(clone)
    code, _, err = run(capsys, clone, SAMPLES / "shanghai-final-account-template.pdf")
    assert code == 1
    assert "模板" in err
    assert state(clone) == before


@pytest.mark.usefixtures("no_recogniser")
def test_a_scanned_file_is_added_as_not_read_and_published(capsys, clone, inbox):
    file = inbox / "银川市金凤区图书馆2023年度部门决算.pdf"
    file.write_bytes(pdf_maker.scanned(3))
    assert main.main(["parse", str(file), "--root", str(clone)]) == 0
    assert "3 页中有 3 页没有文字层，没有读取" in capsys.readouterr().out
    code, out, err = run(capsys, clone, file)
    assert (code, err) == (0, "")
    assert "共 3 页，其中 3 页没有文字层" in out
    folder = fresh_folder(clone)
    pipeline.build_packages(Paths(clone), Silent())
    package = clone / "datapackages" / folder.parent.name
    tables = {path.stem: list(csv.DictReader(path.open(encoding="utf-8")))
              for path in (package / "data").glob("*.csv")}  # fmt: skip
    assert (tables["facts"], tables["numerals"]) == ([], [])
    (row,) = tables["disclosures"]
    assert row["source_file"] == file.name
    read_notes = [note for note in tables["notes"] if note["kind"] == "page_without_text"]
    assert len(read_notes) == 3
    assert (package / "sources" / row["disclosure"] / file.name).read_bytes() == file.read_bytes()


@pytest.mark.usefixtures("no_recogniser")
def test_a_file_with_some_scanned_pages_says_which(capsys, clone, inbox):
    file = inbox / "a.pdf"
    as_pdf(file, pdf_maker.PdfPage().picture())
    code, out, err = run(capsys, clone, file)
    assert (code, err) == (0, "")
    assert "共 2 页，其中 1 页没有文字层" in out
    assert "第 2 页是图片" in out


# Small parts


def test_only_figures_count_against_blanks() -> None:
    assert addition.template_marks("收入XXX万元，占XX％，其中甲××元") == ("XXX万元", "XX％", "××元")
    assert addition.template_marks("规格XXL的服装3件") == ()
