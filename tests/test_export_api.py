"""The static API: files against their published schemas, addresses that last, redirects."""

from __future__ import annotations

import copy
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest

import export_maker
from export_maker import Exported
from mingzhang.common import formats, published, urls
from mingzhang.common.formats import CHOICE, CSV, FORMATS, paths
from mingzhang.common.progress import Silent
from mingzhang.export import api, files, offline, redirects
from mingzhang.export.format_makers import AT_ONCE, BY_ROWS
from mingzhang.model import UserError, UserErrors
from mingzhang.site import addresses
from mingzhang.site.build import copy_packages

BODY, DISCLOSURE = "qingping-archives", "qingping-archives-2024-budget"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_maker.make(tmp_path_factory.mktemp("api"))


def read(exported: Exported, place: str) -> Any:
    return json.loads((exported.site / place).read_text(encoding="utf-8"))


def validator(exported: Exported, content: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """Find the schema that a file names for itself."""
    schema = read(exported, content["schema"])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def files_of_the_api(exported: Exported) -> list[str]:
    found = read(exported, "index.json")
    listed = [one["json"] for kind in ("agencies", "disclosures") for one in found[kind]]
    return ["index.json", *listed]


def test_every_file_is_as_its_schema_says(exported: Exported) -> None:
    found = files_of_the_api(exported)
    assert len(found) == 5
    for name in found:
        content = read(exported, name)
        assert content["api"] == urls.API == "2"
        assert [e.message for e in validator(exported, content).iter_errors(content)] == [], name


def test_nothing_of_the_api_is_left_out_of_the_index(exported: Exported) -> None:
    on_disk = {
        path.relative_to(exported.site).as_posix()
        for folder in ("agencies", "disclosures")
        for path in (exported.site / folder).glob("*.json")
    }
    assert on_disk == set(files_of_the_api(exported)) - {"index.json"}
    kinds = {path.stem for path in (exported.site / urls.SCHEMAS).iterdir()}
    assert kinds == set(api.KINDS) == set(read(exported, "index.json")["schemas"])


def test_everything_that_a_file_holds_is_described(exported: Exported) -> None:
    """No property goes unmentioned in the schema, neither of a file nor of a row."""
    for name in files_of_the_api(exported):
        content = read(exported, name)
        schema = read(exported, content["schema"])
        assert list(undescribed(content, schema, name)) == []


def undescribed(value: Any, schema: dict[str, Any], place: str) -> Any:
    if isinstance(value, list):
        for one in value:
            yield from undescribed(one, schema["items"], f"{place}[]")
    if isinstance(value, dict) and "additionalProperties" not in schema:
        for key, one in value.items():
            if key not in schema.get("properties", {}):
                yield f"{place}.{key}"
            else:
                yield from undescribed(one, schema["properties"][key], f"{place}.{key}")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("api",), "1"),
        (("schema",), "schemas/v2/index.json"),
        (("facts", 0, "value"), None),
        (("facts", 0, "fiscal_year"), "2024"),
        (("facts", 0, "fact"), 7),
        (("disclosure", "disclosure"), None),
        (("findings", 0, "start"), "1"),
        (("cite",), ["GB/T 7714"]),
        (("licence",), None),
    ],
)
def test_faults_are_seen(exported: Exported, path: tuple[Any, ...], value: Any) -> None:
    content = read(exported, urls.disclosure_json(DISCLOSURE))
    check = validator(exported, content)
    damaged = copy.deepcopy(content)
    inner = damaged
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert list(check.iter_errors(damaged))


def test_the_json_says_what_the_csv_says(exported: Exported) -> None:
    content = read(exported, urls.disclosure_json(DISCLOSURE))
    tables = exported.tables(BODY)
    for name in api.OF_DISCLOSURE:
        rows = [dict(zip(tables[name].columns, row, strict=True))
                for row in export_maker.cells(tables[name])]  # fmt: skip
        rows = [row for row in rows if row.get("outcome", "fail") == "fail"]
        assert len(content[name]) == len(rows)
        held = {field.name for field in api.fields_of(tables[name])}
        for mine, row in zip(content[name], rows, strict=True):
            links = {api.LINKS[name]} if name in api.LINKS else set()
            assert set(mine) - links == {column for column, cell in row.items() if cell} & held
    assert "quote" not in content["facts"][0], "what the CSV says is not said twice"
    fact = next(one for one in content["facts"] if one.get("function_code"))
    assert fact["function_code"] == "2012604"
    assert fact["value"] == 688772.52
    assert fact["fiscal_year"] == 2024
    huge = next(one for one in content["facts"] if one["fact"].endswith("f99"))
    assert huge["value"] == str(export_maker.HUGE), "digits that a double loses stay text"


