"""What an analyst tells of a file outvotes what it says of itself; errors are told in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import mingzhang
from mingzhang.model import UserError

ROOT = Path(__file__).resolve().parent.parent
TEXT_ONLY = """<h1>某区甲局2023年度部门决算</h1><p>第一部分 部门决算情况说明</p>
<p>2023年度收入总计500.00万元，支出总计500.00万元。</p>"""


def test_what_is_told_of_a_file_outvotes_it_and_suffices(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(TEXT_ONLY, encoding="utf-8")
    as_final = mingzhang.parse_file(file)
    told = mingzhang.parse_file(file, stage="budget").source
    assert (told.agency, told.fiscal_year) == (as_final.source.agency, 2023)
    assert as_final.source.stage == "final"
    assert told.disclosure == f"{as_final.source.agency}-2023-budget"
    file.write_text("<p>三、支出情况说明</p><p>支出合计12.50万元。</p>", encoding="utf-8")
    with pytest.raises(UserError, match="看不出这份文件的年度"):
        mingzhang.parse_file(file, name="某区甲局", stage="final")
    found = mingzhang.parse_file(file, name="某区甲局", fiscal_year=2023, stage="final")
    assert [(f.value, f.fiscal_year, f.scope) for f in found.facts] == [(125_000, 2023, "某区甲局")]


@pytest.mark.parametrize(
    ("title", "opening", "scope"),
    [
        ("丁山县2023年财政决算（草案）的报告", "各位委员：", "丁山县"),
        ("关于2023年全县财政决算的报告", "——在丁山县第十七届人大常委会第二次会议上", "丁山县"),
        ("关于2023年全县财政决算的报告", "各位委员：", ""),
    ],
)
def test_a_report_without_an_author_is_on_its_place(
    tmp_path: Path, title: str, opening: str, scope: str
) -> None:
    file = tmp_path / f"{title}.txt"
    told = "全县一般公共预算收入5亿元，县本级3亿元。\n镇文化站支出2万元。"
    file.write_text(f"{title}\n{opening}\n{told}\n", "utf-8")
    assert [fact.scope for fact in mingzhang.parse_file(file).facts] == [scope, "县本级", ""]


def test_what_is_told_outvotes_the_metadata_and_attachments_stay(tmp_path: Path) -> None:
    folder = ROOT / "content/disclosures/panjin-dawa-smart-city-center/2019-budget"
    copied = shutil.copytree(folder, tmp_path / "2019-budget")
    metadata = copied / "source.yml"
    metadata.write_text(metadata.read_text("utf-8") + "attachments: [附表.txt]\n", encoding="utf-8")
    (copied / "附表.txt").write_text("三、支出情况说明\n支出合计12.50万元。\n", encoding="utf-8")
    (file,) = (path for path in copied.glob("*_*.txt"))
    told = mingzhang.parse_file(file, fiscal_year=2020)
    assert told.source.disclosure == "panjin-dawa-smart-city-center-2020-budget"
    assert "12.50" in {fact.value_printed for fact in told.facts}


@pytest.mark.parametrize(("stage", "said"), [("x", "没有“x”这个阶段"), (None, "没有这个文件")])
def test_what_cannot_be_is_told_in_words(tmp_path: Path, stage: str | None, said: str) -> None:
    file = tmp_path / "a.txt"
    if stage:
        file.write_text("甲局", encoding="utf-8")
    with pytest.raises(UserError, match=said):
        mingzhang.check_file(file, stage=stage)
