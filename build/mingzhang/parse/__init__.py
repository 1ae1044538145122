"""Parse: in, a `Document` and the vocabularies; out, a `Disclosure`. Touches no file."""

from __future__ import annotations

import gc
import re
from functools import lru_cache
from operator import attrgetter

from mingzhang.common.gaps import gaps
from mingzhang.model import Disclosure, Document, Fact, Role
from mingzhang.parse.bodies.finder import finder
from mingzhang.parse.concepts.labels import LabelIndex
from mingzhang.parse.corrections import correct
from mingzhang.parse.duties import organisation
from mingzhang.parse.figures.facts import facts_of
from mingzhang.parse.figures.lines import Walker
from mingzhang.parse.figures.own_items import name_by_tables
from mingzhang.parse.figures.settled import settle
from mingzhang.parse.figures.share_bases import find_bases
from mingzhang.parse.figures.treasury import is_report
from mingzhang.parse.glossary import glossary
from mingzhang.parse.grammar.relations import Relations
from mingzhang.parse.notes import poorly_read
from mingzhang.parse.tables import reader
from mingzhang.parse.tables.row_words import TableWords
from mingzhang.parse.text.compact import compact
from mingzhang.parse.text.ledger import ledger
from mingzhang.parse.text.outline import Kinds, outline
from mingzhang.parse.tokens.quantities import NumeralReader
from mingzhang.parse.unit_tables import unit_tables
from mingzhang.vocab import Vocabulary, WordsKey


class Parser:
    """Parses documents with one vocabulary; its look-ups are built on first use and kept."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.vocab = vocab
        self.index, self.numerals, self.kinds = _lookups(WordsKey(vocab))

    def parse(
        self, document: Document, competed: dict[str, tuple[str, ...]] | None = None
    ) -> Disclosure:
        """Read all that the document states. Odd text raises nothing: what is odd is noted.

        `competed` is filled, if given: for each fact of the text the rules that could name it.
        """
        collects = gc.isenabled()
        gc.disable()  # a parse leaves hardly any garbage in circles
        try:
            return self._parse(document, competed)
        finally:
            if collects:
                gc.enable()

    def _parse(self, document: Document, competed: dict[str, tuple[str, ...]] | None) -> Disclosure:
        source, text = document.source, document.text
        grammar = self.vocab.grammar.patterns
        view = compact(text, grammar, [(grid.start, grid.end) for grid in document.grids])
        tree = outline(view, self.kinds, gaps(text, document.notes), document.grids)
        ordinals = {line.start: line.content for line in tree.lines if line.ordinal}
        runs = self.numerals.read(view.text, ordinals, tree.contents)
        bodies = finder(source.agency, self.vocab, view.text)
        organised = organisation(view, tree, source, text, bodies, grammar)
        subordinate = tuple(u.name for u in organised.units if u.kind == "subordinate")
        report = is_report(view.text, tree, grammar)
        bodies = bodies.with_units(subordinate, view.text, tree, report=report)
        walker = Walker(view.text, tree, runs.quantities, self.index, source, bodies, report=report)
        walker.reading.explains = competed is not None
        drafts = sorted(walker.walk(), key=attrgetter("start"))
        settle(drafts, view, document, tree.sections, grammar)
        find_bases(drafts, self.index)
        if competed is not None:
            competed.update((draft.place.fact, draft.competed) for draft in drafts)
        table_labels = TableWords(self.index, tree.sections, source)
        tables = reader.read(document, self.vocab, table_labels)
        for figure in tables.figures if report else ():
            figure.scope = figure.scope if figure.scope_printed else bodies.whole.name
        name_by_tables(drafts, tables.figures, grammar)
        figures = sorted((*drafts, *tables.figures), key=attrgetter("place.start"))
        corrected = correct(facts_of(figures, document, self.vocab), source, text, self.vocab)
        pages = [(a, b, Role.OTHER, "", "page_number") for a, b in view.pages]
        declared = [(a, b, Role.OTHER, "", "correction") for a, b in corrected.ignored]
        numerals = ledger(
            source.disclosure,
            text,
            view,
            corrected.facts,
            runs.quantities,
            runs.others,
            (*tables.spans, *declared, *pages),
        )
        return Disclosure(
            source=source,
            text=text,
            encoding=document.encoding,
            sections=tree.sections,
            facts=corrected.facts,
            numerals=numerals,
            glossary=glossary(view, tree, source, text, self.index),
            duties=organised.duties,
            units=(
                *organised.units,
                *unit_tables(document, tree.sections, bodies.whole, self.vocab.layouts),
            ),
            platforms=organised.platforms,
            notes=(
                *document.notes,
                *tree.notes,
                *tables.notes,
                *corrected.notes,
                *poorly_read(numerals),
            ),
            pages=document.pages,
            grids=document.grids,
            breaks=tuple(dict.fromkeys(view.breaks(text))),
        )


@lru_cache(maxsize=4)
def _lookups(key: WordsKey) -> tuple[LabelIndex, NumeralReader, Kinds]:
    vocab = key.vocab
    return LabelIndex(vocab), NumeralReader(vocab), Kinds(vocab.sections, vocab.grammar.patterns)


def matching_rules(fact: Fact, vocab: Vocabulary) -> tuple[str, ...]:
    """The relation rules that the words right before a figure match, the one to be taken first."""
    before, printed, _ = fact.quote.rpartition(fact.value_printed)
    preceding = compact(before, vocab.grammar.patterns).text if printed else ""
    lead = _CLAUSE_ENDS.split(preceding)[-1]
    percent = fact.unit in ("percent", "percentage_point")
    return tuple(Relations(vocab.grammar).matching(lead, percent=percent))


def naming_rules(disclosure: Disclosure, vocab: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The rules that could name each figure of a text, by fact, the one that decided first."""
    competed: dict[str, tuple[str, ...]] = {}
    document = Document(disclosure.source, disclosure.text, grids=disclosure.grids)
    _parser(vocab).parse(document, competed)
    return competed


_CLAUSE_ENDS = re.compile("[。；，、：（）\\n]")


def parse(document: Document, vocab: Vocabulary) -> Disclosure:
    """Parse one document; the look-ups of a vocabulary are built on first use and kept."""
    return _parser(vocab).parse(document)


_parser = lru_cache(maxsize=4)(Parser)
