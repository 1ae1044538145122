"""What a loose file is told to be, and the row made of a body that no vocabulary lists."""

from __future__ import annotations

import pytest

import factories
from mingzhang.content.recognise import Told, recognise, several_accounts
from mingzhang.intake import new_agency
from mingzhang.model import Stage

VOCABULARY = factories.vocabulary()

TITLES = {
    "中共银川市委社会工作部2024年度部门决算": ("中共银川市委社会工作部", 2024, "final"),
    "贺兰县教育局2023年部门预算公开": ("贺兰县教育局", 2023, "budget"),
    "宁夏大学附属中学2022年度单位决算": ("宁夏大学附属中学", 2022, "final"),
    "2023年度\n本溪市明山区\n人民法院\n部门决算\n目录": ("本溪市明山区人民法院", 2023, "final"),
    "2 0 2 3 年 度\n襄 阳 市 总 工 会\n部 门 决 算\n": ("襄阳市总工会", 2023, "final"),
    "关于成都市武侯区民政局2023年部门决算公开的说明": ("成都市武侯区民政局", 2023, "final"),
    "武汉市江夏区发改局关于2023年决算公开的说明": ("武汉市江夏区发改局", 2023, "final"),
    "清源区后勤服务中心关于2022年一般公共预算拨款“三公”经费决算的说明\n"
    "2022年一般公共预算拨款“三公”经费决算60万元，为年初预算80万元的75%。": (
        "清源区后勤服务中心",
        2022,
        "final",
    ),
    "政协全州县委员会2023年部门预算公开说明": ("政协全州县委员会", 2023, "budget"),
    "北京市朝阳区残联（本级）2023年度单位决算": ("北京市朝阳区残联", 2023, "final"),
    "湖南省衡阳监狱2023年度部门决算": ("湖南省衡阳监狱", 2023, "final"),
    "部门预算公开\n（2024年）\n武汉市江夏区文旅局": ("武汉市江夏区文旅局", 2024, "budget"),
    "2024年单位预算\n预算单位：合肥市图书馆\n主管部门：合肥市文旅局": (
        "合肥市图书馆",
        2024,
        "budget",
    ),
    "公开01表\n收入支出决算总表\n部门：遵义市交通局\t2023年度\t单位：万元": (
        "遵义市交通局",
        2023,
        "final",
    ),
    "南开大学2023年度部门决算": ("南开大学", 2023, "final"),
    "黄埔海关2024年单位预算": ("黄埔海关", 2024, "budget"),
    '合肥市图书馆2024年财政拨款安排"三公"经费预算情况': ("合肥市图书馆", 2024, "budget"),
    "当前位置：首页 > 政务公开 > 部门预决算\n【字体：大 中 小】\n合肥市图书馆2024年单位预算": (
        "合肥市图书馆",
        2024,
        "budget",
    ),
    "目 录\n第一部分 吉林市水利局概况......1\n第二部分 2023年度部门决算表......5\n": (
        "吉林市水利局",
        2023,
        "final",
    ),
}


@pytest.mark.parametrize("text", TITLES)
def test_titles_of_other_provinces(text: str) -> None:
    found = recognise(text, "x", VOCABULARY)
    assert (found.name, found.fiscal_year, found.stage) == TITLES[text]


def test_names_of_funds_are_no_words_of_a_stage() -> None:
    text = "2022年度一般公共预算财政拨款安排的“三公”经费支出决算总额为5.40万元。\n" + (
        "一般公共预算财政拨款公务接待费支出0万元。\n" * 5
    )
    found = recognise(text, "柳河市农检中心2022年度部门决算", VOCABULARY)
    assert (found.stage, found.guessed & {"stage"}) == ("final", frozenset())


def test_title_and_file_name_outvote_the_prose_and_the_disagreement_is_told() -> None:
    text = "某市乙局2024年度部门决算\n" + "2024年部门预算安排5万元。\n" * 9
    found = recognise(text, "x", VOCABULARY)
    assert found.stage == "final"
    assert "stage" in found.guessed
    assert "标题写的是决算，正文的语句却多为预算" in found.why[2]


