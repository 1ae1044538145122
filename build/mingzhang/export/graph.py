"""Two spellings of one graph: in, nodes; out, JSON-LD and Turtle that say the same.

A node is a mapping: `@id` (absent for a blank node), `@type`, and properties by prefixed name, each
with one value or a list. A value is a text, `Text`, `Typed`, `Link` or another node.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language (BCP 47)."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of a datatype, given by its prefixed name."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another resource, by its address."""

    address: str


def json_ld(nodes: Sequence[Node], prefixes: Mapping[str, str]) -> str:
    """Write a graph as JSON-LD with its context inside: nothing is fetched to read it."""
    graph = [_json(node) for node in nodes]
    whole = {"@context": dict(prefixes), "@graph": graph}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _json(value: Any) -> Any:
    if isinstance(value, Text):
        return {"@value": value.text, "@language": value.language}
    if isinstance(value, Typed):
        return {"@value": value.text, "@type": value.kind}
    if isinstance(value, Link):
        return {"@id": _iri(value.address)}
    if isinstance(value, list):
        return [_json(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _iri(each) if key == "@id" else _json(each) for key, each in value.items()}
    return value


def turtle(nodes: Sequence[Node], prefixes: Mapping[str, str]) -> str:
    """Write the same graph as Turtle; every node with an address becomes a paragraph."""
    head = [f"@prefix {name}: <{address}> ." for name, address in prefixes.items()]
    paragraphs = [paragraph for node in nodes for paragraph in _paragraphs(node)]
    return "\n".join(head) + "\n\n" + "\n\n".join(paragraphs) + "\n"


def _paragraphs(node: Node) -> Iterator[str]:
    """Yield the paragraph of a node that has an address, then those of the nodes within."""
    inner: list[Node] = []
    yield f"<{_iri(node['@id'])}> {_properties(node, inner, 1)} ."
    for each in inner:
        yield from _paragraphs(each)


def _properties(node: Node, inner: list[Node], depth: int) -> str:
    lines = [f"a {node['@type']}"] if "@type" in node else []
    for name, value in node.items():
        if not name.startswith("@"):
            values = value if isinstance(value, list) else [value]
            lines.extend(f"{name} {_term(each, inner, depth)}" for each in values)
    return f" ;\n{'  ' * depth}".join(lines)


def _term(value: Any, inner: list[Node], depth: int) -> str:
    if isinstance(value, Text):
        return f"{_literal(value.text)}@{value.language}"
    if isinstance(value, Typed):
        return f"{_literal(value.text)}^^{value.kind}"
    if isinstance(value, Link):
        return f"<{_iri(value.address)}>"
    if isinstance(value, Mapping):
        if "@id" in value:
            inner.append(value)
            return f"<{_iri(value['@id'])}>"
        return f"[ {_properties(value, inner, depth + 1)} ]"
    return _literal(str(value))


def _literal(text: str) -> str:
    # The escapes of JSON are escapes of Turtle too.
    return json.dumps(text, ensure_ascii=False)


def _iri(address: str) -> str:
    """Escape what an address in angle brackets may not hold."""
    return "".join(f"%{ord(c):02X}" if c in '<>"{}|^`\\ ' or c < " " else c for c in address)
