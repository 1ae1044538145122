"""The tables `figures` and `headline` give one value for one question, or tell what disagrees."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import factories
import mingzhang
from mingzhang import check, package, parse, read
from mingzhang.cli import summary
from mingzhang.common.figure_index import figures, stated, without_restated
from mingzhang.model import Cell, Disclosure, Measure, Origin, Source, Stage, UserError
from mingzhang.package.schema import schema
from mingzhang.site.figures import Figures, period_of
from mingzhang.vocab import Vocabulary

TABLE = """<table>
<tr><td>功能分类科目编码<td>科目名称<td>本年支出合计<td>基本支出<td>项目支出
<tr><td><td>合计<td>500.00<td>300.00<td>200.00
<tr><td>201<td>一般公共服务支出<td>400.00<td>250.00<td>150.00
<tr><td>208<td>社会保障和就业支出<td>100.00<td>50.00<td>50.00</table>"""
HEAD = "<h1>某区甲局2023年度部门决算</h1><p>第一部分 部门决算情况说明</p>"
WITH_TABLES = f"""{HEAD}<p>2023年度收入总计500万元，支出总计500万元。</p>
<h2>支出决算表</h2><p>单位：万元</p>{TABLE}"""
TEXT_ONLY = HEAD + "<p>2023年度收入总计500.00万元，支出总计500.00万元。</p>"
FINER = f"""{HEAD}<p>2023年度收入总计18,976.76万元，支出总计18,976.76万元。</p>
<p>收入总计189,767,551元。</p>"""
CONTRADICTORY = f"""{HEAD}<p>2023年度收入总计500.00万元，支出总计500.00万元。</p>
<p>2023年度收入总计520.00万元。</p>"""
KEYS = {
    *("agency", "agency_zh", "agency_en", "region", "level", "fiscal_year", "stage"),
    *("disclosure", "balance_year"),
}


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    plain = factories.vocabulary()
    first = next(iter(plain.agencies.values()))
    body = replace(first, agency="jia", name_zh="某区甲局", name_en="Bureau Jia", aliases=())
    rules = {rule.check: rule for rule in check.CHECKS}
    return replace(plain, agencies={**plain.agencies, "jia": body}, checks=rules)


def disclosed(page: str, known: Vocabulary, stage: Stage = Stage.FINAL) -> Disclosure:
    name, path = f"jia-2023-{stage}", Path("a.html")
    source = Source(name, "jia", 2023, stage, "题", path, page.encode(), "0" * 64)
    return parse.parse(read.read(source), known)


def tables(out: Path, page: str, known: Vocabulary) -> dict[str, list[dict[str, str]]]:
    one = disclosed(page, known)
    package.write([one], check.check([one], known), (), known, out)
    names = ("headline", "figures", "figure_facts", "facts")
    return {name: rows(out / f"jia/data/{name}.csv") for name in names}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell and name not in KEYS}


def test_totals_stand_beside_the_rows_of_their_classes(tmp_path: Path, known: Vocabulary) -> None:
    found = tables(tmp_path / "out", WITH_TABLES, known)
    (row,) = found["headline"]
    assert filled(row) == {
        "total_revenue": "5000000",
        "total_expenditure": "5000000",
        "current_year_expenditure": "5000000",
        "basic_expenditure": "3000000",
        "project_expenditure": "2000000",
    }
    assert (row["agency_zh"], row["agency_en"]) == ("某区甲局", "Bureau Jia")


def test_the_classes_add_up_to_the_total(tmp_path: Path, known: Vocabulary) -> None:
    found = tables(tmp_path / "out", WITH_TABLES, known)["figures"]
    for concept in ("basic_expenditure", "project_expenditure"):
        own = [row for row in found if row["concept"] == concept]
        classes = [Decimal(row["value"]) for row in own if len(row["function_code"]) == 3]
        (total,) = (Decimal(row["value"]) for row in own if not row["function_code"])
        assert len(classes) == 2
        assert sum(classes) == total


def test_a_text_without_tables_fills_what_it_prints(tmp_path: Path, known: Vocabulary) -> None:
    (row,) = tables(tmp_path / "out", TEXT_ONLY, known)["headline"]
    assert filled(row) == {"total_revenue": "5000000", "total_expenditure": "5000000"}


def test_of_two_printings_of_one_amount_the_finer_is_taken(
    tmp_path: Path, known: Vocabulary
) -> None:
    found = tables(tmp_path / "out", FINER, known)
    (row,) = found["headline"]
    (figure,) = (one for one in found["figures"] if one["concept"] == "total_revenue")
    assert row["total_revenue"] == figure["value"] == "189767551"
    assert (row["disagreeing"], figure["agree"], figure["printings"]) == ("", "true", "2")


def test_what_truly_disagrees_is_kept_twice_and_said(tmp_path: Path, known: Vocabulary) -> None:
    found = tables(tmp_path / "out", CONTRADICTORY, known)
    (row,) = found["headline"]
    (figure,) = (one for one in found["figures"] if one["concept"] == "total_revenue")
    assert (row["total_revenue"], row["disagreeing"]) == ("", "total_revenue")
    assert row["total_expenditure"] == "5000000"
    assert (figure["value"], figure["agree"]) == ("", "false")
    assert (figure["lowest"], figure["highest"]) == ("5000000", "5200000")
    linked = {one["fact"] for one in found["figure_facts"] if one["figure"] == figure["figure"]}
    values = {one["value"] for one in found["facts"] if one["fact"] in linked}
    assert values == {"5000000", "5200000"}


def test_a_budget_decides_its_own_figures_and_accounts_restate_them(
    tmp_path: Path, known: Vocabulary
) -> None:
    """What an account calls the budget may be the adjusted one: no contradiction, and told."""
    title = "<h1>某区甲局2023年度部门{}</h1><p>2023年“三公”经费财政拨款预算{}万元，其中：{}</p>"
    pages = {
        Stage.BUDGET: title.format("预算", "8.00", "公务接待费3.00万元。"),
        Stage.FINAL: title.format("决算", "9.00", "公务接待费3.00万元，因公出国（境）费2.00万元。"),
    }
    both = [disclosed(page, known, stage) for stage, page in pages.items()]
    package.write(both, (), (), known, tmp_path / "out")
    data = tmp_path / "out/jia/data"
    figures = {
        row["concept"]: row for row in rows(data / "figures.csv") if row["stage"] == "budget"
    }
    told = {one: tuple(figures[one][name] for name in ("value", "agree", "restated", "printings"))
            for one in figures}  # fmt: skip
    assert told == {
        "three_public_expenses": ("80000", "true", "90000", "2"),
        "official_reception": ("30000", "true", "", "2"),
        "overseas_travel": ("20000", "true", "", "1"),
    }
    budget = next(row for row in rows(data / "headline.csv") if row["stage"] == "budget")
    assert filled(budget) == {"three_public_expenses": "80000", "official_reception": "30000"}


@pytest.mark.parametrize("page", [WITH_TABLES, TEXT_ONLY, FINER, CONTRADICTORY])
def test_site_and_downloads_say_the_same(page: str, tmp_path: Path, known: Vocabulary) -> None:
    one = disclosed(page, known)
    concepts = {c.concept: {"function_code": c.function_code, "economic_code": c.economic_code,
                            "items": c.items, "parent": c.parent, "name_zh": c.name_zh}
                for c in known.concepts.values()}  # fmt: skip
    shown = Figures("jia", one.facts, concepts)
    (row,) = tables(tmp_path / "out", page, known)["headline"]
    compared = 0
    for fact in one.facts:
        if fact.concept in row and fact.stage is Stage.FINAL and fact.measure.is_level:
            cell = shown.cell("jia", fact.concept, period_of(fact))
            assert cell.is_contradictory == (fact.concept in row["disagreeing"].split("|"))
            value = "" if cell.is_contradictory else f"{cell.facts[0].value:f}"
            assert row[fact.concept] == value
            compared += 1
    assert compared >= 2


def test_the_client_gives_typed_frames_and_explains(tmp_path: Path, known: Vocabulary) -> None:
    tables(tmp_path / "out", WITH_TABLES, known)
    data = mingzhang.open(tmp_path / "out" / "all")
    assert data.figures()["function_code"].dropna().str.len().eq(3).all()
    (row,) = data.series("basic_expenditure").to_dict("records")
    assert (row["agency"], row["fiscal_year"], row["value"]) == ("jia", 2023, 3_000_000)
    assert data.wide()["basic_expenditure"].tolist() == [3_000_000]
    (place,) = data.explain(row["figure"]).to_dict("records")
    assert (place["value_printed"], place["row_index"], place["column_index"]) == ("300.00", 1, 3)
    assert "expenditure_by_nature: pass" in place["checks"]
    with pytest.raises(UserError, match="没有这个概念"):
        data.series("nothing")


def test_a_file_is_parsed_as_the_body_that_is_given(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(TEXT_ONLY, encoding="utf-8")
    named = mingzhang.parse_file(
        file, agency="jia", name="某区甲局", fiscal_year=2023, stage="final"
    )
    assert {(f.disclosure, f.scope, f.fiscal_year) for f in named.facts} == {
        ("jia-2023-final", "某区甲局", 2023)
    }
    checked = mingzhang.check_file(file, name="某区甲局")
    assert [f.value for f in checked.disclosure.facts] == [f.value for f in named.facts]
    assert checked.findings


def test_a_derived_figure_yields_to_a_printed_one(known: Vocabulary) -> None:
    facts = disclosed(TEXT_ONLY, known).facts
    derived = replace(facts[0], fact="d", origin=Origin.DERIVED, value=Decimal(7))
    other = replace(derived, fact="e", fiscal_year=2022)
    again = replace(other, fact="g", value=Decimal(8))
    known = stated(facts)
    assert list(without_restated([derived, other, again], known)) == [other]
    assert all(one.best.origin is Origin.PRINTED for one in figures("jia", [derived, *facts]))


def test_an_unknown_measure_is_no_figure(known: Vocabulary) -> None:
    (first, *_) = disclosed(TEXT_ONLY, known).facts
    assert not figures("jia", [replace(first, measure=Measure.UNKNOWN)])


def test_what_belongs_to_a_body_that_nobody_knows_is_no_figure_and_proves_no_slip(
    known: Vocabulary,
) -> None:
    """The same words (其他单位) need not mean the same bodies twice."""
    listed = "培训费9万元，其中：局机关4万元，其他单位{}万元。"
    text = f"{HEAD}<p>{listed.format(5)}</p><p>{listed.format(3)}</p>"
    one = disclosed(text, known)
    nobody = [fact for fact in one.facts if not fact.scope]
    assert [(f.concept, f.scope_printed) for f in nobody] == [("training_expenses", "其他单位")] * 2
    assert {figure.scope for figure in figures("jia", one.facts)} == {"某区甲局", "某区甲局本级"}
    told = {fact for finding in check.check([one], known) for fact in finding.facts}
    assert not told & {fact.fact for fact in nobody}


def test_parse_prints_every_column_as_json(known: Vocabulary) -> None:
    one = disclosed(WITH_TABLES, known)
    (told,) = json.loads(summary.disclosures_json([one]))
    assert [row["fact"] for row in told["facts"]] == [fact.fact for fact in one.facts]
    cells = told["grids"][0]["cells"]
    for table in ("facts", "numerals", "sections", "notes", "grids", "cells"):
        row = (cells if table == "cells" else told[table])[0]
        assert set(schema(table).columns) <= set(row), table
    assert (told["grids"][0]["rows"], told["grids"][0]["columns"]) == (4, 5)
    assert [one["row_index"] for one in cells] == [cell.row for cell in one_grid(one)]


def one_grid(one: Disclosure) -> tuple[Cell, ...]:
    return one.grids[0].cells
