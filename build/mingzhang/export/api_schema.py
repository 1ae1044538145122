"""The schemas of the static API: in, the tables; out, JSON Schema of each kind of file.

They tell people what is in a file, and programs what they can rely on: a version may add
properties and never takes one away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mingzhang.common import urls
from mingzhang.common.formats import BY_ID, WHOLE
from mingzhang.common.published import Field, Table
from mingzhang.common.site_settings import Settings
from mingzhang.export.api import LINKS, OF_DISCLOSURE, fields_of

SCHEMA_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_JSON_TYPES: Mapping[str, Any] = {
    "integer": "integer",
    "year": "integer",
    "number": ["number", "string"],
    "boolean": "boolean",
}


def schemas(all_tables: Mapping[str, Table], site: Settings) -> Iterator[tuple[str, Any]]:
    """Yield the name and the JSON Schema of each kind of file; columns come from the tables."""
    rows = {name: row_schema(all_tables[name]) for name in ("headline", "disclosures")}
    tables = {name: all_tables[name] for name in OF_DISCLOSURE}
    held = {n: row_schema(replace(table, fields=fields_of(table))) for n, table in tables.items()}
    page = {"page": _PAGE, "cite": _CITE, "licence": _text("数据许可的网址。")}
    listed = {"page": _PAGE, "json": _text("这一项的 JSON 的地址。")}
    disclosure = {
        "disclosure": _text("公开编号。"),
        "agency": _text("机构编号。"),
        "fiscal_year": {"type": "integer", "description": "年度。"},
        "stage": {"enum": ["budget", "final"], "description": "预算还是决算。"},
        "title": _text("文件的标题。"),
        **listed,
    }
    body = {
        "agency": _text("机构编号。"),
        "name_zh": _text("中文名称。"),
        "name_en": _text("英文名称，可能为空。"),
        "region": _text("行政区划代码，可能为空。"),
        **listed,
    }
    index = {
        "title": _text("网站名称。"),
        "address": _text("网站的完整地址；没有这一项时，按取得本文件的地址推算。"),
        "publisher": _text("网站的维护者。"),
        "schemas": _texts("各种文件的 JSON Schema 的地址。"),
        "catalogues": _texts("DCAT 数据目录的地址。"),
        "languages": {**_array({"type": "string"}), "description": "网页有哪几种语言。"},
        "counts": {
            **_properties(
                {
                    "figures": _count("有出处的数字。"),
                    "agreeing": _count("核对过、对得上的地方。"),
                    "errors": _count("对不上的地方。"),
                    "warnings": _count("存疑的地方。"),
                }
            ),
            "description": "首页上的几个总数。",
        },
        "agencies": _list_of(body),
        "disclosures": _list_of(disclosure),
        "packages": _list_of(_PACKAGE_HEAD, _PACKAGE_FILES),
        "cite": _CITE,
    }
    yield "index", _object("index.json：全站的目录", site, "index", index, {"address", "publisher"})
    agency = {
        **page,
        "agency": row_schema(all_tables["agencies"]),
        "disclosures": _array(_with(rows["disclosures"], listed)),
        "headline": _array(rows["headline"]),
        "package": _properties({**_PACKAGE_HEAD, "title_en": _text("英文标题。"),
                                "fiscal_years": _array({"type": "integer"}),
                                "files": _list_of(_FILE)}),
    }  # fmt: skip
    yield "agency", _object("agencies/<机构编号>.json：一个机构", site, "agency", agency)
    whole = {
        **page,
        "disclosure": rows["disclosures"],
        **{name: _array(_linked(held[name], name, all_tables)) for name in OF_DISCLOSURE},
        "cite_figure": _texts(
            "引用单个数字的模板：{fact} 换成数据编号，{figure} 换成“标签＋数值＋单位”，"
            "{fragment} 换成编号最后一段（f1234 写作 1234）。"
        ),
    }
    yield (
        "disclosure",
        _object("disclosures/<公开编号>.json：一份公开文件", site, "disclosure", whole),
    )
    moved = {"moved_to": _text("现在的地址。"), "reason": _text("编号为什么改了，可能为空。")}
    yield "moved", _object("编号改变后，留在旧地址的说明", site, "moved", moved)


def _linked(row: dict[str, Any], name: str, all_tables: Mapping[str, Table]) -> dict[str, Any]:
    """Add to the schema of a row the list of its links, which is absent where there are none."""
    if name not in LINKS:
        return row
    table = all_tables[LINKS[name]]
    links = row_schema(replace(table, fields=table.fields[1:]))
    return {**row, "properties": {**row["properties"], table.name: _array(links)}}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _count(description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "description": description}


def _texts(description: str) -> dict[str, Any]:
    strings = {"type": "object", "additionalProperties": {"type": "string"}}
    return {**strings, "description": description}


def _array(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": sorted(properties)}


def _list_of(
    properties: Mapping[str, Any], optional: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    item_schema = _properties(properties)
    return _array({**item_schema, "properties": {**item_schema["properties"], **optional}})


def _with(row: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Add properties to the schema of a row, all of them required."""
    properties = {**row["properties"], **more}
    return {**row, "properties": properties, "required": [*row["required"], *more]}


_PAGE = _text("网页的地址。")
_CITE = _texts("现成的引用格式：GB/T 7714、APA、BibTeX。")
_PACKAGE_HEAD = {
    "package": _text("数据包的名称：机构编号，合并的是 all。"),
    "title": _text("中文标题。"),
    "page": _PAGE,
    "descriptor": _text("datapackage.json 的地址。"),
}
_PACKAGE_FILES = {
    file_format.id: _text(f"{file_format.title_zh}的地址，有的话。") for file_format in WHOLE
}
_FILE = {
    "path": _text("文件的地址。"),
    "format": {"enum": sorted(BY_ID), "description": "格式。"},
    "title": _text("中文标题。"),
    "bytes": _count("字节数。"),
}


def _object(
    title: str, site: Settings, name: str, properties: Mapping[str, Any],
    optional: Iterable[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Make the schema of a whole file. Later versions may add properties, never take one away."""
    place = f"{urls.SCHEMAS}{name}.json"
    head = {
        "api": {"const": urls.API, "description": "接口的版本；只有取消内容或改变含义时才变。"},
        "schema": {"const": place, "description": "本文件的 JSON Schema 的地址。"},
    }
    return {
        "$schema": SCHEMA_DRAFT,
        **({"$id": site.at(place)} if site.address else {}),
        "title": title,
        "description": "所有地址都从网站的根目录（index.json 所在的目录）算起。",
        "type": "object",
        "properties": {**head, **properties},
        "required": sorted({*head, *properties} - set(optional)),
    }


def row_schema(table: Table) -> dict[str, Any]:
    """Make the schema of a row of a table; cells that are empty are not there."""
    return {
        "type": "object",
        "title": table.title_zh,
        "description": table.description_zh,
        "properties": {field.name: _field_schema(field) for field in table.fields},
        "required": [field.name for field in table.fields if field.required],
    }


def _field_schema(field: Field) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": _JSON_TYPES.get(field.type, "string")}
    return {**kind, "title": field.title_zh, "description": field.description_zh}
