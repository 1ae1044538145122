"""The licences that data can be published under: in, nothing; out, `LICENCES` by their short names.

Only licences under which an adaptation of data under CC BY 4.0 may be published: the vocabularies
of every site come from such data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_CC = "https://creativecommons.org/licenses"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence: short name, SPDX-like id, address, and its name in Chinese and English."""

    name: str
    id: str
    address: str
    title_zh: str
    title_en: str

    @property
    def title(self) -> str:
        """Name it in Chinese with the short name: `知识共享 署名 4.0 国际（CC BY 4.0）`."""
        return f"{self.title_zh}（{self.name}）"

    @property
    def link_zh(self) -> str:
        """Name and link it, as Markdown in a Chinese text."""
        return f"[{self.title_zh.removesuffix(' 国际')}]({self.address}legalcode.zh-hans)"

    @property
    def link_en(self) -> str:
        """Name and link it, as Markdown in an English text."""
        return f"[{self.title_en}]({self.address})"


def _creative_commons(terms: str, chinese: str, english: str) -> Licence:
    return Licence(
        f"CC {terms} 4.0",
        f"CC-{terms}-4.0",
        f"{_CC}/{terms.lower()}/4.0/",
        f"知识共享 {chinese} 4.0 国际",
        f"Creative Commons {english} 4.0",
    )


LICENCES: Mapping[str, Licence] = {
    licence.name: licence
    for licence in (
        _creative_commons("BY", "署名", "Attribution"),
        _creative_commons("BY-SA", "署名—相同方式共享", "Attribution-ShareAlike"),
        _creative_commons("BY-NC", "署名—非商业性使用", "Attribution-NonCommercial"),
        _creative_commons(
            "BY-NC-SA", "署名—非商业性使用—相同方式共享", "Attribution-NonCommercial-ShareAlike"
        ),
    )
}
DEFAULT = LICENCES["CC BY 4.0"]
