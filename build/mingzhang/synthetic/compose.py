"""Put a whole disclosure together: in, options and a random source; out, `Generated`.

The wording is data (`phrases/*.yml`), the figures come from `account`, the truth from `writer`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from mingzhang.common.yaml_file import LOADER
from mingzhang.model import Stage
from mingzhang.synthetic import account as accounts
from mingzhang.synthetic import disguise
from mingzhang.synthetic.account import Account, Item
from mingzhang.synthetic.amounts import UNITS, Printing, near
from mingzhang.synthetic.truth import Body, Generated, TrueDuty, TrueEntry
from mingzhang.synthetic.writer import Change, Voice, Writer
from mingzhang.vocab import Vocabulary

CHINESE = "零一二三四五六七八九十"
LIST = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True, slots=True)
class Options:
    """What varies besides the figures.

    `scale` is the size of the budget in ticks; `wrap` the length of hard-wrapped lines (0: none).
    """

    stage: Stage = Stage.FINAL
    fiscal_year: int = 2023
    unit: str = "万元"
    thousands: bool = False
    drop_zeros: bool = False
    rate_decimals: int = 2
    scale: int = 150_000
    contents: bool = False
    two_bodies: bool = False
    traditional: bool = False
    full_width: bool = False
    half_width: bool = False
    wrap: int = 0
    lose_ordinals: bool = False
    glue_headings: bool = False


def random_options(rng: Random) -> Options:
    """Draw options at random."""

    def often() -> bool:
        return rng.random() < 0.25

    return Options(
        stage=rng.choice((Stage.BUDGET, Stage.FINAL)),
        fiscal_year=rng.randint(2020, 2025),
        unit=rng.choice(("万元", "万元", "万元", "元")),
        thousands=rng.random() < 0.5,
        drop_zeros=rng.random() < 0.5,
        rate_decimals=rng.choice((2, 2, 2, 1)),
        scale=rng.choice((8_000, 90_000, 1_200_000, 25_000_000)),
        contents=often(),
        two_bodies=often(),
        traditional=rng.random() < 0.1,
        full_width=rng.random() < 0.15,
        half_width=rng.random() < 0.15,
        glue_headings=often(),
    )


class Generator:
    """Makes disclosures with the official names of a vocabulary's classifications."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def generate(
        self,
        rng: Random,
        options: Options | None = None,
        change: Change | None = None,
        edit: Callable[[Account], None] | None = None,
    ) -> Generated:
        """Make one disclosure. The same random state and options give the same text.

        `edit` alters the account before it is told; `change` makes one printing of it wrong.
        """
        options = options or random_options(rng)
        return _Composer(self.vocabulary, rng, options, change, edit).compose()


@lru_cache
def phrases(name: str) -> Any:
    """Read one file of phrases."""
    path = files("mingzhang.synthetic") / "phrases" / f"{name}.yml"
    return yaml.load(path.read_text(encoding="utf-8"), LOADER)


