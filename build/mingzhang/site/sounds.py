"""How names sound: in, a Chinese name; out, its pinyin and its initials, as readers type them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def sounds(names: Iterable[str]) -> tuple[str, ...]:
    """List the pinyin of names and their initials, without tones and spaces, each once.

    >>> sounds(["“三公”经费", "公务接待费"])
    ('sangongjingfei', 'sgjf', 'gongwujiedaifei', 'gwjdf')
    >>> sounds(["Health"])
    ()
    """
    return tuple(dict.fromkeys(spelling for name in names for spelling in _spellings(name)))


@lru_cache(maxsize=16384)
def _spellings(name: str) -> tuple[str, ...]:
    """Spell one name; the same names stand in several lists of several languages."""
    from pypinyin import Style, lazy_pinyin  # slow to import, and few commands make pages

    syllables = lazy_pinyin("".join(_CHINESE.findall(name)), style=Style.NORMAL)
    return ("".join(syllables), "".join(each[0] for each in syllables)) if syllables else ()
