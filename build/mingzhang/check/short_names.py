"""Names of bodies: in, two printed names; out, whether one may be a short form of the other."""

from __future__ import annotations

import re

_FILLER = re.compile(r"本级|部门|单位|机关|所属|下属|直属|合计|系统|\s|[（(].*?[)）]")
_SELF = re.compile(
    r"^(?:本|我|全|该|各|其)(?:部门|单位|级|局|委|办|厅|中心|院|校|站|所|会|机关|系统|镇|乡)?"
)


def names_itself(name: str) -> bool:
    """Tell whether words name the writer (我局, 本部门) and not a body by its name."""
    found = _SELF.match(name)
    return found is not None and not _FILLER.sub("", name[found.end() :])


def related(name: str, other: str) -> bool:
    """Tell whether one name may be a short form of the other.

    Short forms keep characters of the name in their order: 区网格中心 for 大洼区网格管理中心.
    """
    if names_itself(name) or names_itself(other):
        return True
    short, long = sorted((_FILLER.sub("", name), _FILLER.sub("", other)), key=len)
    if not short:
        return True
    rest = iter(long)
    return len(short) > 1 and all(character in rest for character in short)
