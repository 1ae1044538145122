"""A build that uses what the last one kept gives the bytes that a build of everything gives."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from pickle import loads

import markdown
import pytest
import yaml

import factories
import site_built
from mingzhang import parsing, pipeline
from mingzhang.bench import reproducible
from mingzhang.common import kept, workers
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.progress import Silent
from mingzhang.export import format_makers
from mingzhang.model import Disclosure, UserError
from mingzhang.paths import Paths
from mingzhang.site import press, raw_html
from mingzhang.site.search_index import index


def test_what_was_put_is_there_again_and_only_under_its_name(tmp_path):
    known = Kept(tmp_path)
    known.put(kept.key("a"), b"one")
    assert known.get(kept.key("a")) == b"one"
    assert known.get(kept.key("b")) is None


def test_parts_of_a_name_do_not_run_together():
    assert kept.key("ab", "c") != kept.key("a", "bc") != kept.key("abc")


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 200])
def test_a_broken_file_counts_as_absent(tmp_path, damage):
    known, name = Kept(tmp_path), kept.key("a")
    known.put(name, b"one")
    next(tmp_path.glob("??/*")).write_bytes(damage)
    assert known.get(name) is None


def test_a_file_under_another_name_counts_as_absent(tmp_path):
    known = Kept(tmp_path)
    known.put(kept.key("a"), b"one")
    file = next(tmp_path.glob("??/*"))
    other = kept.key("b")
    (tmp_path / other[:2]).mkdir(exist_ok=True)
    shutil.copy(file, tmp_path / other[:2] / other[2:])
    assert known.get(other) is None


def test_what_no_build_used_is_forgotten(tmp_path):
    known = Kept(tmp_path)
    known.put(kept.key("a"), b"one")
    known.sweep(before=0.0)
    assert known.get(kept.key("a")) == b"one"
    known.sweep(before=float("inf"))
    assert known.get(kept.key("a")) is None


def test_what_was_kept_anew_is_known_in_every_stage(tmp_path):
    known = Kept(tmp_path)
    assert not known.made
    known.settled().put(kept.key("a"), b"one")
    assert known.made == {kept.key("a")}


def test_a_folder_is_hashed_once_in_a_stage_that_leaves_it_as_it_is(tmp_path):
    known = NOTHING_KEPT.settled()
    (tmp_path / "a").write_text("one", "utf-8")
    before = known.of_folder(tmp_path)
    (tmp_path / "a").write_text("two", "utf-8")
    assert known.of_folder(tmp_path) == before != known.settled().of_folder(tmp_path)
    assert NOTHING_KEPT.of_folder(tmp_path) == kept.of_files(tmp_path) != before


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("no folder", "utf-8")
    known = Kept(tmp_path / "file")
    known.put(kept.key("a"), b"one")
    assert known.get(kept.key("a")) is None
    assert NOTHING_KEPT.get(kept.key("a")) is None


@pytest.mark.usefixtures("two_processes")
def test_work_in_processes_comes_back_in_order():
    alone = list(workers.spread(divmod, 100, range(1, 9), least=99))
    assert list(workers.spread(divmod, 100, range(1, 9), least=1, chunk=3)) == alone


@pytest.mark.usefixtures("two_processes")
@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_a_process_that_the_system_ends_is_told():
    # What lies at address 1 is nobody's to read. A function of ours would be imported there first.
    with pytest.raises(UserError, match="被系统终止，多半是内存不够"):
        list(workers.spread(ctypes.string_at, 1, [8, 8], least=1))


KILLED = """
import os, signal
from mingzhang.common import workers
with workers.pool():
    print(list(workers.spread(divmod, 9, [1, 2], 1)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_the_processes_of_a_killed_build_end_with_it():
    # They hold its output: this returns when the last of them is gone.
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, timeout=60)
    assert done.returncode == -signal.SIGKILL and done.stdout == b"[(9, 0), (4, 1)]\n"


SEARCHED = """<!doctype html><html lang="zh-CN"><title>{0}</title>
<body data-pagefind-body><h1>{0}</h1><p>修桥铺路，疏浚运河。</p></body></html>"""


def test_the_index_of_the_same_pages_is_taken_from_what_was_kept(tmp_path, monkeypatch):
    known, made = Kept(tmp_path / "kept"), {}
    for name, title in (("first", "甲局"), ("again", "甲局"), ("other", "乙局")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(SEARCHED.format(title), "utf-8")
        if name == "again":
            monkeypatch.setattr(sys.modules[index.__module__], "get_executable", lambda: None)
        if name == "other":
            with pytest.raises(UserError, match="没有找到搜索索引程序"):
                index(tmp_path / name, known)
            break
        index(tmp_path / name, known)
        files = filter(Path.is_file, sorted((tmp_path / name).rglob("*")))
        made[name] = {file.relative_to(tmp_path / name): file.read_bytes() for file in files}
    assert made["first"] == made["again"]
    names = {file.name for file in made["first"]}
    assert {"pagefind.js", "pagefind-worker.js"} < names and "pagefind-ui.js" not in names


@pytest.fixture
def two_bodies(clone):
    """A project with two disclosures of two bodies, and what a build of more of them kept."""
    if site_built.KEPT.folder.is_dir():
        shutil.copytree(site_built.KEPT.folder, Paths(clone).cache)
    for folder in sorted((clone / "content/disclosures").iterdir())[2:]:
        shutil.rmtree(folder)
    return Paths(clone)


def test_no_change_redoes_nothing_and_a_changed_source_its_body_alone(
    two_bodies, tmp_path, monkeypatch
):
    """And another machine makes the same bytes of it from nothing.

    With another time zone, locale, hash seed, umask and number of processes.
    """
    pipeline.build(two_bodies, Silent())
    there = sorted(two_bodies.cache.glob("??/*"))
    pipeline.build(two_bodies, Silent())
    assert sorted(two_bodies.cache.glob("??/*")) == there  # nothing was made, nothing forgotten
    source = next(two_bodies.disclosures.glob("*/*/source.yml"))
    metadata = yaml.safe_load(source.read_text("utf-8"))
    metadata["title"] += "（更正）"
    source.write_text(yaml.safe_dump(metadata, allow_unicode=True), "utf-8")
    pressed: list[str] = []
    batch = press._press_batch
    monkeypatch.setattr(
        press, "_press_batch", lambda ours, pages: pressed.extend(pages) or batch(ours, pages)
    )
    formats: list[str] = []
    make = format_makers.make
    monkeypatch.setattr(
        format_makers,
        "make",
        lambda making, of: formats.append(making.package.name) or make(making, of),
    )
    pipeline.build(two_bodies, Silent())
    assert set(formats) == {"all", metadata["agency"]}
    assert any(metadata["agency"] in page for page in pressed)
    other = next(
        folder.name
        for folder in two_bodies.disclosures.iterdir()
        if folder.name != metadata["agency"]
    )
    assert not [page for page in pressed if other in page]
    assert _is_as_fresh(two_bodies, tmp_path / "elsewhere")


def _is_as_fresh(paths: Paths, place: Path) -> bool:
    """Build the same from nothing as if on another machine, and compare all bytes."""
    elsewhere = Paths(place)
    (_, (_, environment, umask)) = reproducible.MACHINES
    reproducible.copy(paths, elsewhere)
    reproducible.build(elsewhere, environment, umask)
    again, fresh = (dict(reproducible.published(place)) for place in (paths, elsewhere))
    assert len(again) > 200 and again.keys() == fresh.keys()
    return [name for name, file in again.items() if file != fresh[name]] == []


def _files_of(paths: Paths, body: str) -> dict[str, int]:
    """Give the files of a body, with what tells one file from another of the same name."""
    return {
        name: (paths.root / name).stat().st_ino
        for name, _ in reproducible.published(paths)
        if body in name and not name.startswith("datapackages/all") and "CHANGELOG" not in name
    }


def _killed(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


BREAKS = (
    ("mingzhang.site.discovery.tidy_sitemap", _killed),  # files that stand have second names
    ("mingzhang.common.hard_links.os.link", _full),
    ("mingzhang.export.headers.write", _full),
    ("mingzhang.common.folder_swap._complete", _killed),  # the next build ends it first
)
"""Where builds break off, and how."""


def _broken_off(paths: Paths, place: str, how: Callable[..., None]) -> int:
    """Build in a process that ends at a function; tell how it ended."""
    child = os.fork()
    if not child:
        with suppress(BaseException), pytest.MonkeyPatch.context() as broken:
            broken.setattr(place, how)
            if how is _full:
                broken.setattr("mingzhang.common.hard_links.shutil.copy2", how)
            pipeline.build(paths, Silent())
            os._exit(0)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such signals")
def test_what_a_person_did_to_published_files_is_made_good_and_no_file_else_is_written(
    two_bodies,
):
    """Also where builds broke off in between: until the end they leave all as it was."""
    pipeline.build(two_bodies, Silent())
    one, other = sorted(folder.name for folder in two_bodies.disclosures.iterdir())
    whole, left = dict(reproducible.published(two_bodies)), _files_of(two_bodies, other)
    page = two_bodies.site / f"agencies/{one}/index.html"
    page.write_bytes(page.read_bytes()[::-1])
    (two_bodies.site / f"data/{one}/data/facts.csv").unlink()
    (two_bodies.site / f"data/{one}/stale.csv").write_text("1", "utf-8")
    with (two_bodies.datapackages / one / "data/facts.csv").open("ab") as table:
        table.write(b"1")
    damaged = dict(reproducible.published(two_bodies))
    beside = {file.name for file in two_bodies.root.iterdir()}
    for place, how in BREAKS:
        assert _broken_off(two_bodies, place, how) == (-signal.SIGKILL if how is _killed else 1)
        assert dict(reproducible.published(two_bodies)) == damaged != whole
    pipeline.build(two_bodies, Silent())
    assert {file.name for file in two_bodies.root.iterdir()} == beside
    assert dict(reproducible.published(two_bodies)) == whole
    assert len(left) > 50 and _files_of(two_bodies, other) == left


def test_after_another_name_other_settings_and_other_templates_all_is_as_made_from_nothing(
    two_bodies, tmp_path
):
    pipeline.build(two_bodies, Silent())
    one, other = sorted(two_bodies.disclosures.iterdir())
    agencies = two_bodies.vocab / "agencies.csv"
    agencies.write_text(agencies.read_text("utf-8").replace(other.name, "renamed-body"), "utf-8")
    other.rename(other.with_name("renamed-body"))
    for source in two_bodies.disclosures.glob("renamed-body/*/source.yml"):
        source.write_text(
            source.read_text("utf-8").replace(other.name, "renamed-body"), encoding="utf-8"
        )
    pipeline.build(two_bodies, Silent())
    assert not [name for name, _ in reproducible.published(two_bodies) if other.name in name]
    settings = two_bodies.editorial / "site.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("formats: xlsx", "formats: zip"), "utf-8"
    )
    ours = two_bodies.root / "site_src"
    theirs = ours.resolve()
    ours.unlink()
    shutil.copytree(theirs, ours)
    template = ours / "templates/agency.md.j2"
    template.write_text(template.read_text("utf-8") + "\n<p>另一个模板</p>\n", "utf-8")
    pipeline.build(two_bodies, Silent())
    assert "另一个模板" in (two_bodies.site / f"agencies/{one.name}/index.html").read_text("utf-8")
    assert _is_as_fresh(two_bodies, tmp_path / "elsewhere")


def _found(paths: Paths, known: Kept) -> tuple[object, ...]:
    work = pipeline.check_all(pipeline.parse_all(paths, Silent(), known), Silent())
    return work.disclosures, work.findings, work.derived


def _edit(chance: random.Random, paths: Paths, known: Kept) -> None:
    """Change a digit of a text, the title of a disclosure, or damage what is kept."""
    source = chance.choice(sorted(paths.disclosures.glob("*/*/source.yml")))
    metadata = yaml.safe_load(source.read_text("utf-8"))
    text = source.parent / metadata["file"]
    what = chance.choice(["digit", "digit", "title", "damage"])
    if what == "digit":
        words = text.read_text("utf-8")
        place = chance.choice([at for at, one in enumerate(words) if one in "123456789"][40:])
        words = f"{words[:place]}{10 - int(words[place])}{words[place + 1 :]}"
        text.write_text(words, "utf-8")
        metadata["sha256"] = hashlib.sha256(words.encode()).hexdigest()
    elif what == "title":
        metadata["title"] += str(chance.randrange(9))
    else:
        chance.choice(sorted(known.folder.glob("??/*"))).write_bytes(b"foreign")
    source.write_text(yaml.safe_dump(metadata, allow_unicode=True), "utf-8")


def test_after_any_edits_the_same_is_found_as_without_what_was_kept(two_bodies, tmp_path):
    known, chance = Kept(tmp_path), random.Random(16)
    for _ in range(3):
        assert _found(two_bodies, known) == _found(two_bodies, NOTHING_KEPT)
        _edit(chance, two_bodies, known)


@pytest.mark.parametrize("damage", [None, b"short"])
def test_what_is_kept_of_a_disclosure_is_unpacked_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    """What the whole run counts is known before; what is broken then is parsed again."""
    file, words = tmp_path / "a.txt", factories.vocabulary()
    file.write_text("2024年度收入总计3万元，支出总计3万元。", "utf-8")
    known = Kept(tmp_path / "kept")

    def parsed() -> Disclosure:
        (one,), _ = parsing.parse_each([parsing.bare_source(file)], words, print, known)
        return one

    made, unpacked = parsed(), list[object]()
    monkeypatch.setattr(pickle, "loads", lambda data: unpacked.append(one := loads(data)) or one)
    again = parsed()
    assert parsing.counted(again, words) == parsing.counted(made, words)
    assert not any(isinstance(one, Disclosure) for one in unpacked)
    for path in known.folder.glob("??/*") if damage else ():
        path.write_bytes(damage)
    assert again.facts == made.facts != ()
    assert again == made == loads(pickle.dumps(again))
    assert any(isinstance(one, Disclosure) for one in unpacked) is (damage is None)


def test_results_lie_where_git_does_not_look(repo_root: Path):
    assert (
        f"/{Paths(repo_root).cache.name}/"
        in (repo_root / ".gitignore").read_text("utf-8").splitlines()
    )


RAW = """# 标题 {#a}

<div class="x">
<div>\t里面

·
<p>一段</p></div>
</div>
<p>紧接着 & 没有空行</p>

文字 *强调* <span>行内</span>

<p>后面还有</p> 字

<ul><li>甲</li>
</ul>

## 二 {#b}

<table><tr><td>1</td></tr></table>
<section>没有合上

<p>末</p>
""".replace("·", "   ")


@pytest.mark.parametrize(
    "page", [RAW, RAW.replace("没有合上", "合上</section>"), f"```\n{RAW}```\n"]
)
def test_markdown_reads_a_page_as_if_its_html_had_not_been_set_aside(page, monkeypatch):
    monkeypatch.setattr(raw_html, "LEAST", 20)
    made = ["attr_list", "tables", "pymdownx.superfences"]
    rest, pieces = raw_html.set_aside(page)
    assert bool(pieces) is (page[0] == "#")
    html = raw_html.put_back(markdown.markdown(rest, extensions=made), pieces)
    assert html == markdown.markdown(page, extensions=made)
