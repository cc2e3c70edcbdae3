"""What an action was expected to do, and what the figures say of it.

Once the action's time has come the answer is the first of these that fits:

1. *too early*: fewer than six months have a figure since the lag ended;
2. *seen*: a special cause of improvement since then, or the mean has improved and the 95 % interval of its change leaves
   out nought;
3. *not seen*: the interval leaves out the change that was expected;
4. *cannot tell*: anything else, with how many months it rests on.

The change is of the mean of the months since the lag over the mean of the year before the action began; the months between
belong to neither. Its interval is Welch's, which does not ask that both times vary alike. Only monthly figures can be asked:
those of rolling windows share months, and would seem steadier than they are.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sightline.errors import UsageError
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month

FEWEST_POINTS = 6
BASELINE_MONTHS = 12
NOT_MEASURED = (None, None, None)


class Effect(StrEnum):
    """The answer to: did the action do what it was expected to?"""

    TOO_EARLY = "too early"
    SEEN = "seen"
    NOT_SEEN = "not seen"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Expectation:
    """What an action says it will do: change a measure, from `began` and after a lag, by at least `change`.

    `change` has the measure's unit and sign: -5 where a percentage of which less is better is to fall by five points.
    """

    indicator: str
    began: Month
    lag_months: int
    change: float
    unit: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        if not self.change or not math.isfinite(self.change):
            raise UsageError("An action expects a change: say by how much, above or below nought.")
        if self.lag_months < 0:
            raise UsageError(f"A lag of {self.lag_months} months was given. It is nought or more.")

    @property
    def shows_from(self) -> Month:
        """The first month in which the effect is expected to show."""
        return self.began.shift(self.lag_months)


@dataclass(frozen=True)
class Answer:
    """What the figures say. `change` and its interval are in the measure's unit; None where they were not worked out."""

    effect: Effect
    months_before: int
    months_since: int
    change: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def ask(
    expectation: Expectation, figures: Mapping[Month, float | None], improving: Set[Month], as_at: Month | None = None
) -> Answer:
    """What monthly `figures` say of an expectation, read up to `as_at` (the latest figure, unless told).

    `improving` are the months that a control chart marks as special causes of improvement. A month without a figure, or
    with None or NaN, is a gap.
    """
    known = {
        month: value
        for month, value in figures.items()
        if value is not None and not math.isnan(value) and (as_at is None or month <= as_at)
    }
    first_before = expectation.began.shift(-BASELINE_MONTHS)
    before = np.array([known[month] for month in sorted(known) if first_before <= month < expectation.began])
    since = np.array([known[month] for month in sorted(known) if month >= expectation.shows_from])
    if len(since) < FEWEST_POINTS:
        reason = (
            f"{_months(len(since))} since the effect was to show from {wording.month(expectation.shows_from)}: "
            f"{FEWEST_POINTS} are needed."
        )
        return Answer(Effect.TOO_EARLY, len(before), len(since), reason=reason)
    return _judge(expectation, before, since, sorted(improving & {month for month in known if month >= expectation.shows_from}))


def _judge(expectation: Expectation, before: NDArray[np.float64], since: NDArray[np.float64], signals: list[Month]) -> Answer:
    measured = _change(before, since)
    months_before, months_since = len(before), len(since)
    said = "" if measured is None else _said(expectation, *measured)
    if signals:
        reason = f"A signal of improvement in {wording.month_list(signals)}. {said}".strip()
        change, low, high = measured or NOT_MEASURED
        return Answer(Effect.SEEN, months_before, months_since, change, low, high, reason)
    if measured is None:
        reason = f"{_months(months_before)} in the year before the action: too few for a change to be measured from."
        return Answer(Effect.CANNOT_TELL, months_before, months_since, reason=reason)
    change, low, high = measured
    sign = math.copysign(1, expectation.change)
    # Seen from the side of improvement: the least and the most that it may have improved by.
    least, most = sorted((sign * low, sign * high))
    if least > 0:
        effect = Effect.SEEN
    elif most < abs(expectation.change):
        effect = Effect.NOT_SEEN
    else:
        effect = Effect.CANNOT_TELL
    rests_on = f"It rests on {months_before} months before and {months_since} since." if effect is Effect.CANNOT_TELL else ""
    return Answer(effect, months_before, months_since, change, low, high, f"{said} {rests_on}".strip())


def _change(before: NDArray[np.float64], since: NDArray[np.float64]) -> tuple[float, float, float] | None:
    """The change of the mean with its 95 % interval (Welch); None with fewer than FEWEST_POINTS before."""
    if len(before) < FEWEST_POINTS:
        return None
    change = float(since.mean() - before.mean())
    if np.ptp(before) == 0 and np.ptp(since) == 0:
        # Figures that never vary leave no doubt about their mean.
        return change, change, change
    with warnings.catch_warnings():
        # scipy doubts figures that do not vary; of a rate that stood at 100 % all year they are simply true.
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = stats.ttest_ind(since, before, equal_var=False).confidence_interval(0.95)
    return change, float(interval.low), float(interval.high)


def _said(expectation: Expectation, change: float, low: float, high: float) -> str:
    places = max(expectation.decimals, 1)
    unit = {"%": " percentage points"}.get(expectation.unit, f" {expectation.unit}" if expectation.unit else "")
    figures = [_signed(value, places) for value in (change, low, high, expectation.change)]
    return f"The mean changed by {figures[0]}{unit} (95% interval {figures[1]} to {figures[2]}); {figures[3]} was expected."


def _signed(value: float, places: int) -> str:
    said = wording.number(value, places)
    return f"+{said}" if value > 0 and float(said.replace(",", "")) else said


def _months(count: int) -> str:
    return "1 month has a figure" if count == 1 else f"{count} months have a figure"
