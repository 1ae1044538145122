"""The headers of the site let its own scripts run and no others, here, on Pages and under Nginx."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

import site_built
from mingzhang.cli import server
from mingzhang.export import headers

ROOT = Path(__file__).parent.parent
WATCH = """window.refused = [];
addEventListener("securitypolicyviolation", e => refused.push(e.violatedDirective));"""
PAGES = ("", "agencies/", "disclosures/", "glossary/", "compare/", "data/", "checks/", "search/",
         "en/", "en/compare/", "en/data/", "no/such/page/")  # fmt: skip


def hash_of(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def test_scripts_within_pages_are_listed_and_data_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<script>one()</script><script src="x.js"></script><script defer>\n two() </script>'
        '<script type="application/ld+json">{}</script><script type=application/json>{}</script>',
        encoding="utf-8",
    )
    (tmp_path / "a/index.html").write_text("<script>one()</script>", encoding="utf-8")
    assert headers.hashes(tmp_path) == sorted([hash_of("one()"), hash_of("\n two() ")])
    headers.write(tmp_path)
    told = headers.read(tmp_path)["Content-Security-Policy"]
    assert "'unsafe-inline'" not in told[: told.index("style-src")] and hash_of("one()") in told
    assert "object-src 'none'" in told and headers.read(tmp_path / "a") == {}


def test_few_scripts_stand_within_the_pages_and_none_in_attributes() -> None:
    """A list of hashes is sent with every answer: a script of each page would make it endless."""
    site = site_built.real_site().html
    assert 0 < len(headers.hashes(site)) <= 16
    assert len(headers.policy(headers.hashes(site))) < 2_000
    for page in site.rglob("*.html"):
        assert not re.search(r"<[a-z][^<>]*\son[a-z]+\s*=", page.read_text(encoding="utf-8")), page


def test_the_preview_sends_what_the_file_says() -> None:
    site = site_built.sample_site().html
    with server.open_server(site, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        with urllib.request.urlopen(running.address, timeout=20) as answer:
            sent = dict(answer.headers.items())
        running.shutdown()
    told = headers.read(site)
    assert len(told) == 3 and told.items() <= sent.items()


def test_the_guide_turns_the_file_into_lines_of_nginx(tmp_path: Path) -> None:
    guide = (ROOT / "build/deploy/README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^sed -n .*$", guide, re.MULTILINE)
    (tmp_path / "site").mkdir()
    headers.write(tmp_path / "site")
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    lines = (tmp_path / "mingzhang-headers.conf").read_text(encoding="ascii").splitlines()
    expected = headers.read(tmp_path / "site")
    assert lines == [f'add_header {name} "{value}" always;' for name, value in expected.items()]


@pytest.mark.browser
def test_nothing_of_ours_is_refused_and_what_is_put_in_is(browser) -> None:
    with server.open_server(site_built.real_site().html, 0, "/m/") as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.add_init_script(WATCH)
        for address in PAGES:
            page.goto(running.address + address, wait_until="networkidle")
            assert page.evaluate("refused") == [], address
        page.goto(running.address + "search/?q=%E5%B7%A5%E8%B5%84", wait_until="networkidle")
        assert page.evaluate("refused") == []
        page.evaluate("""const s = document.createElement("script");
            s.textContent = "window.broken = 1"; document.body.append(s)""")
        page.wait_for_function("refused.length == 1")
        assert page.evaluate("window.broken") is None
        page.close()
        running.shutdown()
