"""The kind of a table: in, its title and heads; out, the rule to read it by, or what is unclear.

A rule looks for some words of a title. Where others stand beside them that nobody knows
(债务还本付息支出表, 教育专户支出表) the table is about less than the rule says: it is not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.model import Document, Source
from mingzhang.parse.bodies.finder import finder
from mingzhang.parse.tables.row_labels import bare
from mingzhang.parse.tables.rows import PLAIN
from mingzhang.parse.tables.sheets import Sheet, level
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.layouts import Layouts, TableRule


def own_names(source: Source, vocab: Vocabulary) -> tuple[str, ...]:
    """Names of the body whose disclosure it is: a row of that name is the total."""
    known = vocab.agencies.get(source.agency)
    names = (known.name_zh, *known.former_names, *known.aliases) if known else ()
    titled = vocab.layouts["titled_body"].match(source.title)
    return (*names, titled[1]) if titled else names


def body_of(title: str, document: Document, vocab: Vocabulary) -> str:
    """Name the other body whose table it is: that of a unit in the file of its department."""
    source = document.source
    spellings = vocab.bodies.spellings
    own = {short for name in own_names(source, vocab) for short in spellings(level(name))}
    titled = vocab.layouts["titled_body"].match(level(title))
    if not own or not titled:
        return ""
    if any(name in titled[1] for name in own) or own.intersection(spellings(titled[1])):
        return ""
    body = finder(source.agency, vocab, document.text).foreign(titled[1])
    return body.name if body else ""


def rule_of(
    title: str, heads: Sequence[str], sheet: Sheet, vocab: Vocabulary, source: Source
) -> tuple[TableRule | None, str]:
    """Return the rule that fits a table, and the words of its title that say it is another one."""
    levelled = vocab.layouts["translation"].sub("", level(title))
    rule = vocab.layouts.table(levelled, "/".join(heads))
    other = _other_year(levelled, heads, source, vocab.layouts) if rule and rule.layout else ""
    if rule is None or rule.layout in ("", PLAIN) or other:
        return rule, other
    labels = (bare(text, vocab.layouts) for text in sheet.texts.values())
    rule = vocab.layouts.by_rows(rule, labels)
    rest = _without_body(levelled, vocab, own_names(source, vocab), rule.layout)
    return rule, vocab.layouts.unexplained(rest, rule.pattern, "title", rule.layout)


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


def _without_body(title: str, vocab: Vocabulary, names: Sequence[str], layout: str) -> str:
    """Leave out the form's number and whose table it is: a name, or what stands before the year."""
    own = tuple(level(name) for name in names)
    for name in own:
        title = title.replace(name, "")
    layouts, bodies = vocab.layouts, vocab.bodies
    title = layouts["title_form"].sub("", layouts["head_unit"].sub("", title))
    of_money = layouts["title_money"].search
    year = layouts["title_year"].match(title)
    if year and not of_money(year[1]):
        title = title[year.end() :]
    money = of_money(title)
    ends = range(money.start() if money else len(title), 1, -1)
    known = layouts.words["title", layout].match
    place = bodies.place(title)
    named = (
        end
        for end in ends
        if known(title, end) and (title[:end] == place or _is_body(title[:end], own, bodies))
    )
    return title[next(named, 0) :]


def _is_body(name: str, own: Sequence[str], bodies: BodyGrammar) -> bool:
    """Tell the name of a body, or the end of the own name (清水镇 of 某县清水镇)."""
    return bodies.stands_alone(name) or any(whole.endswith(name) for whole in own)
