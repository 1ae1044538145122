"""One nested bar: in, wholes and their parts, placed; out, a chart like all others, 350 px broad.

Each part has a line of its own and lies below its whole, from where the parts before it end. Names
and numbers stand above the bars, so that the picture needs no margin beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.site import chart_words, charts, vega
from mingzhang.site.chart_words import Bar
from mingzhang.site.language import Language

if TYPE_CHECKING:
    import altair as alt

WIDTH = 334
STEP = 38
HEIGHT = 10
"""Of a bar; its name stands above it."""
INDENT = 13
"""By which the name of a part stands to the right of that of its whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a bar from `start` to `stop` within what spans `within`.

    Without a `bar` it is a title, or what is left; `text` then stands for the number. A bar whose
    `text` is given has no place of its own: the text says why.
    """

    label: str
    depth: int = 0
    bar: Bar | None = None
    start: float = 0
    stop: float = 0
    within: tuple[float, float] = (0, 0)
    text: str = ""


def nested(name: str, title: str, subtitle: str, alternative: str, rows: Sequence[Row],
           language: Language, address: str,
           kept: Kept = NOTHING_KEPT) -> charts.Chart:  # fmt: skip
    """Draw the rows in the order given. The arguments are those of `charts.bar_chart`."""
    template = _template(kept)
    spec = dict(template)
    spec["data"] = {"values": [_values(n, row, language) for n, row in enumerate(rows)]}
    spec["height"] = STEP * len(rows)
    spec["padding"] = {"left": 4, "top": charts.TOP, "right": 4, "bottom": 4}
    bars = [row.bar for row in rows]
    return charts.finished(
        name, title, subtitle, alternative, vega.drawn(spec, template, kept), spec["height"],
        bars, language, address,
    )  # fmt: skip


def _values(number: int, row: Row, language: Language) -> dict[str, Any]:
    text = row.text or (chart_words.beside(row.bar, language) if row.bar else "")
    room = WIDTH / charts.LABEL_SIZE - charts.breadth(text) - row.depth - 1
    label = charts.shortened(row.label, room)
    planned = row.bar is not None and row.bar.planned
    return {
        "n": number,
        "value": float(row.bar.value) if row.bar else 0,
        "head": "" if row.depth else label,
        "label": label if row.depth else "",
        "text": text,
        "indent": INDENT * row.depth,
        "start": row.start,
        "stop": row.stop,
        "from": row.within[0],
        "to": row.within[1],
        "fill": charts.PALE if planned else charts.SOLID,
        "dash": charts.DASHES if planned else None,
        "stroke": 0 if row.start == row.stop else 1.5,
    }


@cache
def _template(kept: Kept) -> vega.Template:
    return vega.template("nested bars", "", _described, kept)


def _described() -> vega.Template:
    import altair as alt

    y = alt.Y("n:O").axis(None).scale(alt.Scale(paddingInner=0, paddingOuter=0))
    base = alt.Chart({"values": []}).encode(y=y)
    scale = alt.Scale(nice=False, zero=True)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q").axis(None).scale(scale)

    bar: dict[str, Any] = {"height": HEIGHT, "yOffset": 8}
    whole = base.mark_bar(**bar, color="currentColor", fillOpacity=0.09).encode(
        x=across("from"), x2="to:Q"
    )
    part = base.mark_bar(**bar, color=charts.BLUE, stroke=charts.BLUE).encode(
        x=across("start"),
        x2="stop:Q",
        fillOpacity=alt.FillOpacity("fill:Q").scale(None),
        strokeDash=alt.StrokeDash("dash:N").scale(None),
        strokeWidth=alt.StrokeWidth("stroke:Q").scale(None),
    )
    text: dict[str, Any] = {
        "fontSize": charts.LABEL_SIZE,
        "font": charts.UNMEASURED,
        "color": "currentColor",
        "baseline": "middle",
        "dy": -7,
        "limit": 0,
    }
    left, right = alt.value(0), alt.value(WIDTH)
    heads = base.mark_text(**text, align="left", fontWeight="bold").encode(x=left, text="head:N")
    indent = alt.ExprRef("datum.indent")
    labels = base.mark_text(**text, align="left", dx=indent).encode(x=left, text="label:N")
    numbers = base.mark_text(**text, align="right").encode(x=right, text="text:N")
    chart = alt.layer(whole, part, heads, labels, numbers).properties(
        width=WIDTH,
        height=STEP,
        autosize=alt.AutoSizeParams(type="none"),
        background="transparent",
    )
    return dict(chart.configure(aria=False, view=alt.ViewConfig(stroke=None)).to_dict())
