"""Seeded mutants of invented files, read, parsed and checked: in, a seed; out, what came of each.

Each mutant may be refused (`UserError`) or read; what is read must have exact spans and a whole
ledger. Anything else is a failure of ours. A mutant comes again from its format, seed and number.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from mingzhang import check, package, parse, read, synthetic
from mingzhang.bench import fuzz_files
from mingzhang.model import Disclosure, Origin, Role, Source, UserError
from mingzhang.synthetic.containers import CONTAINERS, OFFICE
from mingzhang.synthetic.mutants import mutant
from mingzhang.vocab import Vocabulary

SECONDS = 5.0
"""Seconds of computing that one mutant may take, from its bytes to its findings."""
MEMORY = 1 << 30
"""Bytes that the process may take beyond what it has when the run begins."""
SEEDS = 8
"""Invented disclosures that the mutants of one run are made of."""
PARAGRAPHS = (5, 20, 60)
PACKAGED = 50
"""One mutant of so many is also written as a data package."""
STYLES = (*CONTAINERS, *fuzz_files.FILES)
"""What is tried when nobody says what."""
SLOW = tuple(OFFICE)
READ, REFUSED, CRASHED, HUNG, INEXACT = "read", "refused", "crashed", "hung", "inexact"
_RULES = str.maketrans("", "", "|｜")
"""Rules between the cells of a pasted table: a quotation leaves them out."""
_NUMERAL = re.compile(r"\d[\d,]*(\.\d+)?")


class _TimeUp(BaseException):
    """The mutant took too long. No `except Exception` of a reader can hold it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutant and what came of it."""

    style: str
    number: int
    outcome: str
    why: str
    data: bytes

    @property
    def failed(self) -> bool:
        """Tell whether we are to blame."""
        return self.outcome not in (READ, REFUSED)


@dataclass(frozen=True, slots=True)
class Original:
    """An invented disclosure that mutants are made of, as files of every format."""

    source: Source
    vocabulary: Vocabulary
    files: dict[str, bytes]


def originals(
    vocabulary: Vocabulary, seed: int, count: int = SEEDS, styles: Sequence[str] = STYLES
) -> tuple[Original, ...]:
    """Invent disclosures and put each into every format."""
    generator = synthetic.Generator(vocabulary)
    return tuple(_original(generator, vocabulary, seed + n, styles) for n in range(count))


def _original(
    generator: synthetic.Generator, vocabulary: Vocabulary, seed: int, styles: Sequence[str]
) -> Original:
    rng = Random(seed)
    made = generator.generate(rng, synthetic.random_options(rng))
    lines = made.text.split("\n")
    rows: list[tuple[str, ...]] = [("收入支出决算总表", "", "", ""), ("单位：万元", "", "", "")]
    rows += [("科目编码", "项目", "年初预算数", "决算数")]
    rows += [
        (
            str(2010100 + n),
            f"一般公共服务支出{n}",
            *(f"{rng.randrange(10**6) / 100:,.2f}" for _ in "ab"),
        )
        for n in range(12)
    ]
    most = rng.choice(PARAGRAPHS)
    start = rng.randrange(max(1, len(lines) - most))
    part = lines[start : start + most]
    known = replace(
        vocabulary,
        agencies={**vocabulary.agencies, **synthetic.agencies(made)},
        checks={rule.check: rule for rule in check.CHECKS},
    )
    writers = {
        style: write for style, write in (*CONTAINERS.items(), *OFFICE.items()) if style in styles
    }
    files = {style: write(part, rows) for style, write in writers.items()}
    files |= {name: fuzz_files.well_made(name, known) for name in fuzz_files.FILES}
    return Original(synthetic.source(made), known, files)


def run(
    vocabulary: Vocabulary, count: int, seed: int, styles: Sequence[str] = STYLES
) -> Iterator[Tried]:
    """Try so many mutants of each format, within limits of computing time and memory."""
    made = originals(vocabulary, seed, min(SEEDS, count), styles)
    for style in styles:
        # LibreOffice would inherit our limit; it has its own.
        with contextlib.nullcontext() if style in SLOW else limits():
            for number in range(count):
                original = made[number * len(made) // count]  # by turns: what they know is kept
                data = damaged(original, style, seed, number)
                yield Tried(
                    style, number, *tried(original, style, data, not number % PACKAGED), data
                )


def damaged(original: Original, style: str, seed: int, number: int) -> bytes:
    """Make one mutant; the same words make the same one."""
    return mutant(original.files[style], style, Random(f"{style}-{seed}-{number}"))


def tried(original: Original, style: str, data: bytes, packs: bool = False) -> tuple[str, str]:
    """Read, parse and check one file; say what came of it and why. `packs`: write its package."""
    try:
        with _stopwatch():
            if style in fuzz_files.FILES:
                refused = fuzz_files.refusals(style, data, original.vocabulary)
                return (REFUSED, str(refused[0])) if refused else (READ, "")
            fault = _fault(original, style, data, packs)
    except UserError as error:
        return REFUSED, str(error)
    except _TimeUp:
        return HUNG, f"{SECONDS:.0f} s"
    except Exception as error:  # whatever it is, it is what this command looks for
        return CRASHED, f"{type(error).__name__}: {error} ({_place(error)})"
    return (INEXACT, fault) if fault else (READ, "")


def _fault(original: Original, style: str, data: bytes, packs: bool) -> str:
    source = replace(
        original.source,
        path=Path(f"mutant.{style}"),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    vocabulary = original.vocabulary
    disclosure = parse.parse(read.read(source), vocabulary)
    findings = check.check([disclosure], vocabulary)
    derived = check.derive([disclosure], vocabulary)
    if packs:
        with TemporaryDirectory() as folder:
            kept = Path(folder, source.path.name)
            kept.write_bytes(data)
            there = replace(disclosure, source=replace(source, path=kept))
            package.write([there], findings, derived, vocabulary, Path(folder, "packages"))
    return next(faults(disclosure), "")


def faults(disclosure: Disclosure) -> Iterator[str]:
    """Tell where spans, quotations or the ledger of numerals are not exact."""
    text, compact = disclosure.text, _bare(disclosure.text)
    facts = {fact.fact: fact for fact in disclosure.facts}
    if len(facts) != len(disclosure.facts):
        yield "two facts of one id"
    for fact in disclosure.facts:
        if fact.origin is Origin.PRINTED and text[fact.start : fact.end] != fact.value_printed:
            yield f"{fact.fact} does not stand at its place"
        if fact.parent_fact == fact.fact:
            yield f"{fact.fact} is a part of itself"
        if any(_bare(part) not in compact for part in fact.quote.split("…")):
            yield f"{fact.fact} quotes what does not stand there"
    for entry in disclosure.glossary:
        if not 0 <= entry.start < entry.end <= len(text):
            yield f"entry {entry.term} lies outside"
    for section in disclosure.sections:
        if not 0 <= section.start <= section.heading_end <= section.end <= len(text):
            yield f"section at {section.start} lies outside"
    wanted = [(match.start(), match.end(), match[0]) for match in _NUMERAL.finditer(text)]
    if [(n.start, n.end, n.token) for n in disclosure.numerals] != wanted:
        yield "the ledger is not that of the text"
    for numeral in disclosure.numerals:
        fact_of = facts.get(numeral.fact)
        if (numeral.role is Role.FACT) != (fact_of is not None):
            yield f"numeral at {numeral.start} leads to no fact"
        # `5,97万元` is one run of digits by the contract, and no number that could be read.
        elif fact_of and (
            (fact_of.start or 0) >= numeral.end or numeral.start >= (fact_of.end or 0)
        ):
            yield f"numeral at {numeral.start} is none of {fact_of.fact}"


def _bare(text: str) -> str:
    return "".join(text.translate(_RULES).split())


def _place(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "mingzhang" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@contextlib.contextmanager
def _stopwatch() -> Iterator[None]:
    """Stop what computes longer than it may; a busy machine does not matter."""

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _TimeUp

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextlib.contextmanager
def limits() -> Iterator[None]:
    """Limit the memory of the process, where the system can."""
    import resource

    pages = Path("/proc/self/statm")
    if not pages.exists():
        yield
        return
    taken = int(pages.read_text("ascii").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def told(mutants: Iterator[Tried], tell: Callable[[str], None], keep: Path | None = None) -> int:
    """Tell failures as they come and the counts at the end; return how many failed."""
    counts: dict[str, Counter[str]] = {}
    for result in mutants:
        counts.setdefault(result.style, Counter())[result.outcome] += 1
        if result.failed:
            tell(f"{result.style} 第 {result.number} 个：{_WORDS[result.outcome]}：{result.why}")
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{result.outcome}-{result.number}.{result.style}").write_bytes(result.data)
    for style, outcomes in counts.items():
        parts = "，".join(f"{word} {outcomes[outcome]:,}" for outcome, word in _WORDS.items())
        tell(f"{style:5} {outcomes.total():,} 份：{parts}")
    return sum(
        outcomes.total() - outcomes[READ] - outcomes[REFUSED] for outcomes in counts.values()
    )


_WORDS = {READ: "读出", REFUSED: "拒绝", CRASHED: "崩溃", HUNG: "超时", INEXACT: "位置不准"}
