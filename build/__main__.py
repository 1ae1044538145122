"""`python3 build`: makes `.venv`, installs the pinned dependencies, hands over to the CLI.

In: command line words and a bare Python (standard library only, before anything is installed).
Out: the exit code of what was asked for. A second run installs nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MINIMUM = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
# Words that need the `dev` extra, and what they run inside the environment.
DEV_COMMANDS = {
    # All cores; a worker takes the next module, which makes what its tests share once, and the
    # slowest modules come first (conftest.py), so that none is alone at the end.
    "test": [["-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]],
    "lint": [["-m", "ruff", "check", "."], ["-m", "mypy"]],
}
# What a clone always has beside the core: its commands make packages and the site.
EXTRAS = ["data", "site"]
LAYERS = ("unit", "build", "browser")
# Installed first, so that our own package is built in the environment itself, from pinned tools.
BUILD_TOOLS = ["hatchling", "editables"]
# Set to anything: only files whose hashes are in hashes.txt are taken.
REQUIRE_HASHES = "MINGZHANG_REQUIRE_HASHES"
INSTALLING, FAILED, READY = "installing", "failed", "ready"


class SetupError(Exception):
    """The environment cannot be made; the message says what happened and what to do."""


def version_problem(version: tuple[int, ...]) -> str | None:
    """Return a message when this Python is too old, else None."""
    if tuple(version[:2]) >= MINIMUM:
        return None
    have = ".".join(str(part) for part in version[:3])
    need = ".".join(str(part) for part in MINIMUM)
    return (
        f"需要 Python {need} 或更新的版本，现在用的是 {have}。"
        "请安装新版 Python（https://www.python.org/downloads/），"
        f"再用它运行，例如：python{need} build"
    )


def fingerprint(root: Path, version: str) -> str:
    """Hash whatever decides what is installed: the two files, the Python version, the place."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((root / name).read_bytes())
    # The place counts because the scripts and the editable install hold absolute paths.
    digest.update(f"{version}\n{root}".encode())
    return digest.hexdigest()


