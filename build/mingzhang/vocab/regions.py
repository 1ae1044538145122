"""Regions by the words that people use for them: in, `绍兴` or a code; out, codes of GB/T 2260."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_MARK = re.compile(r"(?:自治区|自治州|自治县|自治旗|特别行政区|地区|省|市|州|盟|区|县|旗)$")

Named = Mapping[str, tuple[str, str]]
"""Each code with the name and the parent of its region."""


def meant(given: str, regions: Named) -> tuple[str, ...]:
    """The codes of the regions that the words may mean: one when they leave no doubt.

    A code, the full name with or without the names above it, or the name without its mark. Of
    regions that lie within each other (绍兴市, 绍兴县) the widest is meant.
    """
    if given in regions:
        return (given,)
    for fits in (_in_full, _without_mark, _begins):
        codes = {code for code in regions if fits(given, code, regions)}
        widest = tuple(code for code in codes if codes.isdisjoint(_above(code, regions)))
        if widest:
            return tuple(sorted(widest))
    return ()


def path(code: str, regions: Named) -> tuple[str, ...]:
    """The names of a region and of those around it, the widest first."""
    return (*(regions[above][0] for above in reversed([*_above(code, regions)])), regions[code][0])


def _above(code: str, regions: Named) -> Iterator[str]:
    parent = regions[code][1]
    while parent in regions:
        yield parent
        parent = regions[parent][1]


def _in_full(given: str, code: str, regions: Named) -> bool:
    if not given.endswith(regions[code][0]):
        return False
    names = path(code, regions)
    return any(given == "".join(names[start:]) for start in range(len(names)))


def _without_mark(given: str, code: str, regions: Named) -> bool:
    return given == _MARK.sub("", regions[code][0])


def _begins(given: str, code: str, regions: Named) -> bool:
    """广西 is 广西壮族自治区."""
    name, parent = regions[code]
    return len(given) > 1 and not parent and name.startswith(given)