def numeral(number: int) -> str:
    """Write an ordinal from 1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else CHINESE[tens] + "十")
    return head + (CHINESE[ones] if ones else "")


class _Composer:
    """The state of one composition."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        rng: Random,
        options: Options,
        change: Change | None,
        edit: Callable[[Account], None] | None,
    ) -> None:
        self.rng, self.options, self.vocabulary = rng, options, vocabulary
        self.words = phrases("bodies")
        self.genre = phrases(options.stage.value)
        place, office = rng.choice(self.words["places"]), rng.choice(self.words["offices"])
        self.place = place
        self.body = _body(place, office["name"])
        codes = {*office["items"], *rng.sample(self.words["common_items"], rng.randint(2, 6))}
        final = options.stage is Stage.FINAL
        scale = near(rng, options.scale)
        self.account = accounts.make(rng, sorted(codes), scale, closes=final)
        if edit:
            edit(self.account)
        self.other: Body | None = None
        if options.two_bodies:
            self.other = _body(place, rng.choice(self.words["centres"]))
        unit = UNITS[options.unit]
        printing = Printing(unit, options.thousands, options.drop_zeros, options.rate_decimals)
        self.writer = Writer(
            rng,
            printing,
            options.stage,
            options.fiscal_year,
            phrases("keys"),
            self.words["reasons"],
            self._voice(self.account, self.body),
            change,
        )
        self.duties: list[TrueDuty] = []
        self.units: list[str] = []
        self.entries: list[TrueEntry] = []
        self.headings: list[str] = []

    def _voice(self, account: Account, body: Body) -> Voice:
        year = self.options.fiscal_year
        voice = {
            "body": body.name,
            "short": self.place["short"],
            "word": self.place["word"],
            "level": body.level,
            "year": str(year),
            "prev": str(year - 1),
            "unit": self.options.unit,
        }
        return Voice(account, body.name, voice)

    def compose(self) -> Generated:
        write = self.writer.write
        write(self.rng.choice(self.genre["title"]) + "\n\n")
        parts = self.genre["parts"]
        if self.options.contents:
            write("目录\n" + "".join(self._part(i, p) for i, p in enumerate(parts, 1)) + "\n")
        write(self._part(1, parts[0]))
        self._overview()
        write(
            "\n" + self._part(2, parts[1]) + "（该部分内容详见附件）\n\n" + self._part(3, parts[2])
        )
        self._figures()
        write("\n" + self._part(4, parts[3]))
        self._glossary()
        return self._finish()

    def _part(self, number: int, name: str) -> str:
        return f"第{numeral(number)}部分 {name}\n"

    def _overview(self) -> None:
        write, rng = self.writer.write, self.rng
        write("一、主要职责\n")
        duties = rng.sample(self.words["duties"], rng.randint(3, len(self.words["duties"])))
        for number, duty in enumerate(duties, 1):
            write(f"（{numeral(number)}）")
            start = self.writer.length
            self._duty(duty)
            text = self.writer.text[start:]
            self.duties.append(TrueDuty(start, numeral(number), text))
            write("\n")
        write("二、机构设置\n")
        self.units = rng.sample(self.words["units"], rng.randint(3, 6))
        self.account.counts["internal"] = len(self.units)
        write(f"{{body}}内设机构{{internal}}个，分别为：{'、'.join(self.units)}。\n")

    def _duty(self, duty: str) -> None:
        before, hotline, after = duty.partition("{n}")
        self.writer.write(before)
        if hotline:
            number = self.rng.choice(self.words["hotlines"])
            self.writer.roles.append((self.writer.length, "name"))
            self.writer.write(number + after)

    def _figures(self) -> None:
        number = 0
        for section in self.genre["sections"]:
            if section.get("optional") and self.rng.random() < 0.5:
                continue
            number += 1
            self._heading(f"{numeral(number)}、", section)
            self._body_of(section)
        self._heading(f"{numeral(number + 1)}、", {"headings": ["其他重要事项的情况说明"]})
        others = list(self.genre["others"])
        if self.rng.random() < 0.3:
            self.rng.shuffle(others)
        for index, section in enumerate(others, 1):
            self._heading(f"（{numeral(index)}）", section)
            self._body_of(section)
            if self.other and section["name"] in ("assets", "performance", "running"):
                self._second(section)

    def _heading(self, ordinal: str, section: dict[str, Any]) -> None:
        lost = self.options.lose_ordinals and self.rng.random() < 0.15
        glued = self.options.glue_headings and self.rng.random() < 0.15
        heading = self.rng.choice(section["headings"])
        self.writer.write(("" if lost else ordinal) + heading)
        if "bodies" in section and glued and not lost:
            self.writer.write("。")
        else:
            self.writer.write("\n")

    def _body_of(self, section: dict[str, Any]) -> None:
        usable = [body for body in map(_as_body, section["bodies"]) if self._fits(body)]
        text = self.rng.choice(usable)["text"]
        self.writer.write(LIST.sub(lambda m: self._list(m[1]), text) + "\n")

    def _second(self, section: dict[str, Any]) -> None:
        """The same section again for the second body, under a heading that names it."""
        assert self.other is not None
        voice = self.writer.voice
        book = accounts.centre(self.rng, self.options.scale)
        self.writer.write(f"{self.other.aliases[0]}：\n")
        self.writer.voice = self._voice(book, self.other)
        self._body_of(section)
        self.writer.voice = voice
        self.writer.write(f"{self.body.aliases[0]}：\n")
        self.writer.write("无其他需要说明的情况。\n")

    def _fits(self, body: dict[str, Any]) -> bool:
        now = self.writer.voice.account.now
        return all(now.get(k) for k in body.get("when", ())) and not any(
            now.get(k) for k in body.get("unless", ())
        )

    def _list(self, name: str) -> str:
        book, said = self.writer.voice.account, self.genre["lists"][name]
        phrase = self.rng.choice(said["phrases"])
        lines = list(self._lines(name, phrase, book))
        if said.get("numbered"):
            lines = [f"{i}.{line}" for i, line in enumerate(lines, 1)]
        return str(self.rng.choice(said["separators"])).join(lines)

    def _lines(self, name: str, phrase: str, book: Account) -> Iterator[str]:
        functions, economics = self.vocabulary.functions, self.vocabulary.economics
        family = {"running": "running_costs", "wages": "economic", "households": "economic"}
        items = book.classes() if name == "classes" else book.functions
        for item in items if name in ("classes", "items") else getattr(book, name):
            key = f"{family.get(name, 'function')}_{item.code}"
            book.now[key], book.initial[key] = item.ticks, item.initial
            if name in family:
                names = {"<name>": economics[item.code].name_zh}
            else:
                names = {"<name>": functions[item.code].name_zh, "<than>": self._than(item)}
                names["<short>"] = names["<name>"].removesuffix("支出")
                if len(item.code) == 7:
                    names["<class>"] = functions[item.code[:3]].name_zh
                    names["<group>"] = functions[item.code[:5]].name_zh
                    names["<item>"] = names["<name>"]
            yield _fill(phrase, {**names, "<k>": key})

    def _than(self, item: Item) -> str:
        if item.ticks == item.initial:
            return ""
        word = "大于" if item.ticks > item.initial else "小于"
        return f"，决算数{word}年初预算数的主要原因是{self.rng.choice(self.words['reasons'])}"

    def _glossary(self) -> None:
        said = phrases("glossary")
        number = 0
        for term, definition in said["terms"]:
            number += 1
            self._entry(number, term, definition, "")
        functions = self.vocabulary.functions
        for item in self.account.functions:
            number += 1
            code = item.code
            parts = (
                functions[code[:3]].name_zh,
                functions[code[:5]].name_zh,
                functions[code].name_zh,
            )
            term = f"{parts[0]}（类）{parts[1]}（款）{parts[2]}（项）"
            self._entry(number, term, said["item"], code)

    def _entry(self, number: int, term: str, definition: str, code: str) -> None:
        self.writer.write(f"{number}.")
        self.entries.append(TrueEntry(self.writer.length, term, code))
        self.writer.write(f"{term}：{definition}\n")

    def _finish(self) -> Generated:
        made = Generated(
            text=self.writer.text,
            body=self.body,
            others=(self.other,) if self.other else (),
            fiscal_year=self.options.fiscal_year,
            stage=self.options.stage,
            facts=tuple(self.writer.facts),
            roles=tuple(self.writer.roles),
            duties=tuple(self.duties),
            units=tuple(self.units),
            glossary=tuple(self.entries),
            planted=tuple(self.writer.planted),
        )
        if self.options.full_width:
            made = disguise.full_width(self.rng, made)
        if self.options.half_width:
            made = disguise.half_width(made)
        if self.options.traditional:
            made = disguise.traditional(made)
        return disguise.wrapped(made, self.options.wrap) if self.options.wrap else made


def _as_body(body: str | dict[str, Any]) -> dict[str, Any]:
    return {"text": body} if isinstance(body, str) else body


def _fill(phrase: str, names: dict[str, str]) -> str:
    for hole, word in names.items():
        phrase = phrase.replace(hole, word)
    return phrase


def _body(place: dict[str, str], office: str) -> Body:
    kind = "centre" if office.endswith("中心") else "bureau"
    return Body(place["name"] + office, (place["word"] + office, office), place["level"], kind)
