"""Chinese number words of ordinals and small counts: in, `十二`; out, 12."""

from __future__ import annotations

from mingzhang.common.memo import remembers

_FORMAL = str.maketrans("两壹贰叁肆伍陆柒捌玖拾", "二一二三四五六七八九十")
"""Numerals as they are written where nobody may alter them: 壹辆."""
_UP_TO_TEN = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)}


@remembers(512)
def chinese_number(text: str) -> int | None:
    """Read a Chinese number below ten thousand; None when the words are no number."""
    plain = text.translate(_FORMAL)
    if plain in _UP_TO_TEN:
        return _UP_TO_TEN[plain]
    import cn2an  # slow to import, and many commands read no text

    try:
        return int(cn2an.cn2an(plain, "normal"))
    except (ValueError, TypeError, KeyError):  # KeyError: `一十十`, not a number to cn2an either
        return None
