"""From printed words to a concept: in, words before a figure and their context; out, a resolution.

Every spelling is data (`content/vocab/`); this module only knows how words around a label may be
taken off, and how a context chooses among several meanings of one label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mingzhang.parse.normal import normalise
from mingzhang.vocab import (
    ClassificationCode,
    Concept,
    Label,
    Vocabulary,
    economic_concept,
    function_concept,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a label.

    `tags`: concepts and sections that hold, the nearest first. `family`: the classification whose
    items are being listed (`function`, `economic`, `running_costs`, ""). `code`: the functional
    code that items stand under. `loose`: any words may stand before a label (as in the reasons that
    are given for a change). `clause`: the words of the clause; `around`: all words since the
    figure before. `near`: how many tags are
    near enough for a figure without any label. `family_at`: among the tags, where the family comes
    from. `unit`: the printed unit. `items`: the concept of list items whose
    words no vocabulary knows.
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to take words off: the core that is left, what stood before it."""

    core: str
    before: str
    stage: str
    fund: str


_DROPPED = re.compile(r"[\"'“”\s]")
_YEAR = re.compile(
    r"(?:19|20)\d{2}(?=年[末底])|(?:19|20)\d{2}年?(?:度|财政年度)?(?:[-—至](?:19|20)\d{2}年?度?)?|(?:上一?年度?|去年)(?=\S)"
)
_YEAR_END = re.compile(r"(?:19|20)\d{2}年度?$")
_BOUNDARY = (
    *"的中内为等对与和及、共有含按“”）：年末底",
    *"局委办心部院厅署处所站校会队馆区县市镇乡府室关级位门园科股社团",
    *("年度", "安排", "用于", "使用", "涉及", "支付", "完成", "实现", "累计", "增加", "减少"),
    *("编制", "预算", "决算"),
)
"""After these a label may begin."""
_FORBIDDEN = (
    *("处置", "报废", "报损", "出租", "出借", "租赁", "租用", "其他", "其它", "非", "不含", "除"),
    *("不", "扣除", "本级以外", "其他单位组织的", "国内", "国外"),
)
"""After these the same words mean something else."""
_LOOSE_LABEL = 4
_LEAST_TOTAL = 3
_BODY_END = re.compile(r"[局委办院厅署处所站校会队馆心园场镇乡]$")
_TELLING = 8
"""A keyword of that many characters tells more than any label."""
_ASIDE = re.compile(r"（[^（）]*）")
_PATH = re.compile(
    r"([^（）。；，]{2,30})（类）([^（）。；，]{2,40}(?:（[^类款项（）]{1,6}）[^（）。；，]{0,30})?)（款）"
    r"([^（）。；，]{1,50}(?:（[^类款项（）]{1,6}）[^（）。；，]{0,40})?)（项）"
)
_GROUP_PATH = re.compile(r"([^（）。；，]{2,30})（类）([^（）。；，]{2,40})（款）")
_CLASS_PATH = re.compile(r"([^（）。；，]{2,30})（类）")
_BARE_FUND = re.compile(r"(?:财政拨款|公共预算)$")
"""A fund before a label: of 会议费 it tells the money, but 财政拨款收入 is not any 收入."""
_INNER_ORDINAL = re.compile(
    r"[，、：的]|（\d{1,2}）|\d{1,2}\.(?!\d)|[①-⑳]|[一二三四五六七八九十]、"
)
_CLASSED = re.compile(r"（[类款项]）")
_CODED_MARK = re.compile(r"（\d{2,3}([类款项])）")
"""`行政单位医疗（01项）`: the code of the level stands within its bracket."""
_CODE = re.compile(r"(?<![\d.])([23]\d{6}|[235]\d{4}|[23]\d{2}|50\d)(?!\d|\.\d)")
_CODE_PATH = re.compile(r"(\d{3})（?类）?(\d{2})（?款）?(?:(\d{2})（?项）?)?")
_STEPS = re.compile(r"[-—–/>→]+")
_FUND_NAME = ("一般公共", "政府性基金", "国有资本经营", "社会保险基金", "公共财政", "公共")
"""Names of budgets: the 预算 in them names the money, not the account."""
_TRANSFERS = "230"
"""转移性支出 is of governments: a department's 年终结余 is none of it."""
_OF_FUND = re.compile(r"(?:公共|基金|经营|专户)(?:预算)?$")


