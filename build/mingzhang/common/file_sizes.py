"""Sizes of files in words: in, bytes; out, the text that pages and measurements print."""

from __future__ import annotations


def size_text(size: int) -> str:
    """Print a size in bytes for people.

    >>> size_text(512), size_text(20_480), size_text(3_250_000)
    ('512 B', '20 KB', '3.1 MB')
    """
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"
