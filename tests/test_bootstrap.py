"""`python3 build`: makes the environment once, repairs it when broken, and stays out of the way."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "build" / "__main__.py"


def load_bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bootstrap = load_bootstrap()
Done = subprocess.CompletedProcess


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "constraints.txt").write_text("click==8.5.1\n")
    return tmp_path


@pytest.fixture
def environment(project):
    """An environment that looks installed, without being one."""
    made = bootstrap.Environment(project)
    made.python.parent.mkdir(parents=True)
    made.python.write_text("")
    install(made, "click-8.5.1")
    return made


def install(environment, name):
    where = "Lib" if os.name == "nt" else "lib/python3.11"
    folder = environment.folder / where / "site-packages" / f"{name}.dist-info"
    folder.mkdir(parents=True)
    return folder


# What the script itself is


def test_an_old_python_is_told_what_to_do():
    message = bootstrap.version_problem((3, 10, 4, "final", 0))
    assert "3.11" in message
    assert "3.10.4" in message
    assert bootstrap.version_problem((3, 11, 0)) is None
    assert bootstrap.version_problem((4, 0, 0)) is None


def test_the_script_parses_on_old_pythons_so_that_they_can_be_told():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_script_needs_the_standard_library_only():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    roots = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert roots <= set(sys.stdlib_module_names)


def test_nothing_in_the_build_folder_hides_another_module():
    # `python3 build` puts build/ first on sys.path; PyPI's `build` must stay importable, too.
    assert not (ROOT / "build" / "__init__.py").exists()
    names = {path.stem for path in (ROOT / "build").iterdir() if path.suffix in ("", ".py")}
    assert not names & (set(sys.stdlib_module_names) - {"__main__"})


# Words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["build"]),
        (["serve", "--port", "0"], ["serve", "--port", "0"]),
        (["-q"], ["build", "-q"]),
        (["--root", "x"], ["build", "--root", "x"]),
        (["--help"], ["--help"]),
        (["check", "a.txt"], ["check", "a.txt"]),
    ],
)
def test_words_for_the_command_line(words, expected):
    assert bootstrap.plan(words) == (["data", "site"], [["-m", "mingzhang", *expected]])


def test_words_for_developers():
    loads = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    pytest_words = ["-m", "pytest", *loads]
    assert bootstrap.plan(["test", "-k", "x"]) == (
        ["data", "site", "dev"],
        [[*pytest_words, "-k", "x"]],
    )
    assert bootstrap.plan(["test", "unit"]) == (
        ["data", "site", "dev"],
        [[*pytest_words, "-m", "unit"]],
    )
    extras, commands = bootstrap.plan(["lint"])
    assert extras == ["data", "site", "dev"]
    assert commands == [["-m", "ruff", "check", "."], ["-m", "mypy"]]
    # Planning twice gives the same: words of one call must not stay in the table.
    assert bootstrap.plan(["test"]) == (["data", "site", "dev"], [pytest_words])


@pytest.mark.parametrize(
    ("words", "program", "expected"),
    [
        (["python3", "build", "add", "build"], "build", "python3 build"),
        (["/opt/shim/python3", "-X", "utf8", "a b/build", "-q"], "a b/build",
         "python3 -X utf8 'a b/build'"),
        (["/opt/only/here/mython", "build"], "build", "/opt/only/here/mython build"),
        (["python3", "-c", "pass"], "build", ""),
    ],
)  # fmt: skip
def test_what_started_us_is_told(words, program, expected, monkeypatch):
    found = {"python3": "/usr/bin/python3"}
    monkeypatch.setattr(bootstrap.shutil, "which", found.get)
    assert bootstrap.called(words, program) == expected


# The stamp


def test_ready_when_the_stamp_fits(environment):
    environment.write_stamp(bootstrap.READY, "abc", ["dev"])
    assert environment.is_ready("abc", [])
    assert environment.is_ready("abc", ["dev"])
    assert not environment.is_ready("abd", [])
    assert not environment.is_ready("abc", ["docs"])


def test_not_ready_before_or_during_installation(environment):
    assert not environment.is_ready("abc", [])
    environment.write_stamp(bootstrap.INSTALLING)
    assert not environment.is_ready("", [])
    environment.write_stamp(bootstrap.FAILED)
    assert not environment.is_ready("", [])


@pytest.mark.parametrize("content", ["", "{", "[]", '"ready"', '{"state": "ready"}', "\x00"])
def test_a_damaged_stamp_counts_as_none(environment, content):
    environment.stamp.write_text(content)
    assert not environment.is_ready("abc", [])


def test_not_ready_when_a_package_or_python_has_gone(environment):
    gone = install(environment, "rich-15.0.0")
    environment.write_stamp(bootstrap.READY, "abc")
    install(environment, "added-by-the-user-1.0")
    assert environment.is_ready("abc", [])
    gone.rmdir()
    assert not environment.is_ready("abc", [])
    environment.write_stamp(bootstrap.READY, "abc")
    environment.python.unlink()
    assert not environment.is_ready("abc", [])


def test_the_fingerprint_follows_everything_that_matters(project, tmp_path):
    first = bootstrap.fingerprint(project, "3.11")
    assert first == bootstrap.fingerprint(project, "3.11")
    assert first != bootstrap.fingerprint(project, "3.12")
    (project / "constraints.txt").write_text("click==8.5.2\n")
    second = bootstrap.fingerprint(project, "3.11")
    assert second != first
    (project / "pyproject.toml").write_text("[project]\nname='x'\n")
    assert bootstrap.fingerprint(project, "3.11") != second
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(project / name, moved)
    # The scripts of an environment hold its absolute path.
    assert bootstrap.fingerprint(moved, "3.11") != bootstrap.fingerprint(project, "3.11")


# Repair


class Recorder:
    """Stands in for every process that the script would start."""

    def __init__(self, monkeypatch, fails=()):
        self.commands = []
        self.fails = fails
        monkeypatch.setattr(bootstrap, "run_quietly", self.run)
        monkeypatch.setattr(bootstrap, "run_showing_progress", lambda command, _: self.run(command))

    def run(self, command):
        self.commands.append(command)
        bad = any(word in command for word in self.fails)
        return Done(command, int(bad), str(sys.version_info[:2]), "it went wrong" if bad else "")

    def called(self, *words):
        return [one for one in self.commands if set(words) <= set(one)]


def test_an_interrupted_environment_is_made_anew(environment, monkeypatch, capsys):
    leftover = install(environment, "half-done-1.0")
    environment.write_stamp(bootstrap.INSTALLING)
    recorder = Recorder(monkeypatch)
    environment.prepare("abc", [])
    assert not leftover.exists()
    assert recorder.called("venv")
    assert "重新建立" in capsys.readouterr().err
    assert environment.read_stamp()["state"] == bootstrap.READY


def test_a_failed_installation_is_told_and_wipes_nothing(environment, monkeypatch):
    Recorder(monkeypatch, fails=("-e",))
    with pytest.raises(bootstrap.SetupError, match="镜像"):
        environment.prepare("abc", ["dev"])
    assert environment.read_stamp()["state"] == bootstrap.FAILED
    kept = install(environment, "kept-1.0")
    Recorder(monkeypatch)
    environment.prepare("abc", [])
    assert kept.exists()
    assert environment.is_ready("abc", ["dev"]), "extras that were wanted before stay wanted"


def test_an_environment_of_another_tool_is_used(environment, monkeypatch):
    recorder = Recorder(monkeypatch)
    environment.prepare("abc", [])
    assert not recorder.called("venv")
    assert recorder.called("install", "--no-build-isolation", "-e")


def test_everything_is_installed_from_the_pins(environment, monkeypatch):
    recorder = Recorder(monkeypatch)
    environment.prepare("abc", ["dev"])
    installs = recorder.called("install")
    assert len(installs) == 2
    pins = str(environment.root / "constraints.txt")
    assert all(command[command.index("-c") + 1] == pins for command in installs)
    assert installs[1][-1] == f"{environment.root}[dev]"


def test_hashes_are_asked_for_in_a_step_of_their_own(project, monkeypatch):
    recorder = Recorder(monkeypatch)
    environment = bootstrap.Environment(project)
    monkeypatch.setenv(bootstrap.REQUIRE_HASHES, "1")
    environment.prepare("abc", [])
    first, *_, last = recorder.called("install")
    hashes = str(project / "hashes.txt")
    assert first[-4:] == ["--require-hashes", "--no-deps", "-r", hashes]
    assert "--require-hashes" not in last and last[-1] == str(project)


def test_without_ensurepip_and_pip_there_is_a_remedy(project, monkeypatch):
    Recorder(monkeypatch, fails=("pip",))
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(bootstrap.SetupError, match="python3-venv"):
        bootstrap.Environment(project).prepare("abc", [])


def test_without_ensurepip_the_pip_outside_is_used(project, monkeypatch):
    recorder = Recorder(monkeypatch)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    made = bootstrap.Environment(project)
    made.prepare("abc", [])
    assert recorder.called("venv", "--without-pip")
    assert all("--python" in command for command in recorder.called("install"))


MINIATURE = {
    "pyproject.toml": """
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"
        [project]
        name = "mingzhang"
        version = "0"
        [tool.hatch.build.targets.wheel]
        packages = ["build/mingzhang"]
        """,
    "build/mingzhang/__init__.py": "",
    "build/mingzhang/__main__.py": "import sys; print('words', sys.argv[1:]); sys.exit(3)",
}


@pytest.mark.slow
def test_a_real_environment_is_repaired_and_made_once(tmp_path):
    for name, text in MINIATURE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    shutil.copy(SCRIPT, tmp_path / "build")
    shutil.copy(ROOT / "constraints.txt", tmp_path)

    def run(*words):
        command = [sys.executable, "build", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    # Killed in the middle: Python is there, pip and the stamp's end are not.
    environment = bootstrap.Environment(tmp_path)
    venv.create(environment.folder, symlinks=True)
    environment.write_stamp(bootstrap.INSTALLING)
    first = run("check", "a b.txt")
    assert (first.returncode, first.stdout) == (3, "words ['check', 'a b.txt']\n"), first.stderr
    assert "重新建立" in first.stderr and "安装依赖" in first.stderr
    second = run()
    assert (second.returncode, second.stdout, second.stderr) == (3, "words ['build']\n", "")
    assert json.loads(environment.stamp.read_text())["state"] == bootstrap.READY


# The pins


def test_the_pins_are_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [a-z_]+ (<|>=|!=) '[\w.]+')?")
    assert [line for line in lines if not pin.fullmatch(line)] == []


def test_uv_gets_the_same_pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["uv"]["constraint-dependencies"] == lines, (
        "constraints.txt was changed: copy it into [tool.uv] of pyproject.toml (CONTRIBUTING, 依赖)"
    )


def test_every_file_of_what_a_site_needs_has_its_hash():
    text = (ROOT / "hashes.txt").read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.findall(
        r"^([^\s-].*?) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M
    )
    assert "".join(f"{pin} \\\n{hashes}" for pin, hashes in entries) == text
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    # Markers differ between the two; versions must not.
    versions = {pin.split(" ;")[0] for pin in pins}
    assert {pin.split(" ;")[0] for pin, _ in entries} <= versions
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = settings["optional-dependencies"]
    wanted = [*settings["dependencies"], *(one for e in bootstrap.EXTRAS for one in extras[e])]
    names = {re.match(r"[A-Za-z0-9_-]+", one).group().lower() for one in wanted}
    assert names | set(bootstrap.BUILD_TOOLS) <= {pin.split("==")[0] for pin, _ in entries}


def test_every_dependency_is_pinned():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = settings["optional-dependencies"]
    wanted = [*settings["dependencies"], *(one for extra in extras.values() for one in extra)]
    names = {re.match(r"[A-Za-z0-9_-]+", one).group().lower() for one in wanted}
    pinned = {
        line.split("==")[0]
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert names <= pinned
    assert set(bootstrap.BUILD_TOOLS) <= pinned
