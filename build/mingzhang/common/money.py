"""Numbers as disclosures print them: in, a printed numeral; out, a decimal and its tolerance."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from mingzhang.common.exact import shortest
from mingzhang.common.memo import remembers

CENTS = 2
"""Decimals of an amount where nothing beside it tells otherwise, zeros at the end dropped."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""What web pages and PDF files leave within a numeral, and no `str.split` takes for a blank."""
_LEVELLED = str.maketrans("．－−–—△▲负", ".-------", ",，￥¥" + _INVISIBLE)


def parse_number(printed: str) -> Decimal:
    """Turn `1,234.50`, `１ ２３４．５０` or `△12.50` into an exact decimal.

    Raises `decimal.InvalidOperation` on what is no number.
    """
    try:
        return Decimal(printed.replace(",", "") if "," in printed else printed)
    except InvalidOperation:
        return Decimal(_levelled(printed))


@remembers(65_536)
def decimals(printed: str) -> int:
    """Count the digits after the decimal point."""
    return len(_levelled(printed).partition(".")[2])


def unbroken(printed: str) -> str:
    r"""Join a number that its source breaks over two lines.

    >>> unbroken("12.\n50"), unbroken("1, 234.5")
    ('12.50', '1,234.5')
    """
    return "".join(printed.split())


def _levelled(printed: str) -> str:
    return unbroken(printed).translate(_LEVELLED)


def half_last_digit(printed: str) -> Decimal:
    """Half a unit of the last printed digit: `22.68` gives 0.005, `43` gives 0.5."""
    return Decimal(5).scaleb(-decimals(printed) - 1)


def rounded_to(printed: str) -> Decimal:
    """What `约3000` or `超3000` leaves open: a unit of the last digit that is no nought."""
    places, digits = decimals(printed), _levelled(printed)
    noughts = len(digits) - len(digits.rstrip("0")) if digits.strip("0") else 0
    return Decimal(1).scaleb(-places if places else noughts)


class Style(NamedTuple):
    """How the amounts of a table or passage are printed: to how many places, and whether zeros at
    the end are kept (`12.50`) or dropped (`12.5`).
    """

    places: int
    keeps_zeros: bool

    @classmethod
    def of(cls, printed: Iterable[str]) -> Style:
        """Tell the style of amounts that are printed beside each other."""
        places = {amount: decimals(amount) for amount in printed}
        zeros = [amount for amount in places if places[amount] and amount[-1] == "0"]
        return cls(max(places.values(), default=0), bool(zeros))

    @classmethod
    def of_all(cls, printed: Iterable[str], *, is_text: bool = False) -> Style:
        """Tell the style of all amounts of a table or text.

        Where the last places of many are all zeros (`20.10`, `3.40`), they were only filled up.
        Where most of a text are whole, a few others (`其中利息收入0.03万元`) are only finer.
        """
        amounts = set(printed)
        finer = [amount for amount in amounts if decimals(amount)]
        if is_text and len(amounts) >= _MANY and len(finer) * _FEW < len(amounts):
            return cls(0, keeps_zeros=False)
        style = cls.of(amounts)
        told = [decimals(amount.rstrip("0")) for amount in amounts if amount.strip("0.,")]
        return style if len(told) < _MANY else cls(max(told), style.keeps_zeros)

    def within(self, whole: Style, *, is_text: bool) -> Style:
        """Take from the style of the `whole` file what one table or section of it does not tell.

        A section of the text without any decimal tells nothing, a table without any is in whole
        units.
        """
        least = min(self.places, whole.places)
        return Style(least or (whole.places if is_text else 0), self.keeps_zeros)


@remembers(65_536)
def amount_tolerance(printed: str, factor: Decimal, style: Style | None = None) -> Decimal:
    """The rounding that an amount may hide, in the base unit: half of the last place it shows.

    `style` is that of the amounts beside it (default: cents, zeros dropped). Where zeros are kept
    each amount shows its own last place; where they are dropped the finest amount shows it for
    all, up to the cent. Yuan with cents are exact. Zero is zero to the places of the others.
    """
    printed_places, printed_style = decimals(printed), style or _UNTOLD
    cut = printed_style.keeps_zeros and parse_number(printed) != 0
    finest = min(printed_style.places, CENTS)
    places = min(printed_places, printed_style.places) if cut else max(printed_places, finest)
    if factor == 1 and places:
        return Decimal(0)
    return shortest(Decimal(5).scaleb(-places - 1) * factor)


_UNTOLD = Style(CENTS, keeps_zeros=False)
_MANY = 8
"""So many different amounts do not all end in a zero by chance."""
_FEW = 4
"""One in so many at most is printed finer than a text's other amounts."""
