"""Invented disclosures that know the truth about themselves, for tests and benchmarks.

In: a random source and `Options`; out: `Generated` (text, figures, duties, units, glossary).
Bodies, places and amounts are invented; the wording follows the grammar of the genre.
"""

from mingzhang.synthetic.compose import Generator, Options, random_options
from mingzhang.synthetic.contradictions import KINDS, plant
from mingzhang.synthetic.source import agencies, source
from mingzhang.synthetic.truth import Body, Generated, Planted, TrueDuty, TrueEntry, TrueFact

__all__ = [
    "KINDS",
    "Body",
    "Generated",
    "Generator",
    "Options",
    "Planted",
    "TrueDuty",
    "TrueEntry",
    "TrueFact",
    "agencies",
    "plant",
    "random_options",
    "source",
]
