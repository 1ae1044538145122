"""Puts the knowledge into the wheel: in, the names in pyproject.toml; out, `mingzhang/knowledge/`.

Hatchling calls it while it builds; an editable install finds everything in the clone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Knowledge(BuildHookInterface):  # type: ignore[type-arg]
    """Adds each file and folder that is there below the name that it has in a clone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them to a wheel that is no editable one; a project may have deleted some."""
        root = Path(self.root)
        # A project made by `init` has it all below build/mingzhang/ already.
        if version == "editable" or (root / "build/mingzhang/knowledge").exists():
            return
        for name in self.config["knowledge"]:
            if (root / name).exists():
                build_data["force_include"][name] = f"mingzhang/knowledge/{name}"
