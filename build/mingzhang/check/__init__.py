"""The check stage: in, disclosures and the vocabulary; out, findings and derived facts.

Importing the modules of the families registers their checks.
"""

from __future__ import annotations

from mingzhang.check import changes, shares, sums
from mingzhang.check.engine import FAMILIES, Check, registered
from mingzhang.check.engine import run as check

CHECKS: tuple[Check, ...] = registered()
"""Every check, in the order of the methods page."""

__all__ = ["CHECKS", "FAMILIES", "Check", "changes", "check", "shares", "sums"]
