"""One search index of several: in, folders that Pagefind wrote; out, the files of one index.

Pagefind indexes all pages at once, and its time is dividing Chinese into words. So pages are
indexed in parts, each kept for as long as its pages stay as they are, and what the parts say of a
word is put behind one another here: the index is the one that Pagefind makes of all pages, but for
their order. A list of pages stays in Pagefind's bytes; only the number of its first page is new.

The values of a filter are sorted, and files bear the hash of their bytes: the same pages give the
same index, which Pagefind's hash tables and hashes do not promise.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2

from mingzhang.common import below

MARK = b"pagefind_dcd"
"""What Pagefind puts before the bytes of each part of its index."""
ENTRY = "pagefind-entry.json"
CHUNK = 20_000
"""Places of words that one file of the index has at least, as Pagefind cuts it."""
NAME = 7
"""Characters of a hash in the name of a file."""
_ARRAY = 4

Postings = tuple[int, int, int, int, bytes]
"""The pages that have a word: how many, the first and the last one's number, the places of the word
on all of them, and their bytes from behind the number of the first."""


@dataclass(frozen=True, slots=True)
class Language:
    """The index of the pages of one language; pages are numbers in the order of `pages`."""

    about: Mapping[str, Any]
    pages: Sequence[tuple[str, int]]
    """The name of each page's fragment, and how many words it has."""
    words: Mapping[str, Postings]
    variants: Mapping[tuple[str, str], Postings]
    """The same of words with diacritics, by the word without them and the word."""
    filters: Mapping[str, Mapping[str, Sequence[int]]]
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """An index: its entry, its languages, what its pages show of themselves, and its program."""

    entry: Mapping[str, Any]
    languages: Mapping[str, Language]
    fragments: Mapping[str, bytes]
    program: Mapping[str, bytes]


def read(folder: Path) -> Part:
    """Read an index that Pagefind wrote.

    Raises ValueError when it is not built as Pagefind 1.5 builds it.
    """
    entry = json.loads((folder / ENTRY).read_text(encoding="utf-8"))
    languages = {
        code: _language(folder, {name: value for name, value in about.items() if name != "hash"},
                        _unpacked(folder / f"pagefind.{about['hash']}.pf_meta"))
        for code, about in entry.pop("languages").items()
    }  # fmt: skip
    files = {path: (folder / path).read_bytes() for path in below.files(folder) if path != ENTRY}
    fragments = {path: data for path, data in files.items() if path.endswith(".pf_fragment")}
    program = {path: data for path, data in files.items() if ".pf_" not in path}
    return Part(entry, languages, fragments, program)


def _language(folder: Path, about: Mapping[str, Any], listed: Any) -> Language:
    words: dict[str, Postings] = {}
    variants: dict[tuple[str, str], Postings] = {}
    try:
        _version, pages, chunks, filters, _sorts, fields = listed
        for *_, name in chunks:
            for word, on, others in _unpacked(folder / f"index/{name}.pf_index")[0]:
                words[word] = _postings(on)
                variants |= {(word, form): _postings(of) for form, of in others}
        values = dict(_unpacked(folder / f"filter/{name}.pf_filter") for _, name in filters)
        by_value = {name: dict(of) for name, of in values.items()}
        return Language(about, [tuple(page) for page in pages], words, variants, by_value, fields)
    except (TypeError, LookupError, ValueError) as error:
        raise ValueError(f"not built as Pagefind 1.5 builds an index: {error}") from error


def _postings(pages: Sequence[Any]) -> Postings:
    if not pages:
        return 0, 0, 0, 0, b""
    places = sum(len(locs) + len(meta) + 1 for _, locs, meta in pages)
    (first, *of_first), *others = pages
    rest = b"".join(map(cbor2.dumps, [*of_first, *others]))
    return len(pages), first, sum(page[0] for page in pages), places, rest


