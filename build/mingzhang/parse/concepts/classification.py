"""The official classifications: in, names and codes as printed; out, the codes that they mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from mingzhang.common.memo import remembers
from mingzhang.parse.text.spelling import clean
from mingzhang.vocab import ClassificationCode, Vocabulary

_BLANKS_QUOTES = re.compile(r"[\"'“”\s]")
_CODE = re.compile(r"(?<![\d.])([23]\d{6}|[235]\d{4}|[23]\d{2}|50\d)(?!\d|\.\d)")
_LEAST_CODE = re.compile(r"\d{3}")
_NAME = r"(?:[^（）]|（[^（）\d]+）)+"
_BRACKETED = re.compile(rf"（(2\d{{2}})）{_NAME}（(\d{{2}})）(?:{_NAME}（(\d{{2}})）)?")
"""`一般公共服务支出（201）政府办公厅（室）事务（03）行政运行（01）`: the code step by step."""
_STEP_CODE = re.compile(r"（\d{2}）")
"""`社会保障和就业支出（类）行政事业单位养老支出（05）`: a step, marked by its code alone."""
_STEPS = re.compile(r"[-—–/>→]+")
_TRANSFERS = "230"
"""转移性支出 is of governments: a department's 年终结余 is none of it."""


class Classifications:
    """Functional and economic codes by name; build it once and use it for many texts."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab
        self._grammar = vocab.grammar.patterns
        self._marked = self._grammar["class_marked"]
        left_out = ("row_ordinal", "class_ending", "spending_behind")
        self._left_out = [self._grammar[name] for name in left_out]
        self._functions: dict[str, list[ClassificationCode]] = defaultdict(list)
        self._economics: dict[str, list[ClassificationCode]] = defaultdict(list)
        self._of_government: dict[str, list[ClassificationCode]] = defaultdict(list)
        for code in (*vocab.functions.values(), *vocab.economics.values()):
            # Bodies write of their own classification; the government's has the same names.
            own = self._functions if code.code in vocab.functions else self._economics
            index = self._of_government if code.is_of_government else own
            for name in self._spellings(code):
                index[name].append(code)
        classes = {
            name
            for name, codes in self._functions.items()
            if len(name) > 2 and any(code.level == "class" for code in codes)
        }
        self._groups: dict[str, list[str]] = {}
        for name, codes in sorted(self._functions.items(), key=lambda named: len(named[0])):
            if any(code.level == "group" for code in codes):
                self._groups.setdefault(name[:_BEGIN], []).append(name)
        longest = sorted(classes, key=lambda name: (-len(name), name))
        steps = (self._grammar[name].pattern for name in ("class_printed", "item_of_group"))
        self._steps = re.compile("|".join((*steps, _STEPS.pattern)))
        self._class_opening = re.compile(f"({'|'.join(longest) or '(?!)'})(.{{3,}})")
        self.path_codes = remembers(20_000)(self._path_codes)
        self._run_together = remembers(20_000)(self._names_run_together)
        self.knows = remembers(50_000)(self._knows)
        self.function = remembers(50_000)(self._function)
        self.economic = remembers(20_000)(self._economic)
        self._function_codes = remembers(20_000)(self._codes_named)

    def names(self) -> Iterator[str]:
        """All names that codes go by."""
        return chain(self._functions, self._economics, self._of_government)

    def _knows(self, name: str) -> bool:
        """Tell whether any code goes by the name."""
        unmarked = self._unmarked(name)
        economic = unmarked in self._economics or unmarked in self._of_government
        return economic or bool(self._function_codes(unmarked))

    def _unmarked(self, name: str) -> str:
        """A name without the mark of its level; one of nothing but letters has none."""
        return name if name.isalpha() else self._marked.sub("", name)

    def _function(self, name: str, above: str, year: int) -> str:
        """The functional code of a name: one below the code `above` if any, else the only."""
        named = self._function_codes(self._unmarked(name))
        codes = [code for code in named if not code.code.startswith(_TRANSFERS)]
        if not codes:
            return ""
        printed = self._grammar["level_marked"].search(name)
        codes = [c for c in codes if printed and c.level == printed.lastgroup] or codes
        under = [c for c in codes if above and c.code.startswith(above) and c.code != above]
        chosen = _current(under or codes, year)
        return chosen.code if chosen is not None else ""

    def _economic(self, name: str, year: int, above: str = "") -> str:
        """The economic code of a name; empty without one of the year, or with more than one.

        Of the government's classification are the items of its classes (`above`), and those of its
        classes that no body has.
        """
        unmarked = self._unmarked(name)
        government = self._of_government.get(unmarked, [])
        named = [code for code in government if above and code.parent == above]
        named = named or self._economics.get(unmarked, [])
        named = named or [code for code in government if code.level == "class"]
        chosen = _current([c for c in named if int(c.valid_to or year) >= year], year)
        return chosen.code if chosen is not None else ""

    def of_government(self, name: str, year: int) -> str:
        """The code of a class of the government's economic classification; empty if none."""
        named = self._of_government.get(name, [])
        chosen = _current([code for code in named if code.level == "class"], year)
        return chosen.code if chosen is not None else ""

    def may_be_path(self, label: str) -> bool:
        """Tell words that may be steps of the classification."""
        stepped = not label.isalpha() and self._steps.search(label) is not None
        return stepped or self.opens_with_class(label) or any(self._behind_groups(label))

    def opens_with_class(self, label: str) -> bool:
        """Tell words that begin with the name of a class, and go on."""
        return self._class_opening.fullmatch(label) is not None

    def path(self, label: str, year: int, above: str = "") -> str:
        """The code of `X（类）Y（款）Z（项）`, `X-Y-Z`, `XYZ` or `YZ`, if every step is known.

        `Y（款）Z（项）` is looked for below the class of the code `above`, that a heading named.
        """
        classed = self._grammar["class_printed"].search(label)
        if not classed and self._grammar["item_of_group"].search(label):
            return self._below(label, above[:3], year)
        if classed:
            codes = self.function_path(label, year)
            marked = self._grammar["class_marked"].findall(label)
            steps = len(marked) + len(_STEP_CODE.findall(label))
        else:
            names = tuple(step for step in _STEPS.split(label) if step)
            pairs = [names] if len(names) == _PAIR else self._behind_groups(label)
            for group, item in pairs:
                known = self._item_of(group, item, above[:3], year)
                if code := known or self._item_of(group, item, "", year):
                    return code
            names = names if len(names) > 1 else self._run_together(label, year)
            steps = len(names)
            codes = self.path_codes(names, year) if 1 < steps < 4 else ()
        return codes[-1].code if codes and len(codes) >= steps else ""

    def _names_run_together(self, label: str, year: int) -> tuple[str, ...]:
        """`教育支出普通教育小学教育`: the names of class, group and item, if all of it is names."""
        match = self._class_opening.fullmatch(label)
        if match is None:
            return ()
        name, rest = match.groups()
        splits = (tuple(filter(None, (name, rest[:n], rest[n:]))) for n in range(len(rest), 1, -1))
        known = [names for names in splits if len(self.path_codes(names, year)) == len(names)]
        # 农业农村|农业生产发展, not 农业农村农业|生产发展, which is an item of another group
        grouped = (s for s in known if any(c.level == "group" for c in self._function_codes(s[1])))
        return next(grouped, known[-1] if known else ())

    def _behind_groups(self, label: str) -> Iterator[tuple[str, ...]]:
        """`人大事务行政运行`: each group that the words begin with, and the words behind it."""
        names = (n for n in self._groups.get(label[:_BEGIN], ()) if label.startswith(n))
        return ((name, label[len(name) :]) for name in names if len(name) < len(label) - 1)

    def _below(self, label: str, above: str, year: int) -> str:
        match = self._grammar["item_steps"].search(_BLANKS_QUOTES.sub("", label))
        return self._item_of(match[1], match[2], above, year) if match is not None else ""

    def _item_of(self, group: str, item: str, above: str, year: int) -> str:
        groups = [c for c in self._function_codes(group) if c.level == "group"]
        groups = [c for c in groups if c.code.startswith(above)] if above else groups
        known = {group.code for group in groups}
        items = [c for c in self._function_codes(item) if c.level == "item"]
        best = _current([c for c in items if c.parent in known], year)
        return best.code if best is not None else ""

    def printed_code(self, label: str) -> str:
        """`2101101-行政单位医疗`, `行政运行（2040501）`, `201类03款01项`: the code that is printed.

        A short code counts only by its name: 301 may be any number.
        """
        if label.isalpha() or _LEAST_CODE.search(label) is None:
            return ""
        classed = self._grammar["class_word"].search(label)
        path = self._grammar["code_path"].search(label) if classed else None
        path = path or _BRACKETED.search(label)
        if path is not None and "".join(filter(None, path.groups())) in self.vocab.functions:
            return "".join(filter(None, path.groups()))
        printed = [match[1] for match in _CODE.finditer(label)]
        if len({code for code in printed if len(code) == _ITEM_DIGITS}) > 1:
            return ""  # `2080501→2080505`: of which of them?
        for code in reversed(printed):
            known = self.vocab.functions.get(code) or self.vocab.economics.get(code)
            if known is not None and (len(code) == _ITEM_DIGITS or self._named(label, known)):
                return code
        return ""

    def behind_class(self, labels: Iterable[str], year: int) -> str:
        """`卫生健康支出行政单位医疗`: the code of an item whose class is named right before it."""
        for label in labels:
            for mark in re.finditer(_SPENDING, label):
                above, rest = label[: mark.end()], label[mark.end() :]
                classes = [c for c in self._function_codes(above) if c.level == "class" and rest]
                code = self.function(rest, classes[0].code, year) if classes else ""
                if classes and code.startswith(classes[0].code) and code != classes[0].code:
                    return code
        return ""

    def function_path(self, text: str, year: int = 0) -> tuple[ClassificationCode, ...]:
        """Read `X（类）Y（款）Z（项）` into its codes, the deepest last; empty if it is no path."""
        label = _BLANKS_QUOTES.sub("", text)
        steps = self._grammar
        match = steps["function_steps"].search(label)
        match = match or steps["group_steps"].search(label) or steps["class_steps"].search(label)
        return self.path_codes(match.groups(), year) if match else ()

    def _path_codes(self, names: tuple[str, ...], year: int = 0) -> tuple[ClassificationCode, ...]:
        """Find the codes of class, group and item names; stops at the first that is unknown."""
        codes_above: tuple[ClassificationCode, ...] = ()
        levels = ("class", "group", "item")
        for level, name in zip(levels, names, strict=False):
            parent = codes_above[-1].code if codes_above else ""
            codes = [
                code
                for code in self._function_codes(name)
                if code.level == level and code.parent == parent
            ]
            best = _current(codes, year)
            if best is None:
                return self._item_under(codes_above, names, year)
            codes_above = (*codes_above, best)
        return codes_above

    def _item_under(
        self, codes_above: tuple[ClassificationCode, ...], names: Sequence[str], year: int
    ) -> tuple[ClassificationCode, ...]:
        """The item of a known class whose group is called something else (it was renamed)."""
        if len(codes_above) != 1 or len(names) < 3:
            return codes_above
        above = codes_above[0].code
        items = [c for c in self._function_codes(names[2]) if c.level == "item"]
        best = _current([c for c in items if c.code.startswith(above)], year)
        group = self.vocab.functions.get(best.parent) if best is not None else None
        return (
            (*codes_above, group, best) if group is not None and best is not None else codes_above
        )

    def _codes_named(self, name: str) -> Sequence[ClassificationCode]:
        label = clean(name)
        if label in self._functions:
            return self._functions[label]
        for pattern in self._left_out:
            spelling = pattern.sub("", label) if pattern.search(label) else ""
            if spelling in self._functions:
                return self._functions[spelling]
        return ()

    def _named(self, label: str, code: ClassificationCode) -> bool:
        return any(name in label for name in self._spellings(code) if len(name) > 1)

    def _spellings(self, code: ClassificationCode) -> set[str]:
        ending, closed = self._grammar["spending_behind"], self._grammar["no_spending_added"]
        names = {clean(name) for name in (code.name_zh, *code.aliases)}
        names |= {ending.sub("", name) for name in names if len(name) > _LEAST_SHORTENED}
        return names | {f"{name}{_SPENDING}" for name in names if not closed.search(name)}


_ITEM_DIGITS = 7
_LEAST_SHORTENED = 4
_SPENDING = "支出"
_SEVERAL = 2
_PAIR = 2
_BEGIN = 2
"""Characters by which names of groups are told apart before they are compared."""


def _current(codes: Sequence[ClassificationCode], year: int) -> ClassificationCode | None:
    """The one code that was valid in the year; None when none or several are left."""
    if len(codes) < _SEVERAL:
        return codes[0] if codes else None
    unique = {code.code: code for code in codes}
    valid = [
        code
        for code in unique.values()
        if (not code.valid_from or not year or int(code.valid_from) <= year)
        and (not code.valid_to or not year or int(code.valid_to) >= year)
    ]
    # One name may stand for a class and for an item far below it: the shallower is meant.
    shallow = min((len(code.code) for code in valid), default=0)
    valid = [code for code in valid if len(code.code) == shallow]
    return valid[0] if len(valid) == 1 else None
