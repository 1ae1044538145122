"""A build is the same to the byte wherever and whenever it is made: `build --verify`."""

from __future__ import annotations

import gzip
import json

import cbor2
import pytest

from mingzhang.bench import reproducible
from mingzhang.cli import main
from mingzhang.paths import Paths
from mingzhang.site import search_order


def pagefind(folder, name, values):
    """Write the parts of an index that lists the values of a filter in some order."""
    (folder / "filter").mkdir(parents=True)
    parts = cbor2.dumps(["1.5.2", [], [["kind", f"zh_{name}"]], [], ["title"]])
    filtered = cbor2.dumps(["kind", values])
    for path, data in (
        (folder / f"filter/zh_{name}.pf_filter", filtered),
        (folder / f"pagefind.zh_{name}000.pf_meta", parts),
    ):
        path.write_bytes(gzip.compress(search_order.MARK + data))
    listed = {"version": "1.5.2", "languages": {"zh": {"hash": f"zh_{name}000", "page_count": 3}}}
    (folder / search_order.ENTRY).write_text(json.dumps(listed), "utf-8")


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_search_index_is_the_same_whatever_order_it_was_written_in(tmp_path):
    values = [["机构", [1, 2]], ["Data", [700]], ["核对", []]]
    pagefind(tmp_path / "a", "abcdef1", values)
    pagefind(tmp_path / "b", "1234567", values[::-1])
    for name in ("a", "b"):
        search_order.in_order(tmp_path / name)
    made = files(tmp_path / "a")
    assert made == files(tmp_path / "b") and len(made) == 3
    (stored,) = (data for name, data in made.items() if name.endswith("filter"))
    found = cbor2.loads(gzip.decompress(stored).removeprefix(search_order.MARK))
    assert found == ["kind", sorted(values)]
    entry = json.loads(made[search_order.ENTRY])["languages"]["zh"]["hash"]
    parts = gzip.decompress(made[f"pagefind.{entry}.pf_meta"])
    (name,) = (name for name in made if name.endswith("filter"))
    assert name.removeprefix("filter/").removesuffix(".pf_filter").encode() in parts


def test_an_index_of_another_make_is_not_guessed_at(tmp_path):
    pagefind(tmp_path / "a", "abcdef1", [])
    (tmp_path / "a/filter/zh_abcdef1.pf_filter").write_bytes(gzip.compress(b"other"))
    with pytest.raises(ValueError, match="zh_abcdef1"):
        search_order.in_order(tmp_path / "a")


def test_two_builds_that_are_the_same_are_told_and_leave_the_project_alone(
    clone, capsys, monkeypatch
):
    """That builds are the same in truth is tried where one is made anyway, in `test_fork.py`."""

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
