"""Which areas several authorities make up together, and what each is called."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.vocabulary.areas import ENGLAND, area_name, read_authorities, totals

DAY = date(2025, 3, 31)
KNOWN = read_authorities(
    """la_code,ons_code,name,region,valid_from,valid_to
201,E09000001,First,Inner London,,
202,E09000002,Second,Inner London,,
301,E09000003,Third,Outer London,,
390,E08000001,Fourth,North East,,
391,E08000002,Fifth,North East,,
392,E08000003,Gone,North East,,2020-03-31
""".splitlines()
)


def test_a_whole_region_has_its_code() -> None:
    # An authority that had ended by then is not missing.
    assert totals(["391", "390"], KNOWN, DAY) == {"E12000001": ("390", "391")}


def test_part_of_a_region_says_so() -> None:
    assert totals(["391", "390"], KNOWN, date(2019, 3, 31)) == {"part of E12000001": ("390", "391")}


def test_london_is_its_two_halves_and_england_its_regions() -> None:
    assert totals(["201", "202", "301", "390"], KNOWN, DAY) == {
        "E13000001": ("201", "202"),
        "E12000007": ("201", "202", "301"),
        f"part of {ENGLAND}": ("201", "202", "301", "390"),
    }


def test_every_authority_is_england() -> None:
    assert totals(["201", "202", "301", "390", "391"], KNOWN, DAY)[ENGLAND] == ("201", "202", "301", "390", "391")


def test_one_authority_makes_up_nothing() -> None:
    assert totals(["390"], KNOWN, DAY) == {}


def test_authorities_that_nobody_knows_are_summed_as_all() -> None:
    assert totals(["A2", "A1"], KNOWN, DAY) == {"all": ("A1", "A2")}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("391", "Newcastle upon Tyne"),
        ("E12000001", "North East"),
        ("part of E92000001", "Part of England"),
        ("all", "All authorities"),
        ("A1", "A1"),
    ],
)
def test_an_area_has_a_name_to_be_read(code: str, name: str) -> None:
    assert area_name(code) == name
