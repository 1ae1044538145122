"""How a person calls us: in, our sentences; out, the same with commands as they can be typed.

Without an environment of their own people call `python3 build serve`, and no `mingzhang` is found.
"""

from __future__ import annotations

import os
import re

CALLED = "MINGZHANG_CALLED"
"""What `build/__main__.py` was started with, e.g. `python3 build`; else unset."""

_COMMAND = re.compile(r"(?<![\w./-])mingzhang (?:build\b|(?=[a-z]))", re.ASCII)


def program() -> str:
    """Name the program as it was called."""
    return os.environ.get(CALLED) or "mingzhang"


def as_typed(text: str) -> str:
    """Write each `mingzhang serve` of a sentence as it has to be typed: `python3 build serve`."""
    if program() == "mingzhang":
        return text
    # `python3 build` alone is the build.
    return _COMMAND.sub(lambda m: program() + ("" if m[0].endswith("build") else " "), text)
