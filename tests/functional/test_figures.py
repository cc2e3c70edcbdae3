"""`observations`, `children`, `explain`: their columns are an interface, and they agree with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Run

OBSERVATION_COLUMNS = "authority,indicator,version,period,window,breakdown,group,numerator,denominator,value"
CHILDREN_COLUMNS = "person_id,record_id,in_numerator,event_date,team,worker,reason"


def test_observations_have_the_columns_of_the_interface(sightline: Run, store: Path) -> None:
    ran = sightline("observations", "--period", "2026-10", "--store", store)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == OBSERVATION_COLUMNS
    assert {row["breakdown"] for row in ran.rows} == {"all"}
    assert {row["group"] for row in ran.rows} == {""}
    assert {row["authority"] for row in ran.rows} == {"343"}


def test_a_percentage_a_count_and_a_rate_are_written_as_they_should_be(sightline: Run, store: Path) -> None:
    asked = ("assessments-45-days", "contacts-received", "referral-rate", "cla-rate")
    ran = sightline(
        "observations", *[part for name in asked for part in ("--indicator", name)], "--period", "2026-09", "--store", store
    )
    by_name = {(row["indicator"], row["window"]): row for row in ran.rows}
    share = by_name["assessments-45-days", "quarter"]
    assert float(share["value"]) == pytest.approx(100 * float(share["numerator"]) / float(share["denominator"]))
    count = by_name["contacts-received", "month"]
    assert count["denominator"] == "" and count["value"] == count["numerator"]
    rate = by_name["referral-rate", "rolling_6"]
    assert float(rate["value"]) == pytest.approx(2 * 10_000 * float(rate["numerator"]) / float(rate["denominator"]))
    stock = by_name["cla-rate", "snapshot"]
    assert float(stock["value"]) == pytest.approx(10_000 * float(stock["numerator"]) / float(stock["denominator"]))


def test_a_quarter_exists_only_where_a_month_closes_one(sightline: Run, store: Path) -> None:
    ran = sightline("observations", "--indicator", "contacts-received", "--window", "quarter", "--store", store)
    assert {row["period"][-2:] for row in ran.rows} == {"03", "06", "09", "12"}


def test_an_answer_of_no_figures_says_so(sightline: Run, store: Path) -> None:
    ran = sightline("observations", "--indicator", "cla-count", "--window", "month", "--store", store)
    assert ran.code == 0 and ran.rows == []
    assert "No figure is of all that together" in ran.err


def test_a_breakdown_that_nothing_has_is_refused(sightline: Run, store: Path) -> None:
    ran = sightline("observations", "--by", "nothing", "--store", store)
    assert ran.code == 2
    assert "split by 'nothing'" in ran.err


def test_a_group_that_there_is_not_is_refused_and_an_empty_one_is_said(sightline: Run, store: Path) -> None:
    asked = ("children", "cla-count", "--period", "2026-10", "--window", "snapshot", "--by", "team", "--store", store)
    ran = sightline(*asked, "--group", "NOPE")
    assert ran.code == 2 and ran.out == ""
    assert "No figure of 'cla-count' by team has a group 'NOPE'" in ran.err
    # Care leavers of a month of which nothing was kept: no figure, and nobody.
    past = ("children", "care-leavers-count", "--period", "2026-03", "--window", "snapshot", "--store", store)
    assert "Nobody is listed" in sightline(*past).err


@pytest.mark.lists_children
def test_children_are_a_row_for_each_unit_of_the_denominator(sightline: Run, store: Path) -> None:
    figure = sightline(
        "observations", "--indicator", "icpc-15-days", "--period", "2026-10", "--window", "rolling_12", "--store", store
    ).rows[0]
    ran = sightline("children", "icpc-15-days", "--period", "2026-10", "--window", "rolling_12", "--store", store)
    assert ran.out.splitlines()[0] == CHILDREN_COLUMNS
    assert len(ran.rows) == int(figure["denominator"])
    assert sum(row["in_numerator"] == "true" for row in ran.rows) == int(figure["numerator"])
    assert all(row["reason"] for row in ran.rows)


@pytest.mark.lists_children
def test_one_team_of_a_figure_lists_its_own_children(sightline: Run, store: Path) -> None:
    teams = sightline(
        "observations", "--indicator", "cpp-open-count", "--period", "2026-10", "--by", "team", "--store", store
    ).rows
    biggest = max(teams, key=lambda row: int(row["numerator"]))
    ran = sightline(
        "children", "cpp-open-count", "--period", "2026-10", "--window", "snapshot", "--by", "team", "--group", biggest["group"],
        "--store", store,
    )  # fmt: skip
    assert {row["team"] for row in ran.rows} == {biggest["group"]}
    assert len(ran.rows) == int(biggest["numerator"])


@pytest.mark.lists_children
def test_explain_spells_the_clock_out(sightline: Run, store: Path) -> None:
    listed = sightline("children", "cpp-visit-20wd", "--period", "2026-10", "--window", "snapshot", "--store", store).rows
    child = next(row for row in listed if row["in_numerator"] == "true")
    ran = sightline("explain", "cpp-visit-20wd", "--child", child["person_id"], "--period", "2026-10", "--store", store)
    assert ran.code == 0, ran.err
    assert "working days after" in ran.out
    assert "counted" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("observations", "--indicator", "assessment-45-days"), "There is no indicator 'assessment-45-days'"),
        (("children", "cla-count", "--period", "2026-10", "--window", "month"), "has no window 'month'"),
        (("children", "cla-count", "--period", "2010-01", "--window", "snapshot"), "There is no snapshot to 2010-01"),
        (("children", "cla-count", "--period", "2026-13", "--window", "snapshot"), "'2026-13' is not a month"),
        (("scorecard", "--period", "2010-01"), "There are no figures for 2010-01"),
        (("scorecard", "nobody"), "There is no scorecard 'nobody'"),
    ],
)
def test_a_question_that_has_no_answer_is_answered_in_words(
    sightline: Run, store: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = sightline(*arguments, "--store", store)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_store_may_come_from_the_environment(sightline: Run, store: Path) -> None:
    ran = sightline("loads", SIGHTLINE_STORE=str(store))
    assert ran.code == 0, ran.err
    assert "current" in ran.out


def test_a_store_without_figures_says_what_to_do(sightline: Run, tmp_path: Path) -> None:
    ran = sightline("observations", "--store", tmp_path / "empty")
    assert ran.code == 5
    assert "sightline load FOLDER" in ran.err
