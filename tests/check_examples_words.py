"""Examples of the families names and structure."""

from __future__ import annotations

from check_examples import Told, example, examples
from factories import Story
from mingzhang.model import Measure, Stage

DAWA = "panjin-dawa-smart-city-center"


# year_printed


def _year(printed: int, heading: str = "第二部分") -> Story:
    story = Story()
    story.section(heading)
    story.figure(
        f"{printed}年度三公经费支出", "0.88", "three_public_expenses", year_printed=printed
    )
    return story


examples(
    "year_printed",
    _year,
    ("year", "pass", 2023, "第二部分 2023年度部门决算情况说明"),
    ("another year", Told("warning", "2024年", "2023年", at="2024"), 2024),
    (
        "another year in a heading",
        Told("warning", "2022年", "2023年", at="2022"),
        2023,
        "第二部分 2022年度部门决算情况说明",
    ),
)


@example("year_printed", "edge")
def figures_of_the_year_before() -> Story:
    story = _year(2023)
    story.figure(
        "2022年决算为", "0.9", "three_public_expenses", fiscal_year=2022, year_printed=2022
    )
    return story


@example("year_printed", "edge")
def a_heading_that_compares() -> Story:
    story = _year(2023)
    story.section("1.因公出国（境）费，与2022年度预算持平")
    return story


# other_body


def _body(name: str, introduction: str = "") -> Story:
    story = Story(DAWA, 2019, Stage.BUDGET, "大洼区智慧城市运行管理中心2019年部门预算")
    if introduction:
        story.section("二、机构设置", "organisation")
        story.say(introduction + "\n")
    story.section("收支情况", "revenue_and_expenditure")
    story.figure("收入预算", "311.69", "total_revenue")
    story.figure("支出预算", "311.69", "total_expenditure")
    story.section("政府采购", "procurement")
    story.say("2019年" + name)
    story.figure(
        "政府采购支出总额", "16.61", "government_procurement", scope=name, scope_printed=name
    )
    return story


examples(
    "other_body",
    _body,
    ("its own name", "pass", "大洼区智慧城市运行管理中心"),
    (
        "the name of another body",
        Told("warning", "中共盘锦市大洼区纪检委", at="中共盘锦市大洼区纪检委"),
        "中共盘锦市大洼区纪检委",
    ),
    ("a short form", "edge", "区智慧城市中心"),
    ("its own pronoun", "edge", "我局"),
    ("the pronoun of a street office", "edge", "我街道"),
    (
        "a unit that the text introduces",
        "edge",
        "青少年活动中心",
        "下设青少年活动中心一个二级单位。",
    ),
)


def _rows_of(*bodies: str) -> Story:
    story = Story(DAWA, 2019, Stage.BUDGET, "大洼区智慧城市运行管理中心2019年部门预算")
    story.figure("合计", "90", "current_year_expenditure", table=0)
    for body in bodies:
        story.say(body)
        story.figure("", "30", "basic_expenditure", scope=body, scope_printed=body, table=0)
    return story


examples(
    "other_body",
    _rows_of,
    ("rows of a table of units", "pass", "大洼区水文站", "大洼区水政监察大队"),
    ("a table of another body", Told("warning", "大洼区水文站", at="大洼区水文站"), "大洼区水文站"),
)


# template_remnant


def _text(words: str) -> Story:
    story = Story()
    story.say(words + "\n")
    return story


examples(
    "template_remnant",
    _text,
    ("plain text", "pass", "16.事业运行（项）：反映事业单位的基本支出。"),
    (
        "an instruction",
        Told("warning", at="（部门决算涉及的支出功能分类全部项级科目，逐一解释）……"),
        "（部门决算涉及的支出功能分类全部项级科目，逐一解释）……",
    ),
    ("a placeholder", Told("warning", at="XX"), "2023年XX部门收入总计为100万元。"),
    (
        "words that look alike",
        "edge",
        "（一）信息化系统（XML格式）、5G、二〇二三年，SUV车型2辆；（详见附件），以下略述。",
    ),
)


# party_and_government


