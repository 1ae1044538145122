"""The grammar as data: in, `content/vocab/grammar/`; out, word classes, patterns and rules.

`words.csv` holds each word once, under its class. `rules.yml` holds the relations, and it and the
other `.yml` files beside it hold named patterns over the classes, one file for each room:
`{change}` stands for every word of `change` and of the classes below it (`change.up`),
`{change:long}` for those of two characters and more, `{list.all:lead}` for those of that effect.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import yaml

from mingzhang.common.yaml_file import LOADER
from mingzhang.model import Measure, UserError
from mingzhang.vocab.csv_file import INCOMPLETE, compiled
from mingzhang.vocab.layers import Key, Place, brought, rows
from mingzhang.vocab.signs import Signs
from mingzhang.vocab.starts import looks_first

Patterns = Mapping[str, re.Pattern[str]]
"""The named patterns, by name."""
NO_PATTERNS: Patterns = {}

_REFERENCE = re.compile(r"\{([a-z][a-z_.]*)(?::([a-z]+))?\}")
_FIGURES = ("any", "percent", "other")
_MEASURES = ("default", "again", "change", *(measure.value for measure in Measure))
_LABELS = ("before", "compared", "group", "whole")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a class. `effect` tells it from others of its class; `example` marks figures ⟦⟧."""

    word_class: str
    word: str
    effect: str
    note: str
    example: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What the words before a figure say of it, where `pattern` finds them.

    `figure`: any | percent | other. `measure`: one of the measures, `default` (an amount or a
    count), `change` (a rate of change for a percentage) or `again` (read the words before the match
    once more). `label` tells which words are left for the label. `base`: its words where the
    pattern's own group is empty. `previous`: the figure is the one compared with.
    `compares`: it is so only where a comparison is known.
    """

    id: str
    priority: int
    pattern: re.Pattern[str]
    figure: str
    measure: str
    label: str
    base: str
    previous: bool
    compares: bool
    examples: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Grammar:
    """The word classes, the named patterns, and the rules from the highest priority down."""

    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    patterns: Patterns = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, word_class: str) -> tuple[Word, ...]:
        """The words of the classes below a class, or its own where there are none."""
        return self._classes.get(f"{word_class}.") or self._classes.get(word_class, ())

    @cached_property
    def _classes(self) -> dict[str, tuple[Word, ...]]:
        by_class: dict[str, list[Word]] = {}
        for word in self.words:
            name = word.word_class
            ends = [at + 1 for at, character in enumerate(name) if character == "."]
            for words_of in (name, *(name[:end] for end in ends)):
                by_class.setdefault(words_of, []).append(word)
        return {name: tuple(words) for name, words in by_class.items()}

    def __getitem__(self, pattern: str) -> re.Pattern[str]:
        return self.patterns[pattern]

    def signs(self, patterns: Iterable[str]) -> Signs:
        """What the named patterns never lack."""
        told = (*self.examples.values(), *(rule.examples for rule in self.rules))
        return Signs({name: self[name] for name in patterns}, chain.from_iterable(told))


def _missing() -> NoReturn:
    """A pattern that the program asks for in vain is missing where it brings them."""
    remedy = "请换成与程序同一版本的这个文件夹，再加回自己加的行"
    raise UserError(brought() / "grammar", "缺少程序要用的句式，词表比程序旧", remedy)


def load(folder: Place) -> Grammar:
    """Read words and rules.

    Raises `UserError` naming the file and the row or rule that is missing or cannot be used.
    """
    words = tuple(_words(folder / "words.csv"))
    maker = _Maker(words)
    rules: list[Rule] = []
    patterns: dict[str, re.Pattern[str]] = {}
    examples: dict[str, tuple[str, ...]] = {}
    for entry in _laid_over(folder):
        maker.path = entry.path
        if entry.kind == "parts":
            # Its parts serve the files after it too.
            maker.parts[entry.name] = maker.expanded(entry.name, str(entry.written))
        elif entry.kind == "patterns":
            patterns[entry.name] = maker.compiled(entry.name, entry.written)
            examples[entry.name] = tuple(entry.written.get("examples", ()))
        else:
            rules.append(_rule(maker, entry.written))
    return Grammar(
        words=words,
        rules=tuple(sorted(rules, key=lambda rule: -rule.priority)),
        patterns=defaultdict(_missing, patterns),
        examples=examples,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A part, a pattern or a relation as its file writes it."""

    path: Path
    kind: str
    name: str
    written: Any


def _laid_over(folder: Place) -> Iterable[Entry]:
    """All entries in their order; a project's takes the place of the program's of its name."""
    if folder.below is None:
        return entries(folder.own).values()
    return {**entries(folder.below), **entries(folder.own, whole=False)}.values()


