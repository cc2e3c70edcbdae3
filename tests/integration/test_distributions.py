"""The spread behind a mean, and the children behind most episodes, from an extract that was loaded and calculated."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.errors import UsageError
from sightline.pipeline.calculate import calculate
from sightline.pipeline.distribution import find_concentration, find_distribution
from sightline.pipeline.load import load_extract
from sightline.pipeline.observe import find_observations
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from tests.support.extract_strategies import write_extract

AS_AT = date(2025, 6, 30)
NOW = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
JUNE = Month(2025, 6)
# Workers and how many children each holds.
HELD = {"w1": 12, "w2": 18, "w3": 30}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council in which three workers hold sixty children, and two children make five of seven contacts."""
    children = [f"c{number}" for number in range(sum(HELD.values()))]
    workers = [worker for worker, number in HELD.items() for _ in range(number)]
    contacts = ["c0", "c0", "c0", "c1", "c1", "c2", "c3"]
    start = date(2025, 5, 1)
    rows = {
        "ssd_person": [{"pers_person_id": child, "pers_dob": date(2015, 1, 1), "pers_sex": "F"} for child in children],
        "ssd_cin_episodes": [
            {"cine_referral_id": f"r{child}", "cine_person_id": child, "cine_referral_date": start} for child in children
        ],
        "ssd_involvements": [
            {
                "invo_involvements_id": f"i{child}",
                "invo_professional_id": worker,
                "invo_professional_role_id": "CW",
                "invo_professional_team": "t1",
                "invo_person_id": child,
                "invo_involvement_start_date": start,
            }
            for child, worker in zip(children, workers, strict=True)
        ],
        # Caseloads also hold looked-after children: this one's case is open already, and still counts once.
        "ssd_cla_episodes": [{"clae_cla_episode_id": "e0", "clae_person_id": "c0", "clae_cla_episode_start_date": start}],
        "ssd_contacts": [
            {"cont_contact_id": f"k{number}", "cont_person_id": child, "cont_contact_date": date(2025, 6, 2)}
            for number, child in enumerate(contacts)
        ],
    }
    folder = tmp_path_factory.mktemp("council")
    write_extract(rows, folder / "extract")
    load_extract(folder / "store", folder / "extract", loaded_at=NOW, as_at=AS_AT)
    calculate(folder / "store", started_at=NOW)
    return folder / "store"


def test_the_spread_of_caseloads_has_the_mean_of_the_figure(store: Path) -> None:
    found = find_distribution(
        store, "caseload-mean-headcount", month=JUNE, window=Window.SNAPSHOT, scope=Scope.of_all(), edges=(0, 15, 25)
    )
    (figure,) = find_observations(
        store, indicators=["caseload-mean-headcount"], periods=[JUNE], windows=[Window.SNAPSHOT]
    ).to_pylist()
    assert found.mean == figure["value"] == 20
    assert (found.n, found.minimum, found.median, found.maximum) == (3, 12, 18, 30)
    assert (found.lower_quartile, found.upper_quartile) == (15, 24)
    assert [band.n for band in found.bands] == [1, 1, 1]


def test_who_may_see_nothing_is_told_of_nobody(store: Path) -> None:
    found = find_distribution(store, "caseload-mean-headcount", month=JUNE, window=Window.SNAPSHOT, scope=Scope())
    assert (found.n, found.median) == (0, None)


def test_two_children_make_most_of_the_contacts(store: Path) -> None:
    found = find_concentration(store, "contacts-received", month=JUNE, window=Window.MONTH, scope=Scope.of_all())
    assert (found.children, found.episodes, found.most_of_one_child, found.children_of_half) == (4, 7, 3, 2)


def test_a_count_has_no_spread_and_a_mean_has_no_episodes(store: Path) -> None:
    with pytest.raises(UsageError, match="only a mean, median or maximum"):
        find_distribution(store, "contacts-received", month=JUNE, window=Window.MONTH, scope=Scope.of_all())
    with pytest.raises(UsageError, match="does not count episodes of children"):
        find_concentration(store, "caseload-mean-headcount", month=JUNE, window=Window.SNAPSHOT, scope=Scope.of_all())
