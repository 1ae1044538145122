"""Charts: in, labelled amounts; out, a static SVG and the same data as CSV.

The specification fixes the size of everything itself (`autosize: none`), because the build host may
have no Chinese font to measure with: each label stands on a line of its own above its bar, and the
margin at the right is reckoned from the longest number.
"""

from __future__ import annotations

import csv
import html
import io
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from markupsafe import Markup

from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.site import chart_words, vega
from mingzhang.site.chart_words import Bar
from mingzhang.site.language import CHINESE, Language

__all__ = ["Bar", "Chart", "bar_chart", "breadth", "shortened", "standalone", "with_links"]

FONT = (
    "-apple-system, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
)
UNMEASURED = "unmeasured"
"""The font of texts whose breadth moves nothing: no machine has it, so Vega does not measure them,
which took it most of the time. `lean` takes all fonts out."""
BLUE = "#3f7fb5"
"""Reads on white and on near-black alike (contrast above 4:1 with both)."""
SOLID, PALE, HOLLOW = 1, 0.16, 0
"""How opaque a bar is filled."""
DASHES = [4, 3]
WIDTH = 250
STEP = 46
LABEL_SIZE = 13
LINE = 17
"""Height of a line of a label; one that is too long for one line gets two."""
AXIS_HEIGHT = 26
LABEL_LIMIT = 24
"""Full-width characters that fit on the line of a label."""
OPENING = "（“《〈【("
"""No line ends with these."""
LAST_NARROW = 0x2E7F
INK = "#22262b"
TITLE_SIZE, SMALL_SIZE, SMALL_LINE = 15, 11, 16
NARROWEST = 340
"""Width of a file at least, so that its title and credit have room."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart. `alt` says in sentences what can be seen.

    `keys` are the kinds of bars that it draws: `final`, `budget`, `derived`; `legend` names them.
    The bars of the SVG lead to their words, at addresses from the root of the site.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    svg: str
    csv: str
    keys: tuple[str, ...] = ()
    legend: str = ""


def bar_chart(
    name: str,
    title: str,
    subtitle: str,
    bars: Sequence[Bar],
    *,
    over_time: bool = False,
    language: Language = CHINESE,
    address: str = "",
    kept: Kept = NOTHING_KEPT,
) -> Chart:
    """Draw horizontal bars: filled for final accounts, pale and dashed for budgets.

    Derived ones are hollow, whatever their stage: nobody printed them.

    `name` becomes the file name of the downloads. Bars are drawn in the order given; `over_time`
    says that this order is that of the years. `address` is that of the site, for the data.
    """
    from_zero = all(bar.value >= 0 for bar in bars)
    template = _template(from_zero, language, kept)
    spec = _specification(bars, template, language)
    svg = vega.drawn(spec, template, kept)
    alternative = chart_words.alternative(title, bars, over_time, language)
    return finished(
        name, title, subtitle, alternative, svg, spec["height"], bars, language, address
    )


def finished(
    name: str,
    title: str,
    subtitle: str,
    alternative: str,
    svg: str,
    height: float,
    lines: Sequence[Bar | None],
    language: Language,
    address: str,
) -> Chart:
    """Make a chart of a drawing whose lines, each of one height, are bars or something else."""
    bars = [bar for bar in lines if bar]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alternative,
        svg=_leading(svg, lines, height / len(lines), language),
        csv=_table(title, subtitle, bars, language, address),
        keys=_keys(bars),
        legend=_legend(bars, language),
    )


def _keys(bars: Sequence[Bar]) -> tuple[str, ...]:
    used = ["derived" if b.derived else "budget" if b.planned else "final" for b in bars]
    return tuple(key for key in ("final", "budget", "derived") if key in used)


def _legend(bars: Sequence[Bar], language: Language) -> str:
    words = language.words
    names = [str(words.chart.legends[key].text(name=words.chart.keys[key])) for key in _keys(bars)]
    return str(words.comma).join(names)


def _specification(
    bars: Sequence[Bar], template: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    """Fill the template: the data, and the sizes that depend on them."""
    rows = [
        {
            "n": number,
            "above": "".join(wrapped(bar.label)[:-1]),
            "label": wrapped(bar.label)[-1],
            "name": bar.label,
            "value": float(bar.value),
            "text": chart_words.beside(bar, language),
            "stage": chart_words.account(bar, language),
            "fill": HOLLOW if bar.derived else PALE if bar.planned else SOLID,
            "dash": DASHES if bar.planned else None,
        }
        for number, bar in enumerate(bars)
    ]
    margin = 14 + max(breadth(str(row["text"])) for row in rows) * LABEL_SIZE
    spec = dict(template)
    spec["data"] = {"values": rows}
    deepest = max(len(wrapped(bar.label)) for bar in bars)
    spec["height"] = (STEP + LINE * (deepest - 1)) * len(bars)
    spec["padding"] = {"left": 4, "top": TOP, "right": round(margin), "bottom": AXIS_HEIGHT}
    return spec


@cache
def _template(from_zero: bool, language: Language, kept: Kept) -> vega.Template:
    """Describe the chart once: building and validating it takes longer than drawing it."""
    words = chart_words.axis(language), chart_words.tooltips(language)
    return vega.template("bars", (from_zero, *words), lambda: _described(from_zero, *words), kept)


def _described(from_zero: bool, axis_text: str, titles: Sequence[str]) -> vega.Template:
    import altair as alt

    base = alt.Chart({"values": []}).encode(
        y=alt.Y("n:O").axis(None).scale(alt.Scale(paddingInner=0, paddingOuter=0)),
    )
    axis = alt.Axis(labelExpr=axis_text, tickCount=3, title=None, domain=False, ticks=False)
    x = alt.X("value:Q").axis(axis).scale(alt.Scale(domainMin=0) if from_zero else alt.Scale())
    tooltip = [
        alt.Tooltip(field, title=title)
        for field, title in zip(("name:N", "text:N", "stage:N"), titles, strict=True)
    ]
    bar: dict[str, Any] = {
        "height": 14,
        "yOffset": 9,
        "stroke": BLUE,
        "color": BLUE,
        "strokeWidth": 1.5,
    }
    # The looks are data, not layers of their own: Vega warns of a layer that has nothing to draw.
    marks = base.mark_bar(**bar).encode(
        x=x,
        tooltip=tooltip,
        fillOpacity=alt.FillOpacity("fill:Q").scale(None),
        strokeDash=alt.StrokeDash("dash:N").scale(None),
    )
    text: dict[str, Any] = {
        "align": "left",
        "fontSize": LABEL_SIZE,
        "font": UNMEASURED,
        "color": "currentColor",
    }
    # The last line of a label stands right above its bar, a first one above that.
    above = base.mark_text(**text, dy=-9 - LINE, baseline="middle", limit=0).encode(
        x=alt.value(0), text="above:N"
    )
    labels = base.mark_text(**text, dy=-9, baseline="middle", limit=0).encode(
        x=alt.value(0), text="label:N"
    )
    numbers = base.mark_text(**text, dx=6, dy=9, baseline="middle", limit=0).encode(
        x=x, text="text:N"
    )
    axis_style = alt.AxisConfig(
        labelColor="currentColor",
        labelFont=FONT,
        labelFontSize=11,
        labelOpacity=0.75,
        labelLimit=0,
        gridColor="currentColor",
        gridOpacity=0.12,
    )
    chart = alt.layer(marks, above, labels, numbers).properties(
        width=WIDTH,
        height=STEP,
        autosize=alt.AutoSizeParams(type="none"),
        background="transparent",
    )
    chart = chart.configure(aria=False, view=alt.ViewConfig(stroke=None), axis=axis_style)
    return dict(chart.to_dict())


def wrapped(label: str) -> list[str]:
    """Set a label in one line or two; what is still too long ends in an ellipsis."""
    if breadth(label) <= LABEL_LIMIT:
        return [label]
    end = _fitting(label, LABEL_LIMIT)
    space = label.rfind(" ", end // 3, end)
    end = space + 1 if space > 0 and breadth(label[space:]) <= LABEL_LIMIT else end
    end -= label[end - 1] in OPENING
    return [label[:end].rstrip(), shortened(label[end:])]


def shortened(label: str, limit: float = LABEL_LIMIT) -> str:
    """Cut a text that would not fit on one line; the table below the chart has it in full."""
    if breadth(label) <= limit:
        return label
    return label[: _fitting(label, limit - 1)] + "…"


def breadth(text: str) -> float:
    """Estimate how broad a text is, in full-width characters."""
    return _breadths(text)[-1]


@lru_cache(maxsize=4096)
def _breadths(text: str) -> list[float]:
    """List how broad the text is up to each of its characters, and at its end."""
    each = (1 if ord(character) > LAST_NARROW else 0.6 for character in text)
    return list(accumulate(each, initial=0))


def _fitting(text: str, room: float) -> int:
    """Count the characters from the beginning of a text that fit into some room."""
    return bisect_right(_breadths(text), room) - 1


def _leading(svg: str, lines: Sequence[Bar | None], height: float, language: Language) -> str:
    """Lay a link to its words over each bar, as broad as the picture with label and number.

    The drawing itself is hidden from screen readers: the links say the same.
    """
    size = _SIZE.search(svg)
    assert size is not None
    areas = (
        f'<a href="{_PLACE}{html.escape(bar.place, quote=True)}" '
        f'aria-label="{html.escape(chart_words.named(bar, language), quote=True)}">'
        f'<rect x="1" y="{top:g}" width="{int(size[1]) - 2}" height="{height:g}" fill="none" '
        f'pointer-events="all"/></a>'
        for bar, top in ((bar, height * place + TOP) for place, bar in enumerate(lines))
        if bar and bar.place
    )
    head, body = svg[: svg.index(">") + 1], svg[svg.index(">") + 1 : -len("</svg>")]
    return f'{head}<g aria-hidden="true">{body}</g>{_LINKS[0]}{"".join(areas)}{_LINKS[1]}</svg>'


TOP = 2
"""Space above the first bar."""
_PLACE = "place:"
_LINKS = ('<g class="mz-leads">', "</g>")


def with_links(svg: str, link: Callable[[str], str]) -> Markup:
    """Let the bars of a drawing lead on: `link` makes the attributes of a link to an address."""
    to = re.compile(rf'href="{_PLACE}([^"]*)"')
    return Markup(to.sub(lambda match: link(html.unescape(match[1])), svg))


def _for_a_file(svg: str, address: str) -> str:
    """Let the bars lead to the site at its address; without one they lead nowhere."""
    if address:
        return svg.replace(f'href="{_PLACE}', f'href="{html.escape(address, quote=True)}')
    start = svg.index(_LINKS[0])
    return svg[:start] + "</svg>"


def standalone(chart: Chart, credit: Sequence[str], address: str = "") -> str:
    """Make a file that can be passed on: the drawing on white, its title above, `credit` below.

    Its bars lead to the site if that has an address.
    """
    size = _SIZE.search(chart.svg)
    assert size is not None
    width, height = max(int(size[1]), NARROWEST), int(size[2])
    small = width / SMALL_SIZE
    titles, under = _broken(chart.title, width / TITLE_SIZE), _broken(chart.subtitle, small)
    above = (len(titles) + len(under)) * LINE + 12
    below = [part for line in (chart.legend, *credit) if line for part in _broken(line, small)]
    whole = above + height + len(below) * SMALL_LINE + 10
    written = [
        *(_line(text, LINE * (n + 1), TITLE_SIZE, "bold") for n, text in enumerate(titles)),
        *(_line(text, LINE * (len(titles) + n + 1), SMALL_SIZE) for n, text in enumerate(under)),
        *(
            _line(text, above + height + SMALL_LINE * (n + 1), SMALL_SIZE)
            for n, text in enumerate(below)
        ),
    ]
    font = html.escape(FONT, quote=True)
    drawing = _for_a_file(chart.svg, address).replace("<svg ", f'<svg y="{above}" ', 1)
    made = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" '
        f'viewBox="0 0 {width} {whole}" font-family="{font}">'
        f"<title>{html.escape(chart.title)}</title><desc>{html.escape(chart.alt)}</desc>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(written)}{drawing}</svg>'
    )
    return made.replace("currentColor", INK)


_SIZE = re.compile(r'<svg [^>]*?width="(\d+)" height="(\d+)"')


def _line(text: str, y: int, size: int, weight: str = "normal") -> str:
    return (
        f'<text x="8" y="{y}" font-size="{size}" font-weight="{weight}" fill="{INK}">'
        f"{html.escape(text)}</text>"
    )


def _broken(text: str, limit: float) -> list[str]:
    """Break a text into lines of so many full-width characters, at a space where there is one."""
    lines: list[str] = []
    while breadth(text) > limit - 2:
        end = max(1, _fitting(text, limit - 2))
        space = text.rfind(" ", end // 2, end)
        end = space + 1 if space > 0 else end
        lines.append(text[:end].rstrip())
        text = text[end:]
    return [*lines, text]


def _table(title: str, subtitle: str, bars: Sequence[Bar], language: Language, address: str) -> str:
    """Write the data as CSV with a byte order mark: this file is for a click in Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(chart_words.columns(language))
    writer.writerows(
        (*chart_words.row(bar, language), title, subtitle, address + bar.place) for bar in bars
    )
    return "\ufeff" + text.getvalue()
