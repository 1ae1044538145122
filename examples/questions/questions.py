"""三个问题：人员经费占多大比重，“三公”经费决算比预算多还是少，钱花得最多的是哪一类。

Three questions: the share of personnel, budget against account, the largest functional class.

    python3 examples/questions/questions.py [数据文件夹]

要有 pandas；数据文件夹里要有 figures.csv，不写时读 datapackages/all/data。
"""

import sys
from pathlib import Path

import pandas as pd

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "datapackages/all/data")
BODY = ["scope_id", "fiscal_year"]
figures = pd.read_csv(FOLDER / "figures.csv", dtype=str, keep_default_na=False)
figures["value"] = pd.to_numeric(figures["value"])  # 空的：几处写得不一样，不取任何一处
figures = figures[figures["measure"] == "amount"]
whole = figures[(figures["function_code"] == "") & (figures["economic_code"] == "")]
final = whole[whole["stage"] == "final"]


def answer(frame: pd.DataFrame, concept: str) -> pd.Series:
    """Return one concept for each body, year and fund."""
    return frame[frame["concept"] == concept].set_index([*BODY, "fund"])["value"]


of = answer(final, "general_public_budget_basic_expenditure")
share = (answer(final, "personnel_funds") / of).dropna() * 100
budget = answer(whole[whole["stage"] == "budget"], "three_public_expenses")
over = (answer(final, "three_public_expenses") - budget).dropna()
classes = figures[
    (figures["stage"] == "final")
    & (figures["concept"] == "function_" + figures["function_code"])
    & (figures["function_code"].str.len() == 3)
    & (figures["fund"] == "")
].dropna(subset="value")
largest = classes.loc[classes.groupby(BODY)["value"].idxmax()]

rows = [("personnel_share", *key[:2], round(value, 2)) for key, value in share.items()]
rows += [("final_minus_budget", *key[:2], round(value, 2)) for key, value in over.items()]
rows += [
    ("largest_class", r.scope_id, r.fiscal_year, r.function_code) for r in largest.itertuples()
]
print("question,body,year,answer")
for row in sorted(rows):
    print(*row, sep=",")