def test_rows_name_the_facts_that_they_are_made_of(exported: Exported) -> None:
    content = read(exported, urls.disclosure_json(DISCLOSURE))
    tables = exported.tables(BODY)
    for name, links in api.LINKS.items():
        key = name.removesuffix("s")
        told = [[one[key], *link.values()] for one in content[name] for link in one.get(links, ())]
        of = {one[key] for one in content[name]}
        written = [row for row in export_maker.cells(tables[links]) if row[0] in of]
        assert sorted(told) == sorted([cell for cell in row if cell] for row in written)
    assert any(one.get("finding_facts") for one in content["findings"])


def test_every_format_is_made_of_every_package(exported: Exported) -> None:
    copied = {CSV.id}  # with the package
    assert AT_ONCE.keys() | BY_ROWS.keys() | copied == {one.id for one in FORMATS}
    for name in ("all", BODY):
        for one, _, path in paths(name, tuple(exported.tables(name)), FORMATS):
            assert (exported.site / "data" / name / path).is_file(), one.id


def test_files_are_in_the_index_as_they_are(exported: Exported) -> None:
    listed = read(exported, urls.agency_json(BODY))["package"]["files"]
    assert {one["format"] for one in listed} == {"csv", "sqlite", "xlsx", "zip"}
    for one in listed:
        assert (exported.site / one["path"]).stat().st_size == one["bytes"]


def test_every_table_is_there_once(exported: Exported) -> None:
    for name in ("all", BODY):
        folder = exported.site / "data" / name
        for table in exported.tables(name).values():
            assert (folder / CSV.path(table.name)).read_bytes() == table.path.read_bytes()
        assert not list(folder.glob("*.csv"))
    rule = (exported.site / "_redirects").read_text(encoding="ascii")
    assert rule.split() == ["/data/:package/:table.csv", "/data/:package/data/:table.csv", "301"]


def test_large_tables_of_the_joined_package_are_packed_and_read_as_before(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "LARGE", exported.tables("all")["facts"].size)
    copy_packages(exported.paths.datapackages, tmp_path / "data")
    here, body = tmp_path / "data" / "all", tmp_path / "data" / BODY
    packed = {one.name for one in (here / "data").glob("*.gz")}
    assert "facts.csv.gz" in packed and "headline.csv.gz" not in packed
    assert not (here / "data/facts.csv").exists() and (body / "data/headline.csv").is_file()
    of_body = {one.name.partition(".")[0] for one in (body / "data").glob("*.gz")}
    assert of_body == formats.FOR_PROGRAMMES | formats.SAME_IN_ALL | formats.LONG
    for folder in (here, body):
        for name, table in published.load(folder).tables.items():
            assert list(table.records()) == list(exported.tables(folder.name)[name].records())
    # References are the same as before; asking for them again takes seconds.
    described = json.loads((body / "datapackage.json").read_bytes())
    for one in described["resources"]:
        one.get("schema", {}).pop("foreignKeys", None)
    assert frictionless.validate(described, type="package", basepath=str(body)).valid
    assert "data/facts.csv.gz" in (here / "README.md").read_text(encoding="utf-8")
    redirects.write_rules(tmp_path)
    rules = (tmp_path / "_redirects").read_text(encoding="ascii").splitlines()
    assert "/data/all/data/facts.csv /data/all/data/facts.csv.gz 301" in rules
    assert "/data/:package/data/cells.csv /data/:package/data/cells.csv.gz 301" in rules
    assert len(rules) == len(packed) + len(of_body) + 1


