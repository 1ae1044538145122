"""Specifications of charts in Vega-Lite: in, layers; out, what readers load, without its data.

The site draws the charts itself (`bar_drawing.py`); who wants another look begins here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"

Layer = Mapping[str, Any]


def layered(
    layers: Sequence[Layer], width: int, height: int, font: str, **configured: Any
) -> dict[str, Any]:
    """Lay marks over one another, one line for each row of the data."""
    lines = {"field": "n", "type": "ordinal", "axis": None,
             "scale": {"paddingInner": 0, "paddingOuter": 0}}  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "autosize": {"type": "none"},
        "background": "transparent",
        "config": {"aria": False, "font": font, "view": {"stroke": None}, **configured},
        "encoding": {"y": lines},
        "layer": list(layers),
    }


def layer(mark: str, looks: Mapping[str, Any], **encoding: Any) -> Layer:
    """Draw each row as a mark."""
    return {"mark": {"type": mark, **looks}, "encoding": encoding}


def amount(field: str, **more: Any) -> Mapping[str, Any]:
    """Let a number of the data say where something stands."""
    return {"field": field, "type": "quantitative", **more}


def name(field: str, **more: Any) -> Mapping[str, Any]:
    """Let a text of the data be shown."""
    return {"field": field, "type": "nominal", **more}
