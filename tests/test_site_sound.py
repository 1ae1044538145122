"""The glossary by sound: each name once, under its own letter, in the order of dictionaries."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace

import pytest

import site_built
from mingzhang.site import glossary_terms, sounds
from mingzhang.site.pages import glossary_by_sound

TERM = glossary_terms.Term(
    key="three-public",
    name="“三公”经费",
    name_en="",
    concept="three_public",
    group="",
    other_names=(),
    path=(),
    codes=(),
    wordings=(),
    wordings_in_all=0,
    entries=0,
    uses=(),
    used=0,
)


def test_the_examples_in_docstrings_hold():
    assert doctest.testmod(glossary_by_sound).failed == doctest.testmod(sounds).failed == 0
    assert sounds.sounds(["会计核算", "会计核算"]) == ("kuaijihesuan", "kjhs")


@pytest.mark.parametrize(
    ("name", "letter"),
    [("重点项目", "Z"), ("长期借款", "C"), ("会计", "K"), ("差旅费", "C"), ("（类）", "L")],
)
def test_a_name_stands_under_its_letter(name, letter):
    assert glossary_by_sound.initial(name) == letter


def test_syllables_and_tones_order_the_names():
    names = ("事业收入", "十四五", "实有人数", "使用费", "失业保险", "Excel", "2010350")
    found = glossary_by_sound.by_initial(replace(TERM, name=name) for name in names)
    assert [e.name for e in found["S"]] == ["失业保险", "十四五", "实有人数", "使用费", "事业收入"]
    assert list(found) == ["E", "S", "#"]


def test_other_names_lead_to_the_same_term():
    found = glossary_by_sound.by_initial(
        [replace(TERM, other_names=("三公经费支出", "公务接待等三项"))]
    )
    assert [(e.name, e.see) for e in found["G"]] == [("公务接待等三项", "“三公”经费")]
    assert {e.page for entries in found.values() for e in entries} == {TERM.page}


def test_a_path_through_the_classification_is_filed_under_its_last_name():
    path = "社会保障和就业（类）抚恤（款）死亡抚恤(项)"
    other = "国土海洋气象等支出（类）其他国土资源事务支出（项）"
    found = glossary_by_sound.by_initial(
        [replace(TERM, name="死亡抚恤", other_names=(path, other))]
    )
    assert {e.name for entries in found.values() for e in entries} == {
        "死亡抚恤",
        "其他国土资源事务支出",
    }


def test_every_term_of_the_site_is_in_the_index():
    root = site_built.real_site().html
    page = (root / "glossary/by-sound/index.html").read_text(encoding="utf-8")
    expected = {p.parent.name for p in root.glob("glossary/*/index.html")} - {"by-sound"}
    listed = set(re.findall(r'<li><a href="\.\./\.\./glossary/([^/"]+)/"', page))
    assert expected and listed == expected
