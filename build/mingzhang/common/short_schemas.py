"""Descriptors as the site shows them: in, one that tells all of each column; out, a short one.

What columns mean is the same in every package: the site tells it once, with the joined package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OF_COLUMNS = frozenset(
    {"name", "type", "format", "title", "constraints", "unit", "concept", "balance", "funds"}
)
_TOLD_ONCE = frozenset({"description", "description_en"})


def shortened(descriptor: Mapping[str, Any], whole: str) -> dict[str, Any]:
    """Leave out what columns mean; `whole` is where the descriptor lies that tells it.

    Types, lists of values and keys stay, so that files are validated as before.
    """
    resources = [_resource(resource) for resource in descriptor["resources"]]
    return {**descriptor, "dictionary": whole, "resources": resources}


def _resource(described: Mapping[str, Any]) -> dict[str, Any]:
    if "schema" not in described:
        return dict(described)
    schema = dict(described["schema"])
    schema["fields"] = [
        {key: value for key, value in field.items() if key in _OF_COLUMNS}
        for field in schema["fields"]
    ]
    kept = {key: value for key, value in described.items() if key not in _TOLD_ONCE}
    return {**kept, "schema": schema}
