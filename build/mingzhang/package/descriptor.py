"""Data Package v2 descriptors: in, the written files of a package; out, `datapackage.json`."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from frictionless import Package

from mingzhang.common.site_settings import Settings
from mingzhang.model import Disclosure
from mingzhang.package.csvfile import CsvFile
from mingzhang.package.schema import schema
from mingzhang.paths import JOINED

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv",
        "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "htm": "text/html",
        "html": "text/html",
        "md": "text/markdown",
        "pdf": "application/pdf",
        "text": "text/plain",
        "txt": "text/plain",
        "xhtml": "application/xhtml+xml",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
_UNKNOWN_MEDIA_TYPE = "application/octet-stream"

# Tools take a spreadsheet for one table and find fault with its layout; originals are files.
_DOCUMENT_FORMATS = frozenset({"doc", "docx", "htm", "html", "pdf", "txt"})
_ANY_FORMAT = "file"


@dataclass(frozen=True, slots=True)
class Titles:
    """What a package is called and what it is."""

    title_zh: str
    title_en: str
    description_zh: str
    description_en: str


def table_resource(file: CsvFile) -> dict[str, Any]:
    """Describe one table file, with its schema inline."""
    table = file.schema
    folder = file.path.parents[1]
    paths = [path.relative_to(folder).as_posix() for path in file.paths]
    return {
        "$schema": RESOURCE_PROFILE,
        "name": table.table,
        "path": paths if file.in_parts else paths[0],
        "type": "table",
        "title": table.title_zh,
        "title_en": table.title_en,
        "description": table.description_zh,
        "description_en": table.description_en,
        "scheme": "file",
        "format": "csv",
        "mediatype": _MEDIA_TYPES["csv"],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": file.hash,
        "rows": file.rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'},
        "schema": table.descriptor,
    }


SOURCES = "sources/"
"""Where the originals lie within a package."""


def copy_sources(disclosures: Iterable[Disclosure], folder: Path) -> Iterator[dict[str, Any]]:
    """Copy the originals and their attachments into a package and describe each."""
    for disclosure in disclosures:
        source = disclosure.source
        place = f"{SOURCES}{source.disclosure}"
        target = folder / place
        target.mkdir(parents=True)
        (target / source.path.name).write_bytes(source.data)
        name = f"source-{source.disclosure}"
        digest, title = source.sha256, source.title
        resource = _file_resource(
            name, f"{place}/{source.path.name}", title, len(source.data), digest
        )
        if resource["mediatype"].startswith("text/"):
            resource["encoding"] = disclosure.encoding
        yield resource
        for number, attachment in enumerate(source.attachments, start=1):
            copied = target / attachment.name
            shutil.copyfile(attachment, copied)
            with copied.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            path = f"{place}/{attachment.name}"
            title = f"{source.title}（附件：{attachment.name}）"
            size = copied.stat().st_size
            yield _file_resource(f"{name}-attachment-{number}", path, title, size, digest)


def _file_resource(name: str, path: str, title: str, size: int, digest: str) -> dict[str, Any]:
    suffix = path.rpartition(".")[2].lower()
    return {
        "$schema": RESOURCE_PROFILE,
        "name": name,
        "path": path,
        "title": title,
        "scheme": "file",
        "format": suffix if suffix in _DOCUMENT_FORMATS else _ANY_FORMAT,
        "mediatype": _MEDIA_TYPES.get(suffix, _UNKNOWN_MEDIA_TYPE),
        "bytes": size,
        "hash": f"sha256:{digest}",
    }


CONTRACT = "2.0.0"
"""The version of the tables' names and meanings; the change log speaks of it."""


def package_descriptor(
    package: str,
    titles: Titles,
    disclosures: Sequence[Disclosure],
    resources: Sequence[Mapping[str, Any]],
    site: Settings,
) -> dict[str, Any]:
    """Describe a package. No date and no path: the same content gives the same bytes."""
    licence = site.terms
    years = sorted({disclosure.source.fiscal_year for disclosure in disclosures})
    return {
        "$schema": PACKAGE_PROFILE,
        "name": f"mingzhang-{package}",
        "id": f"{site.address or 'mingzhang'}{'' if site.address.endswith('/') else '/'}{package}",
        "version": CONTRACT,
        **({"homepage": site.address} if site.address else {}),
        "contributors": [{"title": site.title, "roles": ["publisher"]}],
        "title": titles.title_zh,
        "title_en": titles.title_en,
        "description": titles.description_zh,
        "description_en": titles.description_en,
        "keywords": ["部门预算", "部门决算", "预算公开", "budget", "final account", "China"],
        "languages": ["zh-CN", "en"],
        "fiscal_years": years,
        "licenses": [{"name": licence.id, "path": licence.address, "title": licence.title}],
        "sources": [_source(disclosure, package) for disclosure in disclosures],
        "resources": list(resources),
    }


def _source(disclosure: Disclosure, package: str) -> dict[str, str]:
    """Name a source; its address when that is known, else the copy if the package has one."""
    source = disclosure.source
    if source.source_url:
        return {"title": source.title, "path": source.source_url}
    if package == JOINED:
        return {"title": source.title}
    path = f"sources/{source.disclosure}/{source.path.name}"
    return {"title": source.title, "path": path}


def write_descriptor(path: Path, descriptor: Mapping[str, Any]) -> None:
    """Write a descriptor: UTF-8, LF at the end; its last key is `resources`.

    The schemas, nearly all of the text and the same in each package, are encoded only once.
    Raises FrictionlessException for what is no data package. What frictionless would write itself
    is of version 1 (a dialect stands under `csv`), so its words are not taken.
    """
    tables = [resource for resource in descriptor["resources"] if "schema" in resource]
    others = [resource for resource in descriptor["resources"] if "schema" not in resource]
    for resource in tables:
        _check_table(_json({k: v for k, v in resource.items() if k not in _COUNTED}))
    first = [{k: v for k, v in resource.items() if k != "schema"} for resource in tables[:1]]
    Package.from_descriptor({**descriptor, "resources": [*first, *others]})
    head = _json({**descriptor, "resources": []}).removesuffix("[]\n}")
    resources = ",\n    ".join(map(_resource_json, descriptor["resources"]))
    path.write_bytes(f"{head}[\n    {resources}\n  ]\n}}\n".encode())


_COUNTED = frozenset({"schema", "bytes", "hash", "rows"})
"""What a table's description in one package has other than in the next: no words, but counts.

Schemas were found sound when they were loaded.
"""


@cache
def _check_table(described: str) -> None:
    """Let frictionless object to a table: once, since tables are described alike everywhere."""
    Package.from_descriptor({"resources": [json.loads(described)]})


def _resource_json(resource: Mapping[str, Any]) -> str:
    text = _json({key: value for key, value in resource.items() if key != "schema"})
    if "schema" in resource:
        rest = text.removesuffix("\n}")
        text = f'{rest},\n  "schema": {_schema_json(resource["name"])}\n}}'
    return text.replace("\n", "\n    ")


@cache
def _schema_json(table: str) -> str:
    """Write a line for each field: a change shows as one line, and there is half as much space."""
    described = dict(schema(table).descriptor)
    fields = ",\n    ".join(
        json.dumps(field, ensure_ascii=False) for field in described.pop("fields")
    )
    head = "".join(f'{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}, '
                   for key, value in described.items())  # fmt: skip
    return f'{{{head}"fields": [\n    {fields}\n  ]}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