@pytest.mark.parametrize("chosen", ["", "xlsx"])
def test_bodies_have_the_formats_that_the_site_chose(tmp_path: Path, chosen: str) -> None:
    made = export_maker.make(tmp_path, formats=chosen, offline="有" if chosen else "无")
    assert (made.site / offline.NAME).exists() is bool(chosen)

    def heavy(name: str) -> set[str]:
        parts = (path.name.split(".") for path in (made.site / "data" / name).rglob("*.*"))
        return {*CHOICE} & {part for named in parts for part in named[1:2]}

    assert heavy(BODY) == {chosen} - {""}
    assert heavy("all") == {*CHOICE}
    index = json.loads((made.site / "index.json").read_text(encoding="utf-8"))
    own = next(one for one in index["packages"] if one["package"] == BODY)
    assert {*CHOICE} & {*own} == {chosen} - {""}
    assert (made.site / "data" / BODY / "metadata.json").is_file() is False
    assert not list(validator(made, index).iter_errors(index))


def test_figures_are_addressed_as_their_pages_do() -> None:
    """The template of the API and the anchors of the pages must not drift apart."""
    template = f"{urls.disclosure_page(DISCLOSURE)}#f-{{fragment}}"
    for local, fragment in (("f12", "12"), ("f12-2", "12-2"), ("p3-t1-r2-c4",) * 2):
        # As the schema tells: the last part of the id, f1234 being written 1234.
        page = addresses.fact_place(f"{DISCLOSURE}-{local}")
        assert page == template.format(fragment=fragment)


# Redirects


def rows(folder: Path, *lines: str, head: str = "old,new,reason") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "redirects.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return folder


IDS = ("new-body", "new-body-2024-budget", "other-body")


def test_no_file_means_that_nothing_moved(tmp_path: Path) -> None:
    assert redirects.redirects(tmp_path, IDS) == {}


