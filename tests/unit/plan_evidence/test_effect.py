"""What the figures say of an action: data made so that the effect is there, is not there, and cannot be told."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from sightline.errors import UsageError
from sightline.plan_evidence.effect import Answer, Effect, Expectation, ask
from sightline.vocabulary.periods import Month

BEGAN = Month(2025, 4)
# A percentage of which more is better, expected to rise by ten points from two months after April 2025.
RISE = Expectation("assessments-45-days", BEGAN, lag_months=2, change=10, unit="%", decimals=1)


def months(first: Month, values: list[float | None]) -> dict[Month, float | None]:
    return {first.shift(place): value for place, value in enumerate(values)}


def figures(before: list[float], since: list[float | None]) -> dict[Month, float | None]:
    """Figures before the action, two wild ones while it took hold, and those since."""
    return months(BEGAN.shift(-len(before)), [*before, 0, 999, *since])


STEADY = [70, 72, 71, 69, 70, 71, 70, 72, 69, 70, 71, 70]


def test_an_effect_that_is_there_is_seen() -> None:
    answer = ask(RISE, figures(STEADY, [80, 82, 81, 79, 80, 81]), frozenset())
    assert answer.effect is Effect.SEEN
    assert answer.reason == "The mean changed by +10.1 percentage points (95% interval +8.9 to +11.2); +10.0 was expected."


def test_a_signal_of_improvement_is_enough() -> None:
    wild = [60, 85, 62, 84, 61, 86]
    assert ask(RISE, figures(STEADY, wild), frozenset()).effect is Effect.CANNOT_TELL
    answer = ask(RISE, figures(STEADY, wild), frozenset({Month(2025, 8), Month(2024, 8)}))
    assert answer.effect is Effect.SEEN
    # The signal of the year before the action is no effect of it.
    assert answer.reason.startswith("A signal of improvement in August 2025. The mean changed")


def test_an_effect_that_is_not_there_is_not_seen() -> None:
    assert ask(RISE, figures(STEADY, [70, 71, 72, 70, 71, 69]), frozenset()).effect is Effect.NOT_SEEN
    # So is a movement the wrong way.
    assert ask(RISE, figures(STEADY, [50, 51, 52, 50, 51, 49]), frozenset()).effect is Effect.NOT_SEEN


def test_what_cannot_be_told_says_on_how_little_it_rests() -> None:
    answer = ask(RISE, figures(STEADY, [60, 85, 62, 84, 61, 86]), frozenset())
    assert answer.effect is Effect.CANNOT_TELL
    assert answer.reason.endswith("It rests on 12 months before and 6 since.")
    few = ask(RISE, figures([70, 71, 70], [90, 91, 90, 92, 91, 90]), frozenset())
    assert few == Answer(
        Effect.CANNOT_TELL,
        3,
        6,
        reason="3 months have a figure in the year before the action: too few for a change to be measured from.",
    )


def test_fewer_than_six_months_since_the_lag_are_too_early_whatever_they_say() -> None:
    answer = ask(RISE, figures(STEADY, [90, 90, 90, None, 90, 90]), frozenset({Month(2025, 7)}))
    assert answer.effect is Effect.TOO_EARLY
    assert answer.reason == "5 months have a figure since the effect was to show from June 2025: 6 are needed."


def test_nothing_after_the_as_at_month_is_read() -> None:
    held = figures(STEADY, [90] * 6)
    assert ask(RISE, held, frozenset(), as_at=Month(2025, 10)).effect is Effect.TOO_EARLY
    assert ask(RISE, held, frozenset(), as_at=Month(2025, 11)).effect is Effect.SEEN


def test_only_the_year_before_the_action_is_the_baseline() -> None:
    held = months(BEGAN.shift(-24), [10.0] * 12) | figures(STEADY, [70, 71, 72, 70, 71, 69])
    assert ask(RISE, held, frozenset()).months_before == 12
    assert ask(RISE, held, frozenset()).effect is Effect.NOT_SEEN


def test_where_less_is_better_a_fall_is_the_effect() -> None:
    fall = Expectation("rereferrals-12m", BEGAN, lag_months=2, change=-5, unit="%")
    assert ask(fall, figures(STEADY, [62, 63, 61, 62, 63, 62]), frozenset()).effect is Effect.SEEN
    assert ask(fall, figures(STEADY, [78, 79, 78, 77, 78, 79]), frozenset()).effect is Effect.NOT_SEEN


def test_figures_that_never_vary_leave_no_doubt() -> None:
    assert ask(RISE, figures([70.0] * 12, [80.0] * 6), frozenset()).effect is Effect.SEEN
    assert ask(RISE, figures([70.0] * 12, [70.0] * 6), frozenset()).effect is Effect.NOT_SEEN


@pytest.mark.parametrize(
    ("lag", "change", "says"), [(0, 0.0, "expects a change"), (0, float("nan"), "expects a change"), (-1, 5, "A lag of -1")]
)
def test_an_expectation_that_says_nothing_is_refused(lag: int, change: float, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Expectation("cla-count", BEGAN, lag, change)


def test_the_interval_is_welch_s() -> None:
    before, since = STEADY, [80.0, 82, 81, 79, 80, 81]
    answer = ask(RISE, figures(before, list(since)), frozenset())
    parts = [(statistics.variance(held) / len(held), len(held) - 1) for held in (before, since)]
    error = sum(part for part, _ in parts) ** 0.5
    freedom = error**4 / sum(part**2 / more for part, more in parts)
    reach = float(student.ppf(0.975, freedom)) * error
    change = statistics.mean(since) - statistics.mean(before)
    assert (answer.low, answer.high) == (pytest.approx(change - reach), pytest.approx(change + reach))


@given(st.integers(0, 10_000))
def test_without_an_effect_it_is_seldom_seen(seed: int) -> None:
    # The property is of many draws; one draw may be unlucky, so a hundred are asked at once: 2.5 are expected to be.
    draws = random.Random(seed)
    seen = 0
    for _ in range(100):
        noise = [draws.gauss(70, 3) for _ in range(24)]
        seen += ask(RISE, figures(noise[:12], [*noise[12:]]), frozenset()).effect is Effect.SEEN
    assert seen <= 14
