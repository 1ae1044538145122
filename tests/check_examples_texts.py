"""Examples of checks as whole small texts: those of `check_texts.yml` that name their check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from check_examples import EXAMPLES, Example
from mingzhang.model import Disclosure
from test_check_texts import CASES, made


@dataclass(frozen=True)
class Text:
    """A text to read, which stands where other examples have a `Story`."""

    case: dict[str, Any]

    def disclosure(self) -> Disclosure:
        """Read and parse the text."""
        with TemporaryDirectory() as folder:
            return made(Path(folder), self.case)


def _example(heading: str, case: dict[str, Any], severity: str = "") -> None:
    check, kind = heading.split()
    make: Callable[[], Any] = lambda: Text(case)  # noqa: E731
    EXAMPLES.append(Example(check, kind, f"{check}-{kind}-text", make, severity, "", "", ""))


for _heading, _text in CASES["examples"].items():
    _example(_heading, {"text": _text})
for _case in CASES["guilty"].values():
    if "example" in _case:
        _example(_case["example"], _case, _case["told"][0][1])
