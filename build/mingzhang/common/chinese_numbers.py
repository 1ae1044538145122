"""Chinese number words of ordinals and small counts: in, `十二`; out, 12."""

from __future__ import annotations

from mingzhang.common.memo import remembers

_FORMAL = str.maketrans("两壹贰叁肆伍陆柒捌玖拾", "二一二三四五六七八九十")
"""Numerals as they are written where nobody may alter them: 壹辆."""


@remembers(512)
def chinese_number(text: str) -> int | None:
    """Read a Chinese number below ten thousand; None when the words are no number."""
    import cn2an  # slow to import, and many commands read no text

    try:
        return int(cn2an.cn2an(text.translate(_FORMAL), "normal"))
    except (ValueError, TypeError, KeyError):  # KeyError: `一十十`, not a number to cn2an either
        return None
