"""Where words begin: in, a text and stops; out, the place behind the last stop before a place."""

from __future__ import annotations


def behind_last(stops: str, text: str, start: int, end: int) -> int:
    """Return the place behind the last of the stops between two places, else the first place.

    >>> behind_last("。；", "收入5元。支出4元", 0, 9)
    5
    """
    for stop in stops:
        start = text.rfind(stop, start, end) + 1 or start
    return start