def test_chains_are_followed_to_the_end(tmp_path: Path) -> None:
    folder = rows(tmp_path, "first,second,改名", "second,third,又改名", "third, new-body ,合并")
    found = redirects.redirects(folder, IDS)
    assert found == {
        "first": ("new-body", "改名"),
        "second": ("new-body", "又改名"),
        "third": ("new-body", "合并"),
    }


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["a,b,", "b,a,"], "a → b → a 绕成了圈"),
        (["a,b,", "b,c,", "c,b,"], "a → b → c → b 绕成了圈"),
        (["a,a,"], "a → a 绕成了圈"),
        (["a,nowhere,"], "a 指向的 nowhere 不存在"),
        (["a"], "a 指向的  不存在"),
        (["other-body,new-body,"], "other-body 仍在使用"),
        (["a,new-body-2024-budget,"], "不是同一类编号"),
        (["a-2024-budget,new-body,"], "不是同一类编号"),
        (["../a,new-body,"], "不是同一类编号"),
        (["a,new-body,", "a,other-body,"], "第 3 行：a 出现了两次"),
    ],
)
def test_redirects_that_lead_nowhere_are_refused(
    tmp_path: Path, lines: list[str], told: str
) -> None:
    with pytest.raises(UserErrors) as caught:
        redirects.redirects(rows(tmp_path, *lines), IDS)
    assert told in " ".join(str(error) for error in caught.value.errors)
    for error in caught.value.errors:
        assert "redirects.csv" in str(error) and error.remedy


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"old,new\na,b\n", "表头不对"),
        (b"\xff\xfe\x00", "不是有效的"),
        (b"", "表头不对"),
        # Read loosely, each of these loses something without a word: the rows below, a half reason.
        (b'old,new,reason\nfirst,new-body,"a\nsecond,other-body,b\n', "不是有效的.*引号"),
        (b"old,new,reason\nfirst,new-body,moved, then named\n", "第 2 行多于三列"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "redirects.csv").write_bytes(content)
    with pytest.raises(UserError, match=told):
        redirects.redirects(tmp_path, IDS)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A site whose archive had two other ids before."""
    made = export_maker.make(tmp_path_factory.mktemp("moved"))
    lines = ['first-id,second-id,"<改名>"', f"second-id,{BODY},机构改革",
             f"elsewhere-2019-final,{DISCLOSURE},原来归错了单位"]  # fmt: skip
    rows(made.paths.editorial, *lines)
    english = made.site / "en/agencies" / BODY
    english.mkdir(parents=True)
    (english / "index.html").write_text(export_maker.PAGE.format("English"), encoding="utf-8")
    files.build(made.paths, Silent())
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agencies/first-id/", f"agencies/{BODY}/"),
        ("agencies/second-id/", f"agencies/{BODY}/"),
        ("en/agencies/first-id/", f"en/agencies/{BODY}/"),
        ("data/first-id/", f"data/{BODY}/"),
        ("disclosures/first-id/2024-budget/", f"disclosures/{BODY}/2024-budget/"),
        ("disclosures/elsewhere/2019-final/", f"disclosures/{BODY}/2024-budget/"),
    ],
)
def test_old_pages_lead_to_the_new(moved: Exported, old: str, new: str) -> None:
    page = (moved.site / old / "index.html").read_text(encoding="utf-8")
    way = "../" * old.count("/") + new
    assert f'<meta http-equiv="refresh" content="1; url={way}">' in page
    assert f'<link rel="canonical" href="{way}">' in page
    assert f'<a href="{way}">' in page
    assert (moved.site / old / way / "index.html").resolve().is_file()
    assert "<改名>" not in page
    assert re.search(r"</a>。原因：(&lt;改名&gt;|机构改革|原来归错了单位)。</p>", page)


def test_old_data_lead_to_the_new(moved: Exported) -> None:
    for old, new in (
        ("agencies/first-id.json", f"agencies/{BODY}.json"),
        ("disclosures/second-id-2024-budget.json", f"disclosures/{DISCLOSURE}.json"),
        ("disclosures/elsewhere-2019-final.json", f"disclosures/{DISCLOSURE}.json"),
    ):
        content = read(moved, old)
        assert content["moved_to"] == new
        assert not list(validator(moved, content).iter_errors(content))
    for table in moved.tables(BODY):
        kept = (moved.site / "data/first-id" / CSV.path(table)).read_bytes()
        assert kept == (moved.site / "data" / BODY / CSV.path(table)).read_bytes()


def test_every_file_of_a_package_lies_under_its_old_address_too(moved: Exported) -> None:
    """Whoever had `data/<old>/<anything>` gets it, and a program is told where it lives now."""
    now = moved.site / "data" / BODY
    for old, reason in (("first-id", "<改名>"), ("second-id", "机构改革")):
        before = now.with_name(old)
        for path in (path for path in now.rglob("*") if path.is_file()):
            name = path.relative_to(now).as_posix()
            for kept in (name, name.replace(BODY, old)):
                same = (before / kept).read_bytes() == path.read_bytes()
                assert same or kept == "index.html", kept
        for kind in ("xlsx", "sqlite.zip", "zip"):
            assert (before / f"{old}.{kind}").is_file()
        assert (before / "parquet/facts.parquet").is_file()
        assert (before / f"sources/{old}-2024-budget").is_dir()
        content = read(moved, f"data/{old}/moved.json")
        assert content["moved_to"] == f"data/{BODY}/" and content["reason"] == reason
        assert not list(validator(moved, content).iter_errors(content))
    # The files of both are the same bytes, and so is what describes them.
    report = frictionless.validate(str(now.with_name("first-id") / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
    assert not (now / "moved.json").exists()


def test_offline_an_old_package_is_the_page_that_leads_on(moved: Exported) -> None:
    """Without a server there are no old links to files; addresses of folders need their page."""
    with zipfile.ZipFile(moved.site / offline.NAME) as archive:
        names = {name for name in archive.namelist() if "/data/first-id/" in name}
        assert names == {f"{offline.FOLDER}/data/first-id/index.html"}
        page = archive.read(*names).decode()
    there = f"../../data/{BODY}/index.html"
    assert page.count(f'href="{there}"') == 3 and f"url={there}" in page
    assert f"data/{BODY}/" not in page.replace(there, ""), "a folder would be listed, not opened"


def test_living_pages_are_left_alone(moved: Exported) -> None:
    page = (moved.site / "agencies" / BODY / "index.html").read_text(encoding="utf-8")
    assert "http-equiv" not in page
    assert not (moved.site / "en/agencies/baishi-library").exists()


def test_a_file_written_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """Excel writes a BOM and CR LF; both are fine."""
    text = "\ufeffold,new,reason\r\nfirst,new-body,改名\r\n"
    (tmp_path / "redirects.csv").write_bytes(text.encode())
    assert redirects.redirects(tmp_path, IDS) == {"first": ("new-body", "改名")}
