"""Codes of a table's rows by their names: in, names as printed; out, codes of a classification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mingzhang.parse.tables.columns import Column
from mingzhang.vocab import ClassificationCode, Vocabulary
from mingzhang.vocab.layouts import Kind


class CodeNames:
    """The names that rows of one table may bear.

    A department's economic classification (3xx) and the government's (5xx) share many names; which
    of them a block lists is told by its heads, or by a name that only the government's has.
    """

    def __init__(self, vocab: Vocabulary, kind: Kind, year: int = 0) -> None:
        self.vocab = vocab
        self.kind = kind
        # 提租补贴 of a later year is no longer the class of that name, but one of the form's own.
        listed = vocab.economics.values()
        economics = [code for code in listed if int(code.valid_to or year) >= year]
        codes = [code for code in economics if not code.is_of_government]
        government = [code for code in economics if code.is_of_government]
        self._names = _by_name(codes if kind.codes == "economic" else vocab.functions.values())
        self._government = _by_name(government)
        self._former = {name for name, _ in _names(listed)} if kind.codes == "economic" else set()
        self._classes = {code.name_zh: code for code in codes if code.level == "class"}
        others = () if kind.codes == "economic" else self._names.keys()
        self._only_government = names_of_government(vocab.economics).difference(others)

    def is_of_government(self, labels: Sequence[Column], names: Iterable[str]) -> bool:
        """Tell whether a block of these label columns and row names lists the government's."""
        named = any(column.family == "government" for column in labels)
        return named or any(name in self._only_government for name in names)

    def function_or_class(
        self, name: str, within: str, side: str, government: bool
    ) -> ClassificationCode | None:
        """Find the code of a name: a class, else one below the code above, else the only one."""
        if government:
            return self._nearest(self._government.get(name, []), within)
        if self.kind.two_sided and side != "expenditure":
            return None
        codes = self._names.get(name, [])
        classes = [code for code in codes if code.level == "class"]
        if classes or self.kind.two_sided:
            return classes[0] if len(classes) == 1 else None
        return self._nearest(codes, within)

    def class_of_use(self, name: str, side: str, government: bool) -> ClassificationCode | None:
        """Find the economic class of a row in the expenditure of a table of two sides."""
        expenditure = self.kind.two_sided and side == "expenditure"
        return self._classes.get(name) if expenditure and not government else None

    def is_former(self, name: str) -> bool:
        """Tell that a name that no class bears is that of one which is out of use (提租补贴)."""
        return name in self._former

    def names_of(self, code: str) -> tuple[str, ...]:
        """The names of a functional code: a row of that name is the class and no project of it."""
        known = self.vocab.functions.get(code)
        return (known.name_zh, *known.aliases) if known else ()

    def is_listed(self, code: str) -> bool:
        """Tell whether a printed code is one of the classifications'."""
        return code in self.vocab.functions or code in self.vocab.economics

    @staticmethod
    def _nearest(codes: Sequence[ClassificationCode], within: str) -> ClassificationCode | None:
        for length in (7, 5, 3):
            under = [code for code in codes if within and code.code[:length] == within[:length]]
            if len(under) == 1:
                return under[0]
        classes = [code for code in codes if code.level == "class"]
        return codes[0] if len(codes) == 1 else classes[0] if len(classes) == 1 else None


def names_of_government(economics: Mapping[str, ClassificationCode]) -> frozenset[str]:
    """Names of classes that only the government's classification has (机关工资福利支出)."""
    departmental = {name for name, code in _names(economics.values()) if not code.is_of_government}
    classes = (code for code in economics.values() if code.level == "class")
    government = {name for name, code in _names(classes) if code.is_of_government}
    return frozenset(government - departmental)


def _by_name(codes: Iterable[ClassificationCode]) -> dict[str, list[ClassificationCode]]:
    names: dict[str, list[ClassificationCode]] = {}
    for name, code in _names(codes):
        names.setdefault(name, []).append(code)
    return names


def _names(codes: Iterable[ClassificationCode]) -> Iterator[tuple[str, ClassificationCode]]:
    for code in codes:
        for name in {code.name_zh, *code.aliases}:
            yield name, code
