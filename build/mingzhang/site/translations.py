"""The words of the pages: in, `words/<language>.yml`; out, phrases to be filled in.

A kind of pages may have a file of its own instead, with all languages: `words/kinds/<kind>.yml`.

Templates say `t.agency.findings` or `t.agency.more(n=5)`. A phrase may hold HTML; what is filled in
is escaped. One whose form depends on a number gives both: `{one: "{n} page", other: "{n} pages"}`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from mingzhang.common.yaml_file import LOADER

FOLDER = Path(__file__).parent / "words"
FORMS = {"one", "other"}


class Phrase:
    """A text of one language with places to fill in: `{n}`, `{name}`.

    >>> Phrase("<b>{n}</b> of {name}")(n=1200, name="A & B")
    Markup('<b>1200</b> of A &amp; B')
    >>> Phrase({"one": "{n} page", "other": "{n:,} pages"}).text(n=1200)
    '1,200 pages'
    """

    def __init__(
        self, forms: str | Mapping[str, str], given: Mapping[str, Any] | None = None
    ) -> None:
        self.forms = {"other": forms} if isinstance(forms, str) else dict(forms)
        self._given = given or {}

    def __call__(self, **values: Any) -> Markup:
        """Fill in values, for HTML."""
        form = self._form(values)
        if "{" not in form and "}" not in form:
            return Markup(form)
        return Markup(form).format(**{**self._given, **values})

    def text(self, **values: Any) -> str:
        """Fill in values, as plain text."""
        return self._form(values).format(**{**self._given, **values})

    def __html__(self) -> str:
        """Give the HTML, as templates ask for it."""
        return str(self())

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> bool:
        return bool(self.other)

    def _form(self, values: Mapping[str, Any]) -> str:
        return self.forms.get("one", self.other) if values.get("n") == 1 else self.other

    @property
    def other(self) -> str:
        """The form for all numbers but one."""
        return self.forms["other"]


class Words:
    """A section of phrases and further sections: `words.agency.title`, `words.stages["final"]`.

    `given` are values that every phrase may name, such as the way to the root of the site.
    """

    def __init__(self, tree: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> None:
        self._tree = tree
        self._given = given
        self._made: dict[str, Words | Phrase] = {}

    def __getattr__(self, key: str) -> Any:
        try:
            return self[key]
        except KeyError:
            raise AttributeError(key) from None

    def __getitem__(self, key: str) -> Any:
        made = self._made.get(key)
        if made is None:
            value = self._tree[key]
            is_section = isinstance(value, Mapping) and value.keys() != FORMS
            made = Words(value, self._given) if is_section else Phrase(value, self._given)
            self._made[key] = made
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._tree

    def __iter__(self) -> Iterator[str]:
        return iter(self._tree)

    def named(self, key: str) -> str:
        """Say a code in words; a code without words stands for itself."""
        return str(self[key]) if key in self else key

    def by_key(self) -> dict[str, str]:
        """Give all phrases of the section as plain texts by key, in their order."""
        return {key: self[key].other for key in self}

    def bound(self, **given: Any) -> Words:
        """Return the same words with values that every phrase may name."""
        return Words(self._tree, given)


@functools.cache
def words(code: str) -> Words:
    """Read the words of a language."""
    return Words(tree(code))


def tree(code: str) -> dict[str, Any]:
    """Read the words of a language as they stand in their files."""
    of_kinds = {path.stem: _read(path) for path in sorted(FOLDER.glob("kinds/*.yml"))}
    of_language = {
        kind: languages[code] for kind, languages in of_kinds.items() if code in languages
    }
    return of_language | _read(FOLDER / f"{code}.yml")


def codes() -> list[str]:
    """List the codes of the languages that have words."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def _read(path: Path) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), LOADER)
    return tree
