"""Hidden counts against an attacker who knows every published figure and every sum."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.observations.disclosure import Band, Published, Sum, Why, narrowed, possible_range, protect

BAND = Band(1, 5)


def hide(*given, **named):
    return dict(protect(*given, **named).hidden)


def table(cells, shown=None):
    """Teams by months with both totals, as a report prints them."""
    counts = {(team, month): count for (team, month), count in cells.items()}
    teams, months = sorted({team for team, _ in cells}), sorted({month for _, month in cells})
    sums = []
    for month in months:
        counts["all", month] = sum(cells[team, month] for team in teams)
        sums.append(Sum(((("all", month), 1), *(((team, month), -1) for team in teams))))
    for team in [*teams, "all"]:
        counts[team, "ytd"] = sum(counts[team, month] for month in months)
        sums.append(Sum((((team, "ytd"), 1), *(((team, month), -1) for month in months))))
    return Published(counts, frozenset(counts if shown is None else shown), tuple(sums))


def test_a_small_count_is_hidden_with_another_of_its_sum():
    hidden = hide(table({("a", 1): 3, ("b", 1): 20, ("c", 1): 30}), BAND)
    assert hidden["a", 1] is Why.SMALL
    assert Why.PROTECTS in hidden.values()


def test_nothing_small_hides_nothing_and_a_nought_is_not_small():
    assert hide(table({("a", 1): 0, ("b", 1): 20}), BAND) == {}


def test_two_small_counts_with_a_small_sum_need_a_third():
    published = table({("a", 1): 1, ("b", 1): 1, ("c", 1): 40})
    assert possible_range(("a", 1), published, {("a", 1), ("b", 1), ("a", "ytd"), ("b", "ytd")})[1] == 2
    assert narrowed(published, hide(published, BAND), BAND) == {}


def test_a_team_that_is_not_shown_is_protected_too():
    published = table({("a", 1): 3, ("b", 1): 20})
    shown = frozenset(published.counts) - {("a", 1), ("a", "ytd")}
    hidden = hide(Published(published.counts, shown, published.sums), BAND)
    assert hidden, "the whole less the other team would tell it"
    assert narrowed(Published(published.counts, shown, published.sums), hidden, BAND) == {}


def test_months_and_the_year_to_date_do_not_tell_on_each_other():
    published = table({("a", 1): 7, ("a", 2): 2, ("a", 3): 9, ("b", 1): 30, ("b", 2): 31, ("b", 3): 32})
    assert narrowed(published, hide(published, BAND), BAND) == {}


def test_rolling_years_do_not_tell_the_month_that_joins_by_the_one_that_leaves():
    months = {("m", at): count for at, count in enumerate([8, 9, 7, 10, 12, 9, 8, 7, 9, 10, 11, 12, 3])}
    first = sum(months["m", at] for at in range(12))
    counts = {**months, "r12": first, "r13": first - 8 + 3}
    sums = (
        Sum((("r12", 1), *((("m", at), -1) for at in range(12)))),
        Sum((("r13", 1), *((("m", at), -1) for at in range(1, 13)))),
    )
    published = Published(counts, frozenset(counts), sums)
    hidden = hide(published, BAND)
    assert narrowed(published, hidden, BAND) == {}


def test_what_an_edition_hides_stays_hidden_and_what_it_shows_cannot_hide():
    published = table({("a", 1): 3, ("b", 1): 20, ("c", 1): 30})
    hidden = hide(published, BAND, hidden_before={("c", 1)}, shown_before={("b", 1), ("b", "ytd")})
    assert hidden["c", 1] is Why.HIDDEN_BEFORE
    assert ("b", 1) not in hidden
    assert narrowed(published, hidden, BAND) == {}


def test_a_count_in_no_sum_is_bounded_by_nothing():
    published = Published({"x": 3}, frozenset({"x"}), ())
    assert possible_range("x", published, {"x"}) == (0, inf)
    assert possible_range("x", published, set()) == (3, 3)


def test_sums_that_the_figures_contradict_are_not_sums():
    published = Published({"t": 10, "a": 3, "b": 9}, frozenset({"t", "a", "b"}), (Sum((("t", 1), ("a", -1), ("b", -1))),))
    assert hide(published, BAND) == {"a": Why.SMALL}


cells = st.integers(2, 4).flatmap(
    lambda teams: st.integers(1, 3).flatmap(
        lambda months: st.fixed_dictionaries(
            {(f"t{team}", month): st.integers(0, 14) for team, month in product(range(teams), range(months))}
        )
    )
)


@settings(max_examples=40)
@given(cells)
def test_no_hidden_count_can_be_narrowed_below_its_whole_band(drawn):
    published = table(drawn)
    hidden = hide(published, BAND)
    assert narrowed(published, hidden, BAND) == {}


@settings(max_examples=15)
@given(st.fixed_dictionaries({(team, 1): st.integers(0, 9) for team in "abc"}))
def test_the_attacker_s_range_is_that_of_trying_every_value(drawn):
    published = table(drawn)
    hidden = hide(published, BAND)
    for atom in hidden:
        total = published.counts["all", 1] if ("all", 1) not in hidden and ("all", "ytd") not in hidden else None
        unknown = [team for team in "abc" if (team, 1) in hidden and (team, "ytd") in hidden]
        if total is None or atom[0] not in unknown or atom[1] != 1:
            continue
        left = total - sum(drawn[team, 1] for team in "abc" if team not in unknown)
        possible = [own for own in range(int(left) + 1) if len(unknown) > 1 or own == left]
        assert possible_range(atom, published, hidden) == (min(possible), max(possible))


@pytest.mark.parametrize("count", [1, 5])
def test_the_ends_of_the_band_are_hidden(count):
    assert hide(Published({"x": count}, frozenset({"x"}), ()), BAND) == {"x": Why.SMALL}


@pytest.mark.parametrize("count", [0, 6])
def test_what_lies_beside_the_band_is_shown(count):
    assert hide(Published({"x": count}, frozenset({"x"}), ()), BAND) == {}
