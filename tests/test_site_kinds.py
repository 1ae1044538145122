"""Pages are declared once: kinds in one list, words in files of the same keys, not in templates."""

from __future__ import annotations

import doctest
import re
from functools import cache
from pathlib import Path

import pytest

import site_built
from mingzhang.site import page_kind, translations
from mingzhang.site.kinds import KINDS, menu
from mingzhang.site.language import LANGUAGES
from mingzhang.site.translations import Words

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "site_src/templates"
SITE = ROOT / "build/mingzhang/site"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
COMMENT = re.compile(r"\{##.*?##\}", re.DOTALL)
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
SAME_IN_EACH = {
    "English", "Excel", "CSV", "ZIP", "SQLite", "Parquet", "SVG", "PNG", "Data", "Package",
    "Frictionless", "Dataset",
}  # fmt: skip
"""Names of formats and of a language, which templates may hold."""


def flat(tree: dict[str, object], above: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in tree.items():
        if isinstance(value, dict) and value.keys() != translations.FORMS:
            found |= flat(value, f"{above}{key}.")
        else:
            found[f"{above}{key}"] = value
    return found


@cache
def keys(code: str) -> dict[str, object]:
    return flat(translations.tree(code))


def sources() -> str:
    files = [*TEMPLATES.rglob("*.j2"), *SITE.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_each_language_has_the_same_words():
    codes = [each.code for each in LANGUAGES]
    first, *others = (keys(code) for code in codes)
    for other in others:
        assert set(other) == set(first)
    for code in codes:
        wrong = [key for key, value in keys(code).items() if not isinstance(value, (str, dict))]
        assert wrong == [], "quote what YAML takes for something else"


def test_words_are_filled_in_alike():
    """A text names no value that its twin is not given; what it may leave out, it may."""
    places = re.compile(r"(?<!\{)\{([a-z_]+)[^}]*\}(?!\})")
    given = {"root", "home"}
    for key, chinese in keys("zh").items():
        named = set(places.findall(str(chinese))) | given
        english = set(places.findall(" ".join(english_forms(key))))
        extra = english - named
        assert not extra or key in NAMED_BY_ONE, (key, extra)


def english_forms(key: str) -> list[str]:
    value = keys("en")[key]
    return list(value.values()) if isinstance(value, dict) else [str(value)]


NAMED_BY_ONE = {"table.zero_of", "agency.cited", "agency.description", "home.lead"}
"""Sentences for which each language is given what it needs."""


def test_every_word_is_used():
    text = sources()
    unused = [key for key in keys("zh") if not is_used(key, text)]
    assert [key for key in unused if not key.endswith(".kind")] == []  # for the weighing of pages


def is_used(key: str, text: str) -> bool:
    """Tell whether templates or modules name a word, or look up its section by a code."""
    section, _, name = key.rpartition(".")
    if section and is_looked_up(section, text):
        return True
    # A module may take its section first: `words = language.words.agency`, then `words.title`.
    named = [name for name in (key, f"words.{name}") if name in text]
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in named)


@cache
def is_looked_up(section: str, text: str) -> bool:
    by_code = rf"\b(?:t|words|_WORDS)\.{section}(?:\[|\)| %|\.named\b|\.by_key\()"
    return bool(re.search(by_code, text)) or ("." in section and is_used(section, text))


def test_no_template_says_anything_by_itself():
    for path in sorted(TEMPLATES.rglob("*.j2")):
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        assert not CHINESE.search(text), (path.name, CHINESE.findall(text)[:5])
        said = re.findall(
            r"\b[A-Z][a-z]+\b", MARKUP.sub(" ", re.sub(r"<script>.*?</script>", "", text))
        )
        assert set(said) <= SAME_IN_EACH, (path.name, set(said) - SAME_IN_EACH)


def test_no_word_hides_behind_a_method():
    names = {name for name in dir(Words) if not name.startswith("_")}
    assert not {part for key in keys("zh") for part in key.split(".")} & names


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_has_a_module_a_template_and_words(name):
    kind = KINDS[name]
    assert kind.name == name and (SITE / "pages" / f"{name}.py").is_file()
    assert name == "prose" or (TEMPLATES / f"{name}.md.j2").is_file()
    assert all("kind" in translations.words(code)[name] for code in kind.languages)
    assert bool(kind.of_all) or bool(kind.of_agency)


def test_every_template_belongs_to_a_kind_or_is_shared():
    named = {path.name.removesuffix(".md.j2") for path in TEMPLATES.glob("*.md.j2")}
    assert named <= set(KINDS)
    assert {path.stem for path in (SITE / "pages").glob("*.py")} == {*KINDS, "__init__"}


@pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])
def test_every_page_is_of_a_kind_that_has_its_language(built):
    docs = built().docs
    kinds = tuple(KINDS.values())
    seen = set()
    for path in docs.rglob("index.md"):
        address = "".join(f"{part}/" for part in path.parent.relative_to(docs).parts)
        language = next(each for each in reversed(LANGUAGES) if address.startswith(each.folder))
        kind = page_kind.kind_of(address.removeprefix(language.folder), kinds)
        assert kind is not None and language.code in kind.languages, address
        seen.add((kind.name, language.code))
    expected = {(kind.name, code) for kind in kinds for code in kind.languages}
    assert expected - seen <= {("compare_concept", "zh")}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.code)
def test_the_menu_names_pages_that_are_there_in_its_language(language):
    docs = site_built.sample_site().docs
    items = menu(language)
    assert [item["address"] for item in items if not (docs / item["address"]).is_dir()] == []
    shown = [kind.menu for kind in KINDS.values() if kind.menu and language.code in kind.languages]
    assert len({item["title"] for item in items}) == len(items) >= len(shown) > 5
    assert len(set(shown)) == len(shown), "two kinds have the same place"
    assert all(item["address"].startswith(language.folder) for item in items)


def test_the_examples_in_the_documentation_hold():
    result = doctest.testmod(translations)
    assert result.attempted and not result.failed
