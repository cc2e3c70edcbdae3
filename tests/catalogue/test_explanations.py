"""Every indicator explains itself: of a child who is listed behind a figure it says the same as the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.observations.store import Builds, Observations
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.explain import explain
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from tests.support.council import make_extract, make_store

CATALOGUE = open_catalogue(None)
PERIODS = (Month(2026, 10), Month(2026, 9), Month(2026, 3))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    return make_store(folder, make_extract(folder / "extract"))


@pytest.fixture(scope="module")
def observations(store: Path) -> Iterator[Observations]:
    with Observations(Builds(store).current()) as opened:
        yield opened


def listed(observations: Observations, indicator: str, window: Window) -> tuple[Month, list[dict[str, object]]]:
    """The rows behind the first of the periods that has any."""
    for month in PERIODS:
        figure = observations.figure_on(indicator, month)
        if observations.spine.period(window, month) is None:
            continue
        rows = observations.children(figure, month, window, scope=Scope.of_all()).to_pylist()
        if rows:
            return month, rows
    return PERIODS[0], []


def test_the_explanation_says_what_the_list_says(store: Path, observations: Observations) -> None:
    wrong, explained = [], set()
    for figure in observations.plan.figures:
        definition = CATALOGUE.get(figure.indicator_id)
        if not observations.counts_children(figure) or definition.id in explained:
            continue
        month, rows = listed(observations, definition.id, definition.window)
        for in_numerator in (True, False):
            row = next((each for each in rows if each["in_numerator"] is in_numerator and each["person_id"]), None)
            if row is None:
                continue
            found = explain(
                store, definition.id, person_id=str(row["person_id"]), month=month, window=definition.window, scope=Scope.of_all()
            )
            places = {each.record_id: each.place for each in found.rows}
            explained.add(definition.id)
            # A child who counts if any row does may be listed by a row that does not.
            place = "counted" if figure.distinct == "any" and "counted" in places.values() else places.get(str(row["record_id"]))
            if place != ("counted" if in_numerator else "not counted"):
                wrong.append((definition.id, month, in_numerator, places))
    assert len(explained) > 100
    assert not wrong, [(indicator, str(month), in_numerator) for indicator, month, in_numerator, _ in wrong]
