"""The kind of a table: in, its title and heads; out, the rule to read it by, or what is unclear.

A rule looks for some words of a title. Where others stand beside them that nobody knows
(债务还本付息支出表, 教育专户支出表) the table is about less than the rule says: it is not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.model import Document, Source
from mingzhang.parse.bodies.finder import finder
from mingzhang.parse.tables.row_labels import bare
from mingzhang.parse.tables.row_meanings import PLAIN
from mingzhang.parse.tables.sheets import Sheet, level
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule


def own_names(source: Source, vocab: Vocabulary) -> tuple[str, ...]:
    """Names of the body whose disclosure it is: a row of that name is the total."""
    known = vocab.agencies.get(source.agency)
    names = (known.name_zh, *known.former_names, *known.aliases) if known else ()
    titled = vocab.layouts["titled_body"].match(source.title)
    return (*names, titled[1]) if titled else names


def body_of(title: str, layout: str, document: Document, vocab: Vocabulary) -> str:
    """Name the other body whose table it is: a unit's, or the place of the finance office."""
    names = own_names(document.source, vocab)
    levelled = level(title)
    titled = vocab.layouts["titled_body"].match(levelled)
    whole = _formless(levelled, names, vocab)
    told = (titled[1] if titled else "", _name_in(whole, layout, names, vocab))
    if place := _governed(names, vocab):
        of_level = vocab.layouts["title_level"].search(levelled)
        if of_level:
            return of_level["own"] or place
        if place in told:
            return place
    name = told[0] or told[1]
    if not name or _is_own(name, names, vocab):
        return ""
    body = finder(document.source.agency, vocab, document.text).foreign(name)
    return body.name if body else ""


def _governed(names: Sequence[str], vocab: Vocabulary) -> str:
    """The place whose accounts a finance office tells, "" of other bodies."""
    offices = map(vocab.bodies["finance_office"].fullmatch, names)
    return next((office["place"] for office in offices if office), "")


def rule_of(
    title: str, heads: Sequence[str], sheet: Sheet, vocab: Vocabulary, source: Source
) -> tuple[TableRule | None, str]:
    """Return the rule that fits a table, and the words of its title that say it is another one."""
    layouts = vocab.layouts
    levelled = layouts["title_paperwork"].sub("", layouts["translation"].sub("", level(title)))
    levelled = layouts["title_tells_parts"].sub(r"\g<whole>", levelled)
    rule = layouts.table(levelled, "/".join(heads))
    other = _other_year(levelled, heads, source, layouts) if rule and rule.layout else ""
    if rule is None or rule.layout in ("", PLAIN) or other:
        return rule, other
    rule = layouts.by_rows(rule, (bare(text, layouts) for text in sheet.texts.values()))
    names = own_names(source, vocab)
    whole = _formless(levelled, names, vocab)
    name = _name_in(whole, rule.layout, names, vocab)
    placed = name == vocab.bodies.place(whole) or vocab.bodies.is_placed(name)
    if name and not (placed or _is_own(name, names, vocab)):
        return rule, name
    rest = whole[len(name) :]
    by_body = layouts.kind(rule.layout).open_list
    turned = None if by_body else layouts["turns_title"].search("|".join((rest, *heads[:2])))
    unclear = layouts.unexplained(rest, rule.pattern, "title", rule.layout)
    return rule, unclear or (turned[0] if turned else "")


def known_words(title: str, vocab: Vocabulary) -> str:
    """Return what is left of a title without the words that nobody knows."""
    return "".join(vocab.layouts.words["title", ""].findall(level(title)))


def _other_year(title: str, heads: Sequence[str], source: Source, layouts: Layouts) -> str:
    """Return the year that only the title tells, if it is not the disclosure's.

    Last year's title may have been left over, or it may be last year's table: nobody can tell.
    """
    years = set(layouts["head_year"].findall(title))
    told = any(layouts["head_year"].search(head) for head in heads)
    other = len(years) == 1 and str(source.fiscal_year) not in years and not told
    return years.pop() if other else _only_change(title, heads, layouts)


def _only_change(title: str, heads: Sequence[str], layouts: Layouts) -> str:
    """Return the word of a title that compares years, if no head tells which figure is whose."""
    compared = layouts["compares_years"].search(title)
    told = any(layouts["tells_years"].search(head) for head in heads)
    return compared[0] if compared and not told else ""


def _formless(title: str, names: Sequence[str], vocab: Vocabulary) -> str:
    """Leave out the own name, the form's number and the name that stands before the year."""
    for name in names:
        title = title.replace(level(name), "")
    layouts, bodies = vocab.layouts, vocab.bodies
    if _governed(names, vocab):
        # 全市 tells whose table it is, no more.
        title = layouts["title_level"].sub(lambda level: level["own"] or "", title)
    title = layouts["title_form"].sub("", layouts["head_unit"].sub("", title))
    year = layouts["title_year"].match(title)
    if not year or layouts["title_money"].search(year[1]):
        return title
    lead = layouts.words["title", ""].sub("", year[1])
    is_place = bodies.place(lead * 2) == lead  # a place is told by what stands behind it
    is_name = is_place or bodies.stands_alone(lead) or _is_own(lead, names, vocab)
    return title[year.end() :] if is_name else title


def _name_in(title: str, layout: str, names: Sequence[str], vocab: Vocabulary) -> str:
    """Return the name of a body or place that a title begins with."""
    money = vocab.layouts["title_money"].search(title)
    ends = range(money.start() if money else len(title), 1, -1)
    words = vocab.layouts.words["title", layout]
    bodies = vocab.bodies
    place = bodies.place(title)
    starts = (title[:end] for end in ends if words.match(title, end))
    return next(
        (
            start
            for start in starts
            if start == place
            or (
                bodies.stands_alone(start)
                and len(words.sub("", start.removeprefix(place))) > 1  # not 某县地方政府: debts
            )
            or _is_own(start, names, vocab)
        ),
        "",
    )


def _is_own(name: str, names: Sequence[str], vocab: Vocabulary) -> bool:
    """Tell the own name in any spelling, its end (清水镇 of 某县清水镇), its kind (学校)."""
    own = {level(written) for written in names}
    spelt = {short for whole in own for short in vocab.bodies.spellings(whole)}
    return (
        not own
        or any(whole in name for whole in own)
        or any(short.endswith(name) for short in spelt)
        or bool(spelt.intersection(vocab.bodies.spellings(name)))
        or any(vocab.layouts["own_kind"].match(f"{name}|{whole}") for whole in own)
    )
