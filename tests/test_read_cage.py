"""Whatever LibreOffice does in its cage, it is told of the file, and nothing of it stays behind."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from mingzhang.model import UserError
from mingzhang.read import cage, doc, limits
from read_sources import source

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
EATS = f"exec {sys.executable} -c 'x = bytearray(400_000_000); x[::4096] = x[::4096]'"


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("sleep 600 & echo $! > {pid}; wait", "超时"),
        ("kill -SEGV $$", "中断"),
        ("sh -c 'kill -ABRT $$'", "中断"),
        (EATS, "不能打开"),
        ("exit 77", "不能打开"),
        ("head -c 9000000 /dev/zero > {out}; exit 1", "损坏"),
    ],
    ids=["hangs", "crashes", "its child crashes", "eats memory", "gives up", "fills the disk"],
)
def test_a_converter_that_misbehaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    script, pid = tmp_path / "soffice", tmp_path / "pid"
    # Its arguments end with: … --outdir FOLDER FILE
    out = '"$(dirname "$(eval echo \\${$#})")/source.docx"'
    script.write_text(f"#!/bin/sh\n{program.format(pid=pid, out=out)}\n")
    script.chmod(0o755)
    monkeypatch.setattr(doc.shutil, "which", lambda name: str(script))
    monkeypatch.setattr(limits, "CONVERT_SECONDS", 1)
    monkeypatch.setattr(limits, "CONVERT_MEMORY", 200_000_000)
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1_000_000)
    with pytest.raises(UserError, match=words) as caught:
        doc.read(source("某局决算.doc", OLD_WORD))
    assert caught.value.file == "某局决算.doc"
    assert caught.value.remedy
    if pid.exists():
        # On a busy machine what is killed takes its time to end; by itself it would live longer.
        assert any(not _lives(int(pid.read_text())) or time.sleep(0.1) for _ in range(1000))


def _lives(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if state.exists():
        return state.read_text().split()[2] not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_program_that_ends_by_itself_is_done(tmp_path: Path) -> None:
    written = tmp_path / "a"
    touch = shutil.which("touch")
    assert touch
    assert cage.run([touch, str(written)], 10, 100_000_000, 1000) is cage.End.DONE
    assert written.exists()
