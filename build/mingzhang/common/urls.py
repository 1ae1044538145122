"""Where everything lies in the published site: in, ids; out, addresses relative to its root.

The pages and the files beside them; places within pages are named where the pages are made.
"""

from __future__ import annotations

import re

_DISCLOSURE = re.compile(r"(?P<agency>.+)-(?P<period>\d{4}-(?:budget|final))")

API = "2"
"""The version of the static API; it changes only when something is removed or changes meaning."""
SCHEMAS = f"schemas/v{API}/"


def agency_page(agency: str) -> str:
    """Address the page of an agency."""
    return f"agencies/{agency}/"


def is_disclosure(name: str) -> bool:
    """Tell the id of a disclosure from that of an agency."""
    return _DISCLOSURE.fullmatch(name) is not None


def body_of(name: str) -> str:
    """Name the body of a disclosure; the id of a body stands for itself."""
    match = _DISCLOSURE.fullmatch(name)
    return match["agency"] if match else name


def disclosure_page(disclosure: str) -> str:
    """Address the page of a disclosure. Raises ValueError on a malformed id."""
    match = _DISCLOSURE.fullmatch(disclosure)
    if match is None:
        raise ValueError(disclosure)
    return f"disclosures/{match['agency']}/{match['period']}/"


def english_page(agency: str) -> str:
    """Address the English page of an agency, which a site may do without."""
    return f"en/agencies/{agency}/"


def package_page(package: str) -> str:
    """Address the page of a data package."""
    return f"data/{package}/"


def moved_json(package: str) -> str:
    """Address the note that the package of this id has another id now."""
    return f"data/{package}/moved.json"


def agency_json(agency: str) -> str:
    """Address the data of an agency."""
    return f"agencies/{agency}.json"


def disclosure_json(disclosure: str) -> str:
    """Address the data of a disclosure."""
    return f"disclosures/{disclosure}.json"


def up(page: str) -> str:
    """Return the way from a page (`agencies/x/`) up to the root of the site (`../../`)."""
    return "../" * page.count("/")
