"""Let a generated disclosure stand where a file would: in, `Generated`; out, `Source`, agencies."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mingzhang.model import Source
from mingzhang.synthetic.truth import Body, Generated
from mingzhang.vocab import Agency

AGENCY = "synthetic-body"


def agencies(made: Generated, agency: str = AGENCY) -> dict[str, Agency]:
    """Rows of `agencies.csv` for the bodies of a disclosure, by id."""
    rows = {agency: _agency(agency, made.body, "")}
    for number, body in enumerate(made.others, 1):
        key = f"{agency}-{number}"
        rows[key] = _agency(key, body, agency)
    return rows


def source(made: Generated, agency: str = AGENCY) -> Source:
    """The disclosure as a source; its path names no file."""
    data = made.text.encode()
    stage = "预算" if made.stage.value == "budget" else "决算"
    return Source(
        disclosure=f"{agency}-{made.fiscal_year}-{made.stage.value}",
        agency=agency,
        fiscal_year=made.fiscal_year,
        stage=made.stage,
        title=f"{made.body.name}{made.fiscal_year}年度部门{stage}",
        path=Path(f"{agency}.txt"),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _agency(key: str, body: Body, parent: str) -> Agency:
    return Agency(
        agency=key,
        name_zh=body.name,
        name_en="",
        region="",
        level="county",
        kind=body.kind,
        parent=parent,
        former_names=(),
        aliases=body.aliases,
        same_body_as="",
        same_body_basis="",
        same_body_evidence_zh="",
        same_body_evidence_en="",
    )
