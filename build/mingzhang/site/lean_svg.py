"""Drawings without ballast: in, an SVG as Vega writes it; out, one that looks the same in half.

Vega says what is so anyway, wraps groups in groups and writes places to a billionth of a pixel.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

_SPACE = ' xmlns="http://www.w3.org/2000/svg"'
_SHARED_BY = frozenset({"text", "line"})
"""What lies in groups of its kind, whose attributes the group can say once."""
_SAID_BY_THE_PAGE = frozenset(
    {"font-family", "role", "aria-roledescription", "aria-hidden", "pointer-events", "class"}
)
"""Besides the font, Vega's English names of the parts of a chart."""
_SO_ANYWAY = frozenset(
    {
        ("version", "1.1"),
        ("opacity", "1"),
        ("fill-opacity", "1"),
        ("stroke-width", "1"),
        ("text-anchor", "start"),
        ("transform", "translate(0,0)"),
    }
)
_INHERITED = frozenset(
    {"fill", "fill-opacity", "font-size", "font-weight", "stroke", "stroke-opacity", "text-anchor"}
)
"""Attributes that an element takes from its group."""
_LONG = re.compile(r"-?\d+\.\d{3,}")


def lean(svg: str) -> str:
    """Write a drawing of Vega briefly."""
    root = ElementTree.fromstring(svg.replace(_SPACE, "", 1))
    _lighten(root)
    text = ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")
    return text.replace("<svg", f"<svg{_SPACE}", 1)


def _lighten(element: ElementTree.Element) -> None:
    """Take out of an element what shows nothing, from its innermost parts on."""
    for name, value in list(element.attrib.items()):
        if name in _SAID_BY_THE_PAGE or (name, value) in _SO_ANYWAY:
            del element.attrib[name]
        else:
            element.set(name, _LONG.sub(lambda number: f"{round(float(number[0]), 2):g}", value))
    element.tail = None
    if element.tag != "text":
        element.text = None
    kept: list[ElementTree.Element] = []
    for each in list(element):
        _lighten(each)
        if each.tag == "g" and not each.attrib:
            kept += each
        elif _shows(each):
            kept.append(each)
    element[:] = kept
    if element.tag == "g" and len(element) > 1:
        _share(element)


def _shows(element: ElementTree.Element) -> bool:
    if element.tag == "text":
        return bool(element.text)
    if element.tag == "path":
        # A frame, within groups that fill and stroke nothing.
        return "fill" in element.attrib or "stroke" in element.attrib
    return element.tag != "g" or len(element) > 0


def _share(group: ElementTree.Element) -> None:
    """Let a group say what all its parts say."""
    first, *others = group
    if first.tag not in _SHARED_BY:
        return
    for name, value in list(first.attrib.items()):
        if name in _INHERITED and all(each.get(name) == value for each in others):
            group.set(name, value)
            for each in group:
                del each.attrib[name]
