"""Bodies that stand: in, the site as the last build left it; out, their files in the new one.

What is made of a body follows from its package and from what all pages share. Under the hash of
these a build keeps which files came of it, the stamp of each, and what was told of them. While they
lie in the published site as they were left, they get a second name in the new one, and nothing of
them is opened. Where one is gone or was changed by hand, the body is made again.
"""

from __future__ import annotations

import os
import pickle
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from mingzhang.common import below, urls
from mingzhang.common.hard_links import link_or_copy
from mingzhang.common.kept import NOTHING_KEPT, Kept, key

T = TypeVar("T")
Stamp = tuple[int, int, int]
"""Size, time and mode of a file: whoever changes it changes one of them."""
_FOLDERS = frozenset({"agencies", "disclosures", "data"})


@dataclass(frozen=True, slots=True)
class Left:
    """What a build left of a body: files with their stamps, what was told, names of what is kept.

    What was told stands under what it is about: `("entry", "agencies/x/index.md")`.
    """

    files: Mapping[str, Stamp]
    told: Mapping[tuple[str, str], Any]
    used: Collection[str]


@dataclass
class Standing:
    """What stands in the site `before` and is to stand in the site `now`; at first nothing."""

    now: Path
    before: Path | None = None
    kept: Kept = NOTHING_KEPT
    shared: str = ""
    """The hash of what all bodies are made with; until it is known, none stands."""
    found: dict[str, Left] = field(default_factory=dict)
    """The bodies of which nothing is to be made."""
    _names: dict[str, str] = field(default_factory=dict)
    _told: defaultdict[str, dict[tuple[str, str], Any]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _used: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _files: defaultdict[str, dict[str, Stamp]] = field(default_factory=lambda: defaultdict(dict))

    def find(self, body: str, *made_from: str) -> bool:
        """Tell whether a body stands that is made of these and of what all are made with."""
        if not self.shared:
            return False
        name = self._names[body] = key("stands", self.shared, body, *made_from)
        left = self.kept.recall(name, Left)
        if left is None or self.before is None or not is_as_left(self.before, left.files):
            return False
        self.found[body] = left
        for used in left.used:
            self.kept.touch(used)
        return True

    def of(self, body: str) -> Kept:
        """Give what is kept, for use in the name of a body: it stays for as long as that stands."""
        return replace(self.kept, asked=self._used[body]) if body in self._names else self.kept

    def tell(self, what: str, about: str, value: Any) -> None:
        """Tell something about a body or a file of it, which is told again while it stands."""
        body = self._body(about)
        if body in self._names:
            self._told[body][what, about] = value

    def told(self, what: str) -> Iterator[tuple[str, Any]]:
        """Give all of a kind that was told of bodies that stand, with what it is about."""
        for left in self.found.values():
            for (kind, about), value in left.told.items():
                if kind == what:
                    yield about, value

    def of_page(self, what: str, page: str, make: Callable[[bytes], T]) -> T:
        """Give what is made of the bytes of a page; one that stands is not opened."""
        return self.once(what, page, lambda: make((self.now / page).read_bytes()))

    def once(self, what: str, about: str, make: Callable[[], T]) -> T:
        """Give what was told about a body that stands or a file of it; else make and tell it."""
        stands = self.found.get(self._body(about))
        if stands is not None and (what, about) in stands.told:
            told: T = stands.told[what, about]
            return told
        made = make()
        self.tell(what, about, made)
        return made

    def _body(self, about: str) -> str:
        return about if about in self._names else body_of(about)

    def place(self) -> None:
        """Give the files that stand a second name in the new site."""
        for left in self.found.values():
            if self.before is not None:
                link(self.before, self.now, left.files)

    def finish(self) -> None:
        """Look at the files of bodies that were made: from now on nobody writes into them."""
        for file in below.files(self.now):
            if (body := body_of(file)) in self._names and body not in self.found:
                self._files[body] |= stamps(self.now, [file])

    def remember(self) -> None:
        """Keep what the site has of the bodies that were made, once it is finished."""
        for body, files in self._files.items():
            left = Left(files, self._told[body], frozenset(self._used[body]))
            self.kept.put(self._names[body], pickle.dumps(left))


def body_of(file: str) -> str:
    """Name the body that a file of the site may belong to, by its address; "" where none does."""
    folder, *steps = file.removeprefix("en/").split("/")
    if folder not in _FOLDERS or not steps:
        return ""
    return steps[0] if len(steps) > 1 else urls.body_of(steps[0].removesuffix(".json"))


def stamps(folder: Path, files: Iterable[str]) -> dict[str, Stamp]:
    """Look at files of a folder. Raises OSError where one is not there."""
    seen = ((file, os.lstat(f"{folder}/{file}")) for file in files)
    return {file: (one.st_size, one.st_mtime_ns, one.st_mode) for file, one in seen}


def is_as_left(folder: Path, left: Mapping[str, Stamp]) -> bool:
    """Tell whether files of a folder are there as they were left."""
    try:
        return stamps(folder, left) == left
    except OSError:
        return False


def link(before: Path, now: Path, files: Iterable[str]) -> None:
    """Give files of one folder a second name in another."""
    for file in files:
        link_or_copy(f"{before}/{file}", f"{now}/{file}")
