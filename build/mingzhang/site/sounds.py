"""How names sound: in, a Chinese name; out, its pinyin and its initials, as readers type them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def sounds(names: Iterable[str]) -> tuple[str, ...]:
    """List the pinyin of names and their initials, without tones and spaces, each once.

    >>> sounds(["“三公”经费", "公务接待费"])
    ('sangongjingfei', 'sgjf', 'gongwujiedaifei', 'gwjdf')
    >>> sounds(["Health"])
    ()
    """
    spellings: dict[str, None] = {}
    for name in names:
        syllables = lazy_pinyin("".join(_CHINESE.findall(name)), style=Style.NORMAL)
        if syllables:
            initials = "".join(each[0] for each in syllables)
            spellings |= dict.fromkeys(("".join(syllables), initials))
    return tuple(spellings)
