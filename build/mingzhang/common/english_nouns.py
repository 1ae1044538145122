"""English nouns and quotations: in, names of units and words of a source; out, words to print."""

from __future__ import annotations

import re

_INNER = str.maketrans("“”", "‘’")


def singular(unit: str) -> str:
    """Put the name of a unit into the singular.

    >>> singular("vehicles"), singular("batches"), singular("copies"), singular("machines (sets)")
    ('vehicle', 'batch', 'copy', 'machine (set)')
    """
    shorter = re.sub(r"ies\b", "y", re.sub(r"(ch|sh|x)es\b", r"\1", unit))
    return re.sub(r"(?<=[^s\W])s\b", "", shorter)


def counted(number: int, noun: str) -> str:
    """Put a number before a noun, which is given in the plural.

    >>> counted(1, "entries"), counted(2, "entries"), counted(1200, "rates")
    ('1 entry', '2 entries', '1,200 rates')
    """
    return f"{number:,} {singular(noun) if number == 1 else noun}"


def quoted(text: str) -> str:
    r"""Quote words of a source; quotation marks within become single ones, line ends spaces.

    >>> quoted("“三公”经费"), quoted("一、\n收入")
    ('“‘三公’经费”', '“一、 收入”')
    """
    return f"“{' '.join(text.split()).translate(_INNER)}”"


def sentence(message: str) -> str:
    """Make a sentence of some words: a capital at its start, a full stop at its end.

    >>> sentence("no share is printed"), sentence("“a” is one.")
    ('No share is printed.', '“a” is one.')
    """
    text = message.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
