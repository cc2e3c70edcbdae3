"""The figures of an area: sums of its authorities', and each child once, also one whom two of them know."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sightline.engine.plan import ALL, Figure, Form
from sightline.engine.read import Wanted
from sightline.observations.store import Builds, Observations
from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import init_store, load_extract
from sightline.pipeline.observe import find_observations
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import Rows, combine, random_extract, write_extract

AS_AT = date(2025, 3, 14)
# Two of a region that has more, and one that nobody knows.
NORTH = ("390", "391")
MEMBERS = {"part of E12000001": NORTH, "all": ("390", "391", "A1")}
AUTHORITIES = MEMBERS["all"]
# People whom the first two authorities both know, and an identifier that names nobody: two people of one have it.
SHARED = ("p1", "p2", "p3", "p4")
NOBODY = "0000000000"
NUMBERS = ("numerator", "denominator", "value")


@dataclass(frozen=True)
class Region:
    """A store of three authorities: every observation, by what it is about, and the build to look behind it."""

    observations: Observations
    rows: Mapping[tuple[str, ...], Mapping[str, Any]]


def with_identifiers(rows: Rows) -> Rows:
    """The extracts of all, in which some children have an identifier that others may know."""
    for person in rows["ssd_person"]:
        authority, local = person["pers_person_id"].split("-")
        if authority in NORTH and local in SHARED:
            person["pers_single_unique_id"] = f"N{local}"
        elif authority == "A1" or local == "p5":
            person["pers_single_unique_id"] = NOBODY
    return rows


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the three authorities, calculated."""
    folder = tmp_path_factory.mktemp("region")
    holidays = shipped_bank_holidays()
    extracts = {
        authority: random_extract(number, AS_AT, holidays, local=True) for number, authority in enumerate(AUTHORITIES, start=40)
    }
    write_extract(with_identifiers(combine(extracts)), folder / "extract")
    init_store(folder / "store", "Made-up region", AUTHORITIES)
    load_extract(folder / "store", folder / "extract", loaded_at=datetime(2025, 3, 15), as_at=AS_AT)
    calculate(folder / "store", started_at=datetime(2025, 3, 15))
    return folder / "store"


@pytest.fixture(scope="module")
def region(store: Path) -> Iterator[Region]:
    """Everything that the store says, totals included."""
    with Observations(Builds(store).current()) as observations:
        table = observations.table(None, Wanted(breakdowns=None, totals=True))
        yield Region(observations, {place(row): row for row in table.to_pylist()})


def place(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["authority"], *about(row))


def about(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("indicator", "version", "period", "window", "breakdown", "group"))


def of_totals(region: Region) -> Iterator[tuple[Figure, Mapping[str, Any]]]:
    """The observations of areas, each with its figure."""
    figures = {(figure.indicator_id, figure.version): figure for figure in region.observations.plan.figures}
    for row in region.rows.values():
        if row["authority"] in MEMBERS:
            yield figures[row["indicator"], row["version"]], row