examples(
    "party_and_government",
    _text,
    ("one level", "pass", "市委、市政府关于优化营商环境的决策"),
    (
        "two levels",
        Told("note", "市委、省政府", "市委、市政府", at="市委、省政府"),
        "市委、省政府部署要求",
    ),
    ("words within words", "edge", "省委、省政府及市委、市政府，街道办事处、区政府"),
)


# definition_level


def _definition(words: str, agency: str = DAWA) -> Story:
    story = Story(agency, 2019, Stage.BUDGET)
    story.entry("财政拨款收入", words)
    return story


examples(
    "definition_level",
    _definition,
    ("own level", "pass", "指区级财政当年拨付的资金。"),
    ("another level", Told("warning", "省级财政"), "指省级财政当年拨付的资金。"),
    ("the class of the level", "edge", "指县级财政当年拨付的资金。"),
    ("no level named", "absent", "指单位从同级财政部门取得的财政预算资金。"),
)


# item_named_otherwise


def _item(words: str) -> Story:
    story = Story()
    story.figure("其他财政事务支出", "1.61", "function_2010699")
    story.say(words)
    return story


examples(
    "item_named_otherwise",
    _item,
    ("the item itself", "pass", "主要是其他财政事务等支出，完成年初预算的100%。"),
    (
        "another item",
        Told("note", at="1.61"),
        "主要是其他政府办公厅(室)及相关机构事务支出等支出，完成年初预算的100%。",
    ),
    ("words that are no item", "edge", "主要是工资福利等支出，完成年初预算的100%。"),
)


# statutory_parts

PARTS = (
    "overview", "duties", "composition", "tables", "explanation", "revenue_and_expenditure",
    "three_public", "running_costs", "procurement", "assets", "performance", "glossary",
)  # fmt: skip


def _parts(without: str = "") -> Story:
    story = Story()
    for kind in PARTS:
        if kind != without:
            story.section(kind, kind)
    return story


@example("statutory_parts", "pass")
def all_parts() -> Story:
    return _parts()


@example("statutory_parts", "fail", "note", expected="政府采购")
def a_part_is_missing() -> Story:
    return _parts("procurement")


@example("statutory_parts", "unknown")
def a_part_may_stand_on_a_page_that_was_not_read() -> Story:
    story = _parts("procurement")
    story.note("page_without_text", "第二页")
    return story


@example("statutory_parts", "edge")
def a_part_without_a_heading_of_its_own() -> Story:
    story = _parts("procurement")
    story.figure("政府采购支出", "0", "government_procurement")
    return story


# announced_list


def _announced(follows: str) -> Story:
    story = Story()
    story.section("二、部门决算单位构成", "composition", 2)
    story.say("纳入2023年部门决算编制范围的单位包括：\n")
    if follows:
        story.say(follows + "\n")
    story.section("第三部分 情况说明", "explanation", 1)
    return story


examples(
    "announced_list",
    _announced,
    ("a list follows", "pass", "某县某局本级"),
    ("nothing follows", Told("warning", at="纳入2023年部门决算编制范围的单位包括："), ""),
    ("the word none follows", "edge", "无"),
)


@example("announced_list", "edge")
def items_that_are_headings() -> Story:
    story = Story()
    story.section("一、总体情况", "revenue_and_expenditure", 2)
    story.say("收入预算包括：\n")
    story.section("1.财政拨款收入", "", 4)
    return story


# ordinals


def _headings(*titles: str) -> Story:
    story = Story()
    for title in titles:
        ordinal, mark, _ = title.partition("、")
        story.section(title, "performance", 2, ordinal if mark else "")
    return story


examples(
    "ordinals",
    _headings,
    ("ordinals run on", "pass", "一、职责", "二、机构", "三、收支", "四、其他"),
    ("an ordinal is skipped", Told("note", at="四、说明"), "一、职责", "二、机构", "四、说明"),
    (
        "an ordinal is repeated",
        Told("note", at="二、说明"),
        "一、职责",
        "二、机构",
        "二、说明",
        "三、其他",
    ),
    (
        "an ordinal is lost",
        Told("note", at="机关运行经费"),
        "一、收支",
        "二、三公",
        "机关运行经费",
        "四、政府采购",
    ),
    (
        "a title is no heading of the row",
        Told("note", at="二、机构"),
        "某县水利局2023年度部门决算情况说明",
        "二、机构",
        "三、收支",
    ),
    ("a heading that needs no ordinal", "edge", "一、职责及机构", "机构设置：", "二、单位构成"),
    ("a row that begins again", "edge", "1、热线", "2、专线", "1、租金", "2、热线"),
    ("a heading among headings without ordinals", "edge", "收入决算表", "支出决算表"),
    (
        "an ordinal within the line of the heading above",
        "edge",
        "一、职责；二、机构",
        "三、收支",
        "四、其他",
    ),
)


