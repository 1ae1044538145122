"""Rooms: stages never import one another, no modules import in a circle, the ground floor is bare.

`python3 build test -k rooms -s` prints the map: each room with the rooms it uses.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import conftest
import mingzhang

HOUSE = Path(mingzhang.__file__).parent
TESTS = Path(__file__).parent
STAGES = {"read", "parse", "check", "package", "history", "site", "export"}
GROUND_FLOOR = {
    "__init__", "__main__", "by_body", "checking", "model", "parsing", "paths", "pipeline", "terms",
}  # fmt: skip
SHARED = {"common", "model", "paths", "vocab"}
"""What a stage may use besides itself. Vocabularies are handed to most; `content` to none."""


def modules() -> dict[str, Path]:
    """Return the path of each module by its dotted name below `mingzhang`."""
    named = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = path
    return named


def imports(path: Path, names: dict[str, Path]) -> set[str]:
    """Return the modules of the house that a module imports, at its top or within functions."""
    used = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mingzhang"):
            base = (node.module or "").removeprefix("mingzhang").lstrip(".")
            for alias in node.names:
                within = f"{base}.{alias.name}".lstrip(".")
                used.add(within if within in names else base or "__init__")
    return used


@cache
def graph() -> dict[str, set[str]]:
    """Return what each module imports."""
    names = modules()
    return {name: imports(path, names) - {name, "__init__"} for name, path in names.items()}


def room(module: str) -> str:
    """Return the folder of a module; a module of the ground floor is a room of its own."""
    return module.split(".")[0]


def test_the_map_of_rooms() -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for module, others in graph().items():
        used[room(module)] |= {room(other) for other in others} - {room(module)}
    for name in sorted(used):
        print(f"{name:10} -> {' '.join(sorted(used[name]))}")
    for stage in STAGES:
        assert used[stage] <= SHARED, f"{stage} uses {used[stage] - SHARED}"


def test_no_modules_import_in_a_circle() -> None:
    # Raises CycleError, which names the circle.
    list(TopologicalSorter(graph()).static_order())


def test_the_ground_floor_holds_the_road_alone() -> None:
    assert {path.stem for path in HOUSE.glob("*.py")} == GROUND_FLOOR


def test_modules_have_names_of_their_own() -> None:
    """Two modules of one name mean different things; only names of formats and tables repeat."""
    stems = defaultdict(list)
    for name in modules():
        if name.rpartition(".")[2] not in {"__init__", "__main__"}:
            stems[name.rpartition(".")[2]].append(name)
    repeated = {stem: names for stem, names in stems.items() if len(names) > 1}
    print(repeated)


def first_line(path: Path) -> str:
    line = path.read_text(encoding="utf-8").partition("\n")[0]
    assert line.startswith('"""'), path
    return line.strip('"')


def test_each_test_module_says_first_which_rule_it_holds() -> None:
    """One sentence on the first line, of its own: not a title, and not the name of the module."""
    told = {path.name: first_line(path) for path in sorted(TESTS.glob("test_*.py"))}
    assert len(told) > 70
    wrong = [name for name, line in told.items() if len(line.split()) < 7 or line[-1] != "."]
    assert not wrong, wrong
    assert len(set(told.values())) == len(told)


def test_what_makes_packages_or_sites_is_no_quick_module() -> None:
    """The unit layer is quick: modules that make exports or sites are of the layers after it."""
    made = re.compile(r"^(import|from) (export_maker|site_built|site_visit)\b", re.MULTILINE)
    makers = [path for path in TESTS.glob("test_*.py") if made.search(path.read_text("utf-8"))]
    assert len(makers) > 20
    assert [path.name for path in makers if not conftest.is_of_builds(path)] == []