def own(region: Region, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the authorities of an area say of the same; one that has no such group says nothing."""
    keys = [(authority, *about(row)) for authority in MEMBERS[row["authority"]]]
    return [region.rows[key] for key in keys if key in region.rows]


def same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def test_sums_are_those_of_the_authorities(region: Region) -> None:
    compared = 0
    for figure, row in of_totals(region):
        if figure.form is not Form.SUMS or row["window"] == Window.MONTH_ENDS_6:
            continue
        parts = own(region, row)
        assert same(row["numerator"], sum(part["numerator"] for part in parts)), row
        below = [part["denominator"] for part in parts]
        if row["breakdown"] == figure.share_by:
            # A share is of the rows of every authority, also of one that has none in this group.
            below = [part["denominator"] for part in own(region, {**row, "breakdown": ALL, "group": ""})]
        # The population of an area is known where that of each of its authorities is.
        wanted = None if None in below else sum(below)
        if figure.measure in ("rate", "percentage", "mean"):
            assert same(row["denominator"], wanted), row
        if figure.measure == "percentage" and wanted:
            assert same(row["value"], 100 * row["numerator"] / wanted), row
        compared += bool(row["numerator"])
    assert compared > 1000


def test_a_mean_of_month_ends_is_of_the_area_s_own_months(region: Region) -> None:
    """The caseload over six month ends is the mean of what the caseload of each of the area's month ends says."""
    compared = 0
    for _, row in of_totals(region):
        if row["indicator"] != "caseload-service-6m-avg":
            continue
        end = Month.parse(row["period"])
        monthly = {**row, "indicator": "caseload-mean-headcount", "window": "snapshot"}
        keys = [place({**monthly, "period": str(Month.from_index(end.index - back))}) for back in range(6)]
        known = [region.rows[key]["value"] for key in keys if key in region.rows and region.rows[key]["value"] is not None]
        assert same(row["value"], sum(known) / len(known) if known else None), row
        compared += row["value"] is not None
    assert compared > 10


def test_each_child_is_counted_once(region: Region) -> None:
    """The lists of children of each authority, with those whom two know put together, are as long as the total says."""
    compared = doubled = 0
    for figure, row in of_totals(region):
        if figure.form is not Form.DISTINCT or row["breakdown"] != ALL:
            continue
        behind = region.observations.children(figure, Month.parse(row["period"]), Window(row["window"]), scope=Scope.of_all())
        latest: dict[tuple[str, str], tuple[Any, bool]] = {}
        counted: dict[tuple[str, str], bool] = defaultdict(bool)
        listed = [child for child in behind.to_pylist() if child["authority"] in MEMBERS[row["authority"]]]
        for child in listed:
            authority, local = child["authority"], child["person_id"].removeprefix(f"{child['authority']}-")
            who = ("shared", local) if authority in NORTH and local in SHARED else (authority, local)
            order = (child["event_date"], child["record_id"], authority)
            latest[who] = max(latest.get(who, (order, child["in_numerator"])), (order, child["in_numerator"]))
            counted[who] |= child["in_numerator"]
        is_counted = counted if figure.distinct == "any" else {who: judged for who, (_, judged) in latest.items()}
        if figure.measure == "percentage":
            assert (row["numerator"], row["denominator"]) == (sum(is_counted.values()), len(latest)), row
        else:
            assert row["numerator"] == len(latest), row
        compared += bool(latest)
        doubled += len(listed) > len(latest)
    assert compared > 100
    assert doubled > 20, "no child is known to two authorities in one window"


def test_a_total_is_said_where_every_authority_is_sure_to_be_in_it(region: Region) -> None:
    """Of care leavers the past is known to whoever kept a copy: the sum of those would look like the area's."""
    told = {(figure.known_where_rows, row["period"]) for figure, row in of_totals(region)}
    assert {period for is_kept, period in told if is_kept} == {str(Month.of(AS_AT))}
    kept = {figure.indicator_id for figure in region.observations.plan.figures if figure.known_where_rows}
    months = {row["period"] for row in region.rows.values() if row["indicator"] in kept and row["authority"] in AUTHORITIES}
    assert len(months) > 1, "no authority knows of an earlier month, so nothing was held back"


def test_a_total_is_not_split_by_what_is_an_authority_s_own(region: Region) -> None:
    split = {row["breakdown"] for _, row in of_totals(region)}
    assert "sex" in split
    assert not split & {"team", "worker"}


def test_an_authority_s_figures_are_the_same_with_totals(region: Region) -> None:
    alone = region.observations.table(None, Wanted(breakdowns=None)).to_pylist()
    assert [row for row in alone if row["authority"] in MEMBERS] == []
    with_totals = {key: row for key, row in region.rows.items() if key[0] not in MEMBERS}
    assert {place(row) for row in alone} == with_totals.keys()
    assert all(same(row[name], with_totals[place(row)][name]) for row in alone for name in NUMBERS)


def test_observations_of_a_region_give_its_totals(store: Path) -> None:
    table = find_observations(store, indicators=["referrals-received"])
    assert set(table.column("authority").to_pylist()) == {*AUTHORITIES, *MEMBERS}
