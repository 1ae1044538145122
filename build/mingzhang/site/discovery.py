"""How machines find the pages: in, summaries of disclosures; out, a feed; and a tidy sitemap.

The feed is RSS 2.0 and not Atom, because Atom demands a date of every entry. The day on which a
disclosure was published is often unknown, and a build has no date that would say anything about
it; RSS lets an item go without. So an item carries `pubDate` only where the source's is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from xml.etree import ElementTree

from mingzhang.common.site_settings import Settings
from mingzhang.site.overview import DisclosureSummary

FEED = "feed.xml"
ENTRIES = 100
CHINA = timezone(timedelta(hours=8))
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(summaries: Iterable[DisclosureSummary], settings: Settings) -> str:
    """Write the feed: those with a known date first, the newest at the top, then by year and stage.

    Addresses are absolute where the site knows its own; else they are relative to the feed.
    """
    ElementTree.register_namespace("atom", _ATOM)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _add(channel, "title", f"{settings.title}：新收录的公开文件")
    _add(channel, "link", settings.cited.at("") or "./")
    _add(channel, "description", settings.described or settings.title)
    _add(channel, "language", "zh-CN")
    if settings.address:
        self_link = {"href": settings.cited.at(FEED), "rel": "self", "type": "application/rss+xml"}
        ElementTree.SubElement(channel, f"{{{_ATOM}}}link", self_link)
    for summary in newest(summaries):
        _item(ElementTree.SubElement(channel, "item"), summary, settings)
    ElementTree.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + ElementTree.tostring(root, encoding="unicode") + "\n"


def newest(summaries: Iterable[DisclosureSummary]) -> Sequence[DisclosureSummary]:
    """Choose and order the entries."""
    ordered = sorted(summaries, key=lambda s: (s.published_on, s.order), reverse=True)
    return ordered[:ENTRIES]


def _item(item: ElementTree.Element, summary: DisclosureSummary, settings: Settings) -> None:
    _add(item, "title", summary.title)
    _add(item, "link", settings.cited.at(summary.page) or summary.page)
    _add(item, "guid", summary.id).set("isPermaLink", "false")
    if summary.published_on:
        day = datetime.fromisoformat(summary.published_on).replace(tzinfo=CHINA)
        _add(item, "pubDate", format_datetime(day))
    _add(item, "category", summary.period)
    broken, doubtful = (summary.severities.get(severity, 0) for severity in ("error", "warning"))
    counted = ((broken, "对不上"), (doubtful, "存疑"))
    verdict = "，".join(f"{n}处{name}" for n, name in counted if n) or "能核对的都对得上"
    _add(
        item,
        "description",
        f"{summary.agency_name}，{summary.period}：{summary.facts}个数字，{verdict}。",
    )


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name)
    made.text = _NOT_XML.sub("", text)
    return made


def tidy_sitemap(site_dir: Path, address: str) -> None:
    """Take away the compressed sitemap, which holds the hour of the build, and an empty one."""
    (site_dir / "sitemap.xml.gz").unlink(missing_ok=True)
    if not address:
        (site_dir / "sitemap.xml").unlink(missing_ok=True)
