"""Budget tables in the layouts of several provinces, with what each must say; figures invented.

Of each figure that is to be read, in the order of rows and columns, `says` tells what it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from account_maker import MadeTable


@dataclass(frozen=True)
class Expected:
    """What one cell says: concept, code of the row, money, year and measure."""

    concept: str
    code: str = ""
    fund: str = ""
    year: int = 2024
    measure: str = "amount"


@dataclass(frozen=True)
class Province:
    """A table and, for its figures in order of rows and columns, what each says."""

    name: str
    table: MadeTable
    says: tuple[Expected, ...]


def rows(drawn: str) -> list[list[str]]:
    """One line a row, its cells parted by `|`."""
    return [line.strip(" ").split("|") for line in drawn.strip("\n ").splitlines()]


def e(
    concept: str, code: str = "", fund: str = "", year: int = 2024, measure: str = "amount"
) -> Expected:
    return Expected(concept, code, fund, year, measure)


GENERAL, FUNDS, STATE = "general_public_budget", "government_fund", "state_capital"
FISCAL = "fiscal_appropriation"

ALL = (
    Province(
        "收支总表，元，支出按功能分类",
        MadeTable(
            "部门财务收支预算总表",
            "元",
            rows("""
            收　　入>2|支　　出>2
            项　目|2024年预算数|项目（按功能分类）|2024年预算数
            一、一般公共预算拨款收入|8,125,000.50|一、一般公共服务支出|8,000,000.00
            二、政府性基金预算拨款收入||二、外交支出|
            三、国有资本经营预算拨款收入||三、卫生健康支出|265,000.50
            四、财政专户管理资金收入|30,000.00||
            五、单位资金|10,000.00||
            （一）事业收入|4,000.00||
            （五）其他收入|6,000.00||
            本年收入合计|8,165,000.50|本年支出合计|8,265,000.50
            上年结转结余|100,000.00|年终结转结余|
            收 入 总 计|8,265,000.50|支 出 总 计|8,265,000.50
            """),
        ),
        (
            e("general_public_budget_revenue", fund=GENERAL), e("function_201", "201"),
            e("function_210", "210"), e("special_account_revenue"), e("entity_funds_revenue"),
            e("institutional_revenue"), e("other_revenue"), e("current_year_revenue"),
            e("current_year_expenditure"), e("opening_carryover"), e("total_revenue"),
            e("total_expenditure"),
        ),
    ),
    Province(
        "收入表，按单位，本年收入与上年结转两组列",
        MadeTable(
            "部门收入预算表",
            "元",
            rows("""
            部门（单位）代码^2|部门（单位）名称^2|合计^2|本年收入>4|上年结转结余>2
            小计|一般公共预算|财政专户管理资金|单位资金|小计|一般公共预算
            105|湘浦市水务局|900.00|800.00|700.00|60.00|40.00|100.00|100.00
            105001|湘浦市水务局|900.00|800.00|700.00|60.00|40.00|100.00|100.00
            """),
        ),
        (
            e("total_revenue"), e("current_year_revenue"),
            e("general_public_budget_revenue", fund=GENERAL), e("special_account_revenue"),
            e("entity_funds_revenue"), e("opening_carryover"),
            e("opening_fiscal_carryover", fund=GENERAL),
        ) * 2,
    ),
    Province(
        "支出表，资金下再分基本、项目",
        MadeTable(
            "部门支出预算表",
            "元",
            rows("""
            科目编码^2|科目名称^2|合计^2|一般公共预算>3|政府性基金预算^2|单位资金^2
            小计|基本支出|项目支出
            213|农林水支出|900.00|860.00|600.00|260.00|30.00|10.00
            21303|水利|900.00|860.00|600.00|260.00|30.00|10.00
            2130301|行政运行|600.00|600.00|600.00|||
            合 计>2|900.00|860.00|600.00|260.00|30.00|10.00
            """),
        ),
        (
            *(
                one
                for name, code in (("function_213", "213"), ("function_21303", "21303"))
                for one in (
                    e(name, code), e(name, code, GENERAL),
                    e("general_public_budget_basic_expenditure", code, GENERAL),
                    e("general_public_budget_project_expenditure", code, GENERAL),
                    e(name, code, FUNDS),
                )
            ),
            e("function_2130301", "2130301"), e("function_2130301", "2130301", GENERAL),
            e("general_public_budget_basic_expenditure", "2130301", GENERAL),
            e("current_year_expenditure"),
            e("general_public_budget_expenditure", fund=GENERAL),
            e("general_public_budget_basic_expenditure", fund=GENERAL),
            e("general_public_budget_project_expenditure", fund=GENERAL),
            e("government_fund_expenditure", fund=FUNDS),
        ),
    ),
    Province(
        "一般公共预算支出表，类款项三列，人员与公用",
        MadeTable(
            "一般公共预算支出表",
            "万元",
            rows("""
            科目编码>3|科目名称^2|本年合计^2|基本支出>3|项目支出^2
            类|款|项|小计|人员经费|公用经费
            合计>4|90.00|60.00|50.00|10.00|30.00
            213|||农林水支出|90.00|60.00|50.00|10.00|30.00
            213|03||水利|90.00|60.00|50.00|10.00|30.00
            213|03|01|行政运行|60.00|60.00|50.00|10.00|
            """),
        ),
        (
            *(
                one
                for name, code in (
                    ("general_public_budget_expenditure", ""), ("function_213", "213"),
                    ("function_21303", "21303"),
                )
                for one in (
                    e(name, code, GENERAL),
                    e("general_public_budget_basic_expenditure", code, GENERAL),
                    e("personnel_funds", code, GENERAL), e("public_funds", code, GENERAL),
                    e("general_public_budget_project_expenditure", code, GENERAL),
                )
            ),
            e("function_2130301", "2130301", GENERAL),
            e("general_public_budget_basic_expenditure", "2130301", GENERAL),
            e("personnel_funds", "2130301", GENERAL), e("public_funds", "2130301", GENERAL),
        ),
    ),
    Province(
        "一般公共预算支出表，上年执行数与本年预算数，增减额与增减％",
        MadeTable(
            "一般公共预算支出预算表",
            "万元",
            rows("""
            功能分类科目>2|2023年执行数^2|2024年预算数>3|2024年预算数比2023年执行数>2
            科目编码|科目名称|小计|基本支出|项目支出|增减额|增减％
            213|农林水支出|100.00|90.00|60.00|30.00|-10.00|-10.00
            合计>2|100.00|90.00|60.00|30.00|-10.00|-10.00
            """),
        ),
        tuple(
            one
            for name, code in (("function_213", "213"), ("general_public_budget_expenditure", ""))
            for one in (
                e(name, code, GENERAL, 2023), e(name, code, GENERAL),
                e("general_public_budget_basic_expenditure", code, GENERAL),
                e("general_public_budget_project_expenditure", code, GENERAL),
                e(name, code, GENERAL, 2024, "change"),
                e(name, code, GENERAL, 2024, "change_rate"),
            )
        ),
    ),
    Province(
        "基本支出表，编码与名称合在一格",
        MadeTable(
            "一般公共预算基本支出情况表（按支出经济分类科目）",
            "万元",
            rows("""
            支出经济分类科目>2|基本支出>3
            科目编码及名称>2|合计|人员经费|公用经费
            301 工资福利支出>2|50.00|50.00|
            30101 基本工资>2|50.00|50.00|
            302 商品和服务支出>2|10.00||10.00
            30201 办公费>2|10.00||10.00
            合计>2|60.00|50.00|10.00
            """),
        ),
        (
            e("economic_301", "301", GENERAL), e("personnel_funds", "301", GENERAL),
            e("economic_30101", "30101", GENERAL), e("personnel_funds", "30101", GENERAL),
            e("economic_302", "302", GENERAL), e("public_funds", "302", GENERAL),
            e("economic_30201", "30201", GENERAL), e("public_funds", "30201", GENERAL),
            e("general_public_budget_basic_expenditure", "", GENERAL),
            e("personnel_funds", "", GENERAL), e("public_funds", "", GENERAL),
        ),
    ),
    Province(
        "三公经费一行，两年",
        MadeTable(
            "一般公共预算“三公”经费支出预算表",
            "万元",
            rows("""
            2023年预算数>6|2024年预算数>6
            合计^2|因公出国（境）费^2|公务用车购置及运行费>3|公务接待费^2|合计^2|因公出国（境）费^2|公务用车购置及运行费>3|公务接待费^2
            小计|公务用车购置费|公务用车运行费|小计|公务用车购置费|公务用车运行费
            6.00|0.00|5.00|0.00|5.00|1.00|5.50|0.00|4.00|0.00|4.00|1.50
            """),
        ),
        tuple(
            e(name, fund=FISCAL, year=year)
            for year in (2023, 2024)
            for name in (
                "three_public_expenses", "overseas_travel", "official_vehicles",
                "vehicle_purchase", "vehicle_operation", "official_reception",
            )
        ),
    ),
    Province(
        "三公、会议、培训费，项目在行，增减",
        MadeTable(
            "财政拨款“三公”经费及会议费、培训费支出预算表",
            "万元",
            rows("""
            项　　目|上年预算数|本年预算数|增减额|增减变化率（%）
            一、“三公”经费支出|6.00|5.50|-0.50|-8.33
            1.因公出国（境）费用||||
            2.公务接待费|1.00|1.50|0.50|50.00
            3.公务用车费|5.00|4.00|-1.00|-20.00
            其中：（1）公务用车运行维护费|5.00|4.00|-1.00|-20.00
            （2）公务用车购置||||
            二、会议费|2.00|2.00|0.00|0.00
            三、培训费|3.00|1.50|-1.50|-50.00
            """),
        ),
        tuple(
            e(name, fund=FISCAL, year=year, measure=measure)
            for name in (
                "three_public_expenses", "official_reception", "official_vehicles",
                "vehicle_operation", "conference_expenses", "training_expenses",
            )
            for year, measure in (
                (2023, "amount"), (2024, "amount"), (2024, "change"), (2024, "change_rate"),
            )
        ),
    ),
    Province(
        "财政拨款收支总表，支出方分资金",
        MadeTable(
            "财政拨款收支预算总表",
            "万元",
            rows("""
            收入>2|支出>5
            项目|预算数|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算
            一、本年财政拨款收入|90.00|一、本年支出|92.00|89.00|3.00|
            （一）一般公共预算拨款|87.00|（一）农林水支出|92.00|89.00|3.00|
            （二）政府性基金预算拨款|3.00|||||
            二、上年结转|2.00|二、结转下年||||
            （一）一般公共预算拨款|2.00|||||
            收入总计|92.00|支出总计|92.00|89.00|3.00|
            """),
        ),
        (
            e("fiscal_appropriation_revenue", fund=FISCAL),
            e("fiscal_appropriation_expenditure", fund=FISCAL),
            e("general_public_budget_expenditure", fund=GENERAL),
            e("government_fund_expenditure", fund=FUNDS),
            e("general_public_budget_revenue", fund=GENERAL),
            e("function_213", "213", FISCAL), e("function_213", "213", GENERAL),
            e("function_213", "213", FUNDS),
            e("government_fund_revenue", fund=FUNDS),
            e("opening_fiscal_carryover", fund=FISCAL),
            e("opening_fiscal_carryover", fund=GENERAL),
            e("fiscal_appropriation_total_revenue", fund=FISCAL),
            e("fiscal_appropriation_total_expenditure", fund=FISCAL),
            e("fiscal_appropriation_total_expenditure", fund=GENERAL),
            e("fiscal_appropriation_total_expenditure", fund=FUNDS),
        ),
    ),
    Province(
        "项目支出表，项目与单位、科目并列",
        MadeTable(
            "部门项目支出预算表",
            "万元",
            rows("""
            项目分类^2|项目编码^2|项目名称^2|项目单位^2|合计^2|本年拨款>2|财政专户管理资金^2
            一般公共预算|政府性基金预算
            合计>4|30.00|27.00|3.00|
            其他运转类|430001249|河道清淤|湘浦市水务局|20.00|17.00|3.00|
            特定目标类|430001250|节水宣传|湘浦市水务局|10.00|10.00||
            """),
        ),
        (
            e("project_expenditure"),
            e("general_public_budget_project_expenditure", fund=GENERAL),
            e("project_expenditure", fund=FUNDS),
            e("project_item"), e("project_item", fund=GENERAL), e("project_item", fund=FUNDS),
            e("project_item"), e("project_item", fund=GENERAL),
        ),
    ),
    Province(
        "政府采购预算表",
        MadeTable(
            "政府采购预算表",
            "万元",
            rows("""
            采购项目^2|采购品目^2|计量单位^2|数量^2|资金来源>3
            合计|一般公共预算|单位资金
            合计||||12.00|11.00|1.00
            办公设备购置|A02010105 台式计算机|台|10|12.00|11.00|1.00
            """),
        ),
        (
            e("government_procurement"), e("government_procurement", fund=GENERAL),
            e("procurement_item"), e("procurement_item", fund=GENERAL),
        ),
    ),
    Province(
        "政府性基金预算支出表，单位编码与单位名称（科目）",
        MadeTable(
            "政府性基金预算支出预算表",
            "元",
            rows("""
            项目>5|本年政府性基金预算支出>3
            科目编码>3|单位编码^2|单位名称（科目）^2|合计^2|基本支出^2|项目支出^2
            类|款|项
            ||||合计|300.00||300.00
            |||105|湘浦市水务局|300.00||300.00
            212|08|14|105|农业生产发展支出|300.00||300.00
            """),
        ),
        (
            e("government_fund_expenditure", fund=FUNDS),
            e("project_expenditure", fund=FUNDS),
            e("government_fund_expenditure", fund=FUNDS),
            e("project_expenditure", fund=FUNDS),
            e("function_2120814", "2120814", FUNDS),
            e("project_expenditure", "2120814", FUNDS),
        ),
    ),
    Province(
        "国有资本经营预算支出表",
        MadeTable(
            "国有资本经营预算支出情况表",
            "万元",
            rows("""
            功能分类科目编码|功能分类科目名称|本年国有资本经营预算支出>3
            ||合计|基本支出|项目支出
            223|国有资本经营预算支出|8.00||8.00
            """),
        ),
        (
            e("function_223", "223", STATE), e("project_expenditure", "223", STATE),
        ),
    ),
    Province(
        "支出总表，工资福利等列",
        MadeTable(
            "部门支出总体情况表",
            "万元",
            rows("""
            科目>4|合计^2|基本支出>4|项目支出^2
            类|款|项|科目名称|小计|工资福利支出|对个人和家庭的补助|商品和服务支出
            合计>4|90.00|60.00|45.00|5.00|10.00|30.00
            213|03|01|行政运行|90.00|60.00|45.00|5.00|10.00|30.00
            """),
        ),
        tuple(
            one
            for name, code in (("current_year_expenditure", ""), ("function_2130301", "2130301"))
            for one in (
                e(name, code), e("basic_expenditure", code), e("economic_301", code or "301"),
                e("economic_303", code or "303"), e("economic_302", code or "302"),
                e("project_expenditure", code),
            )
        ),
    ),
    Province(
        "收支总表，三种支出分类并列",
        MadeTable(
            "部门收支总表",
            "万元",
            rows("""
            收入>2|支出>6
            项目|本年预算|项目（按功能分类）|本年预算|项目（按部门预算经济分类）|本年预算|项目（按政府预算经济分类）|本年预算
            一、一般公共预算拨款收入|90.00|一、农林水支出|90.00|一、基本支出|60.00|一、机关工资福利支出|50.00
            ||||工资福利支出|50.00|二、机关商品和服务支出|40.00
            ||||商品和服务支出|10.00||
            ||||二、项目支出|30.00|三、对个人和家庭的补助|0.00
            收入总计|90.00|支出总计|90.00|支出总计|90.00|支出总计|90.00
            """),
        ),
        (
            e("general_public_budget_revenue", fund=GENERAL), e("function_213", "213"),
            e("basic_expenditure"), e("economic_501", "501"), e("economic_301", "301"),
            e("economic_502", "502"), e("economic_302", "302"), e("project_expenditure"),
            e("economic_509", "509"), e("total_revenue"), e("total_expenditure"),
            e("total_expenditure"), e("total_expenditure"),
        ),
    ),
    Province(
        "支出表，带分月用款计划和备注",
        MadeTable(
            "项目支出预算明细表",
            "万元",
            rows("""
            序号^2|项目名称^2|预算数^2|分月用款计划>3|面向中小企业预留资金^2|备注^2
            1月|2月|3月
            1|河道清淤|20.00|5.00|5.00|10.00|8.00|2024年3月完成
            合计>2|20.00|5.00|5.00|10.00|8.00|
            """),
        ),
        (e("project_item"), e("project_expenditure")),
    ),
    Province(
        "收入总表，按功能科目",
        MadeTable(
            "部门收入总表",
            "万元",
            rows("""
            项目>4|合计^3|上年结转^3|财政拨款收入>3|事业收入>2|其他收入^3
            科目编码>3|科目名称^2|一般公共预算^2|政府性基金预算^2|国有资本经营预算^2|金额^2|其中：教育收费^2
            类|款|项
            合 计>4|95.00|5.00|80.00|3.00||6.00|2.00|1.00
            213|||农林水支出|95.00|5.00|80.00|3.00||6.00|2.00|1.00
            """),
        ),
        tuple(
            one
            for code in ("", "213")
            for one in (
                e("total_revenue", code), e("opening_carryover", code),
                e("general_public_budget_revenue", code, GENERAL),
                e("government_fund_revenue", code, FUNDS), e("institutional_revenue", code),
                e("education_fee_revenue", code), e("other_revenue", code),
            )
        ),
    ),
    Province(
        "财政拨款支出表（经济分类），上年与本年",
        MadeTable(
            "财政拨款基本支出预算表",
            "元",
            rows("""
            部门预算支出经济分类科目>2|上年预算数^2|本年一般公共预算基本支出>3
            科目编码|科目名称|合计|人员经费|公用经费
            合计>2|55.00|60.00|50.00|10.00
            [301]|工资福利支出|45.00|50.00|50.00|
            [30201]|办公费|10.00|10.00||10.00
            """),
        ),
        (
            e("fiscal_appropriation_basic_expenditure", "", FISCAL, 2023),
            e("general_public_budget_basic_expenditure", "", GENERAL),
            e("personnel_funds", "", GENERAL), e("public_funds", "", GENERAL),
            e("economic_301", "301", FISCAL, 2023), e("economic_301", "301", GENERAL),
            e("personnel_funds", "301", GENERAL),
            e("economic_30201", "30201", FISCAL, 2023), e("economic_30201", "30201", GENERAL),
            e("public_funds", "30201", GENERAL),
        ),
    ),
    Province(
        "收入表，每行一种收入，其他资金不归类",
        MadeTable(
            "收入总体情况表",
            "万元",
            rows("""
            项目|2024年预算
            一、预算拨款|850.00
            一般公共预算拨款|800.00
            政府性基金预算拨款|50.00
            三、其他资金|10.00
            事业收入|10.00
            本年收入合计|860.00
            七、上年结转|20.00
            收入总计|880.00
            """),
        ),
        (
            e("fiscal_appropriation_revenue", fund=FISCAL),
            e("general_public_budget_revenue", fund=GENERAL),
            e("government_fund_revenue", fund=FUNDS), e(""), e("institutional_revenue"),
            e("current_year_revenue"), e("opening_carryover"), e("total_revenue"),
        ),
    ),
    Province(
        "支出表，每行一种支出，本年支出与支出总计",
        MadeTable(
            "支出总体情况表",
            "万元",
            rows("""
            项目|2024年预算
            一、基本支出|600.00
            工资福利支出|500.00
            商品和服务支出|100.00
            二、项目支出|280.00
            本年支出合计|880.00
            六、结转下年|5.00
            支出总计|885.00
            """),
        ),
        (
            e("basic_expenditure"), e("economic_301", "301"), e("economic_302", "302"),
            e("project_expenditure"), e("current_year_expenditure"), e("closing_carryover"),
            e("total_expenditure"),
        ),
    ),
    Province(
        "收支表，小计与单位上年结余，支出按功能分类",
        MadeTable(
            "部门收支总体情况表",
            "万元",
            rows("""
            收入>2|支出>3
            项目|预算数|功能分类|预算数|其中：上年结转
            财政拨款（补助）|500.00|201 一般公共服务支出|520.00|20.00
            一般公共预算|460.00|212 城乡社区支出|40.00|
            纳入预算管理的政府性基金|40.00|||
            其他收入|40.00|||
            小  计|540.00|小  计|560.00|20.00
            单位上年结余（不包括国库集中支付额度结余）|20.00|||
            收 入 总 计|560.00|支 出 总 计|560.00|20.00
            """),
        ),
        (
            e("fiscal_appropriation_revenue", fund=FISCAL), e("function_201", "201"),
            e("general_public_budget_revenue", fund=GENERAL), e("function_212", "212"),
            e("government_fund_revenue", fund=FUNDS), e("other_revenue"),
            e("current_year_revenue"), e("current_year_expenditure"), e("opening_carryover"),
            e("total_revenue"), e("total_expenditure"),
        ),
    ),
    Province(
        "收入表，财政拨款（补助）、非同级财政拨款、单位上年结余各一列",
        MadeTable(
            "部门收入总体情况表",
            "万元",
            rows("""
            科目编码>3|科目名称^2|总计^2|财政拨款（补助）^2|一般公共预算^2|事业收入>2|单位上年结余^2
            类|款|项|非同级财政拨款|其他事业收入
            205|||教育支出|120.00|80.00|80.00|9.00|11.00|20.00
            合计>4|120.00|80.00|80.00|9.00|11.00|20.00
            """),
        ),
        tuple(
            one
            for code in ("205", "")
            for one in (
                e("total_revenue", code), e("fiscal_appropriation_revenue", code, FISCAL),
                e("general_public_budget_revenue", code, GENERAL), e("opening_carryover", code),
            )
        ),
    ),
    Province(
        "三公经费表，第一行没有数",
        MadeTable(
            "“三公”经费预算财政拨款情况统计表",
            "万元",
            rows("""
            项目^2|2023年预算^2|2024年预算^2|比上年增、减情况>2
            增、减金额|增、减幅度
            因公出国（境）费||||
            公务接待费|3.00|2.00|-1.00|-33.33%
            公务用车购置及运行费|12.00|12.00|0.00|0.00%
            合计|15.00|14.00|-1.00|-6.67%
            """),
        ),
        tuple(
            one
            for name in ("official_reception", "official_vehicles", "three_public_expenses")
            for one in (
                e(name, fund=FISCAL, year=2023), e(name, fund=FISCAL),
                e(name, fund=FISCAL, measure="change"),
                e(name, fund=FISCAL, measure="change_rate"),
            )
        ),
    ),
    Province(
        "三公经费表，一般公共预算安排数一列，机关运行经费自成一体",
        MadeTable(
            "财政拨款“三公”经费、机关运行经费情况表",
            "万元",
            rows("""
            项目^2|2024年预算数>2
            小计|其中：一般公共预算安排数
            一、“三公”经费支出|24.50|20.00
            公务接待费|6.50|6.50
            二、会议费|单位不需填列|单位不需填列
            三、机关运行经费|88.00|88.00
            """),
        ),
        (
            e("three_public_expenses", fund=FISCAL), e("three_public_expenses", fund=GENERAL),
            e("official_reception", fund=FISCAL), e("official_reception", fund=GENERAL),
            e("running_costs", fund=GENERAL), e("running_costs", fund=GENERAL),
        ),
    ),
    Province(
        "支出表，栏次行用星号",
        MadeTable(
            "部门支出总体情况表",
            "万元",
            rows("""
            科目编码|科目名称|合计|基本支出|项目支出
            **|**|1|2|3
            |合计|300.00|240.00|60.00
            20105|统计信息事务|300.00|240.00|60.00
            """),
        ),
        tuple(
            one
            for name, code in (("current_year_expenditure", ""), ("function_20105", "20105"))
            for one in (e(name, code), e("basic_expenditure", code), e("project_expenditure", code))
        ),
    ),
    Province(
        "机关运行经费表，所含的基本支出不是全部基本支出",
        MadeTable(
            "一般公共预算机关运行经费",
            "万元",
            rows("""
            经济分类科目编码|经济分类科目名称|合计|基本支出|项目支出
            |合计|26.00|24.00|2.00
            30201|办公费|20.00|18.00|2.00
            30207|邮电费|6.00|6.00|
            """),
        ),
        (
            e("running_costs", fund=GENERAL), e("economic_30201", "30201", GENERAL),
            e("economic_30207", "30207", GENERAL),
        ),
    ),
    Province(
        "国有资产表，数量与金额各一列",
        MadeTable(
            "国有资产占有使用情况表",
            "元",
            rows("""
            项目|数量|金额
            资产总额|—|5,600,000.00
            固定资产|—|4,500,000.00
            其中：1.房屋（平方米）|1200|3,000,000.00
            2.车辆（台、辆）|4|800,000.00
            无形资产|—|500,000.00
            """),
        ),
        (
            e("total_assets", measure="balance"), e("fixed_assets", measure="balance"),
            e("buildings_area", measure="count"), e("vehicles", measure="count"),
            e("intangible_assets", measure="balance"),
        ),
    ),
    Province(
        "国有资产表，各种资产的价值各一列",
        MadeTable(
            "国有资产使用情况表",
            "万元",
            rows("""
            项目^2|资产总额^2|流动资产^2|固定资产>3|在建工程^2|无形资产^2|其他资产^2
            小计|房屋构筑物|车辆
            合计|900.00|100.00|700.00|400.00|300.00|50.00|30.00|20.00
            """),
        ),
        tuple(
            e(name, measure="balance")
            for name in (
                "total_assets", "current_assets", "fixed_assets", "buildings_value",
                "vehicles_value", "construction_in_progress", "intangible_assets", "other_assets",
            )
        ),
    ),
    Province(
        "采购表，各种资金各一行",
        MadeTable(
            "政府采购情况表",
            "万元",
            rows("""
            项目|合计|货物|服务
            合计|50.00|20.00|30.00
            一般公共预算|50.00|20.00|30.00
            """),
        ),
        tuple(
            e(name, fund=fund)
            for fund in ("", GENERAL)
            for name in ("government_procurement", "procurement_goods", "procurement_services")
        ),
    ),
    Province(
        "基本支出表，单位的行与其类别的行在同一列",
        MadeTable(
            "部门预算基本支出预算表",
            "万元",
            rows("""
            支出项目类别（资金使用单位）^2|总计^2|财政拨款>2|其他资金^2
            合计|一般公共预算
            合计|600.00|590.00|590.00|10.00
            岭南省某市子局（本级）|400.00|400.00|400.00|
            工资福利支出|400.00|400.00|400.00|
            岭南省某市子局信息中心|200.00|190.00|190.00|10.00
            商品和服务支出|200.00|190.00|190.00|10.00
            """),
        ),
        tuple(
            one
            for codes in ((), (), ("economic_301", "301"), (), ("economic_302", "302"))
            for one in (
                (e(*codes), e(*codes, FISCAL), e(*codes, GENERAL))
                if codes
                else (
                    e("basic_expenditure"),
                    e("fiscal_appropriation_basic_expenditure", fund=FISCAL),
                    e("general_public_budget_basic_expenditure", fund=GENERAL),
                )
            )
        ),
    ),
    Province(
        "支出表（四川），当年财政拨款之外另有结转：只有总计是全部",
        MadeTable(
            "财政拨款支出预算表（部门经济分类科目）",
            "万元",
            rows("""
            项目>3|总计^3|省级当年财政拨款安排>3|上年结转安排>3
            科目编码>2|科目名称^2|一般公共预算拨款>3|一般公共预算拨款>3
            类|款|小计|基本支出|项目支出|小计|基本支出|项目支出
            合计>3|90.00|70.00|50.00|20.00|20.00|15.00|5.00
            302||商品和服务支出|90.00|70.00|50.00|20.00|20.00|15.00|5.00
            """),
        ),
        (e("fiscal_appropriation_expenditure", fund=FISCAL), e("economic_302", "302", FISCAL)),
    ),
    Province(
        "收入表（陕西），其中一列以项目结尾",
        MadeTable(
            "部门综合预算收入总表",
            "万元",
            rows("""
            单位编码^3|单位名称^3|部门预算>4
            合计^2|一般公共预算拨款>2|政府性基金拨款^2
            小计|其中：专项资金列入部门预算项目
            |合计|210.00|200.00||10.00
            """),
        ),
        (
            e("total_revenue"), e("general_public_budget_revenue", fund=GENERAL),
            e("government_fund_revenue", fund=FUNDS),
        ),
    ),
    Province(
        "收支表，同一科目两行，各只是一部分",
        MadeTable(
            "部门综合预算收支总表",
            "万元",
            rows("""
            收入>2|支出>2
            项目|预算数|部门经济科目（按大类）|预算数
            1、财政拨款|210.00|1、人员经费和公用经费支出|160.00
            ||（1）工资福利支出|145.00
            ||（2）商品和服务支出|15.00
            ||2、专项业务经费支出|50.00
            ||（1）商品和服务支出|50.00
            本年收入合计|210.00|本年支出合计|210.00
            """),
        ),
        (
            e("fiscal_appropriation_revenue", fund=FISCAL), e("basic_expenditure"),
            e("economic_301", "301"), e("", "302"), e(""), e("", "302"),
            e("current_year_revenue"), e("current_year_expenditure"),
        ),
    ),
    Province(
        "一般公共预算支出表（乡镇），本级支出合计与支出总计",
        MadeTable(
            "一般公共预算支出表",
            "万元",
            rows("""
            项目|2023年执行数|2024年预算数
            一、一般公共服务支出|1000.00|1050.00
            本级支出合计|1000.00|1050.00
            上解支出|100.00|100.00
            支出总计|1100.00|1150.00
            """),
        ),
        tuple(
            e(name, code, GENERAL, year)
            for name, code in (
                ("function_201", "201"), ("general_public_budget_expenditure", ""),
                ("function_23006", "23006"), ("fiscal_appropriation_total_expenditure", ""),
            )
            for year in (2023, 2024)
        ),
    ),
    Province(
        "政府性基金收入表（乡镇），合计是收入",
        MadeTable(
            "政府性基金收入表",
            "万元",
            rows("""
            项目|2024年预算数
            国有土地使用权出让收入|60.00
            合计|60.00
            """),
        ),
        (
            e("land_transfer_revenue", fund=FUNDS), e("government_fund_revenue", fund=FUNDS),
        ),
    ),
    Province(
        "采购表（河北），项目的预算资金不是采购金额",
        MadeTable(
            "部门政府采购预算",
            "万元",
            rows("""
            政府采购项目来源>2|采购物品名称^2|政府采购金额>3
            项目名称|预算资金|总计|一般公共预算拨款|基金预算拨款
            合计|90.00||60.00|40.00|20.00
            设备购置|90.00|计算机|60.00|40.00|20.00
            """),
        ),
        tuple(
            e(name, fund=fund)
            for name in ("government_procurement", "procurement_item")
            for fund in ("", GENERAL, FUNDS)
        ),
    ),
    Province(
        "基本支出表（湖南），标题所说的一类是合计的概念",
        MadeTable(
            "一般公共预算基本支出表--公用经费（商品和服务支出）（按部门预算经济分类）",
            "万元",
            rows("""
            科目编码>3|科目名称^2|合计^2|办公费^2|公务接待费^2
            类|款|项
            |||合计|12.00|10.00|2.00
            201|38|01|行政运行|12.00|10.00|2.00
            """),
        ),
        (
            e("economic_302", "302", GENERAL), e("economic_30201", "30201", GENERAL),
            e("economic_30217", "30217", GENERAL), e("economic_302", "2013801", GENERAL),
            e("economic_30201", "2013801", GENERAL), e("economic_30217", "2013801", GENERAL),
        ),
    ),
    Province(
        "专项资金表（湖南），专项不是单位",
        MadeTable(
            "省级专项资金预算汇总表",
            "万元",
            rows("""
            单位代码|专项名称|资金总额|其中：一般公共预算
            |合计|10.00|10.00
            301001|市场监管专项|10.00|10.00
            """),
        ),
        (
            e("project_expenditure"), e("general_public_budget_project_expenditure", fund=GENERAL),
            e("project_item"), e("project_item", fund=GENERAL),
        ),
    ),
    Province(
        "决算相关信息统计表，两栏",
        MadeTable(
            "部门决算相关信息统计表",
            "万元",
            rows("""
            项目|行次|统计数|项目|行次|统计数
            栏次||1|栏次||2
            一、“三公”经费支出|1|—|二、机关运行经费|20|38.00
            （一）支出合计|2|9.00|（一）车辆数合计（辆）|24|2
            4．公务用车保有量（辆）|15|2|四、政府采购支出信息|33|—
            5．国内公务接待批次（个）|16|18|（一）政府采购支出合计|34|25.00
            """),
        ),
        (
            e("running_costs", fund=GENERAL), e("three_public_expenses", fund=FISCAL),
            e("vehicles", measure="count"), e("vehicles_held", measure="count"),
            e("domestic_reception_batches", measure="count"), e("government_procurement"),
        ),
    ),
    Province(
        "收支表，支出按性质一栏，按经济分类一栏",
        MadeTable(
            "收入支出总表",
            "万元",
            rows("""
            收入>2|支出>4
            项目|预算数|按支出性质|预算数|按支出经济分类|预算数
            一、财政拨款收入|450.00|一、基本支出|330.00|一、工资福利支出|300.00
            二、事业收入|30.00|二、项目支出|150.00|二、商品和服务支出|180.00
            本年收入合计|480.00|本年支出合计|480.00|本年支出合计|480.00
            """),
        ),
        (
            e("fiscal_appropriation_revenue", fund=FISCAL), e("basic_expenditure"),
            e("economic_301", "301"), e("institutional_revenue"), e("project_expenditure"),
            e("economic_302", "302"), e("current_year_revenue"), e("current_year_expenditure"),
            e("current_year_expenditure"),
        ),
    ),
    Province(
        "收支决算总表按功能分类，收支结余、基本支出结转不归类",
        MadeTable(
            "医疗卫生机构收支预算总表（按功能分类）",
            "元",
            rows("""
            项目>2|上年结转和结余>2|本年收入>2|本年支出>2|收支结余^2
            功能分类科目编码|科目名称|合计|基本支出结转|合计|其中：财政拨款收入|合计|其中：财政拨款支出
            类款项|栏次|1|2|3|4|5|6|7
            |合计|200.00|120.00|900.00|300.00|1000.00|300.00|-100.00
            21002|公立医院|200.00|120.00|900.00|300.00|1000.00|300.00|-100.00
            """),
        ),
        (
            e("opening_carryover"), e("current_year_revenue"),
            e("fiscal_appropriation_revenue", fund=FISCAL), e("current_year_expenditure"),
            e("opening_carryover", "21002"), e("current_year_revenue", "21002"),
            e("fiscal_appropriation_revenue", "21002", FISCAL), e("function_21002", "21002"),
        ),
    ),
    Province(
        "项目支出表，项目与科目同名，合计写在类别一列，以后年度不归类",
        MadeTable(
            "项目支出预算表",
            "万元",
            rows("""
            项目类别|项目名称|实施期限|项目总预算|2024年预算>2|2025年预算
            ||||合计|其中：一般公共预算|
            特定目标类|老旧小区改造|2024-2025|9.00|3.00|2.00|6.00
            特定目标类|房屋安全排查|2024|2.00|2.00|2.00|
            合计|||11.00|5.00|4.00|6.00
            """),
        ),
        (
            *(e("project_item"), e("project_item", fund=GENERAL)) * 2,
            e("project_expenditure"), e("general_public_budget_project_expenditure", fund=GENERAL),
        ),
    ),
    Province(
        "三公经费表，比预算数增减不是比上年，上年预算执行数是决算",
        MadeTable(
            "财政拨款“三公”经费支出表",
            "万元",
            rows("""
            项目|上年预算执行数|本年预算数|执行数比预算数增减
            合计|9.00|10.00|-1.00
            """),
        ),
        (
            e("three_public_expenses", fund=FISCAL, year=2023),
            e("three_public_expenses", fund=FISCAL),
        ),
    ),
    Province(
        "增减的年度写在上一级表头",
        MadeTable(
            "部门支出总表",
            "万元",
            rows("""
            科目编码^2|科目名称^2|2023年>2|2024年^2
            执行数|比上年±%
            205|教育支出|9.00|12.50|10.00
            """),
        ),
        (
            e("function_205", "205", year=2023),
            e("function_205", "205", year=2023, measure="change_rate"), e("function_205", "205"),
        ),
    ),
    Province(
        "支出总表，财政拨款与非财政拨款各分基本、项目",
        MadeTable(
            "支出总表",
            "万元",
            rows("""
            科目编码^2|科目名称^2|合计^2|财政拨款>2|非财政拨款>2
            基本支出|项目支出|基本支出|项目支出
            205|教育支出|90.00|30.00|10.00|35.00|15.00
            """),
        ),
        (
            e("function_205", "205"),
            e("fiscal_appropriation_basic_expenditure", "205", FISCAL),
            e("fiscal_appropriation_project_expenditure", "205", FISCAL),
        ),
    ),
    Province(
        "国有资本经营支出表，资本性支出不是经济分类",
        MadeTable(
            "国有资本经营预算支出表",
            "万元",
            rows("""
            科目编码|科目名称|合计|资本性支出|费用性支出|其他支出
            223|国有资本经营预算支出|100.00|60.00|30.00|10.00
            合计>2|100.00|60.00|30.00|10.00
            """),
        ),
        (e("function_223", "223", STATE), e("state_capital_expenditure", fund=STATE)),
    ),
    Province(
        "收支表，单位资金的各项没有序号",
        MadeTable(
            "部门收支总体情况表",
            "元",
            rows("""
            收入>2|支出>2
            项目|预算金额|项目|预算金额
            一般公共预算财政拨款收入|900.00|灾害防治及应急管理支出|1020.00
            单位资金收入|120.00||
            其中：事业收入|||
            其他收入|120.00||
            本年收入合计|1020.00|本年支出合计|1020.00
            """),
        ),
        (
            e("general_public_budget_revenue", fund=GENERAL), e("function_224", "224"),
            e("entity_funds_revenue"), e("other_revenue"), e("current_year_revenue"),
            e("current_year_expenditure"),
        ),
    ),
    Province(
        "支出表，基本支出小计与人员、公用经费并列；年度项目下另有功能科目",
        MadeTable(
            "部门支出预算表",
            "万元",
            rows("""
            功能分类科目编码|功能分类科目名称|2024年预算>5
            ||合计|基本支出小计|人员经费|公用经费|项目支出
            214|交通运输支出|1950.00|1450.00|1260.00|190.00|500.00
            """),
        ),
        (
            e("function_214", "214"), e("basic_expenditure", "214"), e("personnel_funds", "214"),
            e("public_funds", "214"), e("project_expenditure", "214"),
        ),
    ),
    Province(
        "项目支出明细表，项目、功能科目、部门经济分类并列",
        MadeTable(
            "项目支出预算明细表",
            "万元",
            rows("""
            单位|项目|支出功能科目|合计|商品和服务支出
            湘浦市应急局|森林防火|应急救援|10.00|8.00
            湘浦市应急局|安全生产监管|安全监管|11.00|11.00
            合计|||21.00|19.00
            """),
        ),
        (
            *(e("project_item"), e("economic_302", "302")) * 2,
            e("project_expenditure"), e("economic_302", "302"),
        ),
    ),
    Province(
        "编码写在“功能分类科目”一列",
        MadeTable(
            "一般公共预算支出情况表",
            "元",
            rows("""
            功能分类科目|科目名称|一般公共预算支出>2
            ||合计|基本支出
            |合计|26000000|9000000
            201|一般公共服务支出|15000000|8000000
            """),
        ),
        (
            e("general_public_budget_expenditure", fund=GENERAL),
            e("general_public_budget_basic_expenditure", fund=GENERAL),
            e("function_201", "201", GENERAL),
            e("general_public_budget_basic_expenditure", "201", GENERAL),
        ),
    ),
    Province(
        "会议费、培训费表，合计不是支出总计",
        MadeTable(
            "会议费、培训费支出情况表",
            "万元",
            rows("""
            项目|预算数|次数
            会议费|5.00|3
            培训费|6.00|2
            合计|11.00|5
            """),
        ),
        (e("conference_expenses", fund=FISCAL), e("training_expenses", fund=FISCAL)),
    ),
    Province(
        "镇的三公经费表，标题只写镇名",
        MadeTable(
            "2024年湘浦镇三公经费预算表",
            "元",
            rows("""
            项目|预算数
            合计|50000
            公务接待费|10000
            """),
        ),
        (
            e("three_public_expenses", fund=FISCAL), e("official_reception", fund=FISCAL),
        ),
    ),
    Province(
        "按单位汇总表不是收支总表",
        MadeTable(
            "财政拨款支出预算按单位汇总表",
            "万元",
            rows("""
            单位名称|合计|基本支出|占比%
            合计|850.00|700.00|100.00
            湘浦市第一中学|500.00|420.00|58.82
            湘浦市第二中学|350.00|280.00|41.18
            """),
        ),
        (
            e("fiscal_appropriation_expenditure", fund=FISCAL),
            e("fiscal_appropriation_basic_expenditure", fund=FISCAL),
            e("fiscal_appropriation_expenditure", fund=FISCAL, measure="share"),
        ) * 3,
    ),
)  # fmt: skip
