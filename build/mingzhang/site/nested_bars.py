"""One nested bar: in, wholes and their parts, placed; out, a chart like all others, 350 px broad.

Each part has a line of its own and lies below its whole, from where the parts before it end. Names
and numbers stand above the bars, so that the picture needs no margin beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mingzhang.site import bar_drawing, chart_words, charts
from mingzhang.site.chart_words import Bar
from mingzhang.site.language import Language
from mingzhang.site.vega_lite import amount, layer, layered, name

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
           language: Language, address: str) -> charts.Chart:  # fmt: skip
    """Draw the rows in the order given. The arguments are those of `charts.bar_chart`."""
    spec = dict(_template())
    spec["data"] = {"values": [_values(n, row, language) for n, row in enumerate(rows)]}
    spec["height"] = STEP * len(rows)
    spec["padding"] = {"left": 4, "top": charts.TOP, "right": 4, "bottom": 4}
    bars = [row.bar for row in rows]
    svg = _drawn(spec["data"]["values"])
    return charts.finished(name, title, subtitle, alternative, spec, svg, bars, language, address)


def _values(number: int, row: Row, language: Language) -> dict[str, Any]:
    text = row.text or (chart_words.beside(row.bar, language) if row.bar else "")
    room = WIDTH / bar_drawing.LABEL_SIZE - charts.breadth(text) - row.depth - 1
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


def _drawn(rows: Sequence[Mapping[str, Any]]) -> str:
    """Draw each line: its words, the whole that it lies within, and its bar where it has one."""
    scale = WIDTH / max(row["to"] for row in rows)
    parts = []
    for at, row in enumerate(rows):
        middle = STEP * (at + 0.5)
        top, whole = middle + 3, (row["from"], row["to"])
        if row["to"] > row["from"]:
            parts.append(bar_drawing.rectangle(_between(*whole, top, scale), 'fill-opacity="0.09"'))
        if row["stop"] > row["start"]:
            place = _between(row["start"], row["stop"], top, scale)
            parts.append(bar_drawing.bar(place, row))
        parts += (
            bar_drawing.text(0, middle - 7, row["head"], ' font-weight="bold"'),
            bar_drawing.text(row["indent"], middle - 7, row["label"]),
            bar_drawing.text(WIDTH, middle - 7, row["text"], ' text-anchor="end"'),
        )
    return "".join(parts)


def _between(start: float, stop: float, top: float, scale: float) -> Sequence[float]:
    return start * scale, top, (stop - start) * scale, HEIGHT


@cache
def _template() -> dict[str, Any]:
    scale = {"nice": False, "zero": True}
    bar = {"height": HEIGHT, "yOffset": 8}
    blue = {"color": bar_drawing.BLUE, "stroke": bar_drawing.BLUE}
    looks = {"fillOpacity": amount("fill", scale=None), "strokeDash": name("dash", scale=None),
             "strokeWidth": amount("stroke", scale=None)}  # fmt: skip
    left, right = {"value": 0}, {"value": WIDTH}
    indent = {"dx": {"expr": "datum.indent"}}

    def across(start: str, stop: str) -> dict[str, Any]:
        return {"x": amount(start, axis=None, scale=scale), "x2": {"field": stop}}

    layers = (
        layer("bar", {**bar, "color": "currentColor", "fillOpacity": 0.09}, **across("from", "to")),
        layer("bar", {**bar, **blue}, **across("start", "stop"), **looks),
        layer("text", {"fontWeight": "bold"}, x=left, text=name("head")),
        layer("text", indent, x=left, text=name("label")),
        layer("text", {"align": "right"}, x=right, text=name("text")),
    )
    text = {"align": "left", "baseline": "middle", "dy": -7, "fontSize": bar_drawing.LABEL_SIZE,
            "color": "currentColor", "limit": 0}  # fmt: skip
    return layered(layers, WIDTH, STEP, charts.FONT, text=text)