class Environment:
    """The virtual environment of one clone and the stamp that tells what was installed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.stamp = self.folder / "mingzhang-setup.json"
        scripts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = self.folder.joinpath(*scripts)

    def distributions(self) -> list[str]:
        """Names of the installed distributions, versions included, as their folders are called."""
        libraries = (
            [self.folder / "Lib" / "site-packages"]
            if os.name == "nt"
            else sorted(self.folder.glob("lib/python3*/site-packages"))
        )
        return sorted(item.name for lib in libraries for item in lib.glob("*.dist-info"))

    def read_stamp(self) -> dict[str, object]:
        """Return the stamp, or an empty one when it is missing or unreadable."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def write_stamp(self, state: str, wanted: str = "", extras: list[str] | None = None) -> None:
        """Record the state of the environment; `ready` also records what is in it."""
        self.folder.mkdir(exist_ok=True)
        record = {"state": state, "fingerprint": wanted, "extras": extras or []}
        if state == READY:
            record["distributions"] = self.distributions()
        self.stamp.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    def is_ready(self, wanted: str, extras: list[str]) -> bool:
        """Tell whether everything asked for is installed, without starting a process."""
        stamp = self.read_stamp()
        recorded = stamp.get("distributions")
        return (
            stamp.get("state") == READY
            and stamp.get("fingerprint") == wanted
            and set(extras) <= set(as_list(stamp.get("extras")))
            and self.python.exists()
            and bool(recorded)
            # A package that was removed or half removed since then must be put back.
            and set(as_list(recorded)) <= set(self.distributions())
        )

    def runs(self) -> bool:
        """Tell whether the environment's Python starts and is of the version that runs us."""
        if not self.python.exists():
            return False
        probe = "import sys; print(sys.version_info[:2])"
        result = run_quietly([str(self.python), "-P", "-c", probe])
        return result.returncode == 0 and result.stdout.strip() == str(sys.version_info[:2])

    def prepare(self, wanted: str, extras: list[str]) -> None:
        """Make or repair the environment and install; raises SetupError."""
        stamp = self.read_stamp()
        broken = stamp.get("state") == INSTALLING or not self.runs()
        if broken and self.folder.exists():
            say("上次的环境没有装完或已损坏，重新建立 .venv …")
            remove(self.folder)
        extras = sorted({*extras, *as_list(stamp.get("extras"))})
        self.write_stamp(INSTALLING)
        pip = self.create()
        say("安装依赖（只在第一次或依赖变化时，约一两分钟）…")
        try:
            self.install_all(pip, extras)
        except SetupError:
            # pip takes its own failures back; only a killed run leaves something half done.
            self.write_stamp(FAILED, extras=extras)
            raise
        self.write_stamp(READY, wanted, extras)

    def install_all(self, pip: list[str], extras: list[str]) -> None:
        """Install the pinned dependencies and this project, editable.

        Where it is asked for, first exactly the files whose hashes are listed: from any mirror
        that hands on what was published, and from none that repacks.
        """
        if os.environ.get(REQUIRE_HASHES):
            listed = str(self.root / "hashes.txt")
            self.install(pip, ["--require-hashes", "--no-deps", "-r", listed])
        limits = ["-c", str(self.root / "constraints.txt")]
        self.install(pip, [*limits, *BUILD_TOOLS])
        target = f"{self.root}[{','.join(extras)}]" if extras else str(self.root)
        self.install(pip, [*limits, "--no-build-isolation", "-e", target])

    def create(self) -> list[str]:
        """Make the virtual environment and return the command that installs into it."""
        inside = [str(self.python), "-m", "pip"]
        if self.python.exists() and run_quietly([*inside, "--version"]).returncode == 0:
            return inside
        # A virtual environment's own Python would make a copy of itself; take the one below it.
        base = getattr(sys, "_base_executable", "") or sys.executable
        make = [base, "-m", "venv", str(self.folder)]
        if importlib.util.find_spec("ensurepip"):
            check(run_quietly(make), "建立 .venv 失败", NO_VENV)
            return inside
        outside = [base, "-m", "pip"]
        if run_quietly([*outside, "--version"]).returncode != 0:
            raise SetupError(f"这个 Python 没有 ensurepip，也没有 pip。{NO_VENV}")
        check(run_quietly([*make, "--without-pip"]), "建立 .venv 失败", NO_VENV)
        return [*outside, "--python", str(self.python)]

    def install(self, pip: list[str], words: list[str]) -> None:
        """Run `pip install`; the user's own pip configuration (index, proxy …) is left alone."""
        command = [*pip, "install", "--disable-pip-version-check", "--no-input", *words]
        result = run_showing_progress(command, "安装依赖")
        log = self.folder / "mingzhang-setup.log"
        log.write_text(result.stdout, encoding="utf-8")
        remedy = "请检查网络或 pip 的镜像设置（PIP_INDEX_URL），再运行一次"
        check(result, "安装依赖失败", f"{remedy}；全部输出在 {log}")


NO_VENV = (
    "请先安装：Debian / Ubuntu 用 sudo apt-get install python3-venv；"
    "或安装 uv 后改用 uv run --extra site mingzhang build"
)


def as_list(value: object) -> list[str]:
    """Return the strings of a list that was read from JSON."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def say(message: str) -> None:
    """Tell the user what is going on, on standard error."""
    print(message, file=sys.stderr, flush=True)


def run_quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command, keeping what it prints."""
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        errors="replace", check=False,
    )  # fmt: skip


