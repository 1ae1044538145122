"""The English words of the comparison's script: in, the vocabularies; out, JSON for the page."""

from __future__ import annotations

import json

from markupsafe import Markup

from mingzhang.common.english_nouns import singular
from mingzhang.model import Stage
from mingzhang.site.english import ORIGINS, SIGNS, STAGES, Words

SAID = {
    "locale": "en",
    "comma": ", ",
    "before": "CNY ",
    "about": "≈ ",
    "contradicted": ["/", "the sources also state another value; all are given"],
    "failed": "The data did not load. Please reload the page.",
    "unknown": " There is no item “{0}”; “{1}” is shown instead.",
    "listed": "{0} found",
    "listedPart": "{0} found, the first {1} are listed; write more to narrow it down",
    "picked": "{0} chosen",
    "pickedLargest": "the {0} with the largest amounts; choose others",
    "pickedAll": "all that state it ({0}); choose some",
    "shown": "Figures shown: {0}; bodies: {1}.",
    "none": "No figure fits what is chosen.",
    "largest": "Of {0} bodies that state this item the {1} with the largest amounts are shown.",
    "moreYears": "Further years can be ticked above ({0}).",
    "missing": "Within what is chosen this item is not stated by: {0}.",
    "year": ", {0}",
    "years": ", {0}–{1}",
    "period": "{0} {1}",
    "derived": " (d)",
    "derivedKey": "derived, not printed in the source",
    "subtitle": "Unit: {0}",
    "inYuan": "yuan (CNY)",
    "drawn": "; the first {0} figures are drawn, the table has all",
    "alt": "Bar chart: {0}, {1} figures ({2}). "
    "The largest is {3}, {4}: {5}. The data is in the table below.",
    "copied": "Copied",
    "copyFailed": "The link is in the address bar",
    "csv": ["body", "year", "stage", "item", "value", "unit", "tolerance", "origin", "fact"],
}
"""What the script says; `{0}`, `{1}` … are filled in."""


def script_words(words: Words) -> Markup:
    """Write the words as JSON that may stand inside a script element."""
    units = {"CNY": "CNY", "percent": "%"}
    units |= {unit: row["name_en"] for unit, row in words.units.items() if row["name_en"]}
    said = {
        **SAID,
        "stages": {str(Stage(stage)): name for stage, name in STAGES.items()},
        "origins": {str(origin): name for origin, name in ORIGINS.items()},
        "signs": {str(origin): sign for origin, sign in SIGNS.items()},
        "units": units,
        "one": {unit: singular(name) for unit, name in units.items()},
    }
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))
