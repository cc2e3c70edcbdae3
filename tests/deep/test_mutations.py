"""A moved boundary in a definition is noticed: by a worked example, or by the figures of drawn extracts.

Each mutant is killed where one of its indicator's worked examples fails, or where, on the rows of drawn extracts (on which
`tests/generative` holds the engine to the twin), it gives another numerator or denominator in some authority and month.
What survives both is listed here with its reason; a survivor that is not listed fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sightline.catalogue.examples import ExampleError, run_example
from sightline.catalogue.models import Indicator
from sightline.catalogue.settings import Settings
from sightline.cohorts import all_cohorts
from sightline.engine.duckdb import sql_for_duckdb
from sightline.engine.plan import make_plan
from sightline.engine.staging import cube, distinct_base
from sightline.observations.store import DATABASE, Builds
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.dates import WorkingCalendar
from tests.generative.comparison import run_engine
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import random_extract
from tests.support.mutations import Mutant, mutants_of

pytestmark = pytest.mark.deep

AS_AT = date(2025, 6, 30)
AUTHORITIES = 150

# (indicator, change) -> why nothing can notice it.
EQUIVALENT: dict[tuple[str, str], str] = {
    ("vacancy-rate", "where: only the first part of is_social_worker AND NOT vacant_fte IS NULL"): (
        "Where no vacancies are given, value and weight are empty too and add nothing. The condition keeps such posts out of the "
        "rows that are shown behind the figure."
    ),
}


def examples_notice(mutant: Mutant, indicator: Indicator, calendar: WorkingCalendar) -> bool:
    """Whether a worked example of the indicator fails on the mutant."""
    for example in indicator.examples:
        if example.version not in (None, mutant.measure.version):
            continue
        try:
            if run_example(mutant.measure, indicator, example, calendar).differences:
                return True
        except ExampleError:
            return True
    return False


class Drawn:
    """The staged rows of drawn extracts, on which a measure can be asked for its monthly sums."""

    def __init__(self, folder: Path) -> None:
        holidays = tuple(shipped_bank_holidays())
        extracts = {f"D{place:03d}": random_extract(7000 + place, AS_AT, holidays) for place in range(AUTHORITIES)}
        run = run_engine(extracts, AS_AT, folder)
        self._first = run.spine.first.index
        self._connection = duckdb.connect(str(Builds(run.store).current().folder / DATABASE), read_only=False)
        self._connection.execute("CREATE TABLE snapshots AS SELECT DATE '2025-06-30' AS as_at, 0 AS month WHERE FALSE")

    def sums(self, mutant: Mutant) -> list[tuple[object, ...]]:
        """The monthly sums of a measure, authority by authority."""
        plan = make_plan([mutant.measure], all_cohorts(), Settings(()), AS_AT)
        part, figure = plan.passes[0], plan.figures[0]
        select = cube(part, plan, self._first) if part.states else distinct_base(part, figure, plan, self._first)
        return sorted(self._connection.execute(sql_for_duckdb(select)).fetchall(), key=repr)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("drawn"))


def survivors(drawn: Drawn) -> Iterable[tuple[str, str]]:
    catalogue = open_catalogue(None)
    calendar = WorkingCalendar(shipped_bank_holidays())
    for indicator in catalogue.indicators:
        measure = catalogue.measure(indicator.id)
        before: list[tuple[object, ...]] | None = None
        for mutant in mutants_of(measure):
            if examples_notice(mutant, indicator, calendar):
                continue
            try:
                before = before if before is not None else drawn.sums(Mutant(measure, ""))
                if drawn.sums(mutant) != before:
                    continue
            except duckdb.Error:
                pass  # An indicator that the drawn extracts hold no rows for is held by its examples alone.
            yield indicator.id, mutant.change


def test_a_moved_boundary_is_noticed(drawn: Drawn) -> None:
    left = set(survivors(drawn))
    assert left - set(EQUIVALENT) == set(), "\n".join(f"{who}: {change}" for who, change in sorted(left - set(EQUIVALENT)))
    assert set(EQUIVALENT) - left == set(), "these are noticed now: take them off the list"
