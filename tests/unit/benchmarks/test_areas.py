from __future__ import annotations

from datetime import date

import pytest

from sightline.errors import UsageError
from sightline.vocabulary.areas import REGIONS, NeighbourSet, read_authorities, region_named, shipped_authorities


def test_the_shipped_list_has_every_authority_of_today_once() -> None:
    living = [each for each in shipped_authorities() if each.valid_to is None]
    assert len(living) == 153
    assert len({each.code for each in living}) == 153
    assert {each.region for each in shipped_authorities()} == set(REGIONS) - {"London"}


@pytest.mark.parametrize("text", ["343", "E08000014", "Sefton", " sefton "])
def test_an_authority_is_found_by_code_ons_code_or_name(text: str) -> None:
    assert shipped_authorities().find(text).name == "Sefton"


def test_a_name_that_two_authorities_had_is_the_living_one() -> None:
    assert shipped_authorities().find("Dorset").code == "838"
    assert shipped_authorities().find("835").name == "Dorset"


def test_an_old_ons_code_still_finds_the_authority() -> None:
    barnsley = shipped_authorities().find("E08000016")
    assert (barnsley.code, barnsley.ons_code, barnsley.valid_from) == ("370", "E08000038", None)


def test_an_unknown_name_says_what_is_near() -> None:
    with pytest.raises(UsageError, match=r"'Sefon' is not an authority\..*Did you mean Sefton"):
        shipped_authorities().find("Sefon")


def test_who_took_over_from_whom() -> None:
    known = shipped_authorities()
    assert known.successors("909") == ("942", "943")
    assert known.successors("928") == ("940", "941")
    assert known.predecessors("839") == ("835", "836", "837")
    assert known.successors("343") == ()
    assert known["909"].exists_on(date(2023, 3, 31)) and not known["909"].exists_on(date(2023, 4, 1))
    assert known["942"].exists_on(date(2023, 4, 1)) and not known["942"].exists_on(date(2023, 3, 31))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Yorkshire and the Humber", "E12000003"),
        ("Yorkshire & The Humber", "E12000003"),
        ("London (Inner)", "E13000001"),
        ("e12000002", "E12000002"),
        ("Wessex", None),
    ],
)
def test_regions_as_files_spell_them(text: str, code: str | None) -> None:
    assert region_named(text) == code


def test_the_region_of_an_authority() -> None:
    assert shipped_authorities()["343"].region_code == "E12000002"
    assert shipped_authorities()["202"].region_code == "E13000001"


def test_a_list_in_any_order_gives_the_code_that_holds() -> None:
    header = "la_code,ons_code,name,region,valid_from,valid_to"
    lines = [
        "370,E08000038,Barnsley,Yorkshire and The Humber,2025-04-01,",
        "370,E08000016,Barnsley,Yorkshire and The Humber,,2025-03-31",
    ]
    for ordered in (lines, lines[::-1]):
        (barnsley,) = read_authorities([header, *ordered])
        assert (barnsley.ons_code, barnsley.valid_from, barnsley.valid_to) == ("E08000038", None, None)


def test_a_set_has_no_neighbours_for_an_authority_it_does_not_name() -> None:
    assert NeighbourSet("2025", {"343": ("344",)}).of("999") == ()
