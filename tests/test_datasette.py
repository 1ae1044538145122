"""What Datasette is told of a package: labels, meanings and facets that its tables really have."""

from __future__ import annotations

from pathlib import Path

import package_records as records
from mingzhang import package
from mingzhang.common import published
from mingzhang.export import datasette


def test_datasette_is_told_of_every_table_and_column(tmp_path: Path) -> None:
    package.write([records.disclosure()], (), (), records.vocabulary(), tmp_path / "out")
    opened = published.load(tmp_path / "out" / "all")
    told = datasette.metadata(opened, tuple(opened.tables.values()))
    assert told["license_url"].startswith("https://")
    described = told["databases"]["all"]["tables"]
    for name, resource in opened.tables.items():
        columns = set(resource.columns)
        one = described[name]
        assert set(one["columns"]) == columns
        assert {*one.get("facets", ()), one.get("label_column", next(iter(columns)))} <= columns
    assert described["agencies"]["label_column"] == "name_zh"
    assert described["disclosures"]["label_column"] == "title"
    assert described["figures"]["facets"] == ["agency", "fiscal_year", "stage", "measure"]
