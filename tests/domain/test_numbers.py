from __future__ import annotations

import re

import pytest

from backend.domain.numbers import YEAR, spoken_numbers, year_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,200 euros", (1200,)),
        ("2.5 million", (2_500_000,)),
        ("one thousand four hundred and forty", (1440,)),
        ("a quarter of it", (0.25,)),
        ("three quarters", (0.75,)),
        ("twelve percent", (12,)),
        ("half a million", (500_000,)),
        ("about thirty or forty", (30, 40)),
        ("two hundred and ten thousand", (210_000,)),
        ("in 2021 we had 3 and 5", (2021, 3, 5)),
        ("a hundred people", (100,)),
        ("forty-two", (42,)),
        ("two three", (2, 3)),
        ("a dozen", (12,)),
        ("nothing to count", ()),
        ("", ()),
    ],
)
def test_numbers_are_found_as_they_are_said(text: str, numbers: tuple[float, ...]) -> None:
    assert spoken_numbers(text) == numbers


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("since 2014", 2014),
        ("since twenty nineteen straight from school", 2019),
        ("in nineteen ninety-eight", 1998),
        ("from two thousand and nine on", 2009),
        ("in twenty oh five", 2005),
        ("until twenty twenty one", 2021),
    ],
)
def test_years_are_spoken_in_two_halves(said: str, year: int) -> None:
    found = re.search(YEAR, said)
    assert found is not None
    assert year_of(found.group()) == year
