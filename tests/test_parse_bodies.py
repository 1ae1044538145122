"""Each figure is of the body that its sentence names, also among bodies within a body.

The corpus holds every figure of the same kind of text (`joint-*`, `units-*`); here is what must not
be said of them, and what a text of one body must not be taken for.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus import score
from corpus.marks import read_expected
from factories import vocabulary
from mingzhang import check, parse, read
from mingzhang.model import Disclosure, Origin, Outcome, Severity, Stage
from mingzhang.parse.bodies.finder import finder
from mingzhang.parse.bodies.joint_bodies import joint
from mingzhang.parse.text.compact import compact
from mingzhang.parse.text.outline import Kinds, outline
from read_sources import source

NAMES = score.vocabulary({**score.settings("joint-party-2024-budget"), "others": ""}).bodies
TWO = "twobody-banner-2024-budget"
OF_SEVERAL = [TWO, *(n for n in score.names() if n.startswith(("joint-", "units-")))]


def parsed(name: str) -> Disclosure:
    given = {**score.settings(name), "others": ""}
    return parse.parse(read.read(score.source(name)), score.vocabulary(given))


def test_there_are_texts_of_several_bodies() -> None:
    assert len(OF_SEVERAL) >= 7


@pytest.mark.parametrize("name", OF_SEVERAL)
def test_whole_and_parts_do_not_contradict_each_other(name: str) -> None:
    given = {**score.settings(name), "others": ""}
    found = check.check([parsed(name)], score.vocabulary(given))
    accused = [
        (finding.check, finding.message_zh)
        for finding in found
        if finding.outcome is Outcome.FAIL
        and (finding.severity is not Severity.NOTE or finding.check == "ordinals")
    ]
    assert not accused


def test_bodies_unknown_to_the_vocabulary_are_told_apart_like_known_ones() -> None:
    """The first Y has no row, so it bears the name that the joint name gives it."""
    wanted = {
        row.start: row.scope.replace("盐淖旗青少年", "旗青少年")
        for row in read_expected(score.FOLDER / f"{TWO}.csv")
        if row.role == "fact" and row.origin == "printed"
    }
    facts = {f.start: f for f in parsed(TWO).facts if f.origin is Origin.PRINTED}
    assert {start: fact.scope for start, fact in facts.items()} == wanted
    assert len(set(wanted.values())) == 3


def test_no_id_is_invented_for_a_part() -> None:
    known = {score.AGENCY, ""}
    for name in OF_SEVERAL:
        disclosure = parsed(name)
        assert {fact.scope_id for fact in disclosure.facts} <= known
        whole = score.settings(name)["name_zh"]
        assert all((f.scope == whole) == (f.scope_id == score.AGENCY) for f in disclosure.facts)


FIGURES = "机关运行经费预算40万元。其中公务用车8万元。\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # the second body has no figures of its own
        ("柳桥区水务局（含区节水中心）", "区节水中心负责节水。\n区水务局" + FIGURES),
        # words for all units, no body's name
        ("柳桥区水务局（含所属事业单位）", "所属事业单位支出3万元。\n区水务局" + FIGURES),
        ("柳桥区水务局（本级）", "局本级支出3万元。\n区水务局" + FIGURES),
        # one body of two names
        ("柳桥区水务局（区节水办公室）", "区节水办公室支出3万元。\n区水务局" + FIGURES),
        # 和 within one name
        ("柳桥区人力资源和社会保障局", "社会保障局支出3万元，人力资源支出5万元。"),
        ("柳桥区文化和旅游局", "旅游局支出3万元。\n文化局支出4万元。"),
    ],
)
def test_a_name_of_one_body_is_not_taken_apart(name: str, text: str) -> None:
    assert joint(NAMES, name, f"{name}2024年部门预算\n{text}") == ()


@pytest.mark.parametrize(
    ("name", "text", "bodies"),
    [
        (
            "柳桥区水务局（含区节水中心）",
            "区水务局支出40万元，节水中心支出8万元。",
            ("柳桥区水务局", "区节水中心"),
        ),
        (
            "柳桥区水务局及区节水中心",
            "水务局支出40万元。\n节水中心支出8万元。",
            ("柳桥区水务局", "区节水中心"),
        ),
        (
            "柳桥区水务局（本级）和柳桥区节水中心",
            "局本级支出40万元。\n节水中心支出8万元。",
            ("柳桥区水务局", "柳桥区节水中心"),
        ),
        (
            "柳桥区水务局（区节水办公室）",
            "水务局：\n支出40万元。\n节水办：\n支出8万元。",
            ("柳桥区水务局", "区节水办公室"),
        ),
        (
            "柳桥区文旅局（含区图书馆、区文化馆和区博物馆）",
            "图书馆支出8万元，文化馆支出4万元，博物馆支出3万元。",
            ("柳桥区文旅局", "区图书馆", "区文化馆", "区博物馆"),
        ),
    ],
)
def test_a_joint_name_is_taken_apart_where_the_text_tells_of_each(
    name: str, text: str, bodies: tuple[str, ...]
) -> None:
    found = joint(NAMES, name, f"{name}2024年部门预算\n{text}")
    assert tuple(part.name for part in found) == bodies


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("区水务局支出", "柳桥区水务局"),
        ("2024年水务局", "柳桥区水务局"),
        ("节水中心本年收入", "区节水中心"),
        ("水务局和节水中心合计支出", "柳桥区水务局（含区节水中心）"),
        ("柳桥区水务局（含区节水中心）支出", "柳桥区水务局（含区节水中心）"),
        ("市水务局下达资金", None),
        ("对节水中心的补助", None),
        ("节水中心大楼维修", None),
    ],
)
def test_words_name_a_part_where_a_clause_begins(words: str, body: str | None) -> None:
    name = "柳桥区水务局（含区节水中心）"
    vocabulary = score.vocabulary({"name_zh": name})
    text = f"{name}\n区水务局支出40万元，节水中心支出8万元。"
    found = finder(score.AGENCY, vocabulary, text).in_words(words)
    assert (found.name if found else None) == body


def test_rows_of_the_vocabulary_go_before_what_the_name_says() -> None:
    vocabulary = score.vocabulary(score.settings(TWO))
    agencies = {
        key: replace(agency, aliases=()) if key == score.AGENCY else agency
        for key, agency in vocabulary.agencies.items()
    }
    disclosure = parse.parse(read.read(score.source(TWO)), replace(vocabulary, agencies=agencies))
    ids = {fact.scope_id for fact in disclosure.facts}
    assert ids == set(agencies) & {score.AGENCY, *(f"{score.OTHER_AGENCY}-{n}" for n in (0, 1))}


def test_a_list_of_units_may_be_of_any_length() -> None:
    name = "柳桥区教育局"
    vocabulary = score.vocabulary({"name_zh": name})
    listed = "柳桥区幼儿园和" * 1_500 + "柳桥区中学。"
    text = f"{name}\n一、部门决算单位构成\n包括：{listed}\n"
    patterns = vocabulary.grammar.patterns
    view = compact(text, patterns)
    found = finder(score.AGENCY, vocabulary, view.text)
    known = found.with_units((), view.text, outline(view, Kinds(vocabulary.sections, patterns)))
    assert [
        body and body.name for body in map(known.in_words, ("幼儿园支出", "柳桥区中学支出"))
    ] == [
        "柳桥区幼儿园",
        "柳桥区中学",
    ]


def test_levels_of_government_are_told_apart_where_a_text_sets_them_apart() -> None:
    words = vocabulary()
    patterns = words.grammar.patterns
    view = compact("全县一般公共预算收入完成12亿元；县本级一般公共预算收入完成8亿元。", patterns)
    found = finder("永和县财政局", words, view.text)
    tree = outline(compact(view.text, patterns), Kinds((), patterns))
    found = found.with_units((), view.text, tree)
    names = {name: found.in_words(f"2023年{name}收入") for name in ("县本级", "全县")}
    assert {name: body.name for name, body in names.items() if body} == {
        "县本级": "县本级",
        "全县": "永和县财政局",
    }
    alone = compact("县本级一般公共预算收入完成8亿元。", patterns).text
    assert finder("永和县财政局", words, alone).in_words("县本级收入") is None


def test_a_finance_office_reports_on_its_place() -> None:
    text = (
        "关于丁县2023年财政决算的报告\n丁县财政局\n全县一般公共预算收入9亿元。\n县本级一般公共预算收入6亿元。"
        "投入乡村振兴资金3亿元。\n丁县财政局“三公”经费3万元。\n2023年丁县一般公共预算收入决算表\n单位：万元\n"
        "项目\t年初预算数\t决算数\n一、税收收入\t80000\t90000\n收入合计\t80000\t90000\n"
    )
    made = replace(
        source("丁县.txt", text.encode()), agency="丁县财政局", stage=Stage.FINAL, fiscal_year=2023
    )
    facts = parse.parse(read.read(made), vocabulary()).facts
    assert [fact.scope for fact in facts] == ["丁县", "县本级", "", "丁县财政局", *["丁县"] * 4]


def test_a_level_that_opens_a_line_before_a_colon_is_that_of_all_the_line() -> None:
    text = (
        "丁县2023年财政决算报告\n全县一般公共预算支出9亿元，其中县级支出6亿元。\n"
        "县级主要支出完成情况：教育支出2亿元；农林水支出3亿元。\n全县税收收入4亿元。\n"
    )
    facts = parse.parse(read.read(source("丁县.txt", text.encode())), vocabulary()).facts
    levels = [fact.value_printed for fact in facts if fact.scope == "县级"]
    assert levels == ["6", "2", "3"]


def test_the_name_before_a_colon_or_comma_heads_an_item_of_a_list() -> None:
    """The figures of an item are that body's; the sentence after the list is not."""
    text = (
        "一、机构设置\n直属单位：（1）丁县妇联保育院：编制41名，实有30人；"
        "（2）丁县妇女服务中心，编制9名。机关行政编制5名。\n"
    )
    made = source("某县妇联2024年部门预算.txt", text.encode())
    facts = parse.parse(read.read(made), vocabulary()).facts
    told = [(str(fact.value), fact.scope) for fact in facts]
    assert told == [
        ("41", "丁县妇联保育院"),
        ("30", "丁县妇联保育院"),
        ("9", "丁县妇女服务中心"),
        ("5", facts[-1].agency),
    ]


