"""Runs what CONTRIBUTING adds to a copy of the project; for `test_adding.py`, as a process.

In: the folder of the copy, whose code is on the path; out, as JSON, what came of each thing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import site_packages
from mingzhang.common.formats import BY_ID
from mingzhang.common.site_settings import settings
from mingzhang.export import format_makers
from mingzhang.site.generate import generate


def pages(root: Path) -> dict[str, str]:
    """Write the pages; give those that were added and those that should tell of what was added."""
    generate(root / "packages", root / "content/editorial", root / "site_src", root / "docs")
    names = ("regions", "en/regions", "fr/regions", "data", "fr/data", "fr/methods")
    return {name: (root / f"docs/{name}/index.md").read_text(encoding="utf-8") for name in names}


def exported(root: Path) -> list[dict[str, str]]:
    """Make the format that was added of one package; read a table of it."""
    target = root / "exported"
    site = settings(root / "content/editorial")
    format_makers.make(format_makers.Making(root / "packages/all", target, site), [BY_ID["jsonl"]])
    lines = (target / BY_ID["jsonl"].path("agencies")).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def main() -> None:
    """Do all of it."""
    root = Path(sys.argv[1])
    site_packages.write(root / "packages", site_packages.sample()[:1])
    json.dump({"pages": pages(root), "exported": exported(root)}, sys.stdout)


if __name__ == "__main__":
    main()
