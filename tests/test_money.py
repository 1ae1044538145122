"""What a printed amount leaves open is told by the amounts beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.common.chinese_numbers import chinese_number
from mingzhang.common.money import Style, amount_tolerance

WAN = Decimal(10000)


@pytest.mark.parametrize(
    ("printed", "beside", "factor", "half"),
    [
        ("77381546", ["17614243", "94995790"], Decimal(1), "0.5"),
        ("22118861", ["86959408.34", "64840547.00"], Decimal(1), "0.5"),
        ("22118861", ["86959408.34", "64840547.1"], Decimal(1), "0"),
        ("86959408.34", ["22118861"], Decimal(1), "0"),
        ("5120", ["417"], WAN, "5000"),
        ("417", ["33.5"], WAN, "500"),
        ("33.5", ["22.68", "40"], WAN, "50"),
        ("40", ["22.68", "33.5"], WAN, "50"),
        ("900", ["500.70", "400"], WAN, "5000"),
        ("0", ["500.70", "400"], WAN, "50"),
        ("33.123456", ["22.68"], WAN, "0.005"),
    ],
)
def test_the_amounts_beside_it_tell(
    printed: str, beside: list[str], factor: Decimal, half: str
) -> None:
    style = Style.of([printed, *beside])
    assert amount_tolerance(printed, factor, style) == Decimal(half)


def test_places_of_a_whole_table_may_only_be_filled_up() -> None:
    amounts = [f"{number}.{number}0" for number in range(1, 9)]
    assert amount_tolerance("20.10", WAN, Style.of_all([*amounts, "0.00"])) == Decimal("500")
    assert amount_tolerance("20.10", WAN, Style.of_all([*amounts, "4.25"])) == Decimal("50")
    few, whole = Style.of_all(amounts[:5]), Style.of_all(amounts)
    assert amount_tolerance("20.10", WAN, few) == Decimal("50")
    assert amount_tolerance("20.10", WAN, few.within(whole, is_text=False)) == Decimal("500")


@pytest.mark.parametrize(
    ("words", "number"), [("十二", 12), ("两", 2), ("一百", 100), ("一十十", None), ("", None)]
)
def test_chinese_numbers(words: str, number: int | None) -> None:
    assert chinese_number(words) == number
