"""The colours that a site chose: in, `Settings`; out, a stylesheet and marks in these colours.

Without chosen colours there is no stylesheet, and the marks stay as they are.
"""

from __future__ import annotations

from html import escape

from mingzhang.common import colours
from mingzhang.common.colours import Shades
from mingzhang.common.site_settings import Settings
from mingzhang.site.charts import BLUE

STYLESHEET = "assets/colours.css"
MARKS = ("assets/mark.svg", "assets/favicon.svg")
GROUND, TICK = "#1d4f73", "#ff9d80"
"""The colours of the marks as they are drawn."""
DARK_SYSTEM = "@media screen and (prefers-color-scheme: dark)"


def stylesheet(chosen: Settings) -> str:
    """Set the variables of `mingzhang.css` anew for both schemes; "" when nothing was chosen."""
    primary = link(chosen)
    accent = colours.shades(chosen.colour_accent) if chosen.colour_accent else None
    if primary is None and accent is None:
        return ""
    light, dark = _variables(primary, accent, False), _variables(primary, accent, True)
    default, slate = (f'[data-md-color-scheme="{scheme}"]' for scheme in ("default", "slate"))
    parts = [
        # On paper, print.css has darker ink of its own.
        f"@media screen {{\n  {default} {{ {light} }}\n  {slate} {{ {dark} }}\n}}\n",
        f"{DARK_SYSTEM} {{\n  .no-js {default} {{ {dark} }}\n}}\n",
    ]
    if primary is not None:
        parts.append(f":root {{ --mz-chart: {primary.both}; }}\n")
        # Pictures carry their colour in their attributes; downloads keep it.
        parts.extend(
            f'.md-typeset svg [{name}="{BLUE}"] {{ {name}: var(--mz-chart); }}\n'
            for name in ("fill", "stroke")
        )
    if accent is not None:
        parts.append(".mz-nav a[aria-current]::after { background: var(--mz-accent); }\n")
        parts.append(
            ".mz-hero h1 { border-left: 4px solid var(--mz-accent); padding-left: .7rem; }"
        )
        parts.append("\n")
    return "".join(parts)


def link(chosen: Settings) -> Shades | None:
    """Return the colours of links for pages that carry their own style; None: as they are."""
    return colours.shades(chosen.colour_primary) if chosen.colour_primary else None


def mark(svg: str, chosen: Settings) -> str:
    """Paint a mark in the chosen colours; the tick is made to stand out from its ground."""
    ground = chosen.colour_primary or GROUND
    tick = chosen.colour_accent or TICK
    if chosen.colour_primary or chosen.colour_accent:
        tick = colours.against(tick, ground)
    painted = svg.replace(GROUND, ground).replace(TICK, tick)
    return painted.replace("明账", escape(chosen.title))


def _variables(primary: Shades | None, accent: Shades | None, dark: bool) -> str:
    declarations = []
    if primary is not None:
        soft = primary.dark_soft if dark else primary.light_soft
        declarations.append(f"--mz-blue: {primary.dark if dark else primary.light};")
        declarations.append(f"--mz-blue-soft: {soft};")
    if accent is not None:
        declarations.append(f"--mz-accent: {accent.dark if dark else accent.light};")
    return " ".join(declarations)
