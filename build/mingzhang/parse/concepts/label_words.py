"""What words may mean, whatever stands around them: in, printed words; out, what rows know of them.

Texts print the same words over and over, in ever new surroundings; this is found out once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from mingzhang.common.memo import remembers
from mingzhang.common.records import record
from mingzhang.parse.concepts.classification import Classifications
from mingzhang.parse.text.spelling import Form, Modifiers, clean
from mingzhang.vocab import Vocabulary

_LOOSE_LABEL = 4
_LONGEST = 240  # No label is longer, so no longer ending is tried.
_TAIL = 2
"""Characters at the end of a name that most words do not end with."""
_BRACKET = _TAIL + 1
"""Characters at the end of words, and a bracket may stand among them."""
_ASIDE = re.compile(r"（[^（）]*）")


@record
class Spelled:
    """Words taken apart: `bare` is how they are looked up, `cores` them with ever more taken off.

    `known` are the forms that some row knows whole; `empty`: the words hold nothing but modifiers;
    `stage` is the account that they name, `side` what 收入 or 支出 alone name; `steps`: they may be
    steps of a classification, `code` is the code that they print.
    """

    bare: str
    cores: tuple[str, ...]
    known: tuple[Form, ...]
    empty: bool
    stage: str
    side: str
    steps: bool
    code: str


class LabelWords:
    """Takes words apart with one vocabulary; build it once and use it for many texts."""

    def __init__(self, vocab: Vocabulary, labels: Collection[str], codes: Classifications) -> None:
        self._labels, self._codes = labels, codes
        self._grammar = vocab.grammar.patterns
        self._modifiers = Modifiers(vocab)
        self._forms = self._modifiers.forms
        bodies = vocab.bodies.ends_of_names
        self._boundary = (*(w.word for w in vocab.grammar.of("label_begins")), *bodies)
        """After these a label may begin."""
        self._boundary_ends = frozenset(word[-1] for word in self._boundary)
        self._spellings = {w.word: w.effect for w in vocab.grammar.of("respelled")}
        """Words of names that are printed otherwise than in the vocabulary, and what it has."""
        longest = sorted(map(re.escape, self._spellings), key=len, reverse=True)
        self._respelled = re.compile("|".join(longest) or "(?!)")
        ends = self._grammar["class_ending"].pattern
        self._loose = re.compile(f"{ends}|{self._respelled.pattern}")
        """What may be spelled otherwise than it ends."""
        self._tails = {name[-_TAIL:] for name in (*labels, *codes.names())}
        self._changed = tuple(w.word for w in vocab.grammar.of("label_changed"))
        """After these the same words mean something else."""
        self.spelled: Callable[[str], Spelled] = remembers(50_000)(self._spelled)
        self.readings = remembers(50_000)(self._readings)
        self.endings = remembers(50_000)(self._endings)

    def _spelled(self, text: str) -> Spelled:
        label = clean(text)
        forms = self._forms(label)
        side = self._grammar["bare_side"].fullmatch(label.strip("，、；"))
        return Spelled(
            label,
            tuple([form.core for form in forms]),
            tuple([form for form in forms if self._is_known(form.core)]),
            not (forms[-1].core or self._grammar["holders_money"].search(label)),
            forms[0].stage,
            str(side.lastgroup) if side else "",
            self._codes.may_be_path(label),
            self._codes.printed_code(label),
        )

    def may_be_label(self, text: str) -> bool:
        """Tell whether the words alone may name anything, in any surroundings but a reason's."""
        spelled = self.spelled(text)
        sure = spelled.known or spelled.empty or spelled.steps or spelled.code
        return bool(sure or self.endings(spelled.bare, loose=False))

    def _is_known(self, core: str) -> bool:
        if not self._may_end(core):
            return False
        for spelling in self.readings(core):
            if spelling in self._labels or self._codes.knows(spelling):
                return True
        return False

    def _may_end(self, core: str) -> bool:
        """Tell words that may end with something known; most do not."""
        ends_so = core[-_TAIL:] in self._tails or "）" in core[-_BRACKET:]
        return ends_so or self._loose.search(core) is not None

    def _readings(self, core: str) -> tuple[str, ...]:
        """Whole or as the vocabulary spells it; what a closing bracket says; without brackets."""
        respelled = self._respelled.sub(lambda match: self._spellings[match[0]], core)
        if respelled != core:
            return (core, *self._readings(respelled))
        if within := self._grammar["fund_within"].fullmatch(core):
            return (core, within["when"] + within["left"])
        if not core or "（" not in core:
            return (core,) if core else ()
        if short := self._grammar["short_name"].search(core):
            return (core, short["name"])
        exact = re.search(r"（([^（）]+)）$", core)
        inner = (exact[1],) if exact and exact[1] in self._labels else ()
        return (core, *inner, _ASIDE.sub("", core))

    def outside(self, core: str, inner: str) -> tuple[Form, ...]:
        """What is known of the words before a closing bracket that holds nothing but `inner`."""
        bracket = f"（{inner}）"
        return self.spelled(core.removesuffix(bracket)).known if core.endswith(bracket) else ()

    def _endings(self, label: str, *, loose: bool) -> tuple[tuple[str, Form], ...]:
        """The endings that some row knows, the longest first, with the words before each."""
        if self._grammar["several_items"].search(label):
            return ()
        return tuple(self._cuts(self._forms(label), loose=loose))

    def _cuts(self, forms: Sequence[Form], *, loose: bool) -> Iterator[tuple[str, Form]]:
        for form in forms:
            core = form.core
            if not self._may_end(core):
                continue
            opens = {match.start() for match in self._grammar["begins_label"].finditer(core)}
            for cut in range(max(1, len(core) - _LONGEST), len(core) - 1):
                if not (loose and len(core) - cut >= _LOOSE_LABEL) and cut not in opens:
                    if core[cut - 1] not in self._boundary_ends:
                        continue
                    if not core.endswith(self._boundary, 0, cut):
                        continue
                before = core[:cut]
                if before.endswith(self._changed) or not self._is_known(core[cut:]):
                    continue
                if self._grammar["other_ones"].search(before):
                    continue
                if self._grammar["fund_opens"].match(core, cut) and self.of_fund(before):
                    continue
                fund = form.fund or self._modifiers.narrow_fund(before)
                yield before, Form(core[cut:], form.before + before, form.stage, fund)

    def fund_within(self, core: str) -> str:
        """`年末政府性基金预算结转和结余`: the fund that stands within the words."""
        within = self._grammar["fund_within"].fullmatch(core)
        return self._modifiers.fund_of(within["fund"]) if within else ""

    def of_fund(self, before: str) -> bool:
        """Tell words that end with a fund."""
        return self._grammar["of_fund"].search(before) is not None
