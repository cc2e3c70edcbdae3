"""Engine and twin agree on what is due, child by child and day by day, on small extracts that collide."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from sightline.deadlines.status import Status
from sightline.observations.store import Builds, Observations
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.due import find_due
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from tests.generative.comparison import Run, run_engine
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import Rows, as_day, random_extract
from tests.twin.deadlines import RULES

FIRST_SEED, EXTRACTS = 9100, 40
# A day inside a month, a bank holiday, the end of February in a leap year.
ENDS = re.compile(r"end_date|ceased_date|close_date|resolved_date")
DAYS = (date(2024, 5, 15), date(2024, 4, 1), date(2024, 2, 29))


@pytest.fixture(scope="module", params=DAYS, ids=str)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Many authorities, calculated together on one day."""
    holidays = tuple(shipped_bank_holidays())
    seeds = range(FIRST_SEED, FIRST_SEED + EXTRACTS)
    extracts = {
        f"seed{seed}": without_foreseen_ends(random_extract(seed, request.param, holidays), request.param) for seed in seeds
    }
    return run_engine(extracts, request.param, tmp_path_factory.mktemp("due"))


def without_foreseen_ends(rows: Rows, as_at: date) -> Rows:
    """The extract without ends that lie ahead: to the twin they are not known, and the engine asks nothing beyond them."""
    return {
        table: [
            {
                column: None if ENDS.search(column) and isinstance(value, date) and as_day(value) > as_at else value
                for column, value in row.items()
            }
            for row in of_table
        ]
        for table, of_table in rows.items()
    }


@pytest.mark.lists_children
def test_what_is_due_is_what_the_twin_says(run: Run) -> None:
    worklist = find_due(run.store, scope=Scope.of_all())
    ours = Counter(
        (
            row.rule,
            row.authority,
            row.person_id,
            None if "visit" in row.rule and "private" not in row.rule else row.anchor_on,
            row.due_on,
        )
        for row in worklist.rows
        if row.rule in RULES
    )
    theirs = Counter(
        (rule, authority, person, anchor, due)
        for rule, find in RULES.items()
        if rule not in worklist.not_watched
        for authority, twin in run.twins.items()
        for person, anchor, due in find(twin.extract)
    )
    only = {side: sorted((a - b).elements(), key=str) for side, a, b in (("engine", ours, theirs), ("twin", theirs, ours))}
    by_rule = {side: Counter(item[0] for item in items) for side, items in only.items()}
    assert not any(only.values()), f"{by_rule}, such as {only['engine'][:6]} and {only['twin'][:6]}"


@pytest.mark.lists_children
def test_a_visit_that_is_overdue_counts_against_the_month_in_which_it_was_due(run: Run) -> None:
    """The worklist and the indicator read one clock: what one calls overdue, the other calls not made in time."""
    overdue = [
        row
        for row in find_due(run.store, scope=Scope.of_all()).rows
        if row.status is Status.OVERDUE and row.rule.startswith(("cp-visit", "cin-visit", "cla-visit"))
    ]
    compared = 0
    with Observations(Builds(run.store).current()) as observations:
        for indicator, month in {(row.moves[0], Month.of(row.due_on)) for row in overdue if row.due_on is not None}:
            if month < observations.spine.first:
                continue
            figure = observations.figure_on(indicator, month)
            behind = observations.children(figure, month, Window.MONTH, scope=Scope.of_all()).to_pylist()
            in_time = {(row["authority"], row["record_id"]): row["in_numerator"] for row in behind}
            for row in overdue:
                if row.due_on is not None and (row.moves[0], Month.of(row.due_on)) == (indicator, month):
                    # The indicator of child in need visits leaves the team for disabled children out.
                    place = (row.authority, row.record_id)
                    assert not in_time.get(place, False), row
                    compared += place in in_time
    assert compared > 20


def test_every_rule_but_those_named_has_a_twin() -> None:
    deadlines = {deadline.id for deadline in open_catalogue(None).deadlines}
    assert set(RULES) <= deadlines
    assert deadlines - set(RULES) == set()
