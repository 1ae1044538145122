"""Columns that are economic classes: in, the heads of a table; out, the code that each column is.

Forms that spread 工资福利支出, 商品和服务支出 … over columns name them by the classification's own
names, the departments' (3xx) or the government's (5xx), and items below the class they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.parse.tables.code_names import names_of_government
from mingzhang.vocab import ClassificationCode, Vocabulary
from mingzhang.vocab.layouts import Layouts


def class_columns(heads: Sequence[str], title: str, vocab: Vocabulary) -> dict[int, str]:
    """Return the economic code of each column (by its place) that bears the name of one.

    The spending of state capital has classes of its own, called like those (资本性支出).
    """
    economics, layouts = vocab.economics, vocab.layouts
    if layouts["own_classes"].search(title):
        return {}
    paths = [_steps(head, layouts) for head in heads]
    last = [steps[-1] for steps in paths if steps]
    government = layouts["of_government"].search(title) is not None or any(
        name in names_of_government(economics) for name in last
    )
    codes = [c for c in economics.values() if c.is_of_government is government and not c.valid_to]
    titled = {code.code for code in codes if code.level == "class" and code.name_zh in title}
    above = titled.pop() if len(titled) == 1 else ""
    # 基本建设支出, a former name, is a kind of project where no class stands beside it.
    names = {n for c in codes for n in (c.name_zh, *c.aliases) if n.startswith(c.name_zh)}
    if all(names.isdisjoint(steps) for steps in paths):
        return {}
    known = {name for code in economics.values() for name in (code.name_zh, *code.aliases)}
    return {
        place: code
        for place, steps in enumerate(paths)
        if steps and (code := _code(steps, codes, above))
        if all(s in known or not layouts.unexplained(s, None, "head") for s in steps)
    }


def _steps(head: str, layouts: Layouts) -> list[str]:
    first, *below = head.split("/")
    # 其中：资本性支出 alone does not say of what.
    steps = [first, *(layouts["row_lead"].sub("", step) for step in below)]
    return steps[:-1] if len(steps) > 1 and layouts["sums_classes"].match(steps[-1]) else steps


def _code(steps: Sequence[str], codes: Sequence[ClassificationCode], titled: str = "") -> str:
    """Return the code that the last step names; items are those of the class above, or `titled`.

    Names that only one item of the government's classification has (工资奖金津补贴) need no class.
    """
    named = [code for code in codes if steps[-1] in (code.name_zh, *code.aliases)]
    classes = [code for code in named if code.level == "class"]
    if len(classes) == 1:
        return classes[0].code
    above = _code(steps[:-1], codes) if len(steps) > 1 else titled
    below = [c for c in named if (c.parent == above if above else c.is_of_government)]
    return below[0].code if len(below) == 1 else ""
