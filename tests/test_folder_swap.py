"""Generated folders are swapped in together: killed anywhere, old or new is there, never a mixture.

A swap cut short is finished by the next run before it does anything else.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mingzhang.common import folder_swap
from mingzhang.model import UserError


def filled(folder, text):
    folder.mkdir()
    (folder / "a.txt").write_text(text)
    return folder


def listing(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_folders_are_replaced_together(tmp_path):
    one, two = filled(tmp_path / "one", "old"), tmp_path / ".two"
    with folder_swap.replacing(one, two) as fresh:
        for folder in fresh:
            (folder / "b.txt").write_text("new")
        assert listing(one) == {"a.txt"}
        assert not two.exists()
    assert listing(tmp_path) == {"one/b.txt", ".two/b.txt"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".two", "one"]


def test_a_failure_leaves_the_previous_folders(tmp_path):
    one = filled(tmp_path / "one", "old")
    with pytest.raises(RuntimeError), folder_swap.replacing(one, tmp_path / "two") as fresh:
        (fresh[0] / "b.txt").write_text("new")
        raise RuntimeError
    assert listing(tmp_path) == {"one/a.txt"}


def test_when_one_folder_cannot_be_moved_all_are_put_back(tmp_path, monkeypatch):
    one, two = filled(tmp_path / "one", "old"), filled(tmp_path / "two", "old")
    exchange = folder_swap._exchange

    def stubborn(fresh, target):
        if target == two:
            raise PermissionError(13, "in use", str(target))
        exchange(fresh, target)

    monkeypatch.setattr(folder_swap, "_exchange", stubborn)
    with pytest.raises(PermissionError), folder_swap.replacing(one, two) as fresh:
        for folder in fresh:
            (folder / "b.txt").write_text("new")
    assert listing(tmp_path) == {"one/a.txt", "two/a.txt"}


KILLED = """
import os, signal, sys
from pathlib import Path
from mingzhang.common import folder_swap

step, how, at_once = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "at once"
if not at_once:
    folder_swap._exchanged_at_once = lambda fresh, target: False
calls = 0

def hooked(function):
    def call(*args, **options):
        global calls
        for moment in ("before", "after"):
            if calls == step:
                os.kill(os.getpid(), getattr(signal, how))
            calls += 1
            if moment == "before":
                result = function(*args, **options)
        return result
    return call

folder_swap._exchange = hooked(folder_swap._exchange)
Path.rename = hooked(Path.rename)
Path.unlink = hooked(Path.unlink)
targets = [Path(sys.argv[4]) / name for name in ("one", "two", "three")]
with folder_swap.replacing(*targets) as fresh:
    for folder in fresh:
        (folder / "b.txt").write_text("new")
"""


@pytest.mark.parametrize(
    ("how", "way", "steps"),
    [("SIGKILL", "at once", 12), ("SIGKILL", "by two renames", 30),
     ("SIGTERM", "at once", 4), ("SIGINT", "at once", 4)],
)  # fmt: skip
def test_killed_at_any_step_the_next_run_finds_old_or_new(tmp_path, how, way, steps):
    for step in range(steps):
        root = tmp_path / str(step)
        root.mkdir()
        for name in ("one", "two", "three"):
            filled(root / name, "old")
        words = [sys.executable, "-c", KILLED, str(step), how, way, str(root)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(words, env=environment, capture_output=True, check=False)
        with pytest.raises(RuntimeError), folder_swap.replacing(root / "one"):
            raise RuntimeError  # the next run mends first, whatever becomes of it
        found = {(root / name / "b.txt").is_file() for name in ("one", "two", "three")}
        assert len(found) == 1, f"a mixture after step {step}"
        assert all(listing(root / name) for name in ("one", "two", "three"))


def test_what_dead_runs_left_is_swept_at_once(tmp_path):
    filled(tmp_path / ".site.new-x1", "half done")
    filled(tmp_path / ".site.old-x1", "old")
    with folder_swap.replacing(tmp_path / "site") as (fresh,):
        (fresh / "b.txt").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_second_run_is_told(tmp_path):
    with (
        folder_swap.replacing(tmp_path / "site"),
        pytest.raises(UserError, match="另一个明账程序"),
        folder_swap.replacing(tmp_path / "site"),
    ):
        pass


def test_a_link_is_followed_and_a_file_refused(tmp_path):
    elsewhere = filled(tmp_path / "elsewhere", "old")
    (tmp_path / "site").symlink_to(elsewhere)
    with folder_swap.replacing(tmp_path / "site") as (fresh,):
        (fresh / "b.txt").write_text("new")
    assert (tmp_path / "site").is_symlink()
    assert listing(elsewhere) == {"b.txt"}
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match="这里是一个文件"), folder_swap.replacing(tmp_path / "file"):
        pass


def test_modes_do_not_depend_on_the_umask(tmp_path):
    before = os.umask(0o077)
    try:
        with folder_swap.replacing(tmp_path / "site") as (fresh,):
            (fresh / "b.txt").write_text("new")
    finally:
        os.umask(before)
    assert (tmp_path / "site/b.txt").stat().st_mode & 0o777 == 0o644