def test_a_heading_that_is_the_name_of_another_body_tells_whose_the_figures_are() -> None:
    text = (
        "丁县人社局2024年部门预算\n一、县社会保险中心\n收入总计300万元。\n"
        "二、丁县劳动监察大队\n（一）收入\n收入总计200万元。\n三、收支总体情况\n收入总计1500万元。\n"
    )
    made = source("丁县人社局2024年部门预算.txt", text.encode())
    facts = parse.parse(read.read(made), vocabulary()).facts
    told = [(str(fact.value), fact.scope) for fact in facts]
    assert told == [
        ("3000000", "县社会保险中心"),
        ("2000000", "丁县劳动监察大队"),
        ("15000000", facts[-1].agency),
    ]


def test_a_body_that_no_list_may_name_is_neither_the_one_before_it_nor_the_agency() -> None:
    name = "柳桥区自然资源局"
    vocabulary = score.vocabulary({"name_zh": name})
    known = "柳桥区自然资源局部门决算包括：局机关决算、不动产登记中心决算"
    spent = "“三公”经费31万元，其中：局机关20万元，不动产登记中心8万元"
    texts = (
        f"{name}\n{known}、土地收购储备中心决算。\n{spent}，土地收购储备中心3万元。",
        f"{name}\n{known}。\n{spent}，缴费大厅3万元。",
    )
    source = score.source(TWO)
    for text, scope in zip(texts, ("土地收购储备中心", ""), strict=True):
        read_again = replace(source, title=name, data=text.encode())
        assert parse.parse(read.read(read_again), vocabulary).facts[-1].scope == scope


