"""What a document says of itself against what is registered: told before anything is published."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import factories
from mingzhang import content, pipeline
from mingzhang.cli import main
from mingzhang.common.progress import Silent
from mingzhang.content import registered
from mingzhang.model import Note, Source, Stage, UserErrors
from mingzhang.paths import Paths

ROOT = Path(__file__).parent.parent
VOCABULARY = factories.vocabulary()
OWN = VOCABULARY.agencies["panjin-dawa-grid-management-center"]
OTHER = VOCABULARY.agencies["panjin-business-environment-department"]


def account(name: str, year: int = 2023, kind: str = "决算") -> str:
    return (
        f"{name}{year}年度部门{kind}\n\n一、主要职能\n负责全区公共服务。\n"
        f"二、{year}年度部门{kind}情况说明\n{year}年度收入总计812.50万元，支出总计812.50万元。\n"
    )


def source(year: int = 2023, stage: Stage = Stage.FINAL) -> Source:
    return Source("id", OWN.agency, year, stage, "题目", Path("说明.txt"), b"", "")


def keys(one: Source, text: str, notes: tuple[Note, ...] = ()) -> list[str]:
    return [found.key for found in registered.contradictions(one, text, notes, VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        (account(OWN.name_zh), []),
        (account(OTHER.name_zh), ["agency"]),
        (account(OWN.name_zh, 2022), ["fiscal_year"]),
        (account(OWN.name_zh, kind="预算"), ["stage"]),
        (account(OTHER.name_zh, 2022, "预算"), ["agency", "fiscal_year", "stage"]),
        ("收入支出决算总表\n收入合计 812.50\n", []),  # it says nothing of itself
    ],
)
def test_what_the_document_denies(text: str, denied: list[str]) -> None:
    assert keys(source(), text) == denied


def test_a_misprinted_year_that_is_registered_is_no_contradiction() -> None:
    text = account(OWN.name_zh).replace("2023", "2022", 1) + "2023年度决算支出合计800万元。\n" * 3
    assert keys(replace(source(), year_in_title=2022), text) == []


def test_two_years_in_one_file_are_no_account() -> None:
    text = "".join(
        account(OWN.name_zh, year) + "基本支出600万元，项目支出212.50万元。\n"
        for year in (2022, 2023)
    )
    assert "attachments" in keys(source(), text)


def test_what_is_confirmed_is_let_through() -> None:
    text = account(OTHER.name_zh, 2022)
    one = replace(source(), confirmed=("agency",))
    (error,) = registered.unconfirmed(one, text, (), VOCABULARY)
    assert "fiscal_year 是 2023" in error.problem
    assert "2022 年度" in error.problem
    assert "confirmed: [fiscal_year]" in error.remedy


@pytest.mark.parametrize(
    ("attached", "denied"),
    [
        (account(OWN.name_zh), []),
        (account(OTHER.name_zh), ["attachments"]),
        (account(OWN.name_zh, 2022), ["attachments"]),
        (account(OWN.name_zh, kind="预算"), ["attachments"]),
        ("收入预算总表\n2022年\n收入合计 812.50\n", []),  # a table without a cover
    ],
)
def test_an_attachment_with_a_cover_of_its_own(attached: str, denied: list[str]) -> None:
    text = account(OWN.name_zh)
    notes = (Note("attachment", len(text), len(text), "", ""),)
    one = replace(source(), attachments=(Path("附件.txt"),))
    assert keys(one, text + attached, notes) == denied


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "clone/content")
    return tmp_path / "clone"


def put(clone: Path, name: str, text: str, **changed: object) -> Path:
    made = {"agency": OWN.agency, "fiscal_year": 2023, "stage": "final", "title": "题目"} | changed
    folder = clone / f"content/disclosures/{made['agency']}/{made['fiscal_year']}-{made['stage']}"
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    described = {"file": name, "sha256": digest} | made
    (folder / "source.yml").write_text(yaml.safe_dump(described, allow_unicode=True))
    return folder


def test_a_build_stops_before_it_publishes_a_wrong_year(clone: Path) -> None:
    put(clone, "说明.txt", account(OWN.name_zh, 2022))
    with pytest.raises(UserErrors) as caught:
        pipeline.parse_all(Paths(clone), Silent())
    (error,) = caught.value.errors
    assert "登记的 fiscal_year 是 2023，原文却是2022 年度" in error.problem


def test_a_build_goes_on_when_a_person_confirmed(clone: Path) -> None:
    put(clone, "说明.txt", account(OWN.name_zh, 2022), confirmed=["fiscal_year"])
    made = pipeline.parse_all(Paths(clone), Silent()).disclosures
    assert any(one.source.confirmed == ("fiscal_year",) for one in made)


def test_the_same_bytes_under_two_bodies_are_refused(clone: Path) -> None:
    put(clone, "说明.txt", account(OWN.name_zh))
    put(clone, "说明.txt", account(OWN.name_zh), agency=OTHER.agency)
    with pytest.raises(UserErrors) as caught:
        content.load(clone / "content/disclosures", VOCABULARY)
    assert any("完全相同，却登记成了两份公开" in error.problem for error in caught.value.errors)


def test_unknown_words_in_confirmed_are_told(clone: Path) -> None:
    put(clone, "说明.txt", account(OWN.name_zh), confirmed=["year"])
    with pytest.raises(UserErrors) as caught:
        content.load(clone / "content/disclosures", VOCABULARY)
    assert any("confirmed：不认识“year”" in error.problem for error in caught.value.errors)


def test_accounts_of_several_bodies_do_not_become_one(
    capsys: pytest.CaptureFixture[str], clone: Path, tmp_path: Path
) -> None:
    before = sorted(clone.rglob("*"))
    files = [tmp_path / "甲.txt", tmp_path / "乙.txt"]
    for file, body in zip(files, ("银川市金凤区图书馆", "银川市西夏区文化馆"), strict=True):
        file.write_text(account(body), encoding="utf-8")
    code = main.main(["add", *map(str, files), "--root", str(clone)])
    told = capsys.readouterr()
    assert code != 0
    assert "是另一份公开（银川市西夏区文化馆）" in told.out + told.err
    assert sorted(clone.rglob("*")) == before


def test_what_was_said_by_option_is_registered_as_confirmed(
    capsys: pytest.CaptureFixture[str], clone: Path, tmp_path: Path
) -> None:
    file = tmp_path / "甲.txt"
    file.write_text(account("银川市金凤区图书馆"), encoding="utf-8")
    assert main.main(["add", str(file), "--year", "2022", "--root", str(clone)]) == 0
    assert "年度：2022——按选项；注意：" in capsys.readouterr().out
    (described,) = clone.glob("content/disclosures/*/2022-final/source.yml")
    assert yaml.safe_load(described.read_text())["confirmed"] == ["fiscal_year"]
