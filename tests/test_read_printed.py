"""The invented account printed by Chromium and LibreOffice: the same facts as from its sources."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from account_maker import to_docx, to_html
from mingzhang import parse
from mingzhang.model import Document, Fact
from mingzhang.read import reader_of
from read_sources import assert_offsets, source
from test_tables import ACCOUNT, said, vocabulary

OVERALL = (
    "某单位2024年度收入总计1,307.82万元，支出总计1,307.82万元。与2023年度相比，收入总计增加"
    "307.82万元，增长30.78%。主要原因：单位新增人员，公用经费相应增加，办公设备更新。"
)
PROSE = [
    "一、收入支出决算总体情况说明",
    OVERALL,
    "二、支出决算情况说明",
    "本年支出合计1,307.82万元，其中：基本支出105.58万元，占8.07%；项目支出1,202.24万元，占91.93%。",
]
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --no-pdf-header-footer"
)


def program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    if not fonts.stdout.strip():
        pytest.skip("no font with Chinese characters is installed: nothing would be printed")
    return found


def printed_by_chromium(folder: Path) -> bytes:
    chromium = program("chromium", "google-chrome", "chromium-browser")
    page, result = folder / "account.html", folder / "account.pdf"
    page.write_bytes(to_html(PROSE, ACCOUNT))
    command = [chromium, *CHROMIUM.split(), f"--user-data-dir={folder / 'profile'}"]
    subprocess.run(
        [*command, f"--print-to-pdf={result}", page.as_uri()],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    return result.read_bytes()


def printed_by_libreoffice(folder: Path) -> bytes:
    office = program("soffice", "libreoffice")
    page = folder / "account.docx"
    page.write_bytes(to_docx(PROSE, ACCOUNT))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(page)], check=True, timeout=120, capture_output=True)
    return (folder / "account.pdf").read_bytes()


def document_of(name: str, data: bytes) -> Document:
    made = source(name, data)
    document = reader_of(made.path)(made)
    assert_offsets(document)
    return document


def facts_of(document: Document) -> tuple[Fact, ...]:
    return parse.parse(document, vocabulary()).facts


@pytest.mark.slow
@pytest.mark.parametrize("printed", [printed_by_chromium, printed_by_libreoffice])
def test_the_same_facts_from_print(printed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wanted = document_of("account.html", to_html(PROSE, ACCOUNT))
    document = document_of("account.pdf", printed(tmp_path))
    assert [grid.title for grid in document.grids] == [grid.title for grid in wanted.grids]
    assert set(PROSE) <= set(document.text.splitlines()), "paragraphs are whole again"
    assert sorted(said(facts_of(document))) == sorted(said(facts_of(wanted)))
