"""A member that was deflated before gives the bytes that it gives when it is deflated now."""

from __future__ import annotations

import zipfile

from mingzhang.export.archive import deflated, write_zip

PAGE = "<p>修桥铺路，疏浚运河。</p>\n".encode() * 400


def test_a_deflated_member_lies_in_an_archive_as_any_other(tmp_path):
    there = [("a.txt", b"first"), ("b/c.html", PAGE), ("empty.html", b""), ("d.txt", b"last")]
    write_zip(tmp_path / "now.zip", there)
    before = [(name, deflated(data) if name.endswith("l") else data) for name, data in there]
    write_zip(tmp_path / "before.zip", before)
    assert (tmp_path / "before.zip").read_bytes() == (tmp_path / "now.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "before.zip") as archive:
        assert archive.testzip() is None
        assert [(name, archive.read(name)) for name in archive.namelist()] == there
