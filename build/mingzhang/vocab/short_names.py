"""Names of bodies: in, two printed names; out, whether one may be a short form of the other."""

from __future__ import annotations

from mingzhang.vocab.bodies import BodyGrammar


def names_itself(name: str, grammar: BodyGrammar) -> bool:
    """Tell whether words name the writer (我局, 本部门) and not a body by its name."""
    match = grammar.writer.match(name)
    return match is not None and not _core(name[match.end() :], grammar)


def _core(name: str, grammar: BodyGrammar) -> str:
    """The words without those that tell no body from another: 本级, 部门, brackets."""
    return grammar["tells_no_body"].sub("", name)


def related(name: str, other: str, grammar: BodyGrammar) -> bool:
    """Tell whether one name may be a short form of the other.

    Short forms keep characters of the name in their order: 区网格中心 for 大洼区网格管理中心. Where
    both names begin with a place it is one place, and they begin and end alike behind it:
    县人民医院 is not 县第二人民医院, 市教育局 not 永宁区教育局.
    """
    if names_itself(name, grammar) or names_itself(other, grammar):
        return True
    shorter, longer = sorted((name, other), key=lambda each: len(_core(each, grammar)))
    short, long = _core(shorter, grammar), _core(longer, grammar)
    if not short or short in grammar.spellings(long):
        return True
    here, there = grammar.place(short), grammar.place(long)
    if not here or not there:
        # 机管局 for 某区机关事务管理局
        return len(short) > 1 and (_in_order(short, long) or _in_order(short, longer))
    name, core = short[len(here) :], long[len(there) :]
    return _same_place(here, there) and any(
        (form[:1], form[-1:]) == (name[:1], name[-1:]) and _in_order(name, form)
        for form in (core, *grammar.shortened(core))
    )


def _same_place(here: str, there: str) -> bool:
    """`区`, `大洼区` and `盘锦市大洼区` are one place, `市` and `大洼区` are not."""
    return here[-1] == there[-1] and _in_order(here, there)


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)