@lru_cache(maxsize=100_000)
def clean(words: str) -> str:
    """Level a label: no blanks, no quotation marks, one spelling of brackets and slashes."""
    levelled = _PAIRS.sub(r"\1/\2", _DROPPED.sub("", normalise(words)))
    if "项）" in levelled or "款）" in levelled or "类）" in levelled:
        levelled = _CODED_MARK.sub(r"（\1）", levelled)
    if "以上" in levelled and "设备" in levelled:
        return _UNIT_PRICE.sub("单位价值", _FILLERS.sub("", levelled))
    return levelled


_FILLERS = re.compile(r"（含[^）]{0,6}）|[在的及]|人民币")
_UNIT_PRICE = re.compile(r"(?:单位|单台（套）|单台|单件|单套)?(?:价值|价格|单价)|单价")
_PAIRS = re.compile(r"(收入?(?:预算|总计|决算)?)[、和与](支出?)")


class LabelIndex:
    """The vocabularies turned into look-ups; build it once and use it for many texts."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab
        self._labels: dict[str, list[Label]] = defaultdict(list)
        self._wildcards: list[Label] = []
        self._keywords: list[Label] = []
        self._functions: dict[str, list[ClassificationCode]] = defaultdict(list)
        self._economics: dict[str, list[ClassificationCode]] = defaultdict(list)
        self._fill()
        told = "|".join(re.escape(label.label[1:]) for label in self._keywords)
        self._any_keyword = re.compile(told or r"(?!)")
        self._prefix = _alternation((m.word for m in vocab.modifiers), tail=False)
        self._suffix = _alternation((m.word for m in vocab.suffixes), tail=True)
        self._effects = {clean(m.word): m.effect for m in (*vocab.modifiers, *vocab.suffixes)}
        self._forms = lru_cache(maxsize=20_000)(self._make_forms)
        self._function_of = lru_cache(maxsize=50_000)(self._find_function)
        self._is_classified = lru_cache(maxsize=50_000)(self._find_classified)
        self._economic_of = lru_cache(maxsize=20_000)(self._find_economic)
        self._family_of = {c.concept: f for c in vocab.concepts.values() if (f := family_of(c))}
        self._ancestry = lru_cache(maxsize=5_000)(self._make_ancestry)

    def _fill(self) -> None:
        for label in self.vocab.labels:
            if label.label == "*":
                self._wildcards.append(label)
            elif label.label.startswith("~"):
                self._keywords.append(label)
            else:
                self._labels[clean(label.label)].append(label)
        for concept in self.vocab.concepts.values():
            name = clean(concept.name_zh)
            if concept.concept.startswith(("function_", "economic_", "running_costs_")):
                continue
            known = (x.concept for x in self._labels[name] if not x.context)
            if concept.concept not in known:
                self._labels[name].append(Label(name, concept.concept, (), (), ""))
        for index, codes in (
            (self._functions, self.vocab.functions),
            (self._economics, self.vocab.economics),
        ):
            for code in codes.values():
                for name in _spellings(code):
                    index[name].append(code)

    def family(self, concept: str) -> str:
        """The classification that a concept's parts are items of, empty for none."""
        return self._family_of.get(concept, "")

    def ancestry(self, concept: str) -> tuple[str, ...]:
        """The concept and its ancestors, nearest first."""
        return self._ancestry(concept)

    def _make_ancestry(self, concept: str) -> tuple[str, ...]:
        return (concept, *self.vocab.ancestors(concept)) if concept else ()

    def stage_of(self, words: str) -> str:
        """The account that the last words before a figure name, empty when they name none."""
        for form in self._forms(clean(words)):
            if form.stage:
                return form.stage
        return ""

    def is_empty(self, words: str) -> bool:
        """Tell whether the words hold nothing but modifiers."""
        return any(not form.core for form in self._forms(clean(words)))

    def function_path(self, words: str, year: int = 0) -> tuple[ClassificationCode, ...]:
        """Read `X（类）Y（款）Z（项）` into its codes, the deepest last; empty if it is no path."""
        bare = _DROPPED.sub("", words)
        match = _PATH.search(bare) or _GROUP_PATH.search(bare) or _CLASS_PATH.search(bare)
        return self.path_codes(match.groups(), year) if match else ()

    def path_codes(self, names: Sequence[str], year: int = 0) -> tuple[ClassificationCode, ...]:
        """Find the codes of class, group and item names; stops at the first that is unknown."""
        found: tuple[ClassificationCode, ...] = ()
        levels = ("class", "group", "item")
        for level, name in zip(levels, names, strict=False):
            parent = found[-1].code if found else ""
            codes = [
                code
                for code in self._function_codes(name)
                if code.level == level and code.parent == parent
            ]
            best = _current(codes, year)
            if best is None:
                return self._item_under(found, names, year)
            found = (*found, best)
        return found

    def _item_under(
        self, found: tuple[ClassificationCode, ...], names: Sequence[str], year: int
    ) -> tuple[ClassificationCode, ...]:
        """The item of a known class whose group is called something else (it was renamed)."""
        if len(found) != 1 or len(names) < 3:
            return found
        above = found[0].code
        items = [c for c in self._function_codes(names[2]) if c.level == "item"]
        best = _current([c for c in items if c.code.startswith(above)], year)
        group = self.vocab.functions.get(best.parent) if best is not None else None
        return (*found, group, best) if group is not None and best is not None else found

    def _function_codes(self, name: str) -> list[ClassificationCode]:
        bare = clean(name)
        trimmed = re.sub(r"^(?:\d+[、.]|[一二三四五六七八九十]+、)", "", bare)
        for spelling in (bare, trimmed, bare.removesuffix("类"), bare.removesuffix("支出")):
            if spelling in self._functions:
                return self._functions[spelling]
        return []

    def resolve(self, words: str, context: Context) -> Resolution | None:
        """Find the concept of the words that stand before a figure.

        Tries the words whole, then without modifiers, then their longest known ending; None when
        nothing is known. Empty words resolve only by a wildcard label.
        """
        bare = clean(words)
        path = self._by_path(bare, context) or self._by_code(bare, context)
        if path is not None:
            return path
        told = self._keyword(context, context.around, _TELLING)
        if told is not None:
            return told
        forms = self._forms(bare)
        for form in forms:
            found = self._exact(form, context, "label")
            if found is not None:
                return found
        if any(not form.core for form in forms):
            return self._wildcard(context) or self._keyword(context, context.clause)
        return (
            self._keyword(context, context.clause)
            or self._keyword(context, context.around)
            or self._ending(forms, context)
        )

    def _by_path(self, bare: str, context: Context) -> Resolution | None:
        if "（类）" in bare:
            codes = self.function_path(bare, context.year)
            if not codes or len(codes) < len(_CLASSED.findall(bare)):
                return None
        else:
            steps = [step for step in _STEPS.split(bare) if step]
            codes = self.path_codes(steps, context.year) if 1 < len(steps) < 4 else ()
            if not codes or len(codes) < len(steps):
                return None
        return self._of_function(codes[-1].code, bare, "function_path")

    def _of_function(self, code: str, bare: str, rule: str) -> Resolution:
        concept = function_concept(code)
        return Resolution(concept, bare, "", rule, code, stage=self.stage_of(bare))

    def _by_code(self, bare: str, context: Context) -> Resolution | None:
        """`2101101-行政单位医疗`, `行政运行（2040501）`, `201类03款01项`: a code by its name."""
        if not _CODE.search(bare) and "类" not in bare:
            return None
        path = _CODE_PATH.search(bare) if "类" in bare else None
        if path is not None and "".join(filter(None, path.groups())) in self.vocab.functions:
            return self._of_function("".join(filter(None, path.groups())), bare, "code")
        for match in reversed(list(_CODE.finditer(bare))):
            code = match[1]
            if code in self.vocab.functions:
                if len(code) == 7 or self._named(bare, self.vocab.functions[code]):
                    return self._of_function(code, bare, "code")
            elif code in self.vocab.economics and self._named(bare, self.vocab.economics[code]):
                family = "running_costs" if context.family == "running_costs" else "economic"
                concept = economic_concept(code, family)
                if concept in self.vocab.concepts:
                    stage = self.stage_of(bare)
                    return Resolution(concept, bare, "", "code", economic_code=code, stage=stage)
        return None

    @staticmethod
    def _named(bare: str, code: ClassificationCode) -> bool:
        return any(name in bare for name in _spellings(code) if len(name) > 1)

    def _make_forms(self, bare: str) -> tuple[_Form, ...]:
        """All ways to take modifiers off both ends, the least taken off first."""
        ends = self._strip_ends(bare)
        forms: list[_Form] = []
        seen = set()
        for core, stage in ends:
            for rest, before, fund in self._strip_starts(core):
                if (rest, stage) not in seen:
                    seen.add((rest, stage))
                    forms.append(_Form(rest, before, stage, fund))
        stage = max((form.stage for form in forms), key=len, default="")
        if stage:
            forms = [_Form(f.core, f.before, stage, f.fund) for f in forms]
        forms.sort(key=lambda form: -len(form.core))
        return tuple(forms)

    def _strip_ends(self, bare: str) -> list[tuple[str, str]]:
        result = [(bare, "")]
        queue = [(bare, "")]
        while queue and len(result) < 12:
            core, stage = queue.pop(0)
            year = _YEAR_END.search(core)
            for match in (*self._suffix(core), *((year.group(),) if year else ())):
                effect = self._effects.get(match, "drop")
                found = effect.removeprefix("stage:") if effect.startswith("stage:") else ""
                if match.startswith("预算") and core[: -len(match)].endswith(_FUND_NAME):
                    found = ""
                item = (core[: -len(match)].rstrip("，、："), stage or found)
                if item not in result:
                    result.append(item)
                    queue.append(item)
        return result

    def _strip_starts(self, core: str) -> list[tuple[str, str, str]]:
        result = [(core, "", "")]
        fund, position = "", 0
        while position < len(core) and len(result) < 10:
            rest = core[position:]
            taken = _YEAR.match(rest)
            word = taken.group() if taken else next(iter(self._prefix(rest)), "")
            if not word and (ordinal := _INNER_ORDINAL.match(rest)):
                word = ordinal.group()
            if not word:
                break
            effect = self._effects.get(word, "")
            if effect.startswith("fund:") and len(word) == len(rest):
                break  # Money alone is no subject: 财政拨款 is a label, not a word to be dropped.
            fund = effect.removeprefix("fund:") if effect.startswith("fund:") else fund
            position += len(word)
            result.append((core[position:], core[:position], fund))
        return result

    def _exact(self, form: _Form, context: Context, rule: str) -> Resolution | None:
        core = form.core
        if not core:
            return None
        for spelling in self._readings(core):
            found = self._lookup(spelling, context)
            if found is not None:
                concept, function_code, economic_code, stage = found
                if form.fund and self._is_total(concept) and _BARE_FUND.search(form.before):
                    continue
                return Resolution(
                    concept,
                    core,
                    form.before,
                    rule,
                    function_code,
                    economic_code,
                    stage or form.stage,
                    form.fund,
                )
        return None

    def _readings(self, core: str) -> tuple[str, ...]:
        """Whole; then what a closing bracket says more exactly; then without the brackets."""
        if "（" not in core:
            return (core,)
        exact = re.search(r"（([^（）]+)）$", core)
        inner = (exact[1],) if exact and exact[1] in self._labels else ()
        return (core, *inner, _ASIDE.sub("", core))

    def _lookup(self, name: str, context: Context) -> tuple[str, str, str, str] | None:
        known = self._labels.get(name, ())
        if not known and not self._is_classified(name):
            return None
        best, rank = _nearest([x for x in known if not x.units or context.unit in x.units], context)
        unspecific = best is not None and best.concept.startswith("function_item")
        told = best is not None and bool(best.context) and not unspecific
        if best is not None and told and not self._lists_nearer(context, rank):
            return self._of_label(best)
        classified = self._classified(name, context)
        listed = context.family and (context.family != "function" or context.code)
        if classified is not None and (told or listed or best is None or unspecific):
            return classified
        return self._of_label(best) if best is not None else None

    @staticmethod
    def _lists_nearer(context: Context, rank: int) -> bool:
        """Tell whether a list of economic items is nearer than what a label's context names."""
        return context.family in ("economic", "running_costs") and rank > context.family_at

    def _of_label(self, label: Label) -> tuple[str, str, str, str]:
        concept = self.vocab.concepts[label.concept]
        return label.concept, concept.function_code, concept.economic_code, label.stage

    def _find_classified(self, name: str) -> bool:
        bare = _CLASSED.sub("", name)
        return bool(self._function_codes(bare)) or bare in self._economics

    def _classified(self, name: str, context: Context) -> tuple[str, str, str, str] | None:
        """Look the name up among the classification that the context lists."""
        bare = _CLASSED.sub("", name)
        order = {"economic": ("economic",), "running_costs": ("running_costs",)}.get(
            context.family,
            ("function", "economic"),
        )
        for family in order:
            if family == "function":
                found = self._function(bare, context)
            else:
                found = self._economic(bare, context, family)
            if found is not None:
                return found
        return None

    def _function(self, name: str, context: Context) -> tuple[str, str, str, str] | None:
        return self._function_of(name, context.code, context.year)

    def _find_function(self, name: str, above: str, year: int) -> tuple[str, str, str, str] | None:
        """Find the code of a name: one below the code `above` if there is any, else the only."""
        codes = [c for c in self._function_codes(name) if not c.code.startswith(_TRANSFERS)]
        under = [c for c in codes if above and c.code.startswith(above) and c.code != above]
        chosen = _current(under or codes, year)
        if chosen is None:
            return None
        return function_concept(chosen.code), chosen.code, "", ""

    def _economic(
        self, name: str, context: Context, family: str
    ) -> tuple[str, str, str, str] | None:
        if context.unit and "元" not in context.unit and context.unit != "%":
            return None
        return self._economic_of(name, family, context.year)

    def _find_economic(self, name: str, family: str, year: int) -> tuple[str, str, str, str] | None:
        chosen = _current(self._economics.get(name, []), year)
        if chosen is None:
            return None
        concept = economic_concept(chosen.code, family)
        return (concept, "", chosen.code, "") if concept in self.vocab.concepts else None

    def _keyword(self, context: Context, words: str, least: int = 0) -> Resolution | None:
        """Find a word (a `~` label) that tells the concept from anywhere in the words."""
        if not words or not self._any_keyword.search(words):
            return None
        for label in self._keywords:
            fits = len(label.label) > least and label.label[1:] in words
            if not fits or context.unit not in label.units:
                continue
            if not label.context or any(tag in label.context for tag in context.tags):
                return Resolution(label.concept, "", "", "keyword", *self._of_label(label)[1:3])
        return None

    def _wildcard(self, context: Context) -> Resolution | None:
        labels = [x for x in self._wildcards if context.unit in x.units]
        best, _ = _nearest(labels, replace(context, tags=context.tags[: context.near]))
        if best is None or not best.context:
            return None
        return Resolution(best.concept, "", "", "wildcard", *self._of_label(best)[1:3])

    def _is_total(self, concept: str) -> bool:
        return self.vocab.concepts[concept].group in ("revenue", "expenditure", "totals")

    def _of_other_money(self, found: Resolution, before: str) -> bool:
        """`全区一般公共预算【总收入】`: the words before name money, so the ending means less."""
        totals = self._is_total(found.concept)
        bare = len(found.label) < _LEAST_TOTAL and not _BODY_END.search(before)
        return totals and (bare or bool(_OF_FUND.search(before)))

    def _ending(self, forms: Iterable[_Form], context: Context) -> Resolution | None:
        """Find the longest known ending of the words that follows a word boundary."""
        for form in forms:
            core = form.core
            for cut in range(1, len(core) - 1):
                before = core[:cut]
                loose = context.loose and len(core) - cut >= _LOOSE_LABEL
                if not (loose or before.endswith(_BOUNDARY)) or before.endswith(_FORBIDDEN):
                    continue
                if core.startswith("财政", cut) and _OF_FUND.search(before):
                    continue
                rest = _Form(core[cut:], form.before + before, form.stage, form.fund)
                found = self._exact(rest, context, "label_ending")
                if found is not None and not self._of_other_money(found, before):
                    return found
        return None