def test_lines_of_bodies_are_of_the_date_of_what_they_take_apart() -> None:
    text = (
        "第一部分 概况\n下属单位如下：\n丁县第一高级中学\n丁县实验幼儿园\n"
        "截至2022年12月，编制9人，离退休4人。其中：\n局机关编制3人；\n县一中编制2人；\n"
        "体校编制1人；\n幼儿园编制3人。\n"
    )
    made = replace(source("丁县.txt", text.encode()), agency="丁县教育局", stage=Stage.BUDGET)
    facts = parse.parse(read.read(made), vocabulary()).facts
    parts = ["丁县教育局本级", "丁县第一高级中学", "", "丁县实验幼儿园"]
    assert [fact.scope for fact in facts] == ["丁县教育局"] * 2 + parts
    assert {fact.fiscal_year for fact in facts} == {2022}


@pytest.mark.parametrize("year", ["", "2024年", "2024年度"])
@pytest.mark.parametrize(
    ("named", "body"),
    [("青河县水库管理处", "青河县水库管理处"), ("青河县城管局", "青河县城市管理和综合执法局")],
)
def test_the_name_before_a_year_tells_whose_the_figures_are(
    named: str, body: str, year: str
) -> None:
    """A body that nothing lists has its own figures; a short form means the body itself."""
    agency = "青河县城市管理和综合执法局"
    text = f"{named}{year}收入总计800万元，支出总计800万元，比上年增加10万元。\n"
    made = replace(source("某县2024年度部门决算.txt", text.encode()), agency=agency)
    facts = parse.parse(read.read(made), vocabulary()).facts
    assert [fact.scope for fact in facts] == [body] * 3