def run_showing_progress(command: list[str], label: str) -> subprocess.CompletedProcess[str]:
    """Run pip, keeping what it prints; on a terminal, show how far it has got."""
    show = sys.stderr.isatty()
    lines: list[str] = []
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            if show and line.startswith(("Collecting", "Installing collected")):
                found = sum(kept.startswith("Collecting") for kept in lines)
                state = "写入磁盘" if line.startswith("Installing") else f"已找到 {found} 个包"
                print(f"\r{label}：{state} … ", end="", file=sys.stderr, flush=True)
    if show:
        say("")
    return subprocess.CompletedProcess(command, process.returncode, "".join(lines), "")


def check(result: subprocess.CompletedProcess[str], problem: str, remedy: str) -> None:
    """Raise SetupError with the last lines of the command's output when it failed."""
    if result.returncode == 0:
        return
    lines = (result.stderr or result.stdout).strip().splitlines()
    raise SetupError("\n".join([f"{problem}。{remedy}。", *(f"  {line}" for line in lines[-8:])]))


def remove(folder: Path) -> None:
    """Delete a folder, or a link in its place."""
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder)


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Let one process at a time set up; the system frees the lock when a process dies."""
    with lock.open("a+b") as handle:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def set_up(root: Path, extras: list[str]) -> Environment:
    """Return an environment in which everything asked for is installed."""
    environment = Environment(root)
    wanted = fingerprint(root, sys.version)
    if environment.is_ready(wanted, extras):
        return environment
    with only_one(root / ".venv.lock"):
        if not environment.is_ready(wanted, extras):
            environment.prepare(wanted, extras)
    return environment


def called(words: list[str], program: str) -> str:
    """Tell what started us, e.g. `python3 build`: `words` (the whole call) up to `program`."""
    if program not in words:
        return ""
    # Wrappers like pyenv put a whole path where the person typed a name.
    name = Path(words[0]).name
    python = name if shutil.which(name) else words[0]
    return shlex.join([python, *words[1 : words.index(program) + 1]])


def hand_over(command: list[str], environ: dict[str, str]) -> int:
    """Become the given command (on Windows: run it) and return its exit code."""
    if os.name != "nt":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], command, environ)
    return subprocess.call(command, env=environ)


def plan(words: list[str]) -> tuple[list[str], list[list[str]]]:
    """Turn command line words into the extras needed and the commands to run, in order."""
    head, rest = (words[0], words[1:]) if words else ("build", [])
    if head not in DEV_COMMANDS:
        # `python3 build --root DIR` is a build too; `--help` and `--version` are the CLI's own.
        own = head.startswith("-") and not {"--help", "-h", "--version"} & set(words)
        return EXTRAS, [["-m", "mingzhang", *(["build"] if own else []), head, *rest]]
    commands = [list(command) for command in DEV_COMMANDS[head]]
    if head == "test" and rest and rest[0] in LAYERS:
        rest = ["-m", rest[0], *rest[1:]]
    commands[0 if len(commands) > 1 else -1].extend(rest)
    return [*EXTRAS, "dev"], commands


def main(words: list[str]) -> int:
    """Set up, then run what was asked for; return the exit code."""
    problem = version_problem(tuple(sys.version_info))
    if problem:
        say(problem)
        return 1
    extras, commands = plan(words)
    try:
        environment = set_up(ROOT, extras)
    except (SetupError, OSError) as error:
        say(f"错误：{error}")
        return 1
    # -P keeps the folder we stand in off sys.path, so that nothing there hides a library.
    python = [str(environment.python), "-P"]
    if "dev" in extras:
        os.chdir(ROOT)
    code = 0
    for command in commands[:-1]:
        code = subprocess.call([*python, *command]) or code
    if code:
        return code
    # What the CLI tells people to type next is what they have: `python3 build …`.
    # Called from elsewhere, it is this clone that is meant: `python3 …/mingzhang/build`.
    own = {"MINGZHANG_HOME": str(ROOT), "MINGZHANG_CALLED": called(sys.orig_argv, sys.argv[0])}
    own = {} if "dev" in extras else own
    return hand_over([*python, *commands[-1]], {**os.environ, **own})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
