"""The settings of a store hold for all of its authorities; two that choose differently are told so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.errors import InputError
from sightline.observations.store import Builds, Observations
from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import init_store, load_extract
from tests.support.extracts import LOADED_AT, write_tables

CONTACTS = """
authority | contact_id | person_id | contact_date
----------+------------+-----------+-------------
A         | k1         | SYN-1     | 2026-10-05
B         | k2         | SYN-2     | 2026-10-05
"""


def loaded(folder: Path, config: str) -> Path:
    store = folder / "store"
    init_store(store, "Made-up region", ("A", "B"))
    extract = write_tables(folder / "extract", {"ssd_contacts": CONTACTS, "loc_config": config})
    load_extract(store, extract, as_at=date(2026, 10, 31), loaded_at=LOADED_AT)
    return store


def chosen(store: Path) -> list[tuple[str, str]]:
    calculate(store, started_at=LOADED_AT)
    with Observations(Builds(store).current()) as observations:
        return [(row.key, row.value) for row in observations.settings.rows]


def test_one_file_for_all_is_one_choice(tmp_path: Path) -> None:
    store = loaded(tmp_path, "key,value,valid_from\ncontacts_scope,all,\ncin_visit_wd,15,2026-04-01\n")
    assert chosen(store) == [("cin_visit_wd", "15"), ("contacts_scope", "all")]


def test_the_same_choice_made_twice_is_one(tmp_path: Path) -> None:
    store = loaded(tmp_path, "authority,key,value,valid_from\nA,contacts_scope,all,\nB,contacts_scope,all,\n")
    assert chosen(store) == [("contacts_scope", "all")]


def test_two_that_choose_differently_are_named(tmp_path: Path) -> None:
    store = loaded(tmp_path, "authority,key,value,valid_from\nA,contacts_scope,all,\nB,contacts_scope,new,\n")
    with pytest.raises(InputError, match=r"hold for all of its authorities.*'contacts_scope' differently \(A all; B new\)"):
        calculate(store, started_at=LOADED_AT)
