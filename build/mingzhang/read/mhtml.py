"""MHTML: in, a web page that was saved as one file (`.mht`, or `.doc` by a web system); out, its
page as a `Document`.
"""

from __future__ import annotations

import dataclasses
import email
import email.policy
from email.message import Message

from mingzhang.model import Document, Source
from mingzhang.read import html, limits


def read(source: Source) -> Document:
    """Read the page of an MHTML file; pictures and styles in it are left out.

    Raises `UserError` when no page is in it, or the page cannot be read.
    """
    limits.expect(source, "mhtml")
    message = email.message_from_bytes(source.data, policy=email.policy.compat32)
    pages = [page for part in message.walk() if (page := _page(part))]
    if not pages:
        raise limits.damaged(source, "网页归档（MHTML）里没有网页")
    # Frames and advertisements are pages of their own: the article is the longest.
    document = html.read(dataclasses.replace(source, data=max(pages, key=len)))
    return dataclasses.replace(document, source=source)


def _page(part: Message) -> bytes:
    if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
        return b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
