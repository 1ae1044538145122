"""Mingzhang (明账): public bodies' budget and final-account disclosures as traceable open data.

`open`, `parse_file` and `check_file` are for analysts; they are loaded when first asked for.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mingzhang.client import Checked, check_file, parse_file
    from mingzhang.client import open_data as open  # noqa: A004

__all__ = ["Checked", "check_file", "open", "parse_file"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mingzhang import client

    return getattr(client, {"open": "open_data"}.get(name, name))