# glossary_unused


def _explained(item: str, code: str) -> Story:
    story = Story()
    story.figure("住房公积金", "10", "function_2210201", measure=Measure.AMOUNT)
    item_of_use = {"function_item": "住房公积金", "function_code": "2210201"}
    story.entry("住房公积金", "指缴存的公积金。", **item_of_use)
    if item:
        story.entry(item, "反映按规定用于该项的支出。", function_item=item, function_code=code)
    return story


examples(
    "glossary_unused",
    _explained,
    ("entries in use", "pass", "", ""),
    ("an entry not in use", Told("note", "2.购房补贴"), "购房补贴", "2210203"),
)


@example("glossary_unused", "edge")
def a_term_of_every_glossary_not_in_use() -> Story:
    story = _explained("", "")
    story.entry("上缴上级支出", "指上缴上级单位的支出。", concept="remittance_to_superior")
    return story


@example("glossary_unused", "edge")
def an_item_explained_where_figures_go_no_deeper_than_classes() -> Story:
    story = Story()
    story.figure("住房保障支出", "10", "function_221", measure=Measure.AMOUNT)
    story.entry("购房补贴", "指购房补贴。", function_item="购房补贴", function_code="2210203")
    return story


# terms_unexplained


def _terms(used: str, label: str) -> Story:
    story = Story()
    story.figure("住房公积金", "10", "function_2210201", measure=Measure.AMOUNT)
    story.figure(label, "10", used)
    story.entry(
        "住房公积金（项）", "指住房公积金。", function_item="住房公积金", function_code="2210201"
    )
    return story


examples(
    "terms_unexplained",
    _terms,
    ("all explained", "pass", "function_2210201", "住房公积金"),
    (
        "one not explained",
        Told("note", "事业单位医疗", at="10"),
        "function_2101102",
        "事业单位医疗",
    ),
    ("classes need no entry", "edge", "function_221", "住房保障支出"),
)


# announced_count


def _units(number: str) -> Story:
    story = Story()
    story.figure("内设", number, "internal_units", "个", Measure.COUNT)
    for name in ("办公室", "规划科", "数据科"):
        story.unit(name)
    return story


examples(
    "announced_count",
    _units,
    ("as many as announced", "pass", "3"),
    ("fewer than announced", Told("note", "8个", "3个", at="8"), "8"),
)


@example("announced_count", "edge")
def units_and_branches_in_one_list() -> Story:
    story = _units("2")
    story.figure("分支机构", "1", "branch_units", "个", Measure.COUNT)
    return story


# class_out_of_place


def _classes(level: int) -> Story:
    story = Story()
    story.section("（二）具体情况", "fiscal_appropriation", 3)
    for label, code, depth in (("社会保障和就业支出", "208", 4), ("卫生健康支出", "210", level)):
        start = len(story.text)
        story.section(f"1.{label}", "fiscal_appropriation", depth)
        story.text = story.text[: start + 2]
        story.figure(label, "3.02", f"function_{code}", after="\n")
        heading = story.sections[-1]
        story.sections[-1] = heading.__class__(
            heading.index, depth, "1", heading.title, heading.kind, start, len(story.text),
            len(story.text), heading.parent, heading.path,
        )  # fmt: skip
    return story


examples(
    "class_out_of_place",
    _classes,
    ("a class under a class", Told("note", "卫生健康支出", "社会保障和就业支出", at="3.02"), 5),
    ("classes side by side", "pass", 4),
)


@example("class_out_of_place", "edge")
def an_item_under_its_class() -> Story:
    story = _classes(4)
    story.figure("行政单位医疗", "3.02", "function_2101101")
    return story