@pytest.mark.parametrize(
    ("text", "wanted", "concept"),
    [
        ("三、支出\n一般公共预算财政拨款支出90万元。\n按单位划分：局机关支出60万元，县草原站支出30万元。",
         "丁县林业局 丁县林业局本级 县草原站", "general_public_budget_expenditure"),
        ("项目支出90万元，其中：局机关支出60万元，县草原站支出30万元。",
         "丁县林业局 丁县林业局本级 县草原站", "project_expenditure"),
        ("公务用车9辆，其中县草原站4辆、县种苗站2辆；房屋3平方米。",
         "丁县林业局 县草原站 县种苗站 丁县林业局", ""),
        ("收入决算90万元。其中：局机关60万元。收入决算完成预算的90%。",
         "丁县林业局 丁县林业局本级 丁县林业局", "total_revenue"),
        ("乡镇卫生院3所，其中：县卫生院2个。", "丁县林业局 丁县林业局", ""),
        ("采购9万元，其中：局机关4万元，县草原站2万元，看护房改造2万元，其余1万元。",
         "丁县林业局 丁县林业局本级 县草原站 - -", ""),
        ("培训费9万元，其中：局机关4万元，其他单位5万元。",
         "丁县林业局 丁县林业局本级 -", "training_expenses"),
        ("某某经费9万元。某某经费中，柳溪村4万元，其他各村5万元。", "丁县林业局 - -", ""),
        ("培训费9万元，其中：局机关6万元，县草原站3万元；2023年8万元。",
         "丁县林业局 丁县林业局本级 县草原站 县草原站", ""),
        ("“三公”经费9万元，其中：局机关6万元，县草原站3万元；公务接待费2万元。",
         "丁县林业局 丁县林业局本级 县草原站 -", ""),
        ("其中局机关车辆4辆，民族歌舞团有车辆6辆。", "丁县林业局本级 -", "vehicles"),
        ("支出90万元，按单位分：（1）局机关50万元；（2）县草原站40万元。",
         "丁县林业局 丁县林业局本级 县草原站", ""),
        ("补助某某款9万元，其中：东湖区4万元，石桥镇5万元。", "丁县林业局 - -", ""),
        ("培训费9万元。其中：\n局机关4万元；\n县草原站3万元；\n各乡镇林业站共2万元。",
         "丁县林业局 丁县林业局本级 县草原站 -", "training_expenses"),
        ("采购9万元，其中县草原站增加4万元。", "丁县林业局 县草原站", ""),
        ("培训费9万元，其中养护处4万元、收费所5万元。", "丁县林业局 - -", ""),
        ("本年支出9万元。养护处支出4万元；收费所支出5万元，比上年增加1万元。",
         "丁县林业局 - - -", ""),
        ("培训费9万元，其中：林业局机关4万元，县草原站5万元。",
         "丁县林业局 丁县林业局本级 县草原站", "training_expenses"),
        ("二、支出决算\n本年支出90万元，其中：基本支出60万元。分单位看：局机关支出50万元，县草原站支出40万元。",
         "丁县林业局 丁县林业局 丁县林业局本级 县草原站", ""),
        ("“三公”经费9万元，其中局机关5万元、县草原站4万元，比上年减少6万元；其中：接待费1万元。",
         "丁县林业局 丁县林业局本级 县草原站 丁县林业局 丁县林业局", ""),
        ("下属单位2个，其中：县水文站编制12名；县河道管理所编制20名。", "丁县林业局 - -", ""),
        ("单位3个，其中：局机关1个。机关实有6人，县草原站3人；退休2人。",
         "丁县林业局 丁县林业局本级 丁县林业局本级 县草原站 -", ""),
        ("支出9万元：基本支出6万元，其中局机关2万元、县草原站4万元；项目支出3万元。",
         "丁县林业局 丁县林业局 丁县林业局本级 县草原站 丁县林业局", ""),
        ("编制9名，其中：局机关行政编制4名、工勤编制1名；县草原站4名。",
         "丁县林业局 丁县林业局本级 丁县林业局本级 县草原站", ""),
        ("编制8名。下属环卫所（自收自支，编制12名）、园林所（编制3名）2个事业单位。",
         "丁县林业局 - - 丁县林业局", ""),
        ("单位3个，其中：局机关1个。\n二、支出\n支出9万元。\n局机关4万元；检测机构5万元。",
         "丁县林业局 丁县林业局本级 丁县林业局 丁县林业局本级 -", ""),
        ("安排债券9万元，其中县人民医院迁建5万元、城乡供水4万元。",
         "丁县林业局 丁县林业局 丁县林业局", ""),
        ("预算单位9个，其中：局机关1个，二级预算单位8个。",
         "丁县林业局 丁县林业局本级 丁县林业局", ""),
    ],
)  # fmt: skip
def test_bodies_of_a_list_have_their_shares_of_what_it_divides(
    text: str, wanted: str, concept: str
) -> None:
    """Also those that nothing else tells of; what nobody knows is of none (`-`), never of all."""
    made = replace(source("某县2024年度部门决算.txt", text.encode()), agency="丁县林业局")
    facts = parse.parse(read.read(made), vocabulary()).facts
    assert [fact.scope or "-" for fact in facts] == wanted.split()
    assert not concept or {fact.concept for fact in facts} == {concept}


