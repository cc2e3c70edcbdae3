"""Definitions of one's own: a new indicator, a changed one, two versions over an overlap; no Python anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import load_extract
from tests.functional.conftest import Run
from tests.support.council import AS_AT, NOW

OWN = """
id: assessments-20-days
name: Assessments completed within 20 working days
question: Do we decide quickly when a child needs it?
why_it_matters: Four weeks is our own promise to families.
group: assessments
polarity: high
unit: "%"
grain: one assessment of one child
cohort: assessments
when: completed_on
measure: percentage
numerator: working_days(started_on, completed_on) <= 20
windows: [month, rolling_12]
breakdowns: [team]
owner: performance team
reviewed_on: 2026-11-01
versions:
  - {number: 1, holds_from: 2020-04-01, holds_until: 2026-06-30}
  - {number: 2, holds_from: 2026-04-01, numerator: "working_days(started_on, completed_on) <= 15"}
examples:
  - title: Day 15 counts and day 16 does not
    period: 2026-06
    rows:
      assessments: |
        person | started_on | completed_on
        -------+------------+-------------
        c1     | 2026-06-01 | 2026-06-22
        c2     | 2026-06-01 | 2026-06-23
    expect: {numerator: 1, denominator: 2}
"""


@pytest.fixture(scope="module")
def own_store(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The council's store with definitions of its own in it."""
    store = tmp_path_factory.mktemp("own") / "store"
    load_extract(store, extract, loaded_at=NOW, as_at=AS_AT, authority="343")
    folder = store / "definitions" / "indicators" / "assessments"
    folder.mkdir(parents=True)
    (folder / "assessments-20-days.yaml").write_text(OWN, encoding="utf-8")
    (folder / "assessments-45-days.yaml").write_text(
        "id: assessments-45-days\nname: Assessments in time, as our board calls them\n", encoding="utf-8"
    )
    calculate(store, started_at=NOW)
    return store


def test_a_new_indicator_on_a_cohort_that_is_there_gives_figures(sightline: Run, own_store: Path) -> None:
    ran = sightline("observations", "--indicator", "assessments-20-days", "--period", "2026-10", "--store", own_store)
    assert ran.code == 0, ran.err
    assert {row["window"] for row in ran.rows} == {"month", "rolling_12"}
    assert all(int(row["denominator"]) > 0 for row in ran.rows)


def test_both_versions_give_figures_over_the_overlap_and_one_elsewhere(sightline: Run, own_store: Path) -> None:
    ran = sightline("observations", "--indicator", "assessments-20-days", "--window", "month", "--store", own_store)
    by_period: dict[str, set[str]] = {}
    for row in ran.rows:
        by_period.setdefault(row["period"], set()).add(row["version"])
    assert by_period["2026-03"] == {"1"}
    assert by_period["2026-04"] == by_period["2026-06"] == {"1", "2"}
    assert by_period["2026-07"] == {"2"}


@pytest.mark.lists_children
def test_the_children_are_those_of_the_version_that_held(sightline: Run, own_store: Path) -> None:
    for period, version, most in (("2026-03", "1", "20"), ("2026-10", "2", "15")):
        asked = ("--indicator", "assessments-20-days", "--period", period, "--window", "month")
        figures = sightline("observations", *asked, "--store", own_store).rows
        figure = next(row for row in figures if row["version"] == version)
        listed = sightline("children", "assessments-20-days", "--period", period, "--window", "month", "--store", own_store).rows
        assert len(listed) == int(figure["denominator"])
        assert sum(row["in_numerator"] == "true" for row in listed) == int(figure["numerator"])
        assert any(f"within {most}" in row["reason"] for row in listed)


def test_a_local_name_is_laid_over_the_national_definition(sightline: Run, own_store: Path) -> None:
    ran = sightline("catalogue", "show", "assessments-45-days", "--store", own_store)
    assert "as our board calls them" in ran.out
    assert "working_days(started_on, completed_on) <= 45" in ran.out


def test_the_check_of_local_definitions_names_every_issue_with_its_line(sightline: Run, tmp_path: Path) -> None:
    folder = tmp_path / "indicators" / "assessments"
    folder.mkdir(parents=True)
    broken = OWN.replace("cohort: assessments", "cohort: asessments").replace("polarity: high", "polarity: upwards")
    (folder / "assessments-20-days.yaml").write_text(broken, encoding="utf-8")
    ran = sightline("catalogue", "check", tmp_path)
    assert ran.code == 4
    assert "assessments-20-days.yaml:" in ran.out + ran.err
    assert "polarity" in ran.out + ran.err
