"""What a figure says of its concept: in, the words before it; out, measure, sign, label and base.

The relation words are the grammar of the genre: 占…的, 比…增加, 完成…预算的, 覆盖率. Words and
rules stand in `content/vocab/grammar/`; here is the matcher that chooses among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mingzhang.common.memo import remembers
from mingzhang.model import Measure
from mingzhang.parse.grammar.by_words import GATES
from mingzhang.parse.grammar.told import LAST_YEAR, AsOf, Comparison, Ending, Lead, Relation, Told
from mingzhang.vocab.grammar import Grammar, Rule

MOST_WORDS = 240
"""Characters before a figure that may be its words: no label of any disclosure is so long."""
_BOOK = re.compile(r"《[^》]*》")
_STOPS = "，的"
BASE_LEVEL = "level_of_base"
BASE_AND_WORDS = "base_and_words"
UNEXPLAINED = "unexplained"
_Signed = tuple[Rule, frozenset[str]]
"""A rule with the signs of its pattern."""


def last_match(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> re.Match[str] | None:
    """The last match of a pattern in a text."""
    last = None
    for last in pattern.finditer(text, start, len(text) if end is None else end):  # noqa: B007
        pass
    return last


def compared_with(base: str) -> Comparison:
    """What the words of a base (上年决算数, 2022年预算, 预算数) compare with."""
    return Comparison(base, _year_of(base), 0, len(base))


def _year_of(base: str) -> int | None:
    year = re.match(r"((?:19|20)\d{2})", base)
    return int(year[1]) if year else None


class Relations:
    """Reads the words before figures with one grammar; what it found is remembered."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar.patterns
        signs = grammar.signs(GATES)
        self.found_by = remembers(8192)(signs.found_by)
        rules = [(rule, signs.of(rule.pattern)) for rule in grammar.rules]
        self._rules = {percent: _rules_for(rules, percent) for percent in (True, False)}
        self.lead = remembers(8192)(self._lead)
        self.told = remembers(8192)(self._told)
        self.ending = remembers(8192)(self._ending)
        self.comparison = remembers(8192)(self._comparison)
        self.own_years = remembers(8192)(self._own_years)
        self.relation = remembers(8192)(self._relation)
        self.change_of = remembers(8192)(self._change_of)
        self.lists_parts = remembers(8192)(self._lists_parts)
        self._templates = [grammar[name] for name in ("alternatives", "chosen", "sign_behind")]
        lists = "".join(grammar[name].pattern for name in ("lists_some", "lists_all"))
        last = (word.word[-1] for word in grammar.of("list"))
        self._list_ends = frozenset((*last, *re.findall(r"(.)\$", lists)))
        """The characters that words which announce parts may end with."""
        self.no_change = frozenset(w.word for w in grammar.of("no_change"))
        """The last two characters of the words that may state a change of nought."""
        ends = "".join(sorted({word[-1] for word in self.no_change}))
        self.event = re.compile(rf"[。！？；，、：（）\n{ends}](?<!{grammar['cut_pair'].pattern})")
        """A mark that ends something, brackets, and ends of the words that state no change."""
        rows = ("distributed", "shares_each", "changed_alone", "row", "each_alike")
        self._rows = [grammar[name] for name in rows]
        self._comparisons = [grammar[name] for name in ("compares_first", "comparison")]
        self._compares_behind = grammar["compared_behind"].search
        self._comparing = signs.of(grammar["comparison"])
        """Characters of which no comparison lacks all."""
        self._compared = grammar["compared"]

    def _compare(self, text: str) -> re.Pattern[str]:
        """What finds comparisons: its quicker half where no words stand behind what is compared."""
        return self._comparisons[self._compares_behind(text) is not None]

    def _comparison(self, text: str) -> Comparison | None:
        """Find the last comparison (与上年相比, 比2018年预算, 同比) in the words."""
        comparison: Comparison | None = None
        may = not (self._comparing and self._comparing.isdisjoint(text))
        for match in self._compare(text).finditer(text) if may else ():
            base = match[str(match.lastgroup)]
            comparison = Comparison(base, _year_of(base), *match.span())
        if comparison is None and (alone := self.grammar["year_on_year"].search(text)):
            return Comparison(alone[0], None, *alone.span())
        return comparison

    def _lead(self, text: str) -> Lead:
        led = self.grammar["leads_list"].match(text)
        opening = led.end() if led else 0
        after = text[opening:]
        reason = last_match(self.grammar["reason_ends"], after)
        behind = after[reason.end() :] if reason else after
        opens = ("some" if led["some"] else "all") if led else ""
        return Lead(opens, opening, after, behind, self._awaited(behind), self._in_row(behind))

    def _awaited(self, lead: str) -> Relation | None:
        """`完成全年预算【8】万元的78%`, `占全部项目【18】个的100%`: the rate follows the figure."""
        if completes := self.grammar["completes"].search(lead):
            return Relation(Measure.COMPLETION_RATE, "", base=completes[1], rule="completes")
        if shares := self.grammar["share_announced"].search(lead):
            return Relation(Measure.SHARE, "", base=shares[1], rule="share_announced")
        return None

    def _in_row(self, lead: str) -> bool:
        return any(row.search(lead) for row in self._rows)

    def _told(self, text: str) -> Told | None:
        """What the words tell of comparison, year, date and reason; None for nothing."""
        grammar = self.grammar
        if not grammar["tells"].search(text):
            return None
        as_of = grammar["as_of"].search(text)
        if as_of is not None:  # `比2022年末增加5万元`: no date of what is held
            as_of = grammar["as_of"].search(self._compare(text).sub("", text))
        return Told(
            compared=self.comparison(text) or self._against(text),
            years=self.own_years(text),
            begins_year=grammar["begins_year"].match(text) is not None,
            as_of=_as_of(as_of) if as_of else None,
            reason=grammar["reason"].search(text) is not None,
        )

    def _against(self, text: str) -> Comparison | None:
        """`决算数小于预算数的主要原因`: what the reasons to come tell of."""
        against = self.grammar["reason_against"].search(text)
        return compared_with(against["base"]) if against else None

    def _ending(self, text: str) -> Ending:
        grammar = self.grammar
        within = grammar["within"].search(text)
        return Ending(
            denies=bool(grammar["may_deny"].search(text)) and not grammar["reason"].search(text),
            lists=self.lists_parts(text[-MOST_WORDS:]),
            item=grammar["item_of_group"].search(text) is not None,
            within=text[: within.start()] if within else None,
        )

    def with_budget(self, compared: Comparison) -> bool:
        """Tell whether a comparison is with this year's budget, or what was reported of it."""
        if compared.year is not None or self.grammar["past_base"].match(compared.base):
            return False
        base = compared.base
        return any(self.grammar[name].search(base) for name in ("budget_word", "reported_base"))

    def ends_with_base(self, text: str) -> Comparison | None:
        """The comparison that the words end with (比2022年决算), else None."""
        text = text[-MOST_WORDS:]
        compared = self.comparison(text)
        if compared is None or compared.end != len(text) or self._compared.search(text):
            return None
        return compared

    def _own_years(self, text: str) -> tuple[int, ...]:
        """The years that the words print for the figure itself, those of comparisons left out."""
        if self.grammar["year_of_figure"].search(text) is None:
            return ()
        words = _BOOK.sub("", text)
        uncompared = self.grammar["since"].sub("", self._compare(words).sub("", words))
        return tuple(int(year) for year in self.grammar["year_of_figure"].findall(uncompared))

    def _lists_parts(self, text: str) -> str:
        """Tell whether the last words announce parts: `all` of them, `some`, or "" for neither."""
        if text.endswith("）"):
            # `主要用于以下方面（按大类）：`
            text = text[: text.rfind("（")] if "（" in text else text
        if text[-1:] not in self._list_ends:
            return ""
        if self.grammar["lists_some"].search(text):
            return "some"
        return "all" if self.grammar["lists_all"].search(text) else ""

    def _change_of(self, label: str) -> tuple[int, str] | None:
        """`减少人员经费【8】万元`: the verb stands first. Returns its sign and the label."""
        verb = self.grammar["verb_first"].match(label)
        return (1 if verb["up"] else -1, label[verb.end() :]) if verb is not None else None

    def label_of_stated(self, text: str) -> tuple[str, str]:
        """Split the words before 持平 or 无变化 into the label and the words compared with."""
        compared = self.comparison(text)
        return self.grammar["scarcely"].sub("", self._without_comparison(text)), (
            compared.base if compared else ""
        )

    def _relation(self, lead: str, *, percent: bool, default: Measure) -> Relation:
        """Tell what a figure measures from the words before it (compact text, no stop inside).

        `percent` says that the figure is a percentage; `default` is the measure of a plain figure.
        """
        lead = self._levelled(lead)
        candidates = self.candidates(lead, percent=percent, default=default)
        if not candidates:
            measure = Measure.UNKNOWN if percent else default
            return Relation(measure, lead, rule=UNEXPLAINED if percent else "")
        best = candidates[0]
        if any((o.measure, o.sign) != (best.measure, best.sign) for o in candidates[1:]):
            rules = "|".join(sorted({candidate.rule for candidate in candidates}))
            return replace(best, measure=Measure.UNKNOWN, sign=1, rule=rules)
        return best

    def _levelled(self, lead: str) -> str:
        """A template's alternatives and signs, 增加（减少） and 减少（-）, as one word."""
        lead = lead[-MOST_WORDS:]
        for pattern in self._templates if self.grammar["template_mark"].search(lead) else ():
            lead = pattern.sub(r"\1", lead)
        return lead

    def candidates(self, lead: str, *, percent: bool, default: Measure) -> list[Relation]:
        """What the rules of the highest priority at which any matches make of the words."""
        matching: list[Relation] = []
        priority = 0
        rules, any_sign = self._rules[percent]
        for rule, signs in rules if any_sign is None or not any_sign.isdisjoint(lead) else ():
            if signs and signs.isdisjoint(lead):
                continue
            if matching and rule.priority < priority:
                break
            if relation := self._by_rule(rule, lead, percent=percent, default=default):
                matching.append(relation)
                priority = rule.priority
        if not matching and not percent:
            matching.extend(self._of_base(lead, default))
        return matching

    def matching(self, lead: str, *, percent: bool) -> Iterator[str]:
        """The ids of all rules that match the words, for those who ask which competed."""
        lead = self._levelled(lead)
        for rule, _ in self._rules[percent][0]:
            if self._by_rule(rule, lead, percent=percent, default=Measure.AMOUNT):
                yield rule.id

    def _by_rule(
        self, rule: Rule, lead: str, *, percent: bool, default: Measure
    ) -> Relation | None:
        match = rule.pattern.search(lead)
        if match is None:
            return None
        groups = match.groupdict()
        before = lead[: match.start()]
        named = [words for name, words in groups.items() if words and name.startswith("base")]
        base = named[0] if named else rule.base
        previous = Comparison(base, _year_of(base), *match.span("base")) if rule.previous else None
        if rule.measure == "again":
            relation = self.relation(before, percent=percent, default=default)
            return replace(relation, previous=previous)
        if rule.label == "compared" and rule.measure == "change":
            compared = self.comparison(before)
            base = compared.base if compared else ""
        return Relation(
            measure=_measure(rule.measure, default, percent=percent),
            label=self._label(rule, lead, before, groups.get("label") or groups.get("each") or ""),
            sign=-1 if groups.get("down") else 1,
            base="" if rule.previous else (groups.get("of") or "").rstrip("的") or base,
            previous=previous,
            rule=rule.id,
            compares=rule.compares,
        )

    def _label(self, rule: Rule, lead: str, before: str, group: str) -> str:
        if rule.label == "compared":
            return self._without_comparison(before)
        if rule.label == "group":
            return group.rstrip("的，")
        return self.grammar["is_behind"].sub("", lead) if rule.label == "whole" else before

    def _of_base(self, lead: str, default: Measure) -> Iterator[Relation]:
        """`比2023年预算数`: the figure that follows is that of the other year.

        `比年初预算【9】万元节约` states this year's budget: its words stay as the label.
        """
        base = self.comparison(lead)
        if base is None or self.grammar["year_on_year"].fullmatch(base.base):
            return
        if self.with_budget(base):
            ends = base.end == len(lead.removesuffix("的")) and not self._compared.search(lead)
            label = lead[: base.start] + base.base if ends else lead
            yield Relation(default, label, rule=BASE_LEVEL if ends else BASE_AND_WORDS)
            return
        before, after = (
            lead[: base.start].rstrip(_STOPS),
            lead[base.end :].strip(_STOPS),
        )
        if self._compared.search(lead[base.start : base.end]):
            yield Relation(default, lead, rule=BASE_AND_WORDS)
        else:
            rule = BASE_AND_WORDS if after else BASE_LEVEL
            yield Relation(default, after or before, previous=base, rule=rule)

    def _without_comparison(self, text: str) -> str:
        """Take the comparison out of the words: what stood before it and after it is the label."""
        spans = [match.span() for match in self._compare(text).finditer(text)]
        if spans:
            before, after = text[: spans[-1][0]], text[spans[-1][1] :]
            return after.strip(_STOPS) or before.rstrip(_STOPS)
        text = self.grammar["year_on_year"].sub("", text)
        return self.grammar["leads_comparison"].sub("", text).strip("，")


def _rules_for(
    rules: Iterable[_Signed], percent: bool
) -> tuple[list[_Signed], frozenset[str] | None]:
    """The rules for percentages or for other figures, and the signs of which they need one."""
    figures = ("any", "percent" if percent else "other")
    meant = [(rule, signs) for rule, signs in rules if rule.figure in figures]
    needed = [signs for _, signs in meant]
    return meant, frozenset().union(*needed) if needed and all(needed) else None


def _as_of(match: re.Match[str]) -> AsOf:
    year = match["year"] or match["year2"]
    return AsOf(int(year) if year else LAST_YEAR if match["last"] else None)


def _measure(name: str, default: Measure, *, percent: bool) -> Measure:
    if name == "default":
        return default
    if name == "change":
        return Measure.CHANGE_RATE if percent else Measure.CHANGE
    return Measure(name)
