"""The vocabularies as the site needs them: in, the joined package; out, names and families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mingzhang.common.published import Package, Row


@dataclass(frozen=True)
class Library:
    """Concepts, codes, agencies, regions and checks, each keyed and in the order of its table."""

    concepts: Mapping[str, Row]
    functions: Mapping[str, Row]
    economics: Mapping[str, Row]
    agencies: Mapping[str, Row]
    regions: Mapping[str, Row]
    checks: Mapping[str, Row]

    def agency_name(self, agency: str) -> str:
        """Name an agency officially; an id that the table lacks stands for itself."""
        row = self.agencies.get(agency)
        return row["name_zh"] if row else agency

    def other_names(self, agency: str) -> tuple[str, ...]:
        """List the former names and aliases of an agency, to be found by."""
        row = self.agencies.get(agency, {})
        listed = f"{row.get('former_names', '')}|{row.get('aliases', '')}"
        return tuple(name for name in listed.split("|") if name)

    def check_title(self, check: str, family: str) -> str:
        """Name a check, by its family where the table of checks does not know it."""
        row = self.checks.get(check)
        return row["title_zh"] if row else self.families.get(family, {}).get("family_zh", check)

    @cached_property
    def families(self) -> Mapping[str, Row]:
        """The first check of each family, in the order of their families."""
        first: dict[str, Row] = {}
        for row in self.checks.values():
            first.setdefault(row["family"], row)
        return first

    def regions_of(self, code: str) -> Iterator[Row]:
        """Yield a region and those around it, the widest last."""
        seen = set()
        while code in self.regions and code not in seen:
            seen.add(code)
            yield self.regions[code]
            code = self.regions[code]["parent"]

    def place_name(self, code: str) -> str:
        """Name a region with those around it: `辽宁省盘锦市`."""
        names = [row["name_zh"] for row in self.regions_of(code)]
        return "".join(reversed(names))

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The bodies below each agency."""
        by_parent: dict[str, list[str]] = {}
        for agency, row in self.agencies.items():
            if row["parent"]:
                by_parent.setdefault(row["parent"], []).append(agency)
        return {parent: tuple(below) for parent, below in by_parent.items()}

    def linked(self, agency: str) -> tuple[str, ...]:
        """The bodies that are, by inference, the same as this one, under another name."""
        row = self.agencies.get(agency)
        named = {row["same_body_as"]} if row and row["same_body_as"] else set()
        naming = {key for key, other in self.agencies.items() if other["same_body_as"] == agency}
        return tuple(sorted(named | naming))


def library(joined: Package) -> Library:
    """Read the vocabularies of the joined package."""
    return Library(
        concepts=joined.keyed("concepts", "concept"),
        functions=joined.keyed("functions", "code"),
        economics=joined.keyed("economics", "code"),
        agencies=joined.keyed("agencies", "agency"),
        regions=joined.keyed("regions", "code"),
        checks=joined.keyed("checks", "check_id"),
    )
