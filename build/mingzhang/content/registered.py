"""Compares what a document says of itself with `source.yml`: in, both; out, what contradicts.

Nothing may be published in the name of a body, of a year or of a stage that the document itself
denies: the curator's slip would become a public doubt about the body. Only what the document says
plainly counts. `confirmed` in `source.yml` lists what a person has looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.content import body_names
from mingzhang.content.recognise import STAGE_WORDS, Recognition, recognise, several_accounts
from mingzhang.content.source_file import CONFIRMABLE
from mingzhang.model import Note, Source, UserError
from mingzhang.vocab import Agency, Vocabulary

AGENCY, YEAR, STAGE, ATTACHMENTS = CONFIRMABLE


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a document denies: the key of `source.yml`, and the message to the curator."""

    key: str
    error: UserError


def unconfirmed(
    source: Source, text: str, notes: tuple[Note, ...], vocab: Vocabulary
) -> list[UserError]:
    """List the contradictions that nobody has confirmed."""
    contradicted = contradictions(source, text, notes, vocab)
    return [
        contradiction.error
        for contradiction in contradicted
        if contradiction.key not in source.confirmed
    ]


def contradictions(
    source: Source, text: str, notes: tuple[Note, ...], vocab: Vocabulary
) -> Iterator[Contradiction]:
    """Yield what main text and attachments say against the registered body, year and stage."""
    starts = [note.start for note in notes if note.kind == "attachment"]
    main, *attached = (text[a:b] for a, b in pairwise((0, *starts, len(text))))
    yield from _of_main(source, main, vocab)
    for name, text_of_attachment in zip(
        _names_of_attachments(source, notes), attached, strict=False
    ):
        yield from _of_attachment(source, name, text_of_attachment, vocab)


def denied(
    recognition: Recognition, source: Source, text: str, vocab: Vocabulary
) -> dict[str, str]:
    """What a recognised text says otherwise: key of `source.yml` → what it says, in Chinese."""
    says: dict[str, str] = {}
    listed = vocab.agencies.get(source.agency)
    if "body" not in recognition.guessed and listed and not _same(recognition, listed, text, vocab):
        says[AGENCY] = recognition.name
    if "year" not in recognition.guessed and recognition.fiscal_year not in (
        None,
        source.fiscal_year,
    ):
        says[YEAR] = f"{recognition.fiscal_year} 年度"
    if "stage" not in recognition.guessed and recognition.stage not in (None, source.stage):
        says[STAGE] = STAGE_WORDS[recognition.stage] if recognition.stage else ""
    return says


def _of_main(source: Source, text: str, vocab: Vocabulary) -> Iterator[Contradiction]:
    recognition = recognise(text, source.path.stem, vocab)
    reasons = dict(zip((AGENCY, YEAR, STAGE), recognition.why, strict=True))
    for key, says in denied(recognition, source, text, vocab).items():
        problem = f"登记的 {key} 是 {_registered(source, key, vocab)}，原文却是{says}"
        remedy = f"请改正登记；确实无误请在 source.yml 加一项 confirmed: [{key}]"
        error = UserError(source.path, f"{problem}（{reasons[key]}）", remedy)
        yield Contradiction(key, error)
    problem = several_accounts(text, vocab)
    if problem:
        remedy = "请分成几个文件，各自加入；确是一份请在 source.yml 写 confirmed: [attachments]"
        yield Contradiction(ATTACHMENTS, UserError(source.path, problem, remedy))


def _of_attachment(
    source: Source, name: str, text: str, vocab: Vocabulary
) -> Iterator[Contradiction]:
    recognition = recognise(text, name.rpartition(".")[0], vocab)
    if not recognition.title:  # no cover of its own: tables, lists
        return
    says = denied(recognition, source, text, vocab)
    if says:
        problem = (
            f"附件自己的标题是“{recognition.title}”，是另一份公开（{'、'.join(says.values())}）"
        )
        remedy = "请把它单独加入；确是附件请在 source.yml 写 confirmed: [attachments]"
        yield Contradiction(ATTACHMENTS, UserError(source.path.parent / name, problem, remedy))


def _names_of_attachments(source: Source, notes: tuple[Note, ...]) -> list[str]:
    unread = [note.message_zh for note in notes if note.kind == "attachment_not_read"]
    names = (path.name for path in source.attachments)
    return [name for name in names if not any(f"“{name}”" in message for message in unread)]


def _same(recognition: Recognition, listed: Agency, text: str, vocab: Vocabulary) -> bool:
    """Tell whether a document is of a body: its title says so, or it prints a name of the body."""
    if recognition.agency == listed.agency or not recognition.name:
        return True
    names = {body_names.comparable(spelling) for spelling in body_names.spellings(listed, vocab)}
    names |= {body_names.comparable(alias) for alias in listed.aliases}
    printed = body_names.comparable(recognition.name)
    near = any(name in printed or printed in name for name in names)
    return near or (
        not recognition.known and any(name in body_names.comparable(text) for name in names)
    )


def _registered(source: Source, key: str, vocab: Vocabulary) -> str:
    if key == AGENCY:
        return f"{source.agency}（{vocab.agencies[source.agency].name_zh}）"
    return str(source.fiscal_year) if key == YEAR else f"{source.stage.value}"