def join(parts: Sequence[Part]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one index of all parts but what pages show, each with its path.

    Raises ValueError when the parts are not of one make.
    """
    entry = parts[0].entry
    if any(part.entry != entry for part in parts):
        raise ValueError("indexes of several makes")
    renamed = shown(parts)[1]
    for part in parts:
        yield from part.program.items()
    codes = sorted({code for part in parts for code in part.languages})
    listed = {}
    for code in codes:
        placed = [_Placed(part.languages[code], names)
                  for part, names in zip(parts, renamed, strict=True)
                  if code in part.languages]  # fmt: skip
        files = dict(_joined(code, entry["version"], placed))
        name = next(path.split(".")[1] for path in files if path.endswith(".pf_meta"))
        pages = sum(len(each.language.pages) for each in placed)
        listed[code] = {**placed[0].language.about, "page_count": pages, "hash": name}
        yield from files.items()
    text = json.dumps({**entry, "languages": listed}, ensure_ascii=False, sort_keys=True)
    yield ENTRY, text.encode()


def shown(parts: Sequence[Part]) -> tuple[Mapping[str, bytes], Sequence[Mapping[str, str]]]:
    """Give what all pages show, and for each part the new names of what has a name of others."""
    fragments: dict[str, bytes] = {}
    renamed: list[dict[str, str]] = []
    for part in parts:
        names: dict[str, str] = {}
        for path, data in part.fragments.items():
            name = path
            if fragments.get(path, data) != data:
                name = path.replace(".", f"{hashlib.sha256(data).hexdigest()[:NAME]}.")
                names[Path(path).stem] = Path(name).stem
            fragments[name] = data
        renamed.append(names)
    return fragments, renamed


@dataclass(frozen=True, slots=True)
class _Placed:
    """The index of a language in a part, and the new names of its fragments."""

    language: Language
    names: Mapping[str, str]


def _joined(code: str, version: str, placed: Sequence[_Placed]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one language, the list of them last."""
    fields = sorted({field for each in placed for field in each.language.fields})
    pages: list[tuple[str, int]] = []
    words: defaultdict[str, list[tuple[int, Postings]]] = defaultdict(list)
    variants: defaultdict[str, defaultdict[str, list[tuple[int, Postings]]]]
    variants = defaultdict(lambda: defaultdict(list))
    filters: defaultdict[str, defaultdict[str, list[int]]]
    filters = defaultdict(lambda: defaultdict(list))
    for each in placed:
        before, language = len(pages), _with_fields(each.language, fields)
        pages += [(each.names.get(name, name), count) for name, count in language.pages]
        for word, postings in language.words.items():
            words[word].append((before, postings))
        for (word, form), postings in language.variants.items():
            variants[word][form].append((before, postings))
        for name, values in language.filters.items():
            for value, of in values.items():
                filters[name][value] += [before + page for page in of]
    names = _Names(code)
    chunks = []
    for first, last, data in _chunks(words, variants):
        name = names.of(data)
        chunks.append([first, last, name])
        yield f"index/{name}.pf_index", _packed(data)
    listed = []
    for name, values in sorted(filters.items()):
        data = cbor2.dumps([name, sorted(map(list, values.items()))])
        listed.append([name, names.of(data)])
        yield f"filter/{listed[-1][1]}.pf_filter", _packed(data)
    data = cbor2.dumps([version, pages, _shortened(chunks), listed, [], fields])
    yield f"pagefind.{names.of(data)}.pf_meta", _packed(data)


class _Names:
    """Names files of a language after their bytes, each once."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._given: set[str] = set()

    def of(self, data: bytes) -> str:
        digest, length = hashlib.sha256(data).hexdigest(), NAME
        while digest[:length] in self._given:
            length += 1
        self._given.add(digest[:length])
        return f"{self._code}_{digest[:length]}"


def _chunks(
    words: Mapping[str, Sequence[tuple[int, Postings]]],
    variants: Mapping[str, Mapping[str, Sequence[tuple[int, Postings]]]],
) -> Iterator[tuple[str, str, bytes]]:
    """Yield the files of the words: the first and the last word, and the bytes."""
    first, places, chunk = "", 0, []
    for word in sorted(words):
        others = variants.get(word, {})
        more = [cbor2.dumps(form) + _list(others[form]) for form in sorted(others)]
        chunk.append(b"\x83" + cbor2.dumps(word) + _list(words[word]) + _head(len(more))
                     + b"".join(b"\x82" + each for each in more))  # fmt: skip
        first = first or word
        places += sum(of[3] for _, of in words[word]) + len(more)
        places += sum(of[3] for on in others.values() for _, of in on)
        if places >= CHUNK:
            yield first, word, b"\x81" + _head(len(chunk)) + b"".join(chunk)
            first, places, chunk = "", 0, []
    if chunk:
        yield first, word, b"\x81" + _head(len(chunk)) + b"".join(chunk)


def _list(postings: Iterable[tuple[int, Postings]]) -> bytes:
    """Put lists of pages behind one another: a page's number is told from the one before it."""
    last, total, pieces = 0, 0, []
    for before, (count, first, its_last, _, rest) in postings:
        if count:
            pieces += [b"\x83", _head(before + first - last, 0), rest]
            last, total = before + its_last, total + count
    return _head(total) + b"".join(pieces)


def _head(number: int, kind: int = _ARRAY) -> bytes:
    """Write the head of a list of so many, or (`kind` 0) a whole number."""
    if number < 24:
        return bytes((kind << 5 | number,))
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes((kind << 5 | 23 + size.bit_length(),)) + number.to_bytes(size, "big")


def _shortened(chunks: Sequence[Sequence[str]]) -> list[list[str]]:
    """Name chunks by the beginnings of their words that tell them from their neighbours.

    A word between two chunks is in neither, so it does not matter where it is looked for.
    """
    shortened = [list(chunk) for chunk in chunks]
    for one, two in itertools.pairwise(shortened):
        last, first = one[1], two[0]
        same = next((at for at, pair in enumerate(zip(last, first, strict=False))
                     if pair[0] != pair[1]), min(len(last), len(first)))  # fmt: skip
        one[1], two[0] = max(last[: same + 1], one[0]), first[: same + 1]
    return shortened


def _with_fields(language: Language, fields: Sequence[str]) -> Language:
    """Count the fields of pages as all parts together do: the places of a word name its field."""
    if list(language.fields) == list(fields):
        return language
    number = [fields.index(field) for field in language.fields]
    words = {word: _renumbered(of, number) for word, of in language.words.items()}
    variants = {key: _renumbered(of, number) for key, of in language.variants.items()}
    return Language(language.about, language.pages, words, variants, language.filters, fields)


def _renumbered(postings: Postings, number: Sequence[int]) -> Postings:
    count, first, last, places, rest = postings
    pages = cbor2.loads(_head(count) + b"\x83\x00" + rest) if count else []
    for page in pages:
        page[2] = [-number[-place - 1] - 1 if place < 0 else place for place in page[2]]
    if not pages:
        return postings
    (_, *of_first), *others = pages
    return count, first, last, places, b"".join(map(cbor2.dumps, [*of_first, *others]))


def _unpacked(path: Path) -> Any:
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(MARK):
        raise ValueError(f"{path.name} does not begin as Pagefind's files do")
    return cbor2.loads(data.removeprefix(MARK))


def _packed(data: bytes) -> bytes:
    return gzip.compress(MARK + data, mtime=0)
