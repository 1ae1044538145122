"""How help looks: in, Click's terms and texts; out, aligned columns of Chinese, in our order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click
from rich.cells import cell_len


class WideFormatter(click.HelpFormatter):
    """Click counts characters; Chinese ones are two columns wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon of Chinese text."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and their explanations in two aligned columns."""
        for line in columns(rows, col_spacing):
            self.write(f"{'':>{self.current_indent}}{line}\n")


def columns(rows: Iterable[tuple[str, str]], spacing: int = 2) -> Iterator[str]:
    """Write terms and their explanations in two aligned columns, a line each."""
    rows = list(rows)
    width = max(cell_len(term) for term, _ in rows) + spacing
    for term, text in rows:
        yield f"{term}{'':{width - cell_len(term)}}{text}"


class Commands(click.Group):
    """The group of our commands, in the order of the road rather than of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their definition."""
        return list(self.commands)
