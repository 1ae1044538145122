"""What the exports take from `content/editorial/site.yml`: in, the folder; out, `SiteSettings`."""

from __future__ import annotations

from mingzhang.settings import Settings as SiteSettings
from mingzhang.settings import settings as site_settings

__all__ = ["SiteSettings", "site_settings"]
