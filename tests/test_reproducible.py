"""A build is the same to the byte wherever and whenever it is made: `build --verify`."""

from __future__ import annotations

from mingzhang.bench import reproducible
from mingzhang.cli import main
from mingzhang.paths import Paths


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_builds_that_are_the_same_are_told_and_leave_the_project_alone(
    clone, capsys, monkeypatch
):
    """That builds are the same in truth is tried where one is made anyway, in `test_kept.py`."""

    def built(place, environment, umask):
        place.site.mkdir()
        (place.site / "same.html").write_bytes(place.mkdocs.read_bytes())

    monkeypatch.setattr(reproducible, "build", built)
    before = files(clone)
    assert main.main(["build", "--verify", "--root", str(clone)]) == 0, capsys.readouterr().err
    assert "逐字节相同" in capsys.readouterr().out
    assert files(clone) == before


def test_what_differs_is_told(clone, capsys, monkeypatch):
    def built(place, environment, umask):
        place.site.mkdir()
        (place.site / "same.html").write_text("", "utf-8")
        (place.site / "time.html").write_text(environment["TZ"], "utf-8")

    monkeypatch.setattr(reproducible, "build", built)
    assert reproducible.differences(Paths(clone)) == ["site/time.html"]
    assert main.main(["build", "--verify", "--root", str(clone)]) == 1
    assert "site/time.html" in capsys.readouterr().err