def test_bodies_among_which_two_equal_totals_are_divided_have_shares_of_either() -> None:
    units = "第一部分 部门概况\n林业局部门预算包括：局机关、县草原站。\n第二部分 情况说明\n"
    text = f"{units}收入总计90万元，支出总计90万元。分单位看，局机关60万元，县草原站30万元。"
    made = replace(source("某县2024年度部门决算.txt", text.encode()), agency="丁县林业局")
    *_, office, station = parse.parse(read.read(made), vocabulary()).facts
    assert [(office.scope, office.concept), (station.scope, station.concept)] == [
        ("丁县林业局本级", ""), ("县草原站", "")]  # fmt: skip


@pytest.mark.parametrize(("stop", "concept"), [("；", "government_procurement"), ("，", "")])
def test_a_body_behind_items_of_a_list_has_a_share_of_the_whole_or_of_what_nobody_knows(
    stop: str, concept: str
) -> None:
    units = "第一部分 部门概况\n林业局部门预算包括：局机关、县草原站。\n第二部分 情况说明\n"
    text = f"{units}政府采购9万元，其中：货物类6万元，工程类3万元{stop}局机关4万元，县草原站5万元。"
    made = replace(source("某县2024年度部门决算.txt", text.encode()), agency="丁县林业局")
    *_, office, station = parse.parse(read.read(made), vocabulary()).facts
    assert (office.scope, office.concept) == ("丁县林业局本级", concept)
    assert (station.scope, station.concept) == ("县草原站", concept)


