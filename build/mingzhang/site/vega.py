"""Vega: in, a template that Altair describes, and data; out, the drawing as SVG.

A drawing is kept under all that it was made from, and so is a template: Altair, which takes half a
second to load, and Vega are asked only for what was never drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import vl_convert as vlc

from mingzhang.common.kept import Kept, key, of_code, version
from mingzhang.site.lean_svg import lean

Template = dict[str, Any]
"""A specification without data."""


def template(name: str, words: object, make: Callable[[], Template], kept: Kept) -> Template:
    """Take a template with some words from what is kept; else let Altair `make` it."""
    made_by = of_code("site/charts.py", "site/nested_bars.py"), version("altair")
    return kept.once(key("template of charts", name, repr(words), *made_by), dict, make)


def drawn(spec: Mapping[str, Any], template: Template, kept: Kept) -> str:
    """Draw what a template and the data of `spec` describe, unless the same was drawn before.

    Its font is that of the page around it.
    """
    code = of_code("site/vega.py", "site/lean_svg.py")
    made_by = code, version("vl-convert-python"), version("altair")
    return kept.once(
        key("drawing", json.dumps(spec, sort_keys=True), *made_by),
        str,
        lambda: _drawn(spec, _compiled(json.dumps(template))),
    )


def _drawn(spec: Mapping[str, Any], template: Template) -> str:
    vega = {**template, "height": spec["height"], "padding": spec["padding"]}
    source, *derived = vega["data"]
    vega["data"] = [{**source, "values": spec["data"]["values"]}, *derived]
    return lean(vlc.vega_to_svg(vega))


@cache
def _compiled(template: str) -> Template:
    """Compile a template to Vega once: drawing alone takes two thirds of the time of both."""
    import altair as alt

    written_for = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    made: Template = vlc.vegalite_to_vega(json.loads(template), vl_version=written_for)
    return made
