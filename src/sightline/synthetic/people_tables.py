"""The tables about people themselves: person, address, disability, immigration status, mothers, other numbers."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.care_tables import postcode_codes
from sightline.synthetic.columns import Codes, Column, Dates, Frame, Ids, constant, empty, row_numbers
from sightline.synthetic.days import NEVER, BoolArray, IntArray, is_day
from sightline.synthetic.names import FORENAMES, STREETS, SURNAMES, TOWNS
from sightline.synthetic.people import ETHNICITIES, FamilyKind
from sightline.synthetic.world import PERSON_PREFIX, World

DISABILITIES = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA", "NONE")
_DISABILITY_SHARE = (0.10, 0.03, 0.05, 0.04, 0.12, 0.26, 0.03, 0.03, 0.10, 0.03, 0.19, 0.02)
RESTRICTED_ONE_IN = 50
_MOTHERS_AGE = (17.5, 14.0)
_NATIONALITIES = ("GBR", "POL", "ROU", "SVK", "AFG", "ERI", "SDN", "IRN", "ALB")


def build_people_tables(world: World, frames: list[Frame]) -> list[Frame]:
    """Everybody whom another table names, and what is known about them.

    Mothers come after the children in the numbering: the mother of family f is person `len(people) + f`.
    """
    named = _named_people(world, frames)
    children = named[named < len(world.people)]
    mothers = _mothers(world, children)
    return [
        _person(world, children, mothers),
        _mother(world, children, mothers),
        _address(world, children),
        _disability(world, children),
        _immigration(world, children),
        _other_numbers(world, children),
        _restricted(world, children),
    ]


def _named_people(world: World, frames: list[Frame]) -> IntArray:
    seen = np.zeros(len(world.people), bool)
    for frame in frames:
        for column in frame.columns.values():
            if isinstance(column, Ids) and column.prefix == PERSON_PREFIX:
                seen[column.numbers[column.numbers > 0] - 1] = True
    return np.flatnonzero(seen)


def _mothers(world: World, children: IntArray) -> IntArray:
    """Families whose mother is on the system: those of children who came into care, and a tenth of the rest."""
    rng = world.shape.stream("mothers")
    families = np.unique(world.people.family[children])
    in_care = np.isin(families, world.people.family[world.spells.person])
    usual = world.people.families.kind[families] != FamilyKind.UASC
    kept: IntArray = families[usual & (in_care | (rng.random(len(families)) < 0.1))]
    return kept


def _person(world: World, children: IntArray, mothers: IntArray) -> Frame:
    rng = world.shape.stream("person table")
    people, as_at = world.people, world.shape.as_at_day
    count, adults = len(children), len(mothers)
    oldest = people.born[people.families.first_child[mothers]]
    adult_born = oldest - ((_MOTHERS_AGE[0] + _MOTHERS_AGE[1] * rng.random(adults)) * 365.25).astype(np.int64)
    born = np.concatenate([people.born[children], adult_born])
    unborn = born > as_at
    family = np.concatenate([people.family[children], mothers])
    of_family = people.ethnicity[people.families.first_child[mothers]]
    number = np.concatenate([children, len(people) + mothers])
    male = np.concatenate([people.male[children], np.zeros(adults, bool)])
    sex = np.where(unborn, 2, np.where(male, 1, 0))
    # An expected date is known for children who were met before they were born.
    met_before = people.born[children] > people.families.first_on[people.family[children]]
    met_unborn = np.concatenate([met_before, np.zeros(adults, bool)])
    expected = np.where(met_unborn, born + rng.integers(-8, 9, len(born)), NEVER)
    at_school = (born < as_at - 4 * 365) & (np.arange(len(born)) < count)
    uasc = people.families.kind[family] == FamilyKind.UASC
    nationality = np.where(uasc, rng.integers(4, 9, len(born)), rng.choice(4, len(born), p=[0.93, 0.03, 0.02, 0.02]))
    died = np.concatenate([people.died[children], np.full(adults, NEVER)])
    columns: dict[str, Column] = {
        "pers_legacy_id": Ids("OLD-", number + 1, 6),
        "pers_person_id": world.person_ids(number),
        "pers_upn": Ids("Z990000", np.where(at_school, number + 1, -1), 6),
        "pers_forename": Codes(FORENAMES, rng.integers(0, len(FORENAMES), len(born))),
        "pers_surname": Codes(SURNAMES, family % len(SURNAMES)),
        "pers_sex": Codes(("F", "M", "U"), sex),
        "pers_gender": Codes(("F", "M", "U"), sex),
        "pers_ethnicity": Codes(ETHNICITIES, np.concatenate([people.ethnicity[children], of_family])),
        "pers_dob": Dates(np.where(unborn, NEVER, born)),
        "pers_single_unique_id": empty(len(born)),
        "pers_upn_unknown": Codes(("UN1",), np.where(at_school | unborn, -1, 0)),
        "pers_send_flag": Codes(("N", "Y"), (rng.random(len(born)) < 0.09).astype(np.int64)),
        "pers_expected_dob": Dates(expected),
        "pers_death_date": world.dates(died),
        "pers_is_mother": Codes(("Y",), np.concatenate([np.full(count, -1), np.zeros(adults, np.int64)])),
        "pers_nationality": Codes(_NATIONALITIES, nationality),
    }
    return Frame("ssd_person", columns)


def _mother(world: World, children: IntArray, mothers: IntArray) -> Frame:
    people = world.people
    theirs = children[np.isin(people.family[children], mothers)]
    born = people.born[theirs]
    return Frame(
        "ssd_mother",
        {
            "moth_table_id": Ids("MOT-", row_numbers(len(theirs)), 6),
            "moth_person_id": world.person_ids(len(people) + people.family[theirs]),
            "moth_childs_person_id": world.person_ids(theirs),
            "moth_childs_dob": world.dates(born),
        },
    )


def _address(world: World, children: IntArray) -> Frame:
    """One home a family at a time; about a third of families move once while they are known."""
    rng = world.shape.stream("addresses")
    people = world.people
    families = len(people.families)
    home = rng.integers(0, 400, (families, 2))
    moves_on = people.families.first_on + rng.integers(100, 2200, families)
    moves_on = np.where((rng.random(families) < 0.33) & (moves_on <= world.shape.as_at_day), moves_on, NEVER)
    family = people.family[children]
    first_on = np.minimum(people.families.first_on[family] - 30, world.shape.as_at_day)
    first_on = np.where(people.born[children] <= world.shape.as_at_day, np.maximum(first_on, people.born[children]), first_on)
    moved = np.flatnonzero(is_day(moves_on[family]) & (moves_on[family] > first_on))
    person = np.concatenate([children, children[moved]])
    start = np.concatenate([first_on, moves_on[family[moved]]])
    end = np.concatenate([np.where(moves_on[family] > first_on, moves_on[family], NEVER), np.full(len(moved), NEVER)])
    postcode = np.concatenate([home[family, 0], home[family[moved], 1]])
    lines = tuple(
        f'{{"ROOM":"","FLOOR":"","FLAT":"","BUILDING":"","HOUSE":"{house}","STREET":"{street}","TOWN":"{town}",'
        f'"UPRN":"","EASTING":"","NORTHING":""}}'
        for town in TOWNS
        for street in STREETS
        for house in range(1, 40)
    )
    return Frame(
        "ssd_address",
        {
            "addr_table_id": Ids("ADR-", row_numbers(len(person))),
            "addr_person_id": world.person_ids(person),
            "addr_address_type": constant("HOME", len(person)),
            "addr_address_start_date": world.dates(start),
            "addr_address_end_date": world.dates(end),
            "addr_address_postcode": postcode_codes(postcode),
            "addr_address_json": Codes(lines, (postcode * 7919 + world.people.family[person]) % len(lines)),
        },
    )


def _disability(world: World, children: IntArray) -> Frame:
    rng = world.shape.stream("disabilities")
    disabled = children[world.people.disabled[children]]
    # A few children have a second disability; for some of the others somebody recorded that there is none.
    second = disabled[rng.random(len(disabled)) < 0.3]
    none = children[~world.people.disabled[children] & (rng.random(len(children)) < 0.2)]
    share = np.array(_DISABILITY_SHARE) / sum(_DISABILITY_SHARE)
    first_code = rng.choice(12, len(disabled), p=share)
    second_code = (first_code[np.isin(disabled, second)] + rng.integers(1, 12, len(second))) % 12
    person = np.concatenate([disabled, second, none])
    code = np.concatenate([first_code, second_code, np.full(len(none), 12)])
    order = np.argsort(person, kind="stable")
    return Frame(
        "ssd_disability",
        {
            "disa_table_id": Ids("DIS-", row_numbers(len(person)), 6),
            "disa_person_id": world.person_ids(person[order]),
            "disa_disability_code": Codes(DISABILITIES, code[order]),
        },
    )


def _immigration(world: World, children: IntArray) -> Frame:
    rng = world.shape.stream("immigration")
    people = world.people
    uasc = people.families.kind[people.family[children]] == FamilyKind.UASC
    rows: BoolArray = uasc | (rng.random(len(children)) < 0.008)
    person, alone = children[rows], uasc[rows]
    start = people.families.first_on[people.family[person]]
    turns_18 = people.born[person] + 6575
    end = np.where(alone, turns_18, start + rng.integers(200, 3000, len(person)))
    status = np.where(alone, 0, rng.integers(1, 4, len(person)))
    return Frame(
        "ssd_immigration_status",
        {
            "immi_immigration_status_id": Ids("IMM-", row_numbers(len(person)), 6),
            "immi_person_id": world.person_ids(person),
            "immi_immigration_status_start_date": world.dates(start),
            "immi_immigration_status_end_date": world.dates(end),
            "immi_immigration_status": Codes(
                ("UASC", "Asylum seeking family", "Limited leave to remain", "Settled status"), status
            ),
        },
    )


def _other_numbers(world: World, children: IntArray) -> Frame:
    rng = world.shape.stream("other numbers")
    person = children[rng.random(len(children)) < 0.01]
    return Frame(
        "ssd_linked_identifiers",
        {
            "link_table_id": Ids("LNK-", row_numbers(len(person)), 6),
            "link_person_id": world.person_ids(person),
            "link_identifier_type": constant("Former Unique Pupil Number", len(person)),
            "link_identifier_value": Ids("Z980000", person + 1, 6),
            "link_valid_from_date": world.dates(world.people.families.first_on[world.people.family[person]]),
            "link_valid_to_date": Dates(np.full(len(person), NEVER)),
        },
    )


def _restricted(world: World, children: IntArray) -> Frame:
    """One record in fifty is restricted, to the first worker of the authority: a manager."""
    chosen = children[children % RESTRICTED_ONE_IN == 0]
    return Frame(
        "loc_restricted",
        {"person_id": world.person_ids(chosen), "allowed_email": constant("w00001@example.org", len(chosen))},
    )
