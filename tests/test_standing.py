"""A body whose files stand in the site as they were left is not made again; any other one is."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from mingzhang.common import below
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.standing import Standing, body_of
from mingzhang.site import agency_pages

FILES = ("agencies/a/index.html", "agencies/a.json", "disclosures/a/2023-budget/index.html")
OF_OTHERS = ("index.html", "agencies/index.html", "agencies/b/index.html", "data/all/index.html")


def begun(tmp_path: Path, name: str, shared: str = "code") -> Standing:
    known = Kept(tmp_path / "kept")
    return Standing(tmp_path / name, tmp_path / "first", known, shared)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The site as the first build left it, of whose body `a` some things were told."""
    standing = begun(tmp_path, "first")
    assert not standing.find("a", "package")
    for file in (*FILES, *OF_OTHERS):
        (standing.now / file).parent.mkdir(parents=True, exist_ok=True)
        (standing.now / file).write_text("<p>", "utf-8")
    standing.kept.put("of-a", b"1")
    assert standing.of("a").get("of-a") == b"1"
    standing.tell("written", "a", "a body")
    assert standing.of_page("size", FILES[0], len) == len("<p>")
    standing.finish()
    standing.remember()
    return standing.now


def test_it_has_the_same_files_and_tells_what_was_told(tmp_path: Path, first: Path) -> None:
    standing = begun(tmp_path, "second")
    assert standing.find("a", "package") and not standing.find("b", "package")
    standing.place()
    assert below.files(standing.now) == sorted(FILES)
    assert all((standing.now / file).samefile(first / file) for file in FILES)
    assert dict(standing.told("written")) == {"a": "a body"}
    assert standing.of_page("size", FILES[0], lambda _: 0) == len("<p>")


def test_what_is_kept_in_its_name_is_not_forgotten(tmp_path: Path, first: Path) -> None:
    standing = begun(tmp_path, "second")
    for file in (tmp_path / "kept").glob("??/*"):
        os.utime(file, (1, 1))
    assert standing.find("a", "package")
    standing.kept.sweep(before=2)
    assert standing.kept.get("of-a") == b"1" and begun(tmp_path, "third").find("a", "package")


@pytest.mark.parametrize("damage", ["words", "gone", "mode", "link"])
def test_one_file_that_is_not_as_it_was_left_is_enough(
    tmp_path: Path, first: Path, damage: str
) -> None:
    file = first / FILES[1]
    if damage == "words":
        os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
    elif damage == "mode":
        file.chmod(0o600)
    else:
        file.unlink()
    if damage == "link":
        file.symlink_to(first / FILES[0])
    assert not begun(tmp_path, "second").find("a", "package")


def test_one_that_is_made_of_something_else_does_not_stand(tmp_path: Path, first: Path) -> None:
    assert not begun(tmp_path, "second").find("a", "other package")
    assert not begun(tmp_path, "second", "other code").find("a", "package")
    assert not begun(tmp_path, "second", "").find("a", "package")


@pytest.mark.parametrize(
    ("file", "body"),
    [
        ("agencies/a/index.html", "a"),
        ("en/agencies/a/card.png", "a"),
        ("agencies/a.json", "a"),
        ("disclosures/a-2023-budget.json", "a"),
        ("data/a/data/facts.csv", "a"),
        ("agencies/index.html", "index.html"),
        ("index.html", ""),
        ("glossary/a/index.html", ""),
    ],
)
def test_an_address_names_the_body_that_it_may_belong_to(file: str, body: str) -> None:
    assert body_of(file) == body


def test_an_agency_is_written_again_where_another_whose_figures_it_prints_changed(
    tmp_path: Path,
) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/facts.csv").write_text("12.30", "utf-8")
    site = SimpleNamespace(kept=NOTHING_KEPT, packages_dir=tmp_path)
    made = SimpleNamespace(shows={"b": NOTHING_KEPT.of_folder(tmp_path / "b")})
    assert all(agency_pages._shows_what_is(site, one) for one in (made, None))
    (tmp_path / "b/facts.csv").write_text("12.3", "utf-8")
    assert not agency_pages._shows_what_is(site, made)
