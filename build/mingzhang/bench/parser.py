"""Measures the parser alone, on one core: in, vocabularies and sources; out, lines that tell.

Invented disclosures (`mingzhang.synthetic`) are used beside the content, because a rate measured on
a handful of texts says little; a text of growing length shows whether the time grows with it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from types import FrameType

from mingzhang import parse, synthetic
from mingzhang.common import memo
from mingzhang.model import Document
from mingzhang.vocab import Vocabulary

INVENTED = 200
AGAIN = 10
"""Parses of one document; on a machine that does other work too the quickest tells most."""
LENGTHS = (1, 4, 16, 64)
FIGURES = (500, 2000)
"""Figures without words of their own in one line."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast some documents were parsed on one core."""

    documents: int
    characters: int
    facts: int
    seconds: float

    @property
    def documents_per_second(self) -> float:
        """Documents in a second."""
        return self.documents / self.seconds

    @property
    def characters_per_second(self) -> float:
        """Characters in a second."""
        return self.characters / self.seconds


def told(vocabulary: Vocabulary, documents: Sequence[Document]) -> Iterator[str]:
    """Measure and tell: the content, invented disclosures, one text that grows."""
    parser = parse.Parser(vocabulary)
    invented = tuple(invent(vocabulary, INVENTED))
    measure(parser, invented[:5])  # the first parse fills caches
    yield "解析器（单核，处理器时间，不含读文件）："
    if documents:
        yield _line("本仓库的公开文件，第一次解析", measure(parser, documents))
        for known, what in ((True, "读过的词还记得"), (False, "每次先忘掉读过的词")):
            again = measure(parser, documents, AGAIN, known=known)
            yield _line(f"同样的文件再解析 {AGAIN} 次（{what}），各取最快的一次", again)
            called = sum(calls(parser, document, known=known) for document in documents)
            yield (
                f"  每份平均调用函数 {called // len(documents):,} 次"
                "（与机器快慢无关，可与另一个提交直接相比）"
            )
    yield _line("生成的公开文件", measure(parser, invented))
    for times in LENGTHS:
        rate = measure(parser, (longer(invented[0], times),))
        yield (
            f"  一份 {rate.characters:,} 字的文件：{rate.seconds * 1000:.1f} 毫秒，"
            f"每千字 {rate.seconds * 1e6 / rate.characters:.3f} 毫秒"
        )
    for count in FIGURES:
        line = replace(invented[0], text="支出" + "12.5万元，增长5%，" * (count // 2) + "。")
        rate = measure(parser, (line,))
        yield (
            f"  一行 {count:,} 个没有名称的数字：{rate.seconds * 1000:.1f} 毫秒，"
            f"每个 {rate.seconds * 1e6 / count:.0f} 微秒"
        )


def _line(what: str, rate: Rate) -> str:
    return (
        f"  {what} {rate.documents:,} 份、{rate.characters:,} 字、{rate.facts:,} 个数字："
        f"{rate.seconds:.2f} 秒，每秒 {rate.documents_per_second:,.0f} 份、"
        f"{rate.characters_per_second:,.0f} 字"
    )


def measure(
    parser: parse.Parser, documents: Sequence[Document], times: int = 1, *, known: bool = True
) -> Rate:
    """Parse documents one after another, each so many `times`; the quickest of them counts.

    The time is the processor's, whatever else it does. Unless its words are `known`, each parse
    reads them as if nobody had seen them: what a text costs that is like no other.
    """
    parses = [[_parse(parser, document, known) for _ in range(times)] for document in documents]
    seconds, facts = zip(*map(min, parses), strict=True)
    return Rate(
        len(documents), sum(len(document.text) for document in documents), sum(facts), sum(seconds)
    )


def _parse(parser: parse.Parser, document: Document, known: bool) -> tuple[float, int]:
    """The seconds that one parse takes, and the facts that come of it."""
    if not known:
        memo.forget()
    began = time.process_time()
    facts = len(parser.parse(document).facts)
    return time.process_time() - began, facts


def calls(parser: parse.Parser, document: Document, *, known: bool = True) -> int:
    """How many functions the parser calls for a text it has seen; a clock would depend on load."""
    called = 0

    def count(_frame: FrameType, event: str, _function: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    parser.parse(document)
    if not known:
        memo.forget()
    sys.setprofile(count)
    try:
        parser.parse(document)
    finally:
        sys.setprofile(None)
    return called


def invent(vocabulary: Vocabulary, count: int) -> Iterator[Document]:
    """Make invented disclosures, always the same ones."""
    generator = synthetic.Generator(vocabulary)
    for seed in range(count):
        made = generator.generate(Random(seed))
        yield Document(synthetic.source(made), made.text)


def longer(document: Document, times: int) -> Document:
    """Repeat a text."""
    return replace(document, text=document.text * times)
