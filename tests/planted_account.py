"""An invented account with tables and prose that adds up, and one printing of which may be wrong.

Every figure is asked for as `name@place`; `wrong` puts another text at one place only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from account_maker import MadeTable, to_html

BODY = "桐溪市雁南区农业农村局"
YEAR = 2024
BEFORE = YEAR - 1
CLASSES = {
    "201": ("一般公共服务支出", "20103", "政府办公厅（室）及相关机构事务"),
    "213": ("农林水支出", "21303", "水利"),
    "221": ("住房保障支出", "22102", "住房改革支出"),
}
ITEMS = {
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "2130306": "水利工程运行与维护",
    "2210201": "住房公积金",
}
ECONOMIC = {
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30103": "奖金",
    "30113": "住房公积金",
    "30201": "办公费",
    "30207": "邮电费",
    "30211": "差旅费",
    "30217": "公务接待费",
    "30231": "公务用车运行维护费",
}


@dataclass(frozen=True)
class PlantedAccount:
    """The right figures in cents of 万元, and the texts to print instead at some places."""

    seed: int
    wrong: Mapping[str, str] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng, now = Random(self.seed), self.amounts
        for code in (*ECONOMIC, "2010302", "2130306"):
            now[code] = rng.randrange(2_000, 60_000)
        now["301"] = sum(now[code] for code in ECONOMIC if code.startswith("301"))
        now["302"] = sum(now[code] for code in ECONOMIC if code.startswith("302"))
        now["2210201"] = now["30113"]
        now["basic"] = now["301"] + now["302"]
        now["2010301"] = now["basic"] - now["2210201"]
        now["project"] = now["2010302"] + now["2130306"]
        now["total"] = now["basic"] + now["project"]
        now["201"], now["213"], now["221"] = (
            now["2010301"] + now["2010302"],
            now["2130306"],
            now["2210201"],
        )
        now["before"] = now["total"] * rng.randrange(60, 95) // 100
        now["more"] = now["total"] - now["before"]
        for code in ITEMS:
            now[f"{code}i"] = now[code] * rng.randrange(70, 99) // 100
        now["initial"] = sum(now[f"{code}i"] for code in ITEMS)
        now["three"] = now["30217"] + now["30231"]
        now["threei"], now["30217i"], now["30231i"] = (
            now["three"] + 900,
            now["30217"] + 500,
            now["30231"] + 400,
        )
        now["runbefore"], now["runmore"] = now["302"] - now["302"] // 9, now["302"] // 9
        now["goods"], now["services"] = rng.randrange(1_000, 9_000), rng.randrange(1_000, 9_000)
        now["bought"] = now["goods"] + now["services"]
        now["nil"] = 0

    def __call__(self, place: str) -> str:
        """Print a figure, or what stands wrongly in its place."""
        return self.wrong.get(place) or f"{Decimal(self.amounts[place.split('@')[0]]) / 100:.2f}"

    def rate(self, place: str, part: str, whole: str) -> str:
        """Print a part of a whole in percent."""
        exact = Decimal(self.amounts[part]) * 100 / Decimal(self.amounts[whole])
        return self.wrong.get(place) or f"{exact:.2f}"

    def word(self, place: str, right: str) -> str:
        """Print words, or what stands wrongly in their place."""
        return self.wrong.get(place, right)

    def html(self) -> bytes:
        """Give the whole account."""
        return to_html(self.paragraphs(), self.tables())

    def tables(self) -> list[MadeTable]:
        """Give five of the statutory tables."""
        a = self
        sides = [
            ["收入>2", "支出>2"],
            ["项目", "决算数", "项目", "决算数"],
            ["一、一般公共预算财政拨款收入", a("total@t1"), "一、一般公共服务支出", a("201@t1")],
            ["", "", "二、农林水支出", a("213@t1")],
            ["", "", "三、住房保障支出", a("221@t1")],
            ["本年收入合计", a("total@t1b"), "本年支出合计", a("total@t1c")],
            ["年初结转和结余", a("nil@t1"), "年末结转和结余", a("nil@t1b")],
            ["总计", a("total@t1d"), "总计", a("total@t1e")],
        ]
        head = ["项目>2", "合计^2", "基本支出^2", "项目支出^2"]
        rows = [head, ["功能分类科目编码", "科目名称"]]
        rows += [["合计>2", a("total@t3"), a("basic@t3"), a("project@t3")]]
        for code, (name, group, called) in CLASSES.items():
            items = [item for item in ITEMS if item.startswith(code)]
            basic = [item for item in items if item in ("2010301", "2210201")]
            split = self._split(items, basic)
            rows += [
                [code, name, a(f"{code}@t3"), *split],
                [group, called, a(f"{code}@t3b"), *split],
            ]
            for item in items:
                own = ["", a(f"{item}@t3b")] if item not in basic else [a(f"{item}@t3b"), ""]
                rows += [[item, ITEMS[item], a(f"{item}@t3"), *own]]
        economic = [
            ["经济分类科目编码", "科目名称", "决算数"],
            ["301", "工资福利支出", a("301@t6")],
        ]
        economic += [[c, ECONOMIC[c], a(f"{c}@t6")] for c in ECONOMIC if c.startswith("301")]
        economic += [["302", "商品和服务支出", a("302@t6")]]
        economic += [[c, ECONOMIC[c], a(f"{c}@t6")] for c in ECONOMIC if c.startswith("302")]
        economic += [
            ["30202", "印刷费", "0.00"],
            ["人员经费合计>2", a("301@t6b")],
            ["公用经费合计>2", a("302@t6b")],
        ]
        return [
            MadeTable("收入支出决算总表", "万元", sides),
            MadeTable("一般公共预算财政拨款支出决算表", "万元", rows),
            MadeTable("一般公共预算财政拨款基本支出决算表", "万元", economic),
        ]

    def _split(self, items: list[str], basic: list[str]) -> list[str]:
        halves = [basic, [item for item in items if item not in basic]]
        sums = [sum(self.amounts[item] for item in half) for half in halves]
        return [f"{Decimal(one) / 100:.2f}" if one else "" for one in sums]

    def paragraphs(self) -> list[str]:
        """Give the explanations."""
        a, w, r = self, self.word, self.rate
        items = [
            f"{n}、{CLASSES[c[:3]][0]}（类）{CLASSES[c[:3]][2]}（款）{w(f'{c}@name', name)}（项）。"
            f"{w(f'{c}@for', '')}年初预算为{a(f'{c}i@p')}万元，支出决算为{a(f'{c}@p')}万元，"
            f"完成年初预算的{r(f'{c}@done', c, f'{c}i')}%。"
            f"决算数{w(f'{c}@than', '大于')}年初预算数的主要原因：{w(f'{c}@why', '年中追加经费')}。"
            for n, (c, name) in enumerate(ITEMS.items(), 1)
        ]
        return [
            f"{BODY}{YEAR}年度部门决算",
            f"第三部分 {BODY}{w('year@h', str(YEAR))}年度部门决算情况说明",
            "一、收入支出决算总体情况说明",
            (
                f"{w('body@p1', BODY)}{YEAR}年度收入支出总计{a('total@p1')}万元。"
                f"与{w('base@p1', str(BEFORE))}年度相比，收入支出总计"
                f"{w('up@p1', '增加')}{a('more@p1')}万元，"
                f"增长{r('more@rate', 'more', 'before')}%。主要原因：项目增加。"
            ),
            "三、支出决算情况说明",
            (
                f"{BODY}{YEAR}年度本年支出合计{a('total@p3')}万元，其中：基本支出{a('basic@p3')}万元，"
                f"占{r('basic@share', 'basic', 'total')}{w('basic@%', '%')}；"
                f"项目支出{a('project@p3')}万元，占{r('project@share', 'project', 'total')}%。"
            ),
            "五、一般公共预算财政拨款支出决算情况说明",
            (
                f"{BODY}{YEAR}年度一般公共预算财政拨款支出年初预算为{a('initial@p5')}万元，支出决算为"
                f"{a('total@p5')}万元，完成年初预算的{r('total@done', 'total', 'initial')}%。其中："
            ),
            *items,
            "六、一般公共预算财政拨款基本支出决算情况说明",
            (
                f"一般公共预算财政拨款基本支出{a('basic@p6')}万元。其中：人员经费{a('301@p6')}万元，主要包括："
                f"基本工资、津贴补贴、奖金、住房公积金；公用经费{a('302@p6')}万元，主要包括：办公费、"
                f"{w('print@p6', '')}邮电费、差旅费、公务接待费、公务用车运行维护费。"
            ),
            "七、财政拨款“三公”经费支出决算情况说明",
            (
                f"“三公”经费财政拨款支出预算为{a('threei@p7')}万元，支出决算为{a('three@p7')}万元，完成预算的"
                f"{r('three@done', 'three', 'threei')}%。其中：因公出国（境）费支出决算为0.00万元；"
                f"公务用车购置及运行维护费支出决算为{a('30231@p7')}万元；公务接待费支出决算为{a('30217@p7')}万元。"
            ),
            (
                f"公务用车购置及运行维护费{a('30231@p7b')}万元，其中：公务用车购置费0.00万元，"
                f"公务用车运行维护费{a('30231@p7c')}万元。"
            ),
            "十一、其他重要事项的情况说明",
            "（一）机关运行经费支出情况",
            (
                f"机关运行经费支出{a('302@run')}万元，比{BEFORE}年度增加{a('runmore@p')}万元，"
                f"增长{r('run@rate', 'runmore', 'runbefore')}%，"
                f"主要原因是{w('reason@p', '业务量增加')}。"
            ),
            f"会议费支出2.10万元，比{BEFORE}年度增加0.10万元，增长5.00%。",
            f"培训费支出3.15万元，比{BEFORE}年度增加0.15万元，增长5.00%。",
            "（二）政府采购支出情况",
            (
                f"{YEAR}年度政府采购支出总额{a('bought@p')}万元，其中：货物采购支出{a('goods@p')}万元，"
                f"工程采购支出0.00万元，服务采购支出{a('services@p')}万元。"
            ),
            "（三）国有资产占有使用情况说明",
            (
                f"截至{w('date@p', str(YEAR))}年12月31日，共有车辆{w('cars@p', '3')}辆，"
                f"其中：机要通信用车1辆、应急保障用车2辆。"
            ),
        ]
