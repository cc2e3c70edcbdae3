"""`due`: its columns are an interface; every row is in order, in scope and explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.pipeline.due import find_due
from sightline.vocabulary.scope import Scope
from tests.functional.conftest import Run

COLUMNS = (
    "person_id,record_id,rule,status,anchor_on,due_on,act_by_on,days_left,team,worker,service,kind,standard,"
    "other_due_on,other_standard,why,moves,authority,key"
)
AS_AT = date(2026, 10, 31)


@pytest.mark.lists_children
def test_the_worklist_has_the_columns_of_the_interface(sightline: Run, store: Path) -> None:
    ran = sightline("due", "--format", "csv", "--store", store)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == COLUMNS
    assert len(ran.rows) > 500
    assert {row["status"] for row in ran.rows} == {"overdue", "today", "soon", "next", "later", "no anchor"}
    assert {row["kind"] for row in ran.rows} == {"statutory", "local"}
    for row in ran.rows:
        assert "{" not in row["why"] and row["standard"]
        if row["due_on"]:
            assert row["act_by_on"] <= row["due_on"]
            assert (row["status"] == "overdue") == (date.fromisoformat(row["due_on"]) < AS_AT)
        else:
            assert row["status"] == "no anchor" and not row["days_left"]


@pytest.mark.lists_children
def test_it_can_be_cut_to_a_team_a_worker_a_rule_and_some_days(sightline: Run, store: Path) -> None:
    everything = sightline("due", "--format", "csv", "--store", store).rows
    team = next(row["team"] for row in everything if row["team"] != "unknown")
    worker = next(row["worker"] for row in everything if row["worker"] != "unknown")
    for option, value, column in (("--team", team, "team"), ("--worker", worker, "worker"), ("--rule", "assessment-due", "rule")):
        ran = sightline("due", option, value, "--format", "csv", "--store", store)
        kept = {row["key"] for row in everything if row[column] == value}
        assert {row["key"] for row in ran.rows} == kept and kept
    near = sightline("due", "--within", 5, "--format", "csv", "--store", store).rows
    assert {row["status"] for row in near} == {"overdue", "today", "soon"}


@pytest.mark.lists_children
def test_the_table_counts_and_names_the_day(sightline: Run, store: Path) -> None:
    ran = sightline("due", "--rule", "cp-visit-next", "--store", store)
    rows = sightline("due", "--rule", "cp-visit-next", "--format", "csv", "--store", store).rows
    assert f"{len(rows)} deadlines, as at 31 October 2026." in ran.out


def test_a_reader_sees_what_is_in_scope_and_an_empty_scope_nothing(store: Path) -> None:
    everything = find_due(store, scope=Scope.of_all()).rows
    team = next(due.team for due in everything if due.team != "unknown")
    seen = find_due(store, scope=Scope(teams=frozenset({team}))).rows
    assert {due.key for due in seen} == {due.key for due in everything if due.team == team}
    assert find_due(store, scope=Scope()).rows == ()


def test_a_rule_that_is_not_there_is_refused_with_one_that_is(sightline: Run, store: Path) -> None:
    ran = sightline("due", "--rule", "assesment-due", "--store", store)
    assert ran.code == 2
    assert "Did you mean 'assessment-due'" in ran.err


def test_keys_are_as_many_as_rows(store: Path) -> None:
    keys = [due.key for due in find_due(store, scope=Scope.of_all()).rows]
    assert len(set(keys)) == len(keys)
