"""A project's vocabulary lies over the program's: rows added, overridden, the same; old copies."""

from __future__ import annotations

import csv
import pickle
import re
import shutil
from pathlib import Path

import pytest

from mingzhang import vocab
from mingzhang.cli import main
from mingzhang.model import UserError, UserErrors
from mingzhang.vocab import own_rows
from mingzhang.vocab.layers import KEYS, brought


@pytest.fixture
def copy(tmp_path: Path, repo_root: Path) -> Path:
    """A whole copy of the program's, as older versions made."""
    return Path(shutil.copytree(repo_root / "content/vocab", tmp_path / "content/vocab"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project's own: no row yet."""
    folder = tmp_path / "content/vocab"
    (folder / "grammar").mkdir(parents=True)
    (folder / "layouts").mkdir()
    head = (brought() / "agencies.csv").read_text(encoding="utf-8").splitlines()[0]
    put(folder, "agencies.csv", head)
    return folder


def put(folder: Path, name: str, *rows: str) -> None:
    (folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def without_rows(path: Path, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index(column)
    kept = [row for row in rows if not row or row[at] != value]
    assert len(kept) < len(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)


def test_a_project_without_a_row_has_all_that_the_program_knows_but_its_bodies(own: Path) -> None:
    mine, theirs = vocab.load(own), vocab.load(brought())
    assert mine.agencies == {} and theirs.agencies
    assert mine.labels == theirs.labels and mine.concepts == theirs.concepts
    assert mine.layouts.rows == theirs.layouts.rows and mine.bodies.words == theirs.bodies.words
    assert mine.grammar.rules == theirs.grammar.rules
    assert list(mine.grammar.patterns.items()) == list(theirs.grammar.patterns.items())


def test_new_keys_are_added_and_known_ones_take_the_place_of_the_program_s(own: Path) -> None:
    put(own, "concepts.csv", "concept,name_zh,kind,unit", "own_thing,自己的,amount,CNY",
        "total_revenue,收入总额,amount,CNY")  # fmt: skip
    put(own, "labels.csv", "label,concept,context,unit,stage", "自己的数,own_thing,,,")
    put(own, "grammar/words.csv", "class,word,effect", "change.up,窜升,")
    put(own, "layouts/tables.csv", "pattern,heads,layout,name_zh", "^甲表$,,plain,甲表")
    put(own, "grammar/own.yml", "parts:", "  mine: 甲乙", "patterns:", "  mine_found:",
        "    pattern: '{mine}'")  # fmt: skip
    mine, theirs = vocab.load(own), vocab.load(brought())
    assert mine.concepts["own_thing"].name_zh == "自己的"
    assert mine.concepts["total_revenue"].name_zh == "收入总额"
    # What the row leaves out is as in the program's.
    assert mine.concepts["total_revenue"].name_en == theirs.concepts["total_revenue"].name_en
    assert [*mine.concepts].index("total_revenue") == [*theirs.concepts].index("total_revenue")
    assert mine.labels[-1].label == "自己的数" and mine.labels[:-1] == theirs.labels
    assert any(word.word == "窜升" for word in mine.grammar.of("change.up"))
    # The first layout that fits is taken: a project's stands in front.
    assert mine.layouts.tables[0].name_zh == "甲表"
    assert mine.layouts.tables[1:] == theirs.layouts.tables
    assert mine.grammar["mine_found"].search("甲乙")


def test_a_rule_of_the_program_s_is_written_anew(own: Path) -> None:
    part = "patterns:\n  term:\n    pattern: 某(?P<term>)\n"
    (own / "grammar/rules.yml").write_text(part, encoding="utf-8")
    assert vocab.load(own).grammar["term"].pattern == "某(?P<term>)"


def test_a_fault_is_told_with_the_project_s_file_and_row(own: Path) -> None:
    put(own, "layouts/columns.csv", "layout,pattern,role", "plain,甲,skip", "plain,((,skip")
    with pytest.raises(UserError) as caught:
        vocab.load(own)
    assert caught.value.file == str(own / "layouts/columns.csv")
    assert caught.value.problem.startswith("第 3 行“((”")
    put(own, "layouts/columns.csv", "layout,role", "plain,skip")
    with pytest.raises(UserError, match=r"columns\.csv：表格版式缺少列 pattern"):
        vocab.load(own)


def test_rows_are_told_apart_and_those_the_program_has_are_reported(own: Path, capsys) -> None:
    put(own, "concepts.csv", "concept,name_zh", "total_revenue,收入总额", "own_thing,自己的")
    label = (brought() / "labels.csv").read_text(encoding="utf-8").splitlines()[:3]
    put(own, "labels.csv", *label)
    concepts, labels = own_rows.compared(own)
    assert concepts.changed == (("total_revenue",),) and concepts.added == (("own_thing",),)
    assert len(labels.same) == 2 and not (labels.changed or labels.added)
    assert not concepts.is_copy and not labels.is_copy
    (own.parent / "disclosures").mkdir()
    main.main(["doctor", "--root", str(own.parents[1])])
    told = capsys.readouterr().out
    assert "labels.csv 有 2 行程序里已经有了，可以删去" in told
    assert "concepts.csv 有 1 行改了程序的（total_revenue）" in told


def test_a_whole_copy_of_today_is_no_fault(copy: Path) -> None:
    assert vocab.load(copy).concepts == vocab.load(brought()).concepts
    assert all(one.is_copy or len(one.same) < 20 for one in own_rows.compared(copy))
    assert not any(one.changed or one.added or one.lacking for one in own_rows.compared(copy))


def test_a_whole_copy_of_an_older_version_is_refused_with_the_way_out(copy: Path) -> None:
    without_rows(copy / "grammar/words.csv", "class", "counted")
    with pytest.raises(UserError) as caught:
        vocab.load(copy)
    assert caught.value.file == str(copy / "grammar/words.csv")
    assert "整份拷贝的旧词表" in caught.value.problem and "counted" in caught.value.problem
    assert "mingzhang upgrade" in caught.value.remedy and "\n" not in str(caught.value)
    text = (copy / "grammar/tables.yml").read_text(encoding="utf-8")
    shorter, times = re.subn(r"^  [a-z_]+:\n(?:(?: {3,}.*)?\n)+", "", text, count=1, flags=re.M)
    assert times == 1
    (copy / "grammar/tables.yml").write_text(shorter, encoding="utf-8")
    with pytest.raises(UserErrors):
        vocab.load(copy)


def test_the_keys_tell_the_rows_of_every_file_apart() -> None:
    files = {path.relative_to(brought()).as_posix() for path in brought().rglob("*.csv")}
    assert files - set(KEYS) == {"agencies.csv", "terms_of_style.csv"} and set(KEYS) <= files
    for name, key in KEYS.items():
        found = own_rows.own_rows(brought() / name, key)
        several = [rows for rows in found.values() if len(rows) > 1]
        # A label may lead to two concepts, an oddity may have two spellings.
        assert len(several) <= (3 if name == "labels.csv" else 0), name


def test_a_pattern_asked_for_in_vain_is_told_once(own: Path) -> None:
    """In the program's folder, whichever project of the same words was read first."""
    patterns = pickle.loads(pickle.dumps(vocab.load(own).grammar.patterns))
    errors = []
    for _ in range(3):
        with pytest.raises(UserError) as caught:
            patterns["of_tomorrow"]
        errors.append(caught.value)
    (once,) = UserErrors(tuple(errors)).errors
    assert once.file == str(brought() / "grammar")
    assert "句式" in once.problem
