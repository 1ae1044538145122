"""The scan for requests to other hosts finds every planted one and leaves plain links alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import offhost

ROOT = Path(__file__).resolve().parent.parent
OTHER = "https://cdn.example/x"


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", f'<script src="{OTHER}"></script>'),
        (".html", '<img src="//cdn.example/x">'),
        (".html", f'<img src="a.png" srcset="b.png 1x, {OTHER} 2x">'),
        (".html", f'<link rel="stylesheet" href="{OTHER}">'),
        (".html", f'<link rel="preconnect" href="{OTHER}">'),
        (".html", f'<link href="{OTHER}">'),
        (".html", f'<iframe src="{OTHER}"></iframe>'),
        (".html", f'<p style="background:url({OTHER})">'),
        (".html", f'<style>@import "{OTHER}";</style>'),
        (".html", f'<script>fetch("{OTHER}")</script>'),
        (".html", f'<meta http-equiv="refresh" content="0; url={OTHER}">'),
        (".html", f'<form action="{OTHER}"></form>'),
        (".svg", f'<svg><image xlink:href="{OTHER}"/></svg>'),
        (".svg", f'<svg><style>@font-face{{src:url("{OTHER}")}}</style></svg>'),
        (".css", f"a{{background:url( '{OTHER}' )}}"),
        (".css", f'@import url("{OTHER}");'),
        (".js", f'const m = await import("{OTHER}")'),
        (".js", f'import x from "{OTHER}"'),
        (".js", f"script.src='{OTHER}'"),
        (".js", f'request.open("GET", "{OTHER}")'),
        (".js", 'new WebSocket("wss://cdn.example/x")'),
    ],
)
def test_a_planted_request_is_found(suffix, text):
    assert len(offhost.in_text(suffix, text)) == 1


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", f'<a href="{OTHER}">source</a>'),
        (".html", f'<link rel="canonical" href="{OTHER}">'),
        (".html", f'<meta property="og:image" content="{OTHER}">'),
        (".html", '<img src="../a//b.png"><script src="a.js"></script>'),
        (".html", f"<p>fetch('{OTHER}') stands in the text</p>"),
        (".svg", '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>'),
        (".css", "a{background:url(data:image/svg+xml;base64,AA)}"),
        (".js", f'const schema = "{OTHER}"; // see {OTHER}'),
    ],
)
def test_what_is_no_request_is_left_alone(suffix, text):
    assert offhost.in_text(suffix, text) == []


def test_the_command_tells_and_fails(tmp_path, capsys):
    assert offhost.main([str(tmp_path)]) == 2
    (tmp_path / "index.html").write_text("<a href='https://a.example'>a</a>")
    assert offhost.main([str(tmp_path)]) == 0
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.css").write_text(f"@import url({OTHER});")
    assert offhost.main([str(tmp_path)]) == 1
    assert f"{Path('a/b.css')}: {OTHER}" in capsys.readouterr().out
