"""The wheel: what it holds, and that it works alone, far from any clone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mingzhang import starter
from mingzhang.common.extras import MODULES

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
KNOWLEDGE = SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["knowledge"]
BUILD = "from hatchling.build import {0}; import sys; print({0}(sys.argv[1]))"
ACCOUNT = """甲市财政局2023年度部门决算

一、收入支出决算总体情况说明
甲市财政局2023年度收入总计100.00万元，支出总计100.00万元。

二、支出决算情况说明
本年支出合计100.00万元，其中：基本支出60.00万元，占60%；项目支出30.00万元，占30%。
"""


def built(kind: str, folder: Path) -> Path:
    command = [sys.executable, "-c", BUILD.format(kind), str(folder)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return folder / told.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip lays it out, but no editable install in sight."""
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(built("build_wheel", folder)) as wheel:
        wheel.extractall(folder / "site-packages")
    return folder / "site-packages"


def run(installed: Path, stands: Path, *words: str) -> subprocess.CompletedProcess[str]:
    libraries = os.pathsep.join((str(installed), sysconfig.get_path("purelib")))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MINGZHANG_", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-P", *words],
        cwd=stands,
        env={**clean, "PYTHONPATH": libraries, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )


def test_the_wheel_holds_every_vocabulary_as_it_is(installed):
    for name in ("content/vocab", "site_src"):
        here = {p.relative_to(ROOT): p for p in (ROOT / name).rglob("*") if p.is_file()}
        assert here
        for relative, file in here.items():
            inside = installed / "mingzhang/knowledge" / relative
            assert inside.read_bytes() == file.read_bytes(), relative


def test_what_a_new_project_needs_is_listed_for_the_wheel():
    assert sorted(starter.KNOWLEDGE) == sorted(KNOWLEDGE)
    of_build = {f"build/{p.name}" for p in (ROOT / "build").iterdir() if p.name != "__pycache__"}
    assert of_build - {"build/mingzhang"} <= set(KNOWLEDGE)


def test_an_editable_install_brings_no_second_copy(tmp_path):
    with zipfile.ZipFile(built("build_editable", tmp_path)) as wheel:
        assert not [name for name in wheel.namelist() if "knowledge" in name]


def test_a_file_in_an_empty_folder_is_checked(installed, tmp_path):
    (tmp_path / "决算.txt").write_text(ACCOUNT, encoding="utf-8")
    done = run(installed, tmp_path, "-m", "mingzhang", "check", "决算.txt", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "100.00" in done.stdout and '"fail"' in done.stdout
    parsed = run(installed, tmp_path, "-m", "mingzhang", "parse", "决算.txt")
    assert parsed.returncode == 0 and "2023-final：事实 7（未对应概念 0）" in parsed.stdout
    script = (
        "import mingzhang as m; print(m.__file__);"
        "print(len(m.check_file('决算.txt').findings), m.parse_file('决算.txt').source.fiscal_year)"
    )
    where, counted = run(installed, tmp_path, "-c", script).stdout.splitlines()
    assert Path(where).is_relative_to(installed)
    assert int(counted.split()[0]) > 0 and counted.endswith(" 2023")
    assert [p.name for p in tmp_path.iterdir()] == ["决算.txt"]


def closure(names: list[str]) -> set[str]:
    """Distributions that come along when these are installed here, without their extras."""
    found: set[str] = set()
    while names:
        name = canonicalize_name(names.pop())
        if name not in found:
            found.add(name)
            wanted = map(Requirement, metadata.requires(name) or ())
            names += [one.name for one in wanted if one.marker is None or one.marker.evaluate()]
    return found


def test_the_core_reads_parses_and_checks_and_tells_what_else_is_needed(installed, tmp_path):
    """Modules of whatever the core does not bring cannot be imported, as in a fresh environment."""
    project = SETTINGS["project"]
    core = closure([Requirement(one).name for one in project["dependencies"]])
    others = {module for module, names in metadata.packages_distributions().items()
              if core.isdisjoint(map(canonicalize_name, names))} - {"mingzhang"}  # fmt: skip
    assert {"pandas", "pyarrow", "mkdocs", "altair", "frictionless", "jinja2"} <= others
    assert not core & {"pandas", "numpy", "mkdocs"}
    block = f"""
import importlib.util as util, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {sorted(others)!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Block())
of_all = util.find_spec
def find_spec(name, package=None):
    try: return of_all(name, package)
    except ModuleNotFoundError: return None
util.find_spec = find_spec
"""
    (tmp_path / "决算.txt").write_text(ACCOUNT, encoding="utf-8")
    for extra in MODULES:
        listed = {Requirement(one).name for one in project["optional-dependencies"][extra]}
        by_module = metadata.packages_distributions()
        bring = {canonicalize_name(name) for module in MODULES[extra] for name in by_module[module]}
        assert bring == {canonicalize_name(name) for name in listed}

    new = ["--root", "新"]
    works = (
        (["check", "决算.txt", "--format", "xlsx", "-o", "核对.xlsx"], 1),
        (["check", "决算.txt", "--format", "html"], 1),
        (["parse", "决算.txt", "--explain"], 0),
        (["init", "新", "--title", "甲"], 0),
        (["add", "决算.txt", *new], 0),
        (["doctor", *new], 0),
    )
    needs = (["build"], ["package"], ["site"], ["serve"], ["deploy", "place/of/site"])
    calls = [*(words for words, _ in works), *([*words, *new] for words in needs)]
    script = f"""
import contextlib, io, json
from mingzhang.cli.main import main
results = []
for words in {calls!r}:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        results.append([main(words), out.getvalue()])
print(json.dumps(results))
"""
    done = run(installed, tmp_path, "-c", block + script)
    results = json.loads(done.stdout)
    assert [code for code, _ in results[: len(works)]] == [code for _, code in works], results
    for code, said in results[len(works) :]:
        assert code == 1 and "pip install 'mingzhang[site]'" in said
    assert (tmp_path / "核对.xlsx").stat().st_size > 1000


def test_a_folder_that_is_no_project_is_told_so(installed, tmp_path):
    done = run(installed, tmp_path, "-m", "mingzhang", "build")
    assert done.returncode == 1
    assert "不是明账项目" in done.stderr and "mingzhang init" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_project_begins_from_the_wheel_as_from_a_clone(installed, tmp_path):
    done = run(installed, tmp_path, "-m", "mingzhang", "init", "新", "--title", "甲")
    assert (done.returncode, done.stderr) == (0, "")
    starter.start(tmp_path / "clone", starter.Wanted("甲"))

    def files(place: Path) -> dict[str, bytes]:
        found = (p for p in place.rglob("*") if p.is_file())
        return {p.relative_to(place).as_posix(): p.read_bytes() for p in found}

    assert files(tmp_path / "新") == files(tmp_path / "clone")


def test_a_project_s_own_vocabularies_lie_over_the_program_s(installed, tmp_path):
    project = tmp_path / "project"
    (project / "content/vocab").mkdir(parents=True)
    (project / "content/disclosures").mkdir()
    (project / "content/vocab/agencies.csv").write_text("wrong\n", encoding="utf-8")
    (tmp_path / "决算.txt").write_text(ACCOUNT, encoding="utf-8")
    done = run(installed, project, "-m", "mingzhang", "check", "../决算.txt")
    assert done.returncode == 1 and "agencies.csv" in done.stderr
