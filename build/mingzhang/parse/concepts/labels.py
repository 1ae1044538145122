"""From printed words to a concept: in, words before a figure and their context; out, a resolution.

Every spelling is data (`content/vocab/`); this module only knows how words around a label may be
taken off, and how a context chooses among several meanings of one label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from mingzhang.common.memo import remembers
from mingzhang.common.records import record
from mingzhang.parse.concepts.classification import Classifications
from mingzhang.parse.concepts.insurance import InsuranceFunds
from mingzhang.parse.concepts.known import NO_CONCEPT, known_concepts
from mingzhang.parse.concepts.label_words import LabelWords, Spelled
from mingzhang.parse.grammar.relations import Relations
from mingzhang.parse.text.spelling import Form, clean
from mingzhang.vocab import (
    Label,
    Vocabulary,
    economic_concept,
    function_concept,
)


class Context(NamedTuple):
    """What is known around a label; a tuple, since what words mean in it is looked up by it.

    `tags`: concepts and sections that hold, the nearest first. `family`: the classification whose
    items are being listed (`function`, `economic`, `running_costs`, ""). `code`: the functional
    code that items stand under. `loose`: any words may stand before a label (as in the reasons that
    are given for a change). `clause`: the words of the clause; `around`: all words since the
    figure before; both empty where they hold no keyword. `near`: how many tags are
    near enough for a figure without any label. `family_at`: among the tags, where the family comes
    from. `unit`: the printed unit. `items`: the concept of list items whose
    words no vocabulary knows. `listed`: the tag of what is taken apart, the nearest of all.
    """

    tags: tuple[str, ...]
    unit: str
    family: str = ""
    code: str = ""
    items: str = ""
    year: int = 0
    loose: bool = False
    clause: str = ""
    around: str = ""
    near: int = 99
    family_at: int = 99
    listed: str = ""


@record
class Resolution:
    """A concept found: which words said it, what stood before them, and by which rule.

    `stage` is the account that the words around the label name, `fund` the money.
    """

    concept: str
    label: str
    before: str
    rule: str
    function_code: str = ""
    economic_code: str = ""
    stage: str = ""
    fund: str = ""


MONEY = "万元"
"""The unit of what may be any amount of money."""
OF_FUND = {
    f"{when}{of}_carryover": f"{when}_fiscal_carryover"
    for when in ("opening", "closing")
    for of in ("", "_fiscal")
}
"""What was carried over of all money: of a fund that is named, it is of the appropriation."""
_LEAST_TOTAL = 3
_TELLING = 8
"""A keyword of that many characters tells more than any label."""


class LabelIndex:
    """The vocabularies turned into look-ups; build it once and use it for many texts.

    In `labels.csv` the label `*` stands for no words at all, `~word` for a word anywhere around the
    figure; a context `^concept` holds only where that concept was the last one spoken of,
    `in:concept` only where the parts of that concept are listed.
    """

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab
        self.relations = Relations(vocab.grammar)
        self._grammar = vocab.grammar.patterns
        self._labels: dict[str, list[Label]] = defaultdict(list)
        self._wildcards: list[Label] = []
        self._keywords: list[tuple[str, Label]] = []
        self._bodies = vocab.bodies.ends_of_names
        self._counted = frozenset(u.unit for u in vocab.units.values() if u.kind == "count")
        self.codes = Classifications(vocab)
        self._fill()
        keywords = "|".join(re.escape(word) for word, _ in self._keywords)
        self.any_keyword = re.compile(keywords or r"(?!)")
        self.known = known_concepts(vocab)
        self.about = defaultdict(lambda: NO_CONCEPT, vocab.concepts).__getitem__
        """What the vocabulary says of a concept; nothing, where there is no such concept."""
        self.families = {c: known.family for c, known in self.known.items() if known.family}
        """The concepts whose parts are items of a classification, and which one."""
        self.insured = InsuranceFunds(vocab)
        self.words = LabelWords(vocab, self._labels, self.codes)
        self.stage_of = remembers(20_000)(lambda text: self.words.spelled(text).stage)
        """The account that the last words before a figure name, empty when they name none."""
        self.side_of = remembers(20_000)(lambda text: self.words.spelled(text).side)
        """`revenue` or `expenditure` where the words say no more than 收入 or 支出, else empty."""
        self.is_empty = remembers(20_000)(lambda text: self.words.spelled(text).empty)
        """Tell whether the words hold nothing but modifiers."""
        self.asked_unit = remembers(4096)(self._asked_unit)
        self._plain = remembers(20_000)(self._resolve)

    def _fill(self) -> None:
        for label in self.vocab.labels:
            if label.label == "*":
                self._wildcards.append(label)
            elif label.label.startswith("~"):
                self._keywords.append((label.label[1:], label))
            else:
                self._labels[clean(label.label)].append(label)
        for concept in self.vocab.concepts.values():
            name = clean(concept.name_zh)
            if concept.concept.startswith(("function_", "economic_", "running_costs_")):
                continue
            known = (x.concept for x in self._labels[name] if not x.context)
            if concept.concept not in known:
                self._labels[name].append(Label(name, concept.concept, (), (), ""))

    def _asked_unit(self, printed: str) -> str:
        """The unit that a label is asked for: all amounts of money as one, 个 left out."""
        area = self.vocab.units.get(printed)
        if area is not None and area.kind == "area" and area.factor == 1:
            return area.base_unit
        return MONEY if printed.endswith(MONEY[-1]) else printed.removeprefix("个") or printed

    def resolve(self, text: str, context: Context) -> Resolution | None:
        """Find the concept of the words that stand before a figure.

        Tries the words whole, then without modifiers, then their longest known ending; None when
        nothing is known. Empty words resolve only by a wildcard label. Where no keyword stands
        around them (`Context.around`), the same words in the same surroundings mean the same in
        every text.
        """
        return (self._resolve if context.around else self._plain)(text, context)

    def _resolve(self, text: str, context: Context) -> Resolution | None:
        spelled = self.words.spelled(text)
        label = spelled.bare
        code = self._path(spelled, context) if spelled.steps else ""
        rule = "function_path" if code else "code"
        code = code or spelled.code
        if code and (official := self._official(code, rule, spelled, context)) is not None:
            return official
        if context.family != "function" and self._grammar["item_marked"].search(label):
            context = context._replace(family="")  # `项目支出9万元，其中：高等教育（项）【3】万元`
        telling = self._keyword(context, context.around, _TELLING)
        if telling is not None:
            return telling
        for form in spelled.known:
            resolution = self._exact(form, context, "label")
            if resolution is not None and not self._of_other_side(label, resolution):
                return resolution
        if self._of_project(label, context):
            context = context._replace(clause="", around="")
        if spelled.empty:
            return self._wildcard(context) or self._keyword(context, context.clause)
        if code := self.codes.behind_class(spelled.cores, context.year):
            named = function_concept(code)
            return Resolution(named, label, "", "function_path", code, stage=spelled.stage)
        told = self._keyword(context, context.clause) or self._keyword(context, context.around)
        # `征地和拆迁补偿支出`: an item of several classes is no 拆迁补偿支出.
        of_several = any(map(self.codes.knows, spelled.cores))
        return told or (None if of_several else self._ending(spelled, context))

    def _path(self, spelled: Spelled, context: Context) -> str:
        """The code of steps of the classification: marked, or without what stands around them."""
        marked = self._grammar["class_marked"].search(spelled.bare) is not None
        cores = (spelled.bare,) if marked else spelled.cores
        codes = (self.codes.path(core, context.year, context.code) for core in cores)
        return next(filter(None, codes), "")

    def _of_project(self, label: str, context: Context) -> bool:
        """`某项目自评情况：全年预算数【5】万元`: of one project, not all that was evaluated."""
        money = self._grammar["money_unit"].search(context.unit) is not None
        return money and self._grammar["project_account"].search(label) is not None

    def _official(
        self, code: str, rule: str, spelled: Spelled, context: Context
    ) -> Resolution | None:
        label, stage = spelled.bare, spelled.stage
        if code in self.vocab.functions:
            return Resolution(function_concept(code), label, "", rule, code, stage=stage)
        concept = _economic_concept(code, context)
        if concept not in self.vocab.concepts:
            return None
        return Resolution(concept, label, "", rule, economic_code=code, stage=stage)

    def _exact(self, form: Form, context: Context, rule: str) -> Resolution | None:
        core = form.core
        for spelling in self.words.readings(core):
            meaning = self._lookup(spelling, context)
            if meaning is not None and not self._aside(spelling, core, meaning[0], context):
                concept, function_code, economic_code, stage = meaning
                fund = self.words.fund_within(core)
                if fund or (form.fund and self._is_total(concept) and self._bare_fund(form)):
                    if not concept.endswith("_carryover"):
                        continue
                    concept = OF_FUND.get(concept, concept)
                return Resolution(
                    concept,
                    core,
                    form.before,
                    rule,
                    function_code,
                    economic_code,
                    stage or form.stage,
                    fund or form.fund,
                )
        return None

    def _aside(self, spelling: str, core: str, concept: str, context: Context) -> bool:
        """`事业收入（培训费）`: what is in brackets, unless it is a part of what stands before."""
        outside = (self._lookup(form.core, context) for form in self.words.outside(core, spelling))
        named = next((meaning[0] for meaning in outside if meaning), concept)
        above, below = self.known[named].ancestry, self.known[concept].ancestry
        return named not in below and concept not in above

    def _lookup(self, name: str, context: Context) -> tuple[str, str, str, str] | None:
        known = self._labels.get(name, ())
        if not known and not self.codes.knows(name):
            return None
        best, rank = _nearest([x for x in known if self._measured(x, context.unit)], context)
        unspecific = best is not None and best.concept.startswith("function_item")
        contextual = best is not None and bool(best.context) and not unspecific
        if best is not None and contextual and not self._lists_nearer(context, rank):
            return self._of_label(best)
        if best is not None and not best.context and self._part_of_nearer(best, context):
            return self._of_label(best)
        classified = self._classified(name, context)
        listed = context.family and (context.family != "function" or context.code)
        if classified is not None and (contextual or listed or best is None or unspecific):
            return classified
        return self._of_label(best) if best is not None else None

    def _measured(self, label: Label, unit: str) -> bool:
        """`会议费【3】次`: what is counted goes by no name of money."""
        if label.units:
            return unit in label.units
        return unit not in self._counted or self.vocab.concepts[label.concept].unit != "CNY"

    def _part_of_nearer(self, label: Label, context: Context) -> bool:
        """Tell whether the label is a part of a figure nearer than the list of economic items."""
        if context.family not in ("economic", "running_costs", "function"):
            return False
        wholes = self.known[label.concept].ancestry[1:]
        near = context.tags[: context.family_at]
        return bool(wholes) and any(tag in wholes for tag in near)

    @staticmethod
    def _lists_nearer(context: Context, rank: int) -> bool:
        """Tell whether a list of economic items is nearer than what a label's context names."""
        return context.family in ("economic", "running_costs") and rank > context.family_at

    def _of_label(self, label: Label) -> tuple[str, str, str, str]:
        concept = self.vocab.concepts[label.concept]
        return label.concept, concept.function_code, concept.economic_code, label.stage

    def _classified(self, name: str, context: Context) -> tuple[str, str, str, str] | None:
        """Look the name up among the classification that the context lists."""
        if self._grammar["fund_alone"].fullmatch(name):
            return None  # `一般公共预算9万元，国有资本经营预算【3】万元`: a fund, no class
        code = self.codes.function(name, context.code, context.year)
        spent_as = context.family in ("economic", "running_costs")
        if code and (not spent_as or self._class_alone(code, name, context)):
            return function_concept(code), code, "", ""
        if self._grammar["money_unit"].search(context.unit) is None:
            return None
        above = context.tags[context.family_at : context.family_at + 1]
        code = self.codes.economic(name, context.year, *map(self._economic_code, above))
        concept = _economic_concept(code, context) if code else ""
        return (concept, "", code, "") if concept in self.vocab.concepts else None

    def _economic_code(self, tag: str) -> str:
        return self.about(tag).economic_code

    def _class_alone(self, code: str, name: str, context: Context) -> bool:
        """`项目支出48万元，其中：教育支出30万元`: a class by its full name is no economic item."""
        known = self.vocab.functions[code]
        whole = known.level == "class" and known.name_zh == name
        # `高等教育支出`: an item by its name and the word for spending
        whole = whole or self._grammar["expenditure_behind"].sub("", name) == known.name_zh != name
        return whole and not self.codes.economic(name, context.year)

    def _keyword(self, context: Context, text: str, least: int = 0) -> Resolution | None:
        """Find a word (a `~` label) that tells the concept from anywhere in the words."""
        if not text or not self.any_keyword.search(text):
            return None
        for word, label in self._keywords:
            if word not in text or len(word) < least or context.unit not in label.units:
                continue
            if not label.context or any(tag in label.context for tag in context.tags):
                return Resolution(label.concept, "", "", "keyword", *self._of_label(label)[1:3])
        return None

    def _wildcard(self, context: Context) -> Resolution | None:
        labels = [x for x in self._wildcards if context.unit in x.units]
        best, _ = _nearest(labels, context._replace(tags=context.tags[: context.near]))
        if best is None or not best.context:
            return None
        return Resolution(best.concept, "", "", "wildcard", *self._of_label(best)[1:3])

    def _is_total(self, concept: str) -> bool:
        return self.vocab.concepts[concept].group in ("revenue", "expenditure", "totals")

    def _bare_fund(self, form: Form) -> bool:
        """A fund before a label: of 会议费 it tells the money, but 财政拨款收入 is not any 收入."""
        return self._grammar["bare_fund"].search(form.before) is not None

    def _of_other_money(self, resolution: Resolution, before: str) -> bool:
        """`全区一般公共预算【总收入】`: the words before name money, so the ending means less.

        So does `基本支出中【财政拨款】`, which is no part of it as 人员经费 is.
        """
        totals = self._is_total(resolution.concept)
        of_body = self._grammar["body_end"].search(before) or before.endswith(self._bodies)
        short = len(resolution.label) < _LEAST_TOTAL and not of_body
        item = self._grammar["class_marked"].search(before) is not None
        nature = self._grammar["within_nature"].search(before)
        above = self.known[resolution.concept].ancestry
        other = nature and not any(x.concept in above for x in self._labels[nature["whole"]])
        return totals and bool(short or item or other or self.words.of_fund(before))

    def _of_other_side(self, label: str, resolution: Resolution) -> bool:
        """`一般公共预算【总支出】`: what was taken off behind a revenue says expenditure."""
        of_revenue = self.vocab.concepts[resolution.concept].group == "revenue"
        if not of_revenue or resolution.label not in label:
            return False
        behind = label[label.rindex(resolution.label) + len(resolution.label) :]
        return self._grammar["expenditure_behind"].search(behind) is not None

    def _ending(self, spelled: Spelled, context: Context) -> Resolution | None:
        """Find the longest known ending of the words that follows a word boundary."""
        for before, ending in self.words.endings(spelled.bare, loose=context.loose):
            resolution = self._exact(ending, context, "label_ending")
            if resolution is None or self._of_other_money(resolution, before):
                continue
            if resolution.function_code and self._grammar["narrows_class"].search(before):
                continue  # `社区【教育支出】` is less than all of the class
            if self._grammar["partly"].search(before):
                continue  # `一级【预算单位】`, `由基金发放养老金的【退休人员】`: not all of them
            if not self._of_other_side(spelled.cores[0], resolution):
                return resolution
        return None


def _economic_concept(code: str, context: Context) -> str:
    family = context.family if context.family == "running_costs" else "economic"
    return economic_concept(code, family)


def _nearest(labels: Sequence[Label], context: Context) -> tuple[Label | None, int]:
    """Choose the label whose context is nearest, and how near; one without context comes last."""
    best: tuple[int, Label] | None = None
    for label in labels:
        if not label.context:
            rank = len(context.tags) + 1
        else:
            rank = next((i for i, tag in enumerate(context.tags) if tag in label.context), -1)
            if rank and context.tags and f"^{context.tags[0]}" in label.context:
                rank = 0
            if context.listed in label.context:
                return label, 0
        if rank >= 0 and (best is None or rank < best[0]):
            best = (rank, label)
    return (best[1], best[0]) if best else (None, -1)
