"""Colours that can be read: in, one colour that a person chose; out, its shades, light and dark.

Contrast is that of WCAG 2: 4.5 for text, 3 for lines and marks.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass

TEXT, MARK = 4.5, 3.0
TEXT_ON_DARK = 6.0
"""More than is required: thin Chinese strokes on black want it."""
LIGHT_GROUNDS = ("#fbfaf7", "#ffffff", "#f3f1eb")
"""Paper, surface and sunken surface of the light scheme (`site_src/assets/mingzhang.css`)."""
DARK_GROUNDS = ("#14171b", "#1b1f24", "#20252b")
_STEP = 1 / 255
_SOFT = 0.1
_SOFT_DARK = 0.16

_Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shades:
    """One colour in both schemes, each with the soft ground that goes with it."""

    light: str
    light_soft: str
    dark: str
    dark_soft: str
    both: str
    """A shade for marks that reads on the grounds of both schemes (charts)."""


def parsed(text: str) -> str | None:
    """Spell a colour as `#rrggbb`; None when the text is none. The `#` may lack."""
    digits = text.strip().removeprefix("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}" if re.fullmatch(r"[0-9a-f]{6}", digits) else None


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (the same) to 21 (black and white)."""
    high, low = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def least_contrast(colour: str, grounds: Iterable[str]) -> float:
    """Return the lowest contrast of a colour with some grounds."""
    return min(contrast(colour, ground) for ground in grounds)


def on_light(colour: str) -> float:
    """Return how well a colour reads in the light scheme, its own soft ground included."""
    return least_contrast(colour, (*LIGHT_GROUNDS, _mixed(colour, LIGHT_GROUNDS[1], _SOFT)))


def readable(colour: str, wanted: float) -> str:
    """Return the colour darkened, at the same hue, until it reads in the light scheme."""
    while on_light(colour) < wanted:
        colour = _lighter(colour, -_STEP)
    return colour


def shades(colour: str) -> Shades:
    """Derive the shades of a colour that reads in the light scheme as `TEXT` needs it."""
    dark = colour
    while _on_dark(dark) < TEXT_ON_DARK:
        dark = _lighter(dark, _STEP)
    both = colour
    while least_contrast(both, DARK_GROUNDS) < MARK:
        both = _lighter(both, _STEP)
    return Shades(
        light=colour,
        light_soft=_mixed(colour, LIGHT_GROUNDS[1], _SOFT),
        dark=dark,
        dark_soft=_mixed(dark, DARK_GROUNDS[0], _SOFT_DARK),
        both=both,
    )


def against(colour: str, ground: str) -> str:
    """Return the colour lightened until it stands out from a ground; white when nothing does."""
    while contrast(colour, ground) < MARK and colour != "#ffffff":
        colour = _lighter(colour, _STEP)
    return colour


def _on_dark(colour: str) -> float:
    return least_contrast(colour, (*DARK_GROUNDS, _mixed(colour, DARK_GROUNDS[0], _SOFT_DARK)))


def _lighter(colour: str, by: float) -> str:
    """Change the lightness, always by at least one step of some channel."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    changed = colour
    while changed == colour and 0 < lightness + by < 1:
        lightness += by
        changed = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    if changed == colour:
        return "#ffffff" if by > 0 else "#000000"
    return changed


def _mixed(colour: str, ground: str, share: float) -> str:
    above, other = _rgb(colour), _rgb(ground)
    r, g, b = (a * share + c * (1 - share) for a, c in zip(above, other, strict=True))
    return _hex((r, g, b))


def _luminance(colour: str) -> float:
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _rgb(colour: str) -> _Rgb:
    r, g, b = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return r, g, b


def _hex(rgb: _Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)
