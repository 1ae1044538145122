"""The files below a folder are listed in one order, without what links lead to."""

from __future__ import annotations

import os

import pytest

from mingzhang.common import below


def test_files_are_listed_in_one_order_by_their_paths_within(tmp_path):
    for name in ("b.txt", "a/c.html", "a/d/e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert below.files(tmp_path) == ["a/c.html", "a/d/e.txt", "b.txt"]
    assert below.files(tmp_path, ".html") == ["a/c.html"]
    assert below.files(tmp_path / "none") == []


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_what_a_link_leads_to_is_not_below(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there/a").write_bytes(b"")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "linked").symlink_to(tmp_path / "there")
    (folder / "lost").symlink_to(tmp_path / "nowhere")
    assert below.files(folder) == []
