"""The road of `add`: in, loose files and what a person said; out, a disclosure in the content.

Preparing reads, recognises, parses and checks, and writes nothing; putting writes all or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mingzhang import parsing, pipeline, read, vocab
from mingzhang.common.progress import Silent
from mingzhang.intake import addition, decide, new_agency
from mingzhang.model import Document, Note, Origin, Source, UserError, UserErrors
from mingzhang.paths import Paths
from mingzhang.pipeline import Work


@dataclass(frozen=True)
class Prepared:
    """A disclosure that can be added: what it is, what was read out of it, what speaks against."""

    addition: addition.Addition
    work: Work
    remarks: tuple[Note, ...]
    """What the readers have to tell: pages without text, images, attachments not read."""
    objections: tuple[UserError, ...]
    lost: tuple[str, ...]
    """What the folder that would be replaced holds and the new one does not."""


def prepare_addition(
    files: Sequence[Path], paths: Paths, given: decide.Given, ask: decide.Ask | None
) -> Prepared:
    """Read files, tell what they are, parse and check them; nothing is written.

    Raises UserError or UserErrors for files that cannot be read and for what stays unsure.
    """
    decide.check_given(given)
    documents, skipped = read_files(files)
    return prepare_documents(documents, skipped, paths, given, ask)


def prepare_documents(
    documents: Sequence[Document],
    skipped: Sequence[tuple[Source, UserError]],
    paths: Paths,
    given: decide.Given,
    ask: decide.Ask | None,
) -> Prepared:
    """Go on from the documents that were read; `skipped` are files without a reader."""
    vocabulary = vocab.load(paths.vocab)
    main = addition.main_of(documents)
    ordered = [documents[main], *documents[:main], *documents[main + 1 :]]
    recognition = decide.recognise_all(ordered, vocabulary)
    document = read.join(
        ordered[0].source,
        ordered[0],
        ordered[1:],
        [(source.path.name, error.problem) for source, error in skipped],
    )
    file = ordered[0].source.path
    settled = decide.settle(recognition, document.text, file, given, vocabulary, ask)
    if settled.is_new:
        vocabulary = new_agency.with_body(vocabulary, settled.body)
    sources = [each_document.source for each_document in ordered] + [
        source for source, _ in skipped
    ]
    originals = [addition.Original(source.path, source.data) for source in sources]
    new = addition.addition(settled, originals, document, given, paths)
    new = addition.vouched(new, document, vocabulary)
    document = replace(document, source=new.source)
    work = pipeline.check_all(
        Work(vocabulary, (parsing.parse_document(document, vocabulary),)), Silent()
    )
    figures = sum(fact.origin is not Origin.STATED for fact in work.disclosures[0].facts)
    return Prepared(
        new,
        work,
        document.notes,
        (
            *addition.objections(new, document, figures, vocabulary),
            *addition.said_twice(documents, given),
        ),
        addition.lost_by_replacing(new, vocabulary) if given.replace else (),
    )


def put_addition(prepared: Prepared, paths: Paths) -> Path:
    """Write what was prepared; return its folder. Raises UserErrors for every objection."""
    if prepared.objections:
        raise UserErrors(prepared.objections)
    addition.write(prepared.addition, prepared.work.vocabulary, paths)
    return prepared.addition.folder


def read_files(files: Sequence[Path]) -> tuple[list[Document], list[tuple[Source, UserError]]]:
    """Read files; those in a format without a reader come back apart, with the reason.

    Raises UserErrors for all that cannot be read, or when none has a reader.
    """
    documents: list[Document] = []
    skipped: list[tuple[Source, UserError]] = []
    errors: list[UserError] = []
    for file in files:
        try:
            source = parsing.bare_source(file)
            try:
                read.reader_of(file)
            except UserError as unsupported:
                skipped.append((source, unsupported))
                continue
            documents.append(read.read(source))
        except UserError as error:
            errors.append(error)
    if errors or not documents:
        raise UserErrors(tuple(errors or [error for _, error in skipped]))
    return documents, skipped