def family_of(concept: Concept) -> str:
    """The classification that a concept's parts are items of."""
    if concept.function_code or concept.breakdown == "function":
        return "function"
    if concept.concept.startswith("economic_") or concept.breakdown == "economic":
        return "economic"
    return concept.breakdown


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
        if rank >= 0 and (best is None or rank < best[0]):
            best = (rank, label)
    return (best[1], best[0]) if best else (None, -1)


def _spellings(code: ClassificationCode) -> set[str]:
    names = {clean(name) for name in (code.name_zh, *code.aliases)}
    names |= {name.removesuffix("支出") for name in names if len(name) > 4}
    return names | {f"{name}支出" for name in names if not name.endswith(("支出", "费", "费用"))}


def _current(codes: Sequence[ClassificationCode], year: int) -> ClassificationCode | None:
    """The one code that was valid in the year; None when none or several are left."""
    unique = {code.code: code for code in codes}
    if len(unique) == 1:
        return next(iter(unique.values()))
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


class _alternation:  # noqa: N801 - used like a function
    """Finds which of many words a text starts or ends with, the longest first."""

    def __init__(self, words: Iterable[str], *, tail: bool) -> None:
        self._words = {clean(word) for word in words} - {""}
        self._longest = max(map(len, self._words), default=0)
        self._tail = tail

    def __call__(self, text: str) -> list[str]:
        found = []
        for size in range(min(self._longest, len(text)), 0, -1):
            part = text[-size:] if self._tail else text[:size]
            if part in self._words:
                found.append(part)
        return found
