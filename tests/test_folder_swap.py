"""Generated folders are swapped in together: killed anywhere, old or new is there, never a mixture.

A swap cut short is finished by the next run before it does anything else.
"""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from functools import partial
from pathlib import Path

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


NAMES = ("one", "two", "three")
STEPS = ((folder_swap, "_exchange"), (folder_swap, "_complete"), (Path, "rename"), (Path, "unlink"),
         (Path, "write_text"), (os, "fsync"), (os, "sync"), (tempfile, "mkdtemp"))  # fmt: skip
"""What a run does, step by step: each may be its last, before it or after."""


def run_that_stops(monkeypatch, root, step, stop, at_once, steps=STEPS):
    """Replace the folders; at a step of the run `stop` is called. False: the run had fewer."""
    count = -1

    def stepped(function):
        def call(*args, **options):
            nonlocal count
            count += 1
            if count == step:
                stop()
            result = function(*args, **options)
            count += 1
            if count == step:
                stop()
            return result

        return call

    with monkeypatch.context() as patched:
        if not at_once:
            patched.setattr(folder_swap, "_exchanged_at_once", lambda fresh, target: False)
        for name in ("sync", "fsync"):  # they wait for the disk, and change nothing of its state
            patched.setattr(os, name, lambda *_: None)
        for owner, name in steps:
            patched.setattr(owner, name, stepped(getattr(owner, name)))
        with folder_swap.replacing(*(root / name for name in NAMES)) as fresh:
            for folder in fresh:
                (folder / "b.txt").write_text("new")
    return count >= step


def all_old_or_all_new(root):
    """Tell that no folder is missing or of another run than the others, and that nothing else lies
    about.
    """
    shown = {name: listing(root / name) for name in NAMES}
    assert set(map(frozenset, shown.values())) in ({frozenset({"a.txt"})}, {frozenset({"b.txt"})})
    assert sorted(path.name for path in root.iterdir()) == sorted(NAMES)


def roots(tmp_path):
    for step in range(1000):
        root = tmp_path / str(step)
        root.mkdir()
        for name in NAMES:
            filled(root / name, "old")
        yield step, root


@pytest.mark.parametrize(
    ("how", "at_once"),
    [("SIGKILL", True), ("SIGKILL", False), ("SIGTERM", False), ("SIGINT", True)],
    ids=["killed, at once", "killed, by two renames", "ended, by two renames", "stopped, at once"],
)
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such signals")
def test_killed_at_any_step_the_next_run_finds_old_or_new(tmp_path, monkeypatch, how, at_once):
    for step, root in roots(tmp_path):
        child = os.fork()
        if not child:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            end = 9
            try:
                stop = partial(os.kill, os.getpid(), getattr(signal, how))
                end = 0 if run_that_stops(monkeypatch, root, step, stop, at_once) else 7
            finally:
                os._exit(end)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with pytest.raises(RuntimeError), folder_swap.replacing(root / "one"):
            raise RuntimeError  # the next run mends first, whatever becomes of it
        # Litter beside a folder is swept by a run that makes that folder.
        with pytest.raises(RuntimeError), folder_swap.replacing(*(root / name for name in NAMES)):
            raise RuntimeError
        all_old_or_all_new(root)
        if ended == 7:
            break
    assert step > 20


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "by two renames"])
def test_on_a_full_disk_the_old_stays_and_the_cause_is_told(tmp_path, monkeypatch, at_once):
    def full():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    steps = [step for step in STEPS if step[1] != "unlink"]  # that needs no space
    for step, root in roots(tmp_path):
        try:
            if not run_that_stops(monkeypatch, root, step, full, at_once, steps):
                break
        except OSError as error:
            assert error.errno == errno.ENOSPC
        all_old_or_all_new(root)
    assert step > 20


def test_what_dead_runs_left_is_swept_at_once(tmp_path):
    filled(tmp_path / ".site.new-x1", "half done")
    filled(tmp_path / ".site.old-x1", "old")
    with folder_swap.replacing(tmp_path / "site") as (fresh,):
        (fresh / "b.txt").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    "written",
    [
        "no JSON",
        "7",
        '[{"fresh": 1}]',
        '[{"fresh": "{0}/.site.new-x", "target": "{0}/site", "inode": 1}]',
        '[{"fresh": "{0}/elsewhere", "target": "{0}/site", "inode": 0}]',
    ],
    ids=["no JSON", "no list", "no moves", "of a project that was copied", "of other folders"],
)
def test_a_record_that_is_not_ours_is_refused(tmp_path, written):
    filled(tmp_path / "site", "old")
    filled(tmp_path / ".site.new-x", "new")
    (tmp_path / folder_swap.JOURNAL).write_text(written.replace("{0}", str(tmp_path)))
    with pytest.raises(UserError) as told, folder_swap.replacing(tmp_path / "site"):
        pass
    assert folder_swap.JOURNAL in str(told.value) and "请删去" in told.value.remedy
    assert listing(tmp_path / "site") == {"a.txt"}


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    folder_swap.put_file(path, b"2")
    assert path.read_bytes() == b"2"

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for name in ("write_bytes", "replace"):
        with monkeypatch.context() as patched, pytest.raises(OSError):
            patched.setattr(Path, name, full)
            folder_swap.put_file(path, b"3")
    assert path.read_bytes() == b"2"
    assert list(tmp_path.iterdir()) == [path]


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


@pytest.mark.parametrize("target", ["site", "gone/deep/site"], ids=["itself", "what is gone"])
def test_a_link_that_leads_nowhere(tmp_path, target):
    (tmp_path / "site").symlink_to(tmp_path / target)
    try:
        with folder_swap.replacing(tmp_path / "site") as (fresh,):
            (fresh / "b.txt").write_text("new")
    except UserError as error:
        assert target == "site" and "链接" in error.problem
    else:
        assert listing(tmp_path / target) == {"b.txt"}


def test_modes_do_not_depend_on_the_umask(tmp_path):
    before = os.umask(0o077)
    try:
        with folder_swap.replacing(tmp_path / "site") as (fresh,):
            (fresh / "b.txt").write_text("new")
    finally:
        os.umask(before)
    assert (tmp_path / "site/b.txt").stat().st_mode & 0o777 == 0o644
