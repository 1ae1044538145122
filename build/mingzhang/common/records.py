"""Records made by the thousand: in, a class; out, a dataclass that mypy holds immutable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a dataclass that is compared and hashed by its fields, and that nobody may change.

    What a frozen dataclass asks of each field when it is made cost a tenth of the parser's time;
    here mypy refuses the assignment, and nothing is asked at run time.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


def blank(cls: type[T]) -> T:
    """A record whose fields `cls.__init__(blank, name=…)` gives, in half the time of `cls(name=…)`.

    Calling a class packs the names into a dictionary first; calling a function does not. Worth it
    only for records of many fields that are made for every figure.
    """
    return object.__new__(cls)
