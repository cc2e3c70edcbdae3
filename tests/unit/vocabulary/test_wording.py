"""How things are said: the words that every page and report shares."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Period, Window


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (16694, 0, "16,694"),
        (77.35, 1, "77.4"),
        (-2.45, 1, "-2.5"),
        (-0.04, 1, "0.0"),
        (0, 1, "0.0"),
        (None, 1, "–"),
        (float("nan"), 0, "–"),
    ],
)
def test_numbers(value, decimals, said):
    assert wording.number(value, decimals) == said


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (77.36, "%", 1, "77.4%"),
        (112.9, "per 10,000", 1, "112.9 per 10,000"),
        (1, "days", 0, "1 day"),
        (386.94, "days", 1, "386.9 days"),
        (643, "children", 0, "643"),
        (None, "%", 1, "–"),
    ],
)
def test_figures_carry_their_unit(value, unit, decimals, said):
    assert wording.figure(value, unit, decimals) == said


def test_n_of_d_is_a_dash_when_either_is_missing():
    assert wording.n_of_d(41, 53) == "41 of 53"
    assert wording.n_of_d(None, 53) == "–"
    assert wording.n_of_d(1161, 1528) == "1,161 of 1,528"


def test_dates_and_months():
    assert wording.day(date(2025, 6, 17)) == "17 June 2025"
    assert wording.day(None) == "–"
    assert wording.month(Month(2025, 6)) == "June 2025"
    assert wording.short_month(Month(2019, 3)) == "Mar 2019"
    assert wording.financial_year(Month(2019, 3)) == "2018/19"
    assert wording.financial_year(Month(1999, 4)) == "1999/00"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (Month(2025, 6), Month(2025, 6), "June 2025"),
        (Month(2025, 6), Month(2025, 8), "June to August 2025"),
        (Month(2024, 11), Month(2025, 2), "November 2024 to February 2025"),
    ],
)
def test_spans_of_months(first, last, said):
    assert wording.months(first, last) == said


def test_a_month_list_is_a_span_only_where_the_months_follow_one_another():
    assert wording.month_list([Month(2025, 1), Month(2025, 2)]) == "January to February 2025"
    assert wording.month_list([Month(2025, 1), Month(2025, 3)]) == "January 2025 and March 2025"
    assert wording.month_list([]) == "–"


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Window.MONTH, "June 2025"),
        (Window.QUARTER, "April to June 2025"),
        (Window.YTD, "April to June 2025"),
        (Window.ROLLING_6, "6 months to June 2025"),
        (Window.ROLLING_12, "12 months to June 2025"),
        (Window.SNAPSHOT, "end of June 2025"),
    ],
)
def test_windows(window, said):
    assert wording.window(window, Month(2025, 6)) == said


def test_a_year_to_date_of_the_spring_begins_in_the_year_before():
    assert wording.window(Window.YTD, Month(2019, 3)) == "April 2018 to March 2019"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 6, 30), date(2025, 6, 30), "30 June 2025"),
        (date(2025, 6, 1), date(2025, 6, 30), "June 2025"),
        (date(2018, 4, 1), date(2019, 3, 31), "April 2018 to March 2019"),
        (date(2025, 6, 1), date(2025, 6, 17), "1 to 17 June 2025"),
        (date(2025, 4, 1), date(2025, 6, 17), "1 April to 17 June 2025"),
        (date(2024, 12, 20), date(2025, 1, 2), "20 December 2024 to 2 January 2025"),
    ],
)
def test_periods(first, last, said):
    assert wording.span(Period(first, last)) == said


@pytest.mark.parametrize(
    ("earlier", "current", "unit", "decimals", "said"),
    [
        (91.34, 77.36, "%", 1, "fell from 91.3% to 77.4%, by 13.9 percentage points"),
        (20, 21, "%", 0, "rose from 20% to 21%, by 1 percentage point"),
        (645, 643, "", 0, "fell from 645 to 643, by 2"),
        (98.31, 98.29, "%", 1, "stayed at 98.3%"),
        (None, 3, "", 0, "cannot be compared"),
    ],
)
def test_a_movement_is_between_displayed_figures(earlier, current, unit, decimals, said):
    assert wording.movement(earlier, current, unit, decimals) == said


def test_clocks():
    start, due = date(2025, 3, 3), date(2025, 5, 9)
    limit = wording.working_days(45)
    assert wording.clock(start, limit, due, date(2025, 5, 14), "3 working days") == (
        "Day 0 was 3 March 2025; 45 working days ran to 9 May 2025; done on 14 May 2025, 3 working days late."
    )
    assert wording.clock(start, limit, due, date(2025, 5, 9), None).endswith("done on 9 May 2025, in time.")
    assert wording.clock(start, limit, due, None, None).endswith("not done yet.")
    assert wording.clock(start, limit, due, None, wording.working_days(1)).endswith("not done, 1 working day late.")


def test_lists():
    assert wording.listed([]) == ""
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b"]) == "a and b"
    assert wording.listed(["a", "b", "c"], "or") == "a, b or c"
