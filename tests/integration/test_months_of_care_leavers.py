"""Care leavers of past months: known where a load kept them, or a local table tells; else no figure, which is not nought."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import load_extract
from sightline.pipeline.observe import find_observations
from tests.support.extracts import LOADED_AT, write_tables

PEOPLE = """
person_id | pers_dob
----------+-----------
SYN-1     | 2005-02-10
SYN-2     | 2006-07-01
SYN-3     | 2008-01-05
"""
CONTACTS = """
contact_id | person_id | contact_date
-----------+-----------+-------------
k1         | SYN-1     | 2026-01-05
"""
# In June two had left care; by August one record says somebody else, and a third young person has come.
IN_JUNE = """
table_id | person_id | eligibility     | pathway_plan_review_date
---------+-----------+-----------------+-------------------------
r1       | SYN-1     | Former Relevant | 2026-05-01
r2       | SYN-2     | Former Relevant |
"""
IN_AUGUST = """
table_id | person_id | eligibility            | pathway_plan_review_date
---------+-----------+------------------------+-------------------------
r1       | SYN-1     | No Current Eligibility | 2026-05-01
r2       | SYN-2     | Former Relevant        | 2026-08-05
r3       | SYN-3     | Relevant               |
"""
NOTED = """
person_id | status_date | basis
----------+-------------+---------
SYN-1     | 2026-03-31  | snapshot
SYN-1     | 2026-06-30  | snapshot
"""


def figures_of(store: Path, indicator: str) -> dict[str, tuple[float | None, float | None]]:
    rows = find_observations(store, indicators=[indicator]).to_pylist()
    return {str(row["period"]): (row["numerator"], row["denominator"]) for row in rows}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that was loaded at the end of June and again on 6 August, which stands for the end of July too."""
    told = {"ssd_person": PEOPLE, "ssd_contacts": CONTACTS, "loc_care_leaver_status": NOTED}
    for as_at, leavers in ((date(2026, 6, 30), IN_JUNE), (date(2026, 8, 6), IN_AUGUST)):
        extract = write_tables(tmp_path / str(as_at), {**told, "ssd_care_leavers": leavers})
        load_extract(tmp_path / "store", extract, as_at=as_at, loaded_at=LOADED_AT)
    calculate(tmp_path / "store", started_at=LOADED_AT)
    return tmp_path / "store"


def test_a_month_has_a_figure_where_something_is_known_of_it(store: Path) -> None:
    assert figures_of(store, "care-leavers-count") == {
        # From loc_care_leaver_status: the record is asked for eligibility, and by now it says none, so age decides.
        "2026-03": (1, None),
        # From the copy that the load of June kept, whatever the local table says.
        "2026-06": (2, None),
        "2026-07": (2, None),
        "2026-08": (2, None),
    }


def test_only_copies_of_the_record_know_of_pathway_plans(store: Path) -> None:
    assert figures_of(store, "care-leavers-pathway-plan") == {
        "2026-06": (1, 2),
        # The plan of 5 August was not there at the end of July. Nobody is asked about SYN-1, who is owed nothing by then.
        "2026-07": (0, 2),
        "2026-08": (1, 2),
    }
