"""各机构历年的“三公”经费：预算一列、决算一列，从不相加。

Official travel, vehicles and receptions by body and year; budget and final account side by side.

    python3 examples/pandas/three_public.py [数据文件夹]

数据文件夹里要有 headline.csv；不写时读 datapackages/all/data。结果以 CSV 打印，单位万元。
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

# 列名与中文名；“其中”项在前面加空格，只是为了好读。
ITEMS = {
    "three_public_expenses": "“三公”经费",
    "overseas_travel": "  因公出国（境）费",
    "official_reception": "  公务接待费",
    "official_vehicles": "  公务用车购置及运行维护费",
    "vehicle_purchase": "    公务用车购置费",
    "vehicle_operation": "    公务用车运行维护费",
}
STAGES = {"budget": "预算", "final": "决算"}


def three_public(folder: Path) -> pd.DataFrame:
    """返回一张长表：机构、年度、项目，预算与决算各一列，单位万元。

    一行对一个机构的一年一项；没有列出的是 NaN，不是 0。
    """
    headline = pd.read_csv(folder / "headline.csv")
    # 宽表变长表：一个数字一行。每个机构、年度、阶段在 headline 里只有一行，不会重复。
    figures = headline.melt(
        id_vars=["agency", "fiscal_year", "stage"],
        value_vars=list(ITEMS),
        var_name="item",
        value_name="yuan",
    )
    figures["wan"] = (figures["yuan"] / 10_000).round(6)  # 元以下两位，不丢
    # 预算、决算分到两列；pivot 遇到重复会报错，不会悄悄相加或取平均（pivot_table 会）。
    table = figures.pivot(index=["agency", "fiscal_year", "item"], columns="stage", values="wan")
    table = table.reindex(columns=list(STAGES)).rename(columns=STAGES)
    table = table.dropna(how="all").reset_index()
    order = {item: place for place, item in enumerate(ITEMS)}
    table = table.sort_values(
        ["agency", "fiscal_year", "item"],
        key=lambda column: column.map(order) if column.name == "item" else column,
    )
    table["item"] = table["item"].map(ITEMS)
    return table.rename(columns={"agency": "机构", "fiscal_year": "年度", "item": "项目"})


def disagreeing(folder: Path) -> pd.DataFrame:
    """返回原文前后不一的项目：它们在 headline 里是空的，不该当作“没有”。"""
    headline = pd.read_csv(folder / "headline.csv", dtype={"disagreeing": str})
    listed = headline.assign(item=headline["disagreeing"].str.split("|")).explode("item")
    listed = listed[listed["item"].isin(ITEMS.keys())]
    listed["item"] = listed["item"].map(ITEMS).str.strip()
    return listed[["agency", "fiscal_year", "stage", "item"]]


def main() -> None:
    """打印结果。"""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "datapackages/all/data")
    print(three_public(folder).to_csv(index=False), end="")
    for row in disagreeing(folder).itertuples(index=False):
        place = f"{row.agency} {row.fiscal_year}年{STAGES[row.stage]}"
        print(f"# {place}：{row.item}在原文中前后不一，未列入", file=sys.stderr)


if __name__ == "__main__":
    main()