def test_a_monthly_report_is_no_account_and_a_footer_no_body() -> None:
    report = recognise("2024年1-5月，全县一般公共预算收入累计完成6.3亿元。", "月报", VOCABULARY)
    assert report.stage is None
    assert "不像全年的预算或决算" in report.why[1]
    text = "丙镇2024年“三公”经费预算公开\n国务院部门网站\n区县政府网站\n"
    assert recognise(text, "x", VOCABULARY).name == "丙镇"
    text = "2024年度部门预算公开说明\n“三公”经费14.01万元。\n国务院部门网站\n"
    assert recognise(text, "x", VOCABULARY).name == ""


@pytest.mark.parametrize(
    "text",
    [
        "某县2024年财政预算执行情况和2025年财政预算草案的报告",
        "附件2\n关于某县2024年预算执行情况\n和2025年预算（草案）的报告\n某县财政局",
        "关于2024年全县预算执行情况及2025年全县预算的报告",
        "某局2024年度部门决算及2025年部门预算",
        "关于某区2021年财政\n预算执行情况及2022年财政\n预算草案的报告",
    ],
)
def test_a_title_of_two_accounts_is_asked_about(text: str) -> None:
    found = recognise(text, "x", VOCABULARY)
    assert found.stage is None
    assert {"year", "stage"} <= found.guessed
    assert "两本账" in found.why[2]


def _account(body: str, year: int) -> str:
    return (
        f"{body}{year}年度部门决算\n{year}年度收入总计8万元，支出总计8万元。\n"
        "基本支出6万元，项目支出2万元。\n"
    )


def test_accounts_of_several_years_in_one_file_are_told_apart() -> None:
    text = _account("丙市丁局", 2022) + _account("丙市丁局", 2023)
    told = several_accounts(text, VOCABULARY)
    assert told == "这个文件里有几份公开：“丙市丁局2022年度部门决算”、“丙市丁局2023年度部门决算”"


@pytest.mark.parametrize(
    "text",
    [
        "丙市丁局2022年度部门决算\n" + _account("丙市丁局", 2023),  # a title left over
        _account("丙市丁局", 2023) + _account("丙市丁局", 2023),  # printed on every page
        _account("丙市丁局", 2023) + _account("丙市戊局", 2022),  # bodies have papers of their own
        _account("丙市丁局", 2023) + "丙市丁局2022年度部门决算\n丙市丁局2021年度部门决算\n",
        _account("丙市丁局", 2023).replace("决算\n", "决算\n一、丙市丁局2022年度部门决算\n", 1),
    ],
)
def test_one_account_is_one(text: str) -> None:
    assert several_accounts(text, VOCABULARY) == ""


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("某县2025年财政预算", (2025, Stage.BUDGET)),
        ("某县2024年决算", (2024, Stage.FINAL)),
        ("某县2024年预算执行情况和2025年预算草案", None),
    ],
)
def test_the_name_of_the_file_chooses_among_two_accounts(
    name: str, account: tuple[int, Stage] | None
) -> None:
    text = "某县2024年财政预算执行情况和2025年财政预算草案的报告"
    found = recognise(text, name, VOCABULARY)
    assert "两本账" in found.why[2]
    assert found.stage is None if account is None else (found.fiscal_year, found.stage) == account


@pytest.mark.parametrize(
    "text",
    [
        "某局2024年度部门预算\n2023年决算数为5万元，2024年预算为6万元。",
        "某局2024年度部门决算\n一、2024年决算与2024年预算比较",
    ],
)
def test_a_year_compared_with_another_is_one_account(text: str) -> None:
    assert recognise(text, "x", VOCABULARY).stage is not None


def test_units_in_a_list_are_not_the_body() -> None:
    text = "盘锦市数据局2023年度部门决算\n下属单位：\n盘锦市大洼区网格管理中心\n" * 2
    found = recognise(text, "x", VOCABULARY)
    assert (found.name, found.known) == ("盘锦市数据局", False)


def test_the_office_in_the_list_of_units_is_the_body() -> None:
    units = "1.盘锦市数据局本部\n2.盘锦市数据管理中心\n"
    text = (
        f"盘锦市2026年市级部门预算\n主管部门：盘锦市数据局\n盘锦市数据局（部门）机构设置\n{units}"
    )
    assert recognise(text, "x", VOCABULARY).name == "盘锦市数据局"


