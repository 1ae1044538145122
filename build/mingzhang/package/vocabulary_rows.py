"""Rows of the vocabularies: in, what some facts use; out, those rows and all they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from mingzhang.package.csvfile import Row
from mingzhang.package.schema import VOCABULARIES, schema
from mingzhang.package.table_rows import FIELDS, Published, record_rows
from mingzhang.vocab import Concept, Vocabulary


@dataclass(frozen=True, slots=True)
class Used:
    """The keys of each vocabulary that a package needs."""

    keys: Mapping[str, set[str]] = field(
        default_factory=lambda: MappingProxyType({table: set() for table in VOCABULARIES})
    )

    def add(self, table: str, keys: Iterable[str]) -> None:
        """Note keys; empty ones are no reference."""
        self.keys[table].update(key for key in keys if key)


def used(published: Iterable[Published], vocab: Vocabulary) -> Used:
    """Collect what some disclosures refer to, directly and through parents, links and codes."""
    result = Used()
    for item in published:
        disclosure = item.disclosure
        facts = (*disclosure.facts, *item.derived)
        result.add("concepts", (fact.concept for fact in facts))
        result.add("functions", (fact.function_code for fact in facts))
        result.add("economics", (fact.economic_code for fact in facts))
        result.add("agencies", (fact.scope_id for fact in facts))
        result.add("agencies", (disclosure.source.agency,))
        result.add("agencies", (duty.scope_id for duty in disclosure.duties))
        result.add("section_kinds", (fact.section_kind for fact in facts))
        result.add("section_kinds", (section.kind for section in disclosure.sections))
        result.add("checks", (finding.check for finding in item.findings))
        result.add("concepts", (entry.concept for entry in disclosure.glossary))
        result.add("functions", (entry.function_code for entry in disclosure.glossary))
        base_units = {fact.unit for fact in facts}
        printed = {fact.unit_printed for fact in facts}
        result.add(
            "units_of_measure",
            (
                u.unit
                for u in vocab.units.values()
                if u.unit in printed or u.base_unit in base_units
            ),
        )
    _close(result, vocab)
    return result


def everything(vocab: Vocabulary) -> Used:
    """All keys of all vocabularies, for the package that joins the others."""
    result = Used()
    result.add("concepts", vocab.concepts)
    result.add("functions", vocab.functions)
    result.add("economics", vocab.economics)
    result.add("agencies", vocab.agencies)
    result.add("regions", vocab.regions)
    result.add("units_of_measure", vocab.units)
    result.add("section_kinds", (kind.section for kind in vocab.sections))
    result.add("checks", vocab.checks)
    return result


def _close(result: Used, vocab: Vocabulary) -> None:
    """Follow every reference from row to row until nothing new turns up."""
    agencies, regions, concepts = vocab.agencies, vocab.regions, vocab.concepts
    _follow(
        result.keys["agencies"],
        lambda key: (agencies[key].parent, agencies[key].same_body_as) if key in agencies else (),
    )
    result.add("regions", (agencies[k].region for k in result.keys["agencies"] if k in agencies))
    _follow(result.keys["regions"], lambda key: (regions[key].parent,) if key in regions else ())
    _follow(
        result.keys["concepts"],
        lambda key: (concepts[key].parent, concepts[key].items) if key in concepts else (),
    )
    present = [concepts[key] for key in result.keys["concepts"] if key in concepts]
    result.add("functions", (concept.function_code for concept in present))
    result.add("economics", (concept.economic_code for concept in present))
    for table, codes in (("functions", vocab.functions), ("economics", vocab.economics)):
        _follow(
            result.keys[table],
            lambda key, codes=codes: (codes[key].parent,) if key in codes else (),  # type: ignore[misc]
        )


def _follow(keys: set[str], references: Callable[[str], Sequence[str]]) -> None:
    pending = list(keys)
    while pending:
        for key in references(pending.pop()):
            if key and key not in keys:
                keys.add(key)
                pending.append(key)


def vocabulary_rows(table: str, used_keys: Used, vocab: Vocabulary) -> Iterator[Row]:
    """Yield the rows of one vocabulary that are used.

    Concepts and checks come in the order of the vocabulary, the rest by key.
    """
    keys = used_keys.keys[table]
    if table == "concepts":
        return (_concept(concept, vocab) for key, concept in vocab.concepts.items() if key in keys)
    # A kind of section may be told by several patterns; it is one row here, the first.
    kinds = {kind.section: kind for kind in reversed(vocab.sections)}
    mappings: Mapping[str, Mapping[str, object]] = {
        "functions": vocab.functions,
        "economics": vocab.economics,
        "agencies": vocab.agencies,
        "regions": vocab.regions,
        "units_of_measure": vocab.units,
        "section_kinds": kinds,
        "checks": vocab.checks,
    }
    records = mappings[table]
    order = (key for key in records if key in keys) if table == "checks" else sorted(keys)
    return record_rows(table, (records[key] for key in order if key in records))


def _concept(concept: Concept, vocab: Vocabulary) -> Row:
    # 办公费 is bought with the same words wherever it stands, within running costs too.
    like = vocab.plain.get(f"economic_{concept.economic_code}", ("", ""))
    plain_zh, plain_en = vocab.plain.get(concept.concept, like)
    plain = {"plain_zh": plain_zh, "plain_en": plain_en}
    return tuple(
        plain[column] if column in plain else getattr(concept, FIELDS.get(column, column))
        for column in schema("concepts").columns
    )
