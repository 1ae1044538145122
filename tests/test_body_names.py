"""Names of bodies as rows: every ending and every short form, wherever names are recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from mingzhang import parse, read, vocab
from mingzhang.content import body_names
from mingzhang.intake.new_agency import new_body, with_body
from mingzhang.model import Disclosure, Source, Stage, UserError
from mingzhang.parse.bodies.finder import BodyFinder
from mingzhang.parse.bodies.joint_bodies import joint, unlisted
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.bodies import BodyGrammar, load
from mingzhang.vocab.layers import Place
from mingzhang.vocab.short_names import related

VOCAB = vocab.load(Path(__file__).resolve().parent.parent / "content" / "vocab")
NAMES = VOCAB.bodies
STRANGER = BodyFinder(VOCAB, "nobody")


def _of_a_title(name: str) -> bool:
    found = body_names.names(f"{name}2024年度部门决算\n", "", NAMES)
    return body_names.heaviest(found) == name


def _of_a_figure(name: str) -> bool:
    found = STRANGER.foreign(name)
    return found is not None and found.name == name


def _of_a_heading(name: str) -> bool:
    found = STRANGER.heading(f"{name}：")
    return found is not None and found.name == name


def _of_a_list(name: str) -> bool:
    found = unlisted(NAMES, f"{name}3万元")
    return found is not None and found[0] == name


def _of_a_joint_name(name: str) -> bool:
    text = f"青河县文史馆支出4万元。\n{name}支出3万元。"
    return [part.name for part in joint(NAMES, f"青河县文史馆和{name}", text)][1:] == [name]


def _of_the_organisation(name: str) -> bool:
    line = f"一、机构设置\n内设机构如下：\n（1）{name}：承办有关工作。\n"
    text = f"青河县文史馆2024年度部门决算\n第一部分 概况\n{line}"
    return [unit.name for unit in _parsed("青河县文史馆", text).units] == [name]


RECOGNISERS = (
    _of_a_title,
    _of_a_figure,
    _of_a_heading,
    _of_a_list,
    _of_a_joint_name,
    _of_the_organisation,
)


@lru_cache(maxsize=512)
def _vocabulary(*names: str) -> Vocabulary:
    known = replace(VOCAB, agencies={})
    for number, name in enumerate(names):
        body = new_body(name, VOCAB, agency=f"body-{number}")
        known = with_body(known, replace(body, parent="body-0" if number else ""))
    return known


def _parsed(name: str, text: str) -> Disclosure:
    return _parsed_as("body-0", text, _vocabulary(name))


def _parsed_as(agency: str, text: str, known: Vocabulary) -> Disclosure:
    source = Source(
        disclosure=f"{agency}-2024-final",
        agency=agency,
        fiscal_year=2024,
        stage=Stage.FINAL,
        title="",
        path=Path("x.txt"),
        data=text.encode(),
        sha256="",
    )
    return parse.parse(read.read(source), known)


@pytest.mark.parametrize("recogniser", RECOGNISERS, ids=lambda one: one.__name__.strip("_"))
def test_every_ending_is_recognised_everywhere(recogniser: Callable[[str], bool]) -> None:
    assert NAMES.of("end")
    assert not [ending for ending in NAMES.of("end") if not recogniser(f"青河县综合{ending}")]


def _shortened() -> list[tuple[str, str]]:
    return [
        (row.word, short) for row in NAMES.words if row.word_class == "short" for short in row.short
    ]


def _full_name(long: str) -> str:
    return f"青河县{'白石' if long.startswith(('镇', '乡', '街道')) else ''}{long}"


@lru_cache(maxsize=1)
def _all_bodies() -> Vocabulary:
    """A vocabulary with a body for each ending that has short forms."""
    known = replace(VOCAB, agencies={})
    for number, long in enumerate(dict(_shortened())):
        known = with_body(known, new_body(_full_name(long), VOCAB, agency=f"body-{number}"))
    return known


NEIGHBOURS = (
    "本年支出合计9万元，其中局机关支出6万元，{name}支出3万元。",
    "本年支出合计9万元。其中：局机关6万元，{name}3万元。",
    "本年支出合计9万元（局机关6万元、{name}3万元）。",
    "财政拨款支出中，局机关6万元，下属{name}3万元。",
    "分单位看：局机关支出6万元，占60%；{name}支出3万元，占40%。",
    "局机关支出6万元，比上年增加1万元；{name}支出3万元，比上年减少1万元。",
    "局机关支出6万元。{name}支出3万元。",
    "（1）局机关：支出6万元。\n（2）{name}：支出3万元。",
    "事业收入9万元，其中局机关6万元，{name}实现事业收入3万元。",
    "其中：局机关编制6名。{name}为公益一类事业单位，编制3名。",
)


@pytest.mark.parametrize("frame", NEIGHBOURS)
def test_a_unit_of_any_ending_is_neither_the_office_beside_it_nor_the_whole(frame: str) -> None:
    taken = {}
    for ending in NAMES.of("end"):
        told = _told_of("青河县文史局", frame.format(name=f"县综合{ending}"))
        if told["6"] != "青河县文史局本级" or told["3"].startswith("青河县文史局"):
            taken[ending] = told
    assert not taken


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("本年支出9万元，其中局机关6万元，县林场3万元，比上年增加1万元。年末车辆8辆。", "9 8"),
        ("局机关支出6万元，县林场支出3万元，全部门合计9万元。", "9"),
        ("本年支出9万元，比上年增加8万元，主要原因是县林场新增项目。年末车辆7辆。", "9 8 7"),
        ("县林场为公益一类事业单位，编制6名。年末车辆9辆。", "9"),
        ("本年支出9万元，主要原因是高校事业收入增加3万元。", "9"),
        ("本年支出9万元。其中局机关6万元，事业单位3万元。", "9"),
        ("本年支出9万元（局机关6万元、省清河自然保护区管理局3万元）。", "9"),
        ("按单位分：局机关收入6万元、县林场收入3万元；按来源分：其他收入9万元。", "9"),
        ("局机关支出6万元，县一中支出3万元，本年支出合计9万元。", "9"),
        ("局机关及县林场支出合计6万元，县苗圃支出3万元。", ""),
    ],
)
def test_what_is_of_the_whole_body_among_its_units(text: str, whole: str) -> None:
    told = _told_of("青河县文史局", text)
    assert {number for number, scope in told.items() if scope == "青河县文史局"} == {*whole.split()}


def _told_of(name: str, text: str) -> dict[str, str]:
    """Whose each amount or count is, by its number as printed."""
    text = f"{name}2024年度部门决算\n二、决算情况\n{text}\n"
    return {fact.value_printed: fact.scope for fact in _parsed(name, text).facts}


FRAMES = (
    "2024年{name}收入总计800万元。",
    "{name}2024年度收入总计800万元。",
    "2024年度，{name}收入总计为800万元。",
    "{name}：\n收入总计800万元。",
)


@pytest.mark.parametrize("frame", FRAMES)
def test_every_short_form_is_the_body(frame: str) -> None:
    assert _shortened()
    agencies = {body.name_zh: body.agency for body in _all_bodies().agencies.values()}
    for long, short in _shortened():
        name = _full_name(long)
        shorter = name.removesuffix(long) + short
        text = f"{name}2024年度部门决算\n一、收支情况\n" + frame.format(name=shorter)
        told = [
            (fact.concept, fact.scope, fact.scope_id)
            for fact in _parsed_as(agencies[name], text, _all_bodies()).facts
        ]
        assert told == [("total_revenue", name, agencies[name])], text


@pytest.mark.parametrize("placed", ["青河县", "县", ""])
def test_a_short_form_may_lose_its_place(placed: str) -> None:
    text = f"青河县人民检察院2024年度部门决算\n2024年{placed}检察院收入总计800万元。"
    (fact,) = _parsed("青河县人民检察院", text).facts
    assert (fact.concept, fact.scope_id) == ("total_revenue", "body-0")


@pytest.mark.parametrize("other", ["市检察院", "朝阳区检察院", "省人民检察院"])
def test_a_short_form_behind_another_place_is_not_the_body(other: str) -> None:
    text = f"青河县人民检察院2024年度部门决算\n2024年{other}收入总计800万元。"
    (fact,) = _parsed("青河县人民检察院", text).facts
    assert fact.scope_printed != "检察院"
    assert fact.scope_id == "body-0" or fact.scope == other


def test_a_short_form_of_two_bodies_names_neither() -> None:
    finder = BodyFinder(_vocabulary("青河县文化和旅游局", "青河县文化旅游局"), "body-0")
    assert finder.in_words("2024年文旅局") is None
    assert finder.in_words("2024年青河县文化旅游局") is not None


def test_a_heading_above_the_cover_is_no_part_of_the_name() -> None:
    lines = "青河县文史馆主要职能\n青河县文史馆\n2024年度部门预算\n目录\n"
    assert body_names.heaviest(body_names.names(lines, "", NAMES)) == "青河县文史馆"


def test_words_that_lead_to_a_name_are_no_part_of_it() -> None:
    text = "青河县农业农村局2024年度部门决算\n全年使用财政拨款安排青河县种子站出国团组0个。"
    (fact,) = _parsed("青河县农业农村局", text).facts
    assert fact.scope == "青河县种子站"


@pytest.mark.parametrize(
    "others",
    [
        ("桥头镇农业服务中心", "桥头镇社会保障服务中心"),
        ("农业服务中心", "社会保障服务中心"),
    ],
)
def test_a_town_lists_its_own_office_and_its_units(others: tuple[str, str]) -> None:
    first, last = others
    text = (
        "青河县桥头镇人民政府2024年度部门预算\n一、部门收支情况\n2024年收入预算900万元。"
        f"其中：镇本级600万元，{first}200万元，{last}100万元。"
    )
    facts = _parsed("青河县桥头镇人民政府", text).facts
    assert [fact.scope for fact in facts] == [
        "青河县桥头镇人民政府",
        "青河县桥头镇人民政府本级",
        first,
        last,
    ]
    assert {fact.concept for fact in facts} == {"total_revenue"}


@pytest.mark.parametrize(
    "words", ["文化市场", "信息平台", "全年出国团", "全市文化市场", "使用财政拨款安排种子站"]
)
def test_common_words_are_no_bodies(words: str) -> None:
    assert STRANGER.foreign(words) is None


def test_a_ministry_is_named_without_a_place() -> None:
    text = "其中，商务部2021年部门收支总预算900万元。\n财政部2021年收支总预算800万元。"
    assert [fact.scope for fact in _parsed("商务部", text).facts] == ["商务部", "财政部"]


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("区网格中心", "盘锦市大洼区网格管理中心", True),
        ("县卫健委", "青河县卫生健康委员会", True),
        ("青河县疾控中心", "青河县疾病预防控制中心", True),
        ("团市委", "共青团临河市委员会", True),
        ("交警大队", "青河县公安局交通警察大队", True),
        ("县接待办", "中共青河县委县人民政府接待办公室", True),
        ("县信访局", "中共青河县委、青河县人民政府信访局", True),
        ("县接待办", "中共青河县委县人民政府信访局", False),
        ("县医院", "青河县中医院", False),
        ("县人民医院", "青河县第二人民医院", False),
        ("市教育局", "临河市永宁区教育局", False),
        ("临河市教育局", "临河市永宁区教育局", False),
        ("永安区教育局", "临河市永宁区教育局", False),
    ],
)
def test_what_may_be_a_short_form(name: str, other: str, *, same: bool) -> None:
    assert related(name, other, NAMES) is same


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ending,局,,,", "不认识"),
        ("end,局,,somewhere,", "不认识"),
        ("end,,,,", "不认识"),
        ("end,局,,,\nend,局,,,", "已经有了"),
        ("short,卫生局,,,", "简称"),
        ("end,局,处,,", "简称"),
    ],
)
def test_a_row_that_cannot_be_used_is_told(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "bodies.csv"
    path.write_text(f"class,word,short,effect,note\n{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match=problem):
        load(Place(path), ())


def test_a_grammar_without_rows_knows_no_name() -> None:
    assert not BodyGrammar().is_name("青河县水务局")