@pytest.mark.parametrize(
    "name", ["盘锦市大洼区网格管理中心", "大洼区网格管理中心", "辽宁省盘锦市大洼区网格管理中心"]
)
def test_a_listed_body_is_found_with_and_without_its_regions(name: str) -> None:
    found = recognise(f"2020年{name}部门决算", "x", VOCABULARY)
    assert found.agency == "panjin-dawa-grid-management-center"


def test_a_longer_name_is_another_body() -> None:
    found = recognise("盘锦市大洼区网格管理中心幼儿园2020年单位决算", "x", VOCABULARY)
    assert not found.known


# New bodies


@pytest.mark.parametrize(
    ("name", "region", "level"),
    [
        ("银川市教育局", "640100", "prefecture"),
        ("银川市金凤区教育局", "640106", "county"),
        ("湖北省仙桃市财政局", "429004", "county"),
        # Shijiazhuang and Cangzhou each have a district of this name.
        ("河北省新华区教育局", "130000", "county"),
        ("银川市市场监督管理局", "640100", "prefecture"),
        ("成都市城乡建设局", "510100", "prefecture"),
        ("成都市城市管理局", "510100", "prefecture"),
        ("合肥市乡村振兴局", "340100", "prefecture"),
        ("中共上海市普陀区委社会工作部", "310107", "county"),
        ("扬州市广陵区汤汪乡人民政府", "321002", "township"),
        ("扬州市经济技术开发区财政局", "321000", ""),
        ("湖南省水利厅", "430000", "province"),
        ("江苏省南通中学", "320000", ""),
        ("国家税务总局银川市税务局", "640100", ""),
        ("普陀区教育局", "", "county"),
        ("沙颍县统计局", "", "county"),
        ("湘浦市档案馆", "", ""),
    ],
)
def test_places_in_names(name: str, region: str, level: str) -> None:
    place = new_agency.place_of(name, VOCABULARY)
    assert (place.region, place.level) == (region, level)


def test_a_bare_district_is_placed_by_the_text() -> None:
    place = new_agency.place_of("普陀区教育局", VOCABULARY, "地址：上海市普陀区大渡河路")
    assert place.region == "310107"


def test_rows_are_quoted_and_keep_the_file_as_it_is() -> None:
    body = new_agency.new_body('某市"一"局,二局', VOCABULARY, agency="m")
    table = "\ufeff" + 'agency,name_zh,note\r\na,甲,"两\n行"\r\nz,乙,'
    made = new_agency.with_row(table, body)
    assert made == (
        "\ufeff" + 'agency,name_zh,note\r\na,甲,"两\n行"\r\nm,"某市""一""局,二局",\r\nz,乙,\r\n'
    )


def test_ids_are_made_of_what_is_known() -> None:
    made = {
        "银川市教育局": "yinchuanshi-jiaoyuju",
        "银川市金凤区图书馆": "yinchuanshi-jinfengqu-tushuguan",
        "白水县人民检察院": "baishuixian-renminjianchayuan",
        "国家税务总局": "guojiashuiwuzongju",
        "中共白水县委政法委员会": "zhonggongbaishuixianwei-zhengfaweiyuanhui",
        "中共白水县委员会": "zhonggongbaishuixian-weiyuanhui",
    }
    for name, wanted in made.items():
        assert new_agency.new_body(name, VOCABULARY).agency == wanted
        assert new_agency.ID.fullmatch(wanted)


def test_an_id_without_a_place_names_its_region() -> None:
    assert new_agency.readable_id("文化馆", "330600", VOCABULARY.bodies) == "cn330600-wenhuaguan"


def test_a_long_name_still_has_an_id_of_its_own() -> None:
    names = [f"云津市{'社会事业综合服务' * 4}第{number}中心" for number in "一二"]
    ids = [new_agency.readable_id(name, "", VOCABULARY.bodies) for name in names]
    assert len(set(ids)) == 2
    assert all(new_agency.ID.fullmatch(i) and len(i) <= new_agency.ID_CHARACTERS for i in ids)