@pytest.mark.parametrize(
    ("agency", "overview", "figures", "wanted"),
    [
        ("丁县柳林镇人民政府", "所属站所2个：柳林镇农业技术推广站、柳林镇财政所。",
         "镇本级收入9万元，农技站收入4万元，财政所收入5万元。",
         "丁县柳林镇人民政府本级 柳林镇农业技术推广站 柳林镇财政所"),
        ("丁县教育局", "教育局部门预算包括：局机关、丁县第一中学、丁县第二中学。",
         "其中：局机关9万元，县一中4万元，县二中5万元。",
         "丁县教育局本级 丁县第一中学 丁县第二中学"),
        ("丁县水务局", "机构设置\n预算由局机关、丁县歌舞团、丁县城市排水管理处共3家单位预算组成。",
         "局机关培训费3万元。歌舞团培训费2万元。排水处培训费1万元。",
         "丁县水务局本级 丁县歌舞团 丁县城市排水管理处"),
        ("丁县林业局", "林业局部门预算包括：局机关、县草原站。",
         "局机关培训费3万元，所属单位培训费4万元。2024年，局机关及所属单位培训费7万元。",
         "丁县林业局本级 所属单位 丁县林业局"),
        ("丁县总工会", "下属事业单位1个，即丁县工人文化宫。",
         "培训费9万元，其中：本级4万元，工人文化宫5万元。",
         "丁县总工会 丁县总工会本级 丁县工人文化宫"),
        ("丁县卫健委", "所属预算单位2个，包括县人民医院、石桥乡卫生院。",
         "其中：县人民医院9万元，石桥乡卫生院4万元，城关镇卫生院3万元。",
         "县人民医院 石桥乡卫生院 城关镇卫生院"),
        ("丁县人民法院", "", "“三公”经费9万元，其中：院机关4万元，龙泉人民法庭3万元，执行局2万元。",
         "丁县人民法院 丁县人民法院本级 龙泉人民法庭 执行局"),
        ("丁县教育局", "教育局部门预算包括：局机关、丁县第一中学（丁县外国语学校）。",
         "一中支出9万元，其中县一中食堂项目4万元。", "丁县第一中学 丁县第一中学"),
        ("丁县教育局", "教育局部门预算包括：局机关、丁县第一中学。",
         "“三公”经费9万元，其中：局机关4万元、所属学校5万元。",
         "丁县教育局 丁县教育局本级 所属学校"),
        ("丁县林业局", "林业局部门预算包括：局机关、县草原站。",
         "培训费9万元。县草原站培训费4万元。全系统会议费2万元。", "丁县林业局 县草原站 丁县林业局"),
        ("丁县林业局", "林业局部门预算包括：局机关、县草原站。",
         "培训费9万元。县草原站培训费4万元。截至2024年底，全局现金2万元。",
         "丁县林业局 县草原站 丁县林业局"),
        ("丁县林业局", "林业局部门预算包括：局机关、县草原站。",
         "培训费9万元。县草原站培训费4万元。全院会议费2万元。", "丁县林业局 县草原站 县草原站"),
        ("丁县林业局", "林业局部门预算包括：局机关、县草原站。",
         "培训费9万元。县草原站培训费4万元。2024年会议费2万元。", "丁县林业局 县草原站 丁县林业局"),
        ("丁县林业局", "林业局部门预算包括：局机关、县草原站。",
         "县草原站2024年培训费4万元。2024年会议费2万元。", "县草原站 县草原站"),
        ("丁县民政局", "民政局部门预算包括：局机关、丁县敬老院。",
         "局机关培训费3万元，敬老院4万元，合计7万元。", "丁县民政局本级 丁县敬老院 丁县民政局"),
        ("丁县民政局", "民政局部门预算包括：局机关、丁县敬老院、丁县农业机械化学校。",
         "采购9万元，其中局机关2万元、敬老院3万元、农机校教练车4万元。敬老院床位补助5万元。",
         "丁县民政局 丁县民政局本级 丁县敬老院 丁县农业机械化学校 丁县敬老院"),
        ("丁县交通局", "交通局部门预算包括：局机关、丁县公路工程质量监督站。",
         "“三公”经费9万元，其中：局机关4万元、质监站5万元。",
         "丁县交通局 丁县交通局本级 丁县公路工程质量监督站"),
        ("丁市城管局", "城管局部门预算包括：局机关、丁市市政设施管理处。",
         "局机关培训费3万元，市政处培训费4万元。", "丁市城管局本级 丁市市政设施管理处"),
        ("丁县卫健委", "卫健委部门预算包括：委机关、丁县医院。",
         "县医院2024年远程会诊系统升级预算4万元，2023年安排3万元。", "丁县医院 丁县医院"),
        ("丁县农业局", "农业局部门预算包括：局机关、丁县种子服务站、园艺场。",
         "局机关培训费3万元，园艺场培训费2万元。", "丁县农业局本级 园艺场"),
        ("丁县中医医院", "下属单位包括：丁县中医医院机关、城西分院。",
         "门诊收入5万元，城西分院医疗收入2万元。下设城西分院，培训费1万元。",
         "丁县中医医院 城西分院 城西分院"),
        ("共青团丁县委员会", "团县委部门预算包括：团县委机关、丁县青少年宫活动中心。",
         "团县委机关培训费3万元，县青少年宫活动中心2万元。",
         "共青团丁县委员会本级 丁县青少年宫活动中心"),
        ("丁县农业局", "",
         "总收入30元。\n1、农业局机关总收入10元。\n2、种子服务站总收入8元。\n3、示范茶圃总收入12元，其中：其他收入12元。\n总支出30元。",
         "丁县农业局 丁县农业局本级 种子服务站 - - 丁县农业局"),
    ],
)  # fmt: skip
def test_bodies_that_the_overview_names_are_known_by_their_short_forms(
    agency: str, overview: str, figures: str, wanted: str
) -> None:
    text = f"第一部分 部门概况\n{overview}\n第二部分 情况说明\n{figures}\n"
    made = replace(source("某县2024年度部门决算.txt", text.encode()), agency=agency)
    facts = parse.parse(read.read(made), vocabulary()).facts
    assert [fact.scope or "-" for fact in facts if fact.measure.is_amount] == wanted.split()
