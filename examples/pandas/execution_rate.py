"""预算执行得怎样：同一机构同一年度，决算除以预算；并列出决算文件自己写的完成率。

How much of a budget was spent: final account divided by budget, and the rates that sources print.

    python3 examples/pandas/execution_rate.py [数据文件夹]

数据文件夹里要有 headline.csv 和 facts.csv；不写时读 datapackages/all/data。结果以 CSV 打印。
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

COLUMNS = {
    "total_expenditure": "支出总计",
    "fiscal_appropriation_expenditure": "财政拨款支出",
    "basic_expenditure": "基本支出",
    "project_expenditure": "项目支出",
    "three_public_expenses": "“三公”经费",
    "running_costs": "机关运行经费",
}


def computed(folder: Path) -> pd.DataFrame:
    """返回预算、决算两份文件都收录了的年度的执行率（%）。金额单位元。

    只要有一边没有列出，或预算为 0，就没有这一行：除不出来的不硬除。
    """
    headline = pd.read_csv(folder / "headline.csv")
    keys = ["agency", "fiscal_year"]
    budget = headline[headline["stage"] == "budget"][[*keys, *COLUMNS]]
    final = headline[headline["stage"] == "final"][[*keys, *COLUMNS]]
    # 先各自变成长表，再按机构、年度、项目对上；预算、决算始终是两列。
    both = budget.melt(keys, var_name="column", value_name="budget").merge(
        final.melt(keys, var_name="column", value_name="final"),
        on=[*keys, "column"],
        validate="one_to_one",
    )
    both = both.dropna(subset=["budget", "final"])
    both = both[both["budget"] != 0]
    both["rate"] = (both["final"] / both["budget"] * 100).round(2)
    both["item"] = both["column"].map(COLUMNS)
    return both[[*keys, "item", "budget", "final", "rate"]].sort_values([*keys, "item"])


def printed(folder: Path) -> pd.DataFrame:
    """返回原文写出的完成率（%）与那句原话。

    这些比率是相对“年初预算”的，与上面的口径不同，所以分开列。
    """
    facts = pd.read_csv(
        folder / "facts.csv",
        # 代码按文字读：不然 2010301 会变成 2010301.0
        dtype={"function_code": str, "economic_code": str},
    )
    # 推算出的年初预算（origin 为 derived）正是由完成率倒算来的，再拿它算完成率就是循环论证。
    rates = facts[(facts["measure"] == "completion_rate") & (facts["origin"] != "derived")]
    columns = ["agency", "fiscal_year", "concept_zh", "value", "base_printed", "quote"]
    return rates[columns].reset_index(drop=True)


def main() -> None:
    """打印两张表。"""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "datapackages/all/data")
    rates = computed(folder)
    if rates.empty:
        print("# 还没有哪个机构的同一年度，预算、决算两份文件都已收录", file=sys.stderr)
    else:
        print(rates.to_csv(index=False), end="")
        print()
    print(printed(folder).to_csv(index=False), end="")


if __name__ == "__main__":
    main()
