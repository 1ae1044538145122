"""Names of bodies that run over several rows: in, rows; out, those rows as nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mingzhang.parse.tables.blocks import Row
from mingzhang.vocab import Vocabulary


def without_torn_bodies(
    rows: list[Row], bare_rows: Mapping[int, str], vocab: Vocabulary
) -> list[Row]:
    """Where names run over several rows, nobody knows whose the figures are.

    Tables without lines give such rows: a part of a name beside the figures, and the rest of it in
    a row of its own (`bare_rows`: labels by index) above or below.
    """
    torn = any(
        row.kind == "body"
        and row.index not in bare_rows
        and any(
            _is_torn(row.label, bare_rows.get(beside, ""), vocab, below=beside > row.index)
            for beside in (row.index - 1, row.index + 1)
        )
        for row in rows
    )
    if not torn:
        return rows
    return [
        replace(row, kind="unknown", concept="", body="", torn=True) if row.body else row
        for row in rows
    ]


def _is_torn(label: str, beside: str, vocab: Vocabulary, *, below: bool) -> bool:
    """Tell that a name beside figures and the words above or below it may be one name."""
    if not beside or _is_apart(beside, vocab):
        return False
    bodies = vocab.bodies
    if not bodies.is_name(label):
        return True
    whole = label + beside if below else beside + label
    return bodies.is_name(whole) and not bodies.is_placed(beside if below else label)


def _is_apart(label: str, vocab: Vocabulary) -> bool:
    """Tell words that begin anew or head the bodies of one kind (行政单位, 事业单位)."""
    ordinal, group = vocab.layouts["row_lead"], vocab.layouts["group_of_bodies"]
    return ordinal.match(label) is not None or group.fullmatch(label) is not None
