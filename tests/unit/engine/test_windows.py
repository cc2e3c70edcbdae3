"""The months that make up a window in the engine are those that the vocabulary says, day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.relations import LANES, windows_tables
from sightline.vocabulary.periods import Month, Spine, Window

as_ats = st.one_of(
    st.sampled_from([date(2024, 2, 29), date(2024, 3, 31), date(2024, 3, 3), date(2024, 12, 31)]),
    st.dates(date(2019, 1, 1), date(2030, 12, 31)),
)
spines = st.builds(Spine.from_extract, st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2031, 1, 1))), as_ats)


@given(spines)
def test_the_months_of_a_window_hold_exactly_the_days_of_its_period(spine: Spine) -> None:
    windows, members = windows_tables(spine)
    months: dict[tuple[str, int], list[int]] = {}
    for row in members.to_pylist():
        months.setdefault((row["window"], row["end_month"]), []).append(row["month"])
    for row in windows.to_pylist():
        window = Window(row["window"])
        numbers = months[row["window"], row["end_month"]]
        if window is Window.WEEK:
            assert numbers == [row["end_month"] + LANES[window]]
            continue
        held = {Month.from_index(number - LANES.get(window, 0)) for number in numbers}
        days = (row["last_day"] - row["first_day"]).days + 1
        assert {Month.of(row["first_day"] + timedelta(days=day)) for day in range(days)} == held


@given(spines)
def test_every_window_that_exists_is_there_once(spine: Spine) -> None:
    windows, _ = windows_tables(spine)
    found = [(row["window"], row["period"]) for row in windows.to_pylist()]
    expected = {(window.value, str(month)) for window in Window for month in spine.months if spine.period(window, month)}
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_lanes_do_not_meet_months() -> None:
    """A number of a lane is never that of a month, nor of another lane."""
    last = Month(2200, 12).index
    assert all(lane > last for lane in LANES.values())
    assert all(abs(one - other) > last for one in LANES.values() for other in LANES.values() if one != other)
