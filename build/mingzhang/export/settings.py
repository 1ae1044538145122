"""What the exports take from `content/editorial/site.yml`: in, the folder; out, `SiteSettings`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from mingzhang.citation import Publisher
from mingzhang.model import UserError


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The identity of the site. Empty texts are not known and not told."""

    title: str
    tagline: str = ""
    publisher: str = ""
    address: str = ""
    region: str = ""
    contact: str = ""

    @property
    def cited(self) -> Publisher:
        """The site as citations name it."""
        return Publisher(self.title, self.publisher, self.address)

    def at(self, place: str, here: str = "") -> str:
        """Address a place: in full when the site's address is known, else relative to `here`.

        `here` is the path of the file or page that holds the link, from the root of the site.
        """
        return self.cited.at(place) or f"{'../' * here.count('/')}{place}" or "./"


def site_settings(editorial: Path) -> SiteSettings:
    """Read the settings. Raises UserError when the file is not there or not readable."""
    path = editorial / "site.yml"
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        known = {name: str(values.get(name) or "") for name in SiteSettings.__dataclass_fields__}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
        remedy = "请对照原仓库的文件改正"
        raise UserError(path, "网站设置缺失或不是有效的 UTF-8 YAML", remedy) from error
    return SiteSettings(**known)
