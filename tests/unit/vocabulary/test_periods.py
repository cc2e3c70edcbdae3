"""Months, windows and the spine of reporting months."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.vocabulary.dates import add_months
from sightline.vocabulary.periods import (
    PARTIAL_WINDOWS,
    ROLLING_MONTHS,
    SPINE_MONTHS,
    Month,
    Period,
    Spine,
    Window,
    months_elapsed,
)

AS_AT = date(2026, 10, 31)
SPINE = Spine.from_extract(None, AS_AT)

months = st.integers(2010 * 12, 2030 * 12).map(Month.from_index)
as_ats = st.one_of(
    st.sampled_from([date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 1), date(2024, 12, 31), date(2023, 2, 28)]),
    st.dates(date(2018, 1, 1), date(2030, 12, 31)),
)
spines = st.builds(Spine.from_extract, st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2031, 1, 1))), as_ats)


def month(text: str) -> Month:
    return Month.parse(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "2026/01", "2026-01-01", "", "October"])
def test_what_is_not_a_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month. Write it as 2026-10"):
        Month.parse(text)


@given(months)
def test_a_month_is_read_as_it_is_written(one: Month) -> None:
    assert Month.parse(str(one)) == one
    assert Month.from_index(one.index) == one
    assert Month.of(one.first) == Month.of(one.last) == one
    assert (one.last + timedelta(days=1)) == one.shift(1).first


@given(months, months)
def test_indexes_are_in_the_order_of_months(one: Month, other: Month) -> None:
    assert (one < other) == (one.index < other.index)
    assert one.shift(other.index - one.index) == other


@pytest.mark.parametrize(
    ("window", "ending", "first", "last"),
    [
        (Window.MONTH, "2024-02", "2024-02-01", "2024-02-29"),
        (Window.QUARTER, "2024-03", "2024-01-01", "2024-03-31"),
        (Window.QUARTER, "2024-12", "2024-10-01", "2024-12-31"),
        (Window.YTD, "2024-03", "2023-04-01", "2024-03-31"),
        (Window.YTD, "2024-04", "2024-04-01", "2024-04-30"),
        (Window.ROLLING_3, "2024-01", "2023-11-01", "2024-01-31"),
        (Window.ROLLING_6, "2024-05", "2023-12-01", "2024-05-31"),
        (Window.ROLLING_12, "2024-02", "2023-03-01", "2024-02-29"),
        (Window.SNAPSHOT, "2024-02", "2024-02-29", "2024-02-29"),
        (Window.FINANCIAL_YEAR, "2024-03", "2023-04-01", "2024-03-31"),
        (Window.ACADEMIC_YTD, "2024-08", "2023-09-01", "2024-08-31"),
        (Window.ACADEMIC_YTD, "2024-09", "2024-09-01", "2024-09-30"),
        (Window.TERM, "2024-07", "2024-04-01", "2024-07-31"),
        (Window.TERM, "2024-12", "2024-08-01", "2024-12-31"),
        (Window.TERM, "2024-03", "2024-01-01", "2024-03-31"),
        (Window.THREE_YEAR, "2024-02", "2021-03-01", "2024-02-29"),
        (Window.CYCLE, "2024-03", "2024-01-01", "2024-03-31"),
        (Window.WEEK, "2024-02", "2024-02-23", "2024-02-29"),
        (Window.NEXT_MONTH, "2024-01", "2024-02-01", "2024-02-29"),
        (Window.NEXT_MONTH, "2026-10", "2026-11-01", "2026-11-30"),
        (Window.MONTH_ENDS_6, "2024-07", "2024-02-29", "2024-07-31"),
    ],
)
def test_windows_cover_these_days(window: Window, ending: str, first: str, last: str) -> None:
    assert SPINE.period(window, month(ending)) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("window", "ending", "why"),
    [
        (Window.QUARTER, "2024-02", "the month closes no quarter"),
        (Window.ROLLING_12, "2021-09", "its first month is before the spine"),
        (Window.ROLLING_3, "2020-12", "its first month is before the spine"),
        (Window.YTD, "2021-03", "its April is before the spine"),
        (Window.FINANCIAL_YEAR, "2024-04", "the month closes no financial year"),
        (Window.TERM, "2024-08", "the month closes no term"),
        (Window.CYCLE, "2024-02", "the month closes no cycle"),
        (Window.THREE_YEAR, "2023-09", "its first month is before the spine"),
        (Window.MONTH_ENDS_6, "2021-03", "its first month end is before the spine"),
        (Window.MONTH, "2020-10", "the month is before the spine"),
        (Window.MONTH, "2026-11", "the month is after the spine"),
    ],
)
def test_windows_that_the_months_cannot_bear_do_not_exist(window: Window, ending: str, why: str) -> None:
    assert SPINE.period(window, month(ending)) is None, why


def test_the_first_windows_that_exist() -> None:
    assert SPINE.first == month("2020-11")
    assert SPINE.period(Window.ROLLING_12, month("2021-10")) is not None
    assert SPINE.period(Window.YTD, month("2021-04")) is not None


def test_an_as_at_date_inside_a_month_leaves_only_windows_that_may_be_partial() -> None:
    spine = Spine.from_extract(None, date(2026, 10, 14))
    october = month("2026-10")
    found = {window: spine.period(window, october) for window in Window}
    assert {window for window, period in found.items() if period} == PARTIAL_WINDOWS
    assert {Window.MONTH, Window.YTD, Window.SNAPSHOT} < PARTIAL_WINDOWS
    assert found[Window.WEEK] == Period(date(2026, 10, 8), date(2026, 10, 14))
    assert found[Window.NEXT_MONTH] == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert found[Window.MONTH_ENDS_6] == Period(date(2026, 5, 31), date(2026, 10, 14))
    assert found[Window.ACADEMIC_YTD] == Period(date(2026, 9, 1), date(2026, 10, 14))
    assert found[Window.MONTH] == Period(date(2026, 10, 1), date(2026, 10, 14))
    assert found[Window.YTD] == Period(date(2026, 4, 1), date(2026, 10, 14))
    assert found[Window.SNAPSHOT] == Period(date(2026, 10, 14), date(2026, 10, 14))
    # The month before is whole, so its rolling windows are there.
    assert spine.period(Window.ROLLING_12, month("2026-09")) is not None


def test_the_spine_starts_where_the_extract_does() -> None:
    assert Spine.from_extract(date(2025, 1, 17), AS_AT).first == month("2025-01")
    assert Spine.from_extract(date(1999, 1, 1), AS_AT).first == month("2020-11")
    assert len(Spine.from_extract(date(1999, 1, 1), AS_AT).months) == SPINE_MONTHS
    # An extract whose only event is after its as-at date still has the month it describes.
    assert Spine.from_extract(date(2027, 5, 1), AS_AT).months == (month("2026-10"),)


@given(spines, st.sampled_from(Window))
def test_a_window_s_days_are_in_the_spine_and_end_with_its_month(spine: Spine, window: Window) -> None:
    for ending in spine.months:
        period = spine.period(window, ending)
        if period is None:
            continue
        if window is Window.NEXT_MONTH:
            assert period == Period(ending.shift(1).first, ending.shift(1).last)
            continue
        assert spine.first.first <= period.first <= period.last <= spine.as_at
        assert period.last == min(ending.last, spine.as_at)
        assert window in PARTIAL_WINDOWS or period.last == ending.last
        if window in ROLLING_MONTHS:
            assert period.first == add_months(ending.first, 1 - ROLLING_MONTHS[window])


@given(as_ats, st.sets(st.integers(1, 12), min_size=1, max_size=6))
def test_terms_follow_one_another_without_a_gap(as_at: date, closing: set[int]) -> None:
    spine = Spine.from_extract(None, as_at, tuple(closing))
    terms = [period for ending in spine.months if (period := spine.period(Window.TERM, ending))]
    assert all(later.first == earlier.last + timedelta(days=1) for earlier, later in pairwise(terms))
    assert {term.last.month for term in terms} == closing


def test_a_week_at_the_start_of_a_month_begins_in_the_month_before() -> None:
    spine = Spine.from_extract(None, date(2026, 10, 3))
    assert spine.period(Window.WEEK, month("2026-10")) == Period(date(2026, 9, 27), date(2026, 10, 3))
    assert Spine(month("2026-10"), date(2026, 10, 3)).period(Window.WEEK, month("2026-10")) is None


@given(spines)
def test_months_of_a_year_to_date_tile_it(spine: Spine) -> None:
    for ending in spine.months:
        year_to_date = spine.period(Window.YTD, ending)
        if year_to_date is None:
            continue
        assert (year_to_date.first.month, year_to_date.first.day) == (4, 1)
        tiles = [spine.period(Window.MONTH, one) for one in spine.months if Month.of(year_to_date.first) <= one <= ending]
        assert sum((tile.last - tile.first).days + 1 for tile in tiles if tile) == (
            (year_to_date.last - year_to_date.first).days + 1
        )


def test_a_period_takes_in_both_its_ends() -> None:
    period = Period(date(2024, 4, 1), date(2024, 4, 30))
    assert period.contains(date(2024, 4, 1))
    assert period.contains(date(2024, 4, 30))
    assert not period.contains(date(2024, 3, 31))
    assert not period.contains(date(2024, 5, 1))
    assert not period.contains(None)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 4, 1), date(2025, 3, 31), 12.0),
        (date(2024, 4, 1), date(2024, 6, 30), 3.0),
        (date(2024, 2, 1), date(2024, 2, 29), 1.0),
        # Annualising multiplies by 12 / months, so a count of 14 days is multiplied by 365 / 14.
        (date(2024, 10, 1), date(2024, 10, 14), 12 * 14 / 365),
        (date(2024, 4, 1), date(2024, 10, 14), 12 * 197 / 365),
        # A week that closes a month is a week.
        (date(2024, 6, 24), date(2024, 6, 30), 12 * 7 / 365),
    ],
)
def test_months_elapsed_annualise(first: date, last: date, expected: float) -> None:
    assert months_elapsed(Period(first, last)) == pytest.approx(expected)
