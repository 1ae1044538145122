"""Glossary and units are read in the forms of several places, and hold no figures."""

from __future__ import annotations

import pytest

from factories import vocabulary
from mingzhang.model import Disclosure
from mingzhang.parse import parse
from mingzhang.read import reader_of
from read_sources import source

NUMBERS = [("一、", "二、", "三、"), ("1.", "2.", "3."), ("（一）", "（二）", "（三）")]


def parsed(name: str, text: str) -> Disclosure:
    made = source(name, text.encode())
    return parse(reader_of(made.path)(made), vocabulary())


@pytest.mark.parametrize("numbers", NUMBERS)
def test_terms_of_any_depth_are_entries(numbers: tuple[str, str, str]) -> None:
    one, two, three = numbers
    text = f"""某市乙局2024年度部门决算

第一部分 某市乙局概况
一、主要职责
（一）贯彻执行法律。
第四部分 名词解释
{one}财政拨款收入：指单位从同级财政部门取得的财政预算资金。
{two}“三公”经费：指因公出国（境）费、公务用车购置及运行费和公务接待费。
{three}机关运行经费：指用于购买货物和服务的各项资金。
"""
    terms = [entry.term for entry in parsed("final.txt", text).glossary]
    assert terms == ["财政拨款收入", "“三公”经费", "机关运行经费"]


def test_the_first_heading_of_the_text_is_none_of_the_contents() -> None:
    """The entries bear ordinals, the headings of the text the name of the body."""
    text = """某市乙局2024年部门预算
目录
一、主要职能
二、机构设置
三、名词解释
四、部门预算编制说明
某市乙局主要职能
某市乙局主管有关工作。
某市乙局机构设置
某市乙局设办公室。
"""
    kinds = [section.kind for section in parsed("budget.txt", text).sections]
    assert kinds == ["duties", "organisation"]


def test_a_table_of_units_names_the_units() -> None:
    text = """<html><head><meta charset="utf-8"></head><body><h1>某市乙局2024年度部门决算</h1>
<h2>第一部分 某市乙局概况</h2><h3>二、部门决算单位构成</h3><p>纳入编制范围的预算单位包括：</p>
<table border="1"><tr><td>序号</td><td>单位名称</td><td>在职人数</td></tr>
<tr><td>1</td><td>某市乙局本级</td><td>45</td></tr>
<tr><td>2</td><td>某市乙局信息中心</td><td>12</td></tr></table></body></html>"""
    units = [(unit.number, unit.name, unit.kind) for unit in parsed("final.html", text).units]
    assert units == [
        ("1", "某市乙局本级", "budget_unit"),
        ("2", "某市乙局信息中心", "budget_unit"),
    ]
