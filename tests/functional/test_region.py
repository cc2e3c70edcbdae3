"""A region in one store: each authority's own figures, and those of the area that they make up, on every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.functional.conftest import Run

MEMBERS = ("390", "391")
AREA = "part of E12000001"
ASKED = ("--indicator", "referral-rate", "--period", "2026-09", "--window", "rolling_12")


@pytest.fixture(scope="module")
def region(sightline: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two authorities of the North East, made, loaded and calculated by command."""
    folder = tmp_path_factory.mktemp("region")
    store = folder / "store"
    named = [part for code in MEMBERS for part in ("--authority", code)]
    made = ("synthetic", folder / "extract", "--children", 1200, "--years", 2, "--format", "parquet", *named)
    members = [part for code in MEMBERS for part in ("--member", code)]
    for command in (
        made,
        ("init", "--authority", "Two of the North East", *members, "--store", store),
        ("load", folder / "extract", "--as-at", "2026-10-31", "--store", store),
        ("calculate", "--store", store),
    ):
        ran = sightline(*command)
        assert ran.code == 0, ran.err
    return store


def test_observations_are_of_each_authority_and_of_the_area(sightline: Run, region: Path) -> None:
    rows = {row["authority"]: row for row in sightline("observations", *ASKED, "--store", region).rows}
    assert set(rows) == {*MEMBERS, AREA}
    for name in ("numerator", "denominator"):
        assert float(rows[AREA][name]) == sum(float(rows[code][name]) for code in MEMBERS)
    total = rows[AREA]
    assert float(total["value"]) == pytest.approx(10_000 * float(total["numerator"]) / float(total["denominator"]))


@pytest.mark.parametrize(
    ("asked", "found"), [("391", "391"), ("E08000037", "390"), ("Gateshead", "390"), ("north east", AREA), (AREA, AREA)]
)
def test_an_authority_is_asked_for_by_code_or_name(sightline: Run, region: Path, asked: str, found: str) -> None:
    ran = sightline("observations", *ASKED, "--authority", asked, "--store", region)
    assert {row["authority"] for row in ran.rows} == {found}, ran.err


def test_an_authority_that_is_not_there_is_refused_with_those_that_are(sightline: Run, region: Path) -> None:
    for command in (("observations", *ASKED), ("scorecard",)):
        ran = sightline(*command, "--authority", "Leeds", "--store", region)
        assert ran.code == 2
        assert f"There are those of 390, 391, {AREA}." in ran.err


def test_a_scorecard_is_of_the_area_unless_an_authority_is_named(sightline: Run, region: Path) -> None:
    figures = {row["authority"]: row for row in sightline("observations", *ASKED, "--store", region).rows}
    for options, code in (((), AREA), (("--authority", "Newcastle upon Tyne"), "391"), (("--authority", "390"), "390")):
        card = sightline("scorecard", "key", "--period", "2026-09", "--format", "csv", *options, "--store", region)
        line = next(row for row in card.rows if row["Indicator"].startswith("Referrals per 10,000"))
        assert float(line["Sep 2026"].replace(",", "")) == pytest.approx(float(figures[code]["value"]), abs=0.05), code


def test_what_an_authority_aims_for_is_no_target_of_the_area(sightline: Run, region: Path) -> None:
    def rated(*options: str) -> list[str]:
        card = sightline("scorecard", "key", "--period", "2026-09", "--format", "csv", *options, "--store", region)
        return [row["Target"] for row in card.rows if row["Target"]]

    assert rated("--authority", "390")
    assert not rated()


@pytest.mark.lists_children
def test_a_list_says_whose_each_child_is(sightline: Run, region: Path) -> None:
    command = ("children", "referrals-received", "--period", "2026-09", "--window", "rolling_12", "--store", region)
    both = sightline(*command).rows
    assert list(both[0])[-1] == "authority"
    assert {row["authority"] for row in both} == set(MEMBERS)
    one = sightline(*command, "--authority", "390").rows
    assert one == [row for row in both if row["authority"] == "390"]


def test_a_store_of_one_authority_says_nothing_of_areas(sightline: Run, store: Path) -> None:
    rows = sightline("observations", *ASKED, "--store", store).rows
    assert {row["authority"] for row in rows} == {"343"}
    same = sightline("observations", *ASKED, "--authority", "343", "--store", store).rows
    assert same == rows


def test_figures_are_checked_and_held_to_what_was_said_authority_by_authority(
    sightline: Run, region: Path, tmp_path: Path
) -> None:
    """What was printed for one authority is held against its own figures, not against another's or the sum."""
    asked = ("observations", "--indicator", "contacts-received", "--window", "month", "--store", region)
    months = {row["period"]: row["value"] for row in sightline(*asked, "--authority", "390").rows}
    period = max(period for period, value in months.items() if float(value) and period < "2026-10")
    series = tmp_path / "gateshead.csv"
    head = "indicator,period,window,unit,value,numerator,denominator,source,owner"
    series.write_text(f"{head}\ncontacts-received,{period},month,count,{months[period]},,,Report,A\n", encoding="utf-8")
    assert sightline("history", "load", series, "--authority", "390", "--store", region).code == 0
    ran = sightline("restated", "--authority", "390", "--store", region)
    assert ran.code == 0 and "Every figure is as it was published." in ran.err
    ran = sightline("restated", "--authority", "391", "--store", region)
    assert ran.code == 5 and "No series is kept" in ran.err
    checked = {whose: sightline("consistency", "--authority", whose, "--store", region).err for whose in (*MEMBERS, AREA)}
    assert "gateshead: nothing that disagrees in 1 figures" in checked["390"]
    assert "gateshead" not in checked["391"] + checked[AREA]
    figures = [re.search(r"calculated: .* in ([\d,]+) figures", said) for said in checked.values()]
    assert len({found[1] for found in figures if found}) == 3, "each has figures of its own"
