"""Chinese number words of ordinals and small counts: in, `十二`; out, 12."""

from __future__ import annotations

from functools import lru_cache

import cn2an


@lru_cache(maxsize=512)
def chinese_number(words: str) -> int | None:
    """Read a Chinese number below ten thousand; None when the words are no number."""
    try:
        return int(cn2an.cn2an(words.replace("两", "二"), "normal"))
    except (ValueError, TypeError):
        return None
