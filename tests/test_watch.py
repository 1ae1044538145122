"""`serve --watch`: an edit is built once it has settled; what is wrong is told and tried again."""

from __future__ import annotations

import threading
from pathlib import Path

from mingzhang import pipeline
from mingzhang.cli import watch
from mingzhang.model import UserError
from mingzhang.paths import Paths


class Clock:
    """Stands in for an event that is waited for: each second something may be edited."""

    def __init__(self, *edits) -> None:
        self.edits = list(edits)

    def wait(self, _seconds: float) -> bool:
        if not self.edits:
            return True
        self.edits.pop(0)()
        return False


def test_each_edit_is_built_when_it_has_settled(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "content/disclosures").mkdir(parents=True)
    file = tmp_path / "content/a.txt"
    builds, told, shown = [], [], []

    def build(paths: Paths, _bars: object) -> pipeline.Summary:
        builds.append(file.read_text() if file.exists() else "")
        if builds[-1] == "wrong":
            raise UserError("a.txt", "不对", "请改")
        return pipeline.Summary(0, 0, 0, 0, 0, 0, pages=3, seconds=1.5)

    def nothing() -> None:
        pass

    monkeypatch.setattr(pipeline, "build", build)
    clock = Clock(
        nothing,
        lambda: file.write_text("a"),
        lambda: file.write_text("ab"),  # still being written
        nothing,
        nothing,
        lambda: (tmp_path / "content/.a.txt.swp").write_text("x"),
        nothing,
        lambda: file.write_text("wrong"),
        nothing,
        file.unlink,
        nothing,
    )
    watch.watch(Paths(tmp_path), told.extend, lambda: shown.append(1), clock)
    assert builds == ["ab", "wrong", ""]
    assert told[0] == "有改动，已重做：网页 3 页，1.5 秒。请刷新浏览器"
    assert told[1] == "错误：a.txt：不对。请改" and len(shown) == 3


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    stopped = threading.Event()
    stopped.set()
    watch.watch(Paths(tmp_path), print, stopped.clear, stopped)
    assert stopped.is_set()