def test_the_year_is_that_of_the_account_that_the_text_opens_with() -> None:
    text = (
        "一、2022年“三公”经费预算安排情况\n2022年度“三公”经费预算总计21.8万元。\n"
        "二、2021年“三公”经费决算情况\n2021年度“三公”经费决算合计20.12万元。\n"
    )
    found = recognise(text, "说明.txt", VOCABULARY)
    assert (found.fiscal_year, found.stage) == (2022, "budget")


def test_a_year_that_prose_only_mentions_does_not_outvote_the_name_of_the_file() -> None:
    text = "单位自评报告\n实施项目15个（含2023年转列项目5个），年初批复预算8个项目985万元。\n"
    found = recognise(text, "某中心2024年部门决算.txt", VOCABULARY)
    assert found.fiscal_year == 2024
    assert "year" in found.guessed


def test_a_year_that_a_sentence_alone_tells_is_shown_and_not_taken() -> None:
    text = "2020年“三公”经费支出43万元，比上年减少2万元。\n"
    found = recognise(text, "说明.txt", VOCABULARY)
    assert found.fiscal_year is None
    assert "“2020年”" in found.why[1]
    assert "“" not in recognise(text[5:], "说明.txt", VOCABULARY).why[1]


def test_a_year_compared_with_is_no_year_of_the_account_whatever_blanks_stand_before_it() -> None:
    text = (
        "“三公”经费公示\n高新区2022年区级使用当年预算安排的“三公”经费预算为12万元，"
        "比 2021年预算数增长2%；公务用车购置费8万元，比 2021 年预算增加1万元；"
        "公务接待费4万元，比 2021年预算增加2万元。\n"
    )
    found = recognise(text, "说明.txt", VOCABULARY)
    assert (found.fiscal_year, found.stage) == (2022, "budget")


def test_a_told_name_leads_to_its_body_as_a_printed_one_does() -> None:
    known = next(iter(VOCABULARY.agencies.values()))
    printed = known.name_zh.replace("设", "設").replace("务", "務")
    assert printed != known.name_zh
    assert Told(name=printed).body(VOCABULARY) == known.agency
    assert Told(name="某县不知哪局").body(VOCABULARY) != known.agency


@pytest.mark.parametrize(
    ("text", "name", "stage"),
    [
        ("丁县水利局2019年度“三公”经费财政拨款支出决算情况说明\n", "丁县水利局", "final"),
        ("2019年丁县水利局行政经费及“三公”经费预算公开\n", "丁县水利局", "budget"),
        ("丁县人民检察院2017年度部门整体支出绩效评价报告\n", "丁县人民检察院", "final"),
        ("丁县向阳社区服务中心部门2017年部门预算编制说明\n", "丁县向阳社区服务中心", "budget"),
        ("某市丁区民主党派2015年部门预算情况说明\n", "某市丁区民主党派", "budget"),
        ("一、情况说明\n丁县城管局2016年度“三公”经费支出决算为3万元。", "丁县城管局", "final"),
        ("一、支出情况\n2018年度“三公”经费支出2万元，年初预算为3万元。", "", "final"),
        (
            "丁州数据中心2024年度项目绩效单位自评报告\n含2023年批复预算8万元。",
            "丁州数据中心",
            "final",
        ),
        ("关于2023年丁市本级决算草案的报告\n市人大常委会：\n2023年收入5亿元。", "", "final"),
        ("丁县2023年财政预算执行情况的报告\n", "", "final"),
        ("某镇2023年财政预算上半年执行情况与下半年财政工作安排的报告\n", "某镇", "final"),
        ("2022年丁州“三公”经费情况\n2022年，接待费低于预算数。", "", "final"),
        ("商务部2023年度部门决算\n", "商务部", "final"),
        ("丁镇2015年“三公”经费支出说明\n接待费9万元，较2014年决算数降5%。", "丁镇", "final"),
    ],
)
def test_what_a_title_is_about_ends_the_name_and_tells_the_stage(
    text: str, name: str, stage: str
) -> None:
    found = recognise(text, "x", VOCABULARY)
    assert (found.name, found.stage) == (name, stage)