def entries(folder: Path, *, whole: bool = True) -> dict[Key, Entry]:
    """Read the `.yml` files of a folder, by kind and name; `whole`: its rules must be there.

    Raises `UserError` for a file that is no YAML and for a pattern that is written twice.
    """
    first = folder / "rules.yml"
    others = sorted(set(folder.glob("*.yml")) - {first})
    by_key: dict[Key, Entry] = {}
    for path in (*((first,) if whole or first.exists() else ()), *others):
        for entry in _entries_of(path):
            known = by_key.setdefault((entry.kind, entry.name), entry)
            if known is not entry and entry.kind == "patterns":
                problem = f"句式 {entry.name} 在别的文件里已经有了"
                raise UserError(path, problem, "一个编号只能写一次，请改名")
            by_key[entry.kind, entry.name] = entry
    return by_key


def _entries_of(path: Path) -> Iterator[Entry]:
    written = _written(path)
    for kind in ("parts", "patterns"):
        for name, entry in _mapping(path, written, kind).items():
            yield Entry(path, kind, name, entry)
    for number, entry in enumerate(written.get("relations") or ()):
        named = entry.get("id") if isinstance(entry, dict) else None
        yield Entry(path, "relations", str(named or f"{path.name} {number}"), entry)


def _words(path: Place) -> Iterator[Word]:
    seen = set()
    for number, row in rows(path, ("class", "word", "effect", "note", "example")):
        key = row["class"], row["word"]
        if not all(key):
            raise UserError(path.own, f"第 {number} 行缺少词类或词", "请填写 class 和 word 两列")
        if key in seen:
            problem = f"第 {number} 行的“{row['word']}”在 {row['class']} 中已经有了"
            raise UserError(path.own, problem, "一个词在一类中只写一行，请删去多余的一行")
        seen.add(key)
        yield Word(row["class"], row["word"], row["effect"], row["note"], row["example"])


def _written(path: Path) -> dict[str, Any]:
    try:
        written = yaml.load(path.read_text(encoding="utf-8-sig"), LOADER)
    except FileNotFoundError:
        raise UserError(path, "没有这个文件", INCOMPLETE) from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(path, "不是合法的 YAML（UTF-8）", f"请检查：{error}") from error
    if not isinstance(written, dict):
        raise UserError(path, "没有规则", "请写 parts、relations、patterns 三部分")
    return written


def _mapping(path: Path, written: Mapping[str, Any], name: str) -> dict[str, Any]:
    mapping = written.get(name) or {}
    if not isinstance(mapping, dict):
        raise UserError(path, f"{name} 不是键值表", "请写成“编号: …”的样子")
    return mapping


class _Maker:
    """Makes patterns out of templates."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.path = Path()
        """The file whose entry is made, named in errors."""
        self.words = words
        self.parts: dict[str, str] = {}

    def expanded(self, rule: str, template: str) -> str:
        """Put words and parts into a template."""
        return _REFERENCE.sub(lambda match: self._words(rule, match[1], match[2] or ""), template)

    def _words(self, rule: str, name: str, which: str) -> str:
        if name in self.parts:
            return self.parts[name]
        longest_first = sorted(self._of(rule, name, which), key=lambda word: (-len(word), word))
        return f"(?:{'|'.join(map(re.escape, longest_first))})"

    def _of(self, rule: str, name: str, which: str) -> set[str]:
        """The words of a class, or those of them that are meant."""
        chosen = {
            w.word
            for w in self.words
            if (w.word_class == name or w.word_class.startswith(name + "."))
            and (not which or (len(w.word) > 1 if which == "long" else w.effect == which))
        }
        if not chosen:
            problem = f"规则 {rule} 用到的词类或部件“{name}”没有"
            raise UserError(self.path, problem, "请在 words.csv 加上该类的词，或改正名称")
        return chosen

    def compiled(self, rule: str, entry: Any) -> re.Pattern[str]:
        """The pattern of a rule."""
        template = entry.get("pattern") if isinstance(entry, dict) else None
        if not template:
            raise UserError(self.path, f"规则 {rule} 没有 pattern", "请写明句式")
        try:
            return compiled(looks_first(self.expanded(rule, str(template))))
        except re.error as error:
            problem = f"规则 {rule} 的句式不是合法的正则表达式：{error}"
            raise UserError(self.path, problem, "请检查括号是否成对") from error


def _rule(maker: _Maker, entry: Any) -> Rule:
    name = str(entry.get("id", "")) if isinstance(entry, dict) else ""
    if not name:
        raise UserError(maker.path, "relations 里有一条规则没有 id", "请给每条规则一个编号")
    figure, measure = entry.get("figure", "any"), entry.get("measure", "")
    label = entry.get("label", "")
    known = ((figure, _FIGURES), (measure, _MEASURES), (label, _LABELS))
    for value, allowed in known:
        if value not in allowed:
            problem = f"规则 {name} 里的“{value}”不认识"
            raise UserError(maker.path, problem, f"请写 {'、'.join(allowed)} 之一")
    if not isinstance(entry.get("priority"), int):
        raise UserError(maker.path, f"规则 {name} 没有 priority", "请写一个整数，大的先用")
    return Rule(
        id=name,
        priority=entry["priority"],
        pattern=maker.compiled(name, entry),
        figure=figure,
        measure=measure,
        label=label,
        base=str(entry.get("base", "")),
        previous=bool(entry.get("previous", False)),
        compares=bool(entry.get("compares", False)),
        examples=tuple(entry.get("examples", ())),
    )
