"""Every figure opens exactly the children that it counts: for every indicator, windows, and periods of a made-up council."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.engine.plan import Figure, Form
from sightline.engine.read import Wanted
from sightline.observations.store import Builds, Observations
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from tests.support.council import make_extract, make_store

CATALOGUE = open_catalogue(None)
PERIODS = (Month(2026, 10), Month(2026, 3), Month(2025, 12))
# Of a month of which nothing is known nobody is listed.
NO_FIGURE: dict[str, float | None] = {"numerator": 0, "denominator": 0}


@pytest.fixture(scope="module")
def observations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observations]:
    folder: Path = tmp_path_factory.mktemp("council")
    with Observations(Builds(make_store(folder, make_extract(folder / "extract"))).current()) as opened:
        yield opened


def test_the_list_is_as_long_as_the_figure_says(observations: Observations) -> None:
    """Counts and percentages of rows: the list's length is n and d. Weighted sums add up to them."""
    wrong = []
    for figure in observations.plan.figures:
        for window in figure.windows:
            for month in PERIODS:
                if observations.spine.period(Window(window), month) is None:
                    continue
                table = observations.table([figure.indicator_id], Wanted((month.index,), (window,)))
                row = next((r for r in table.to_pylist() if r["version"] == figure.version), NO_FIGURE)
                listed = observations.children(figure, month, Window(window), scope=Scope.of_all()).to_pylist()
                counted = sum(1 for child in listed if child["in_numerator"])
                expected = expected_lengths(figure.measure, row) if is_of_rows(figure) else None
                if expected is None:
                    continue
                found = (counted if figure.measure == "percentage" else len(listed), len(listed))
                if found != expected:
                    wrong.append((figure.indicator_id, window, str(month), found, expected))
    assert not wrong


def is_of_rows(figure: Figure) -> bool:
    """Whether n and d are numbers of rows, and not sums of full-time equivalents, days or answers to a survey."""
    measure = CATALOGUE.measure(figure.indicator_id, figure.version)
    return measure.value is None and measure.weight is None


def expected_lengths(measure: str, row: dict[str, float | None]) -> tuple[float | None, float | None] | None:
    """What the list's counted rows and its length must be; None where a group has nothing to count."""
    numerator, denominator = row["numerator"], row["denominator"]
    if measure in ("count", "rate"):
        return numerator, numerator
    return (numerator, denominator) if measure == "percentage" else (denominator, denominator)


def test_groups_of_an_additive_breakdown_sum_to_the_whole(observations: Observations) -> None:
    """Rows belong to one group each, so the groups of a count or percentage of rows sum to the whole."""
    additive = {f.indicator_id for f in observations.plan.figures if f.form is Form.SUMS and f.breakdowns and is_of_rows(f)}
    month = PERIODS[0]
    whole: dict[tuple[str, str], tuple[float, float]] = {}
    parts: dict[tuple[str, str, str], list[float]] = {}
    for row in observations.table(sorted(additive), Wanted((month.index,), None, None)).to_pylist():
        sums = (row["numerator"] or 0.0, row["denominator"] or 0.0)
        if row["breakdown"] == "all":
            whole[row["indicator"], row["window"]] = sums
        else:
            held = parts.setdefault((row["indicator"], row["window"], row["breakdown"]), [0.0, 0.0])
            held[0] += sums[0]
            held[1] += sums[1]
    shares = {f.indicator_id: f.share_by for f in observations.plan.figures if f.share_by}
    wrong = [
        (key, found, whole[key[:2]])
        for key, found in parts.items()
        if shares.get(key[0]) != key[2] and found != pytest.approx(whole[key[:2]])
    ]
    assert parts
    assert not wrong


def test_a_numerator_never_exceeds_its_denominator(observations: Observations) -> None:
    shares = {f.indicator_id for f in observations.plan.figures if f.measure == "percentage" and is_of_rows(f)}
    table = observations.table(sorted(shares), Wanted(breakdowns=None))
    over = [row for row in table.to_pylist() if row["denominator"] is not None and row["numerator"] > row["denominator"]]
    assert not over


def test_a_reader_with_no_scope_sees_no_child(observations: Observations) -> None:
    figure = next(f for f in observations.plan.figures if f.indicator_id == "cpp-open-count")
    everyone = observations.children(figure, PERIODS[0], Window.SNAPSHOT, scope=Scope.of_all())
    assert everyone.num_rows > 0
    assert observations.children(figure, PERIODS[0], Window.SNAPSHOT, scope=Scope()).num_rows == 0
    team = everyone.column("team")[0].as_py()
    seen = observations.children(figure, PERIODS[0], Window.SNAPSHOT, scope=Scope(teams=frozenset({team})))
    assert set(seen.column("team").to_pylist()) == {team}
    assert 0 < seen.num_rows < everyone.num_rows
