"""Where figures, terms and checks stand on the site: in, ids; out, addresses relative to its root.

The pages that other stages name too are in `mingzhang.common.urls`.
"""

from __future__ import annotations

import hashlib
import re

from mingzhang.common.urls import disclosure_page
from mingzhang.model import Fact

_FACT = re.compile(r"(?P<disclosure>.+?-\d{4}-(?:budget|final))-(?P<local>.+)")


def local(fact: str) -> str:
    """Name a figure within its page: `f1234` becomes `1234`, other ids keep their last part."""
    match = _FACT.fullmatch(fact)
    name = match["local"] if match else fact
    return name[1:] if re.fullmatch(r"f\d+(-\d+)?", name) else name


def disclosure_of(fact: str) -> str:
    """Name the disclosure that states a fact. Raises ValueError on a malformed id."""
    match = _FACT.fullmatch(fact)
    if match is None:
        raise ValueError(fact)
    return match["disclosure"]


def fact_place(fact: str) -> str:
    """Address the very characters that state a figure (or its row, when no text states it)."""
    match = _FACT.fullmatch(fact)
    if match is None:
        raise ValueError(fact)
    return f"{disclosure_page(match['disclosure'])}#f-{local(fact)}"


def text_place(disclosure: str, start: int | None) -> str:
    """Address a place in the text of a disclosure, or its page when no place is known."""
    page = disclosure_page(disclosure)
    return page if start is None else f"{page}#t-{start}"


def term_page(key: str) -> str:
    """Address the page of a glossary term, by its key (see `term_key`)."""
    return f"glossary/{key}/"


def term_key(concept: str, function_code: str, term: str) -> str:
    """Choose the lasting name of a term: its concept, its official code, else a hash of its words.

    Terms are Chinese and may hold any character, so they cannot name folders themselves.
    """
    if concept:
        return concept.replace("_", "-")
    if function_code:
        return f"function-{function_code}"
    return "term-" + hashlib.sha256(term.encode()).hexdigest()[:12]


def check_page(check: str) -> str:
    """Address the page of a check."""
    return f"checks/{slug(check)}/"


def slug(text: str) -> str:
    """Make an id fit for an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def is_in_text(fact: Fact) -> bool:
    """Tell whether the text itself has the figure's characters."""
    return fact.start is not None and fact.end is not None and fact.end > fact.start
