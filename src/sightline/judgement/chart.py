"""One control chart as a person reads it: its signals in sentences, its icons in words, and when to draw new limits.

Everything here is worded only when asked for; `spc.py` has done the sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.judgement.proportions import interval_sentence
from sightline.judgement.spc import (
    MINIMUM_POINTS,
    RESETTING_STEP,
    RUN,
    Assurance,
    Charts,
    ChartState,
    Rule,
    Variation,
    assurance,
)
from sightline.judgement.tolerance import Target
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month
from sightline.vocabulary.wording import PERCENT_UNITS

# A run this long after a known cause is worth asking whether limits should be drawn anew.
REBASE_POINTS = 8

VARIATION_WORDS = {
    Variation.NOT_JUDGED: "Not judged",
    Variation.COMMON: "Common cause: no real change",
    Variation.IMPROVEMENT_HIGH: "Special cause, improvement (high)",
    Variation.IMPROVEMENT_LOW: "Special cause, improvement (low)",
    Variation.CONCERN_HIGH: "Special cause, concern (high)",
    Variation.CONCERN_LOW: "Special cause, concern (low)",
    Variation.NEUTRAL_HIGH: "Special cause (high), not judged good or bad",
    Variation.NEUTRAL_LOW: "Special cause (low), not judged good or bad",
}
STATE_SENTENCES = {
    ChartState.NO_FIGURES: "There is no figure for this month.",
    ChartState.ROLLING: (
        "Signals are not looked for here: a rolling or year-to-date figure shares most of its months with the one before,"
        " so noise would look like a signal. They are looked for in the monthly figures."
    ),
    ChartState.NOT_MONTHLY: "Signals are looked for in monthly figures only.",
    ChartState.STOCK: (
        "Run chart, rules off: most of those counted were counted the month before too. Signals are looked for in the net"
        " monthly change."
    ),
    ChartState.RARE_EVENTS: "It is too rare for limits: most months have none. Look at the days between events.",
}


@dataclass(frozen=True)
class Signal:
    """One special cause: the rule, the side (+1 above or rising), the months that make it, and its sentence."""

    rule: Rule
    side: int
    variation: Variation
    months: tuple[Month, ...]
    sentence: str


@dataclass(frozen=True)
class Chart:
    """One row of `Charts` with what is needed to talk about it. `months` are its columns."""

    charts: Charts
    row: int
    months: tuple[Month, ...]
    unit: str = ""
    decimals: int = 0
    numerators: NDArray[np.float64] | None = None
    denominators: NDArray[np.float64] | None = None

    @property
    def latest(self) -> int | None:
        """The column of the last month that has a figure."""
        present = np.nonzero(~np.isnan(self.charts.values[self.row]))[0]
        return int(present[-1]) if len(present) else None

    def state(self, column: int) -> ChartState:
        return ChartState(int(self.charts.state[self.row, column]))

    def variation(self, column: int) -> Variation:
        return Variation(int(self.charts.variation[self.row, column]))

    @property
    def drawn_limits(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper limits for drawing, kept on the scale of the unit. Points are judged on unclipped ones."""
        top = 100.0 if self.unit in PERCENT_UNITS else np.inf
        return np.clip(self.charts.lower[self.row], 0, top), np.clip(self.charts.upper[self.row], 0, top)

    def reason(self, column: int) -> str:
        """Why the point is what it is: the rule, its points and months, or why no rule was applied."""
        state = self.state(column)
        if state is ChartState.NOT_ENOUGH_MONTHS:
            return f"Not enough months ({int(self.charts.points[self.row, column])} of {MINIMUM_POINTS})."
        if state is ChartState.SMALL_DENOMINATORS:
            return self._small(column)
        if state is not ChartState.CHARTED:
            return STATE_SENTENCES[state]
        limits = f"{self._said(self.charts.lower, column)} to {self._said(self.charts.upper, column)}"
        if not self.charts.label[self.row, column]:
            mean = self._said(self.charts.mean, column)
            return f"No real change: within the limits of {limits}, average {mean}.{self._cannot_fire(column)}"
        return f"{VARIATION_WORDS[self.variation(column)]}: {self._rule_sentence(column)}"

    def signals(self) -> list[Signal]:
        """Every signal of the chart in order, each with the months that make it, told once."""
        found: list[Signal] = []
        for column in np.nonzero(self.charts.label[self.row])[0]:
            rule = Rule(int(self.charts.label[self.row, column]))
            months = tuple(self.months[c] for c in self._made_by(int(column), rule))
            if any(s.rule == rule and s.months == months for s in found):
                continue
            side = int(self.charts.side[self.row, column])
            found.append(Signal(rule, side, self.variation(int(column)), months, self.reason(int(column))))
        return found

    def assurance(self, target: Target | None, benchmark: float | None = None) -> Assurance:
        """The assurance icon: the target against the limits of the last segment."""
        bands = target.bands(benchmark) if target is not None else None
        if self.latest is None:
            return Assurance.NONE
        lower, upper = (float(held[self.row, self.latest]) for held in (self.charts.lower, self.charts.upper))
        return assurance(lower, upper, bands)

    def assurance_sentence(self, target: Target | None, benchmark: float | None = None) -> str:
        """What the icon says, with the target."""
        icon = self.assurance(target, benchmark)
        if icon is Assurance.NONE or target is None or self.latest is None:
            return "No target to compare with the limits."
        lower, upper = (self._said(held, self.latest) for held in (self.charts.lower, self.charts.upper))
        goal = f"The target is {target.said}"
        if icon is Assurance.PASS:
            return f"{goal}; limits of {lower} to {upper} lie within it: this process will meet it as it runs."
        if icon is Assurance.FAIL:
            return f"{goal}; limits of {lower} to {upper} do not reach it: this process will not meet it without change."
        return f"{goal}; it lies between the limits of {lower} and {upper}: the process will hit and miss."

    def _said(self, held: NDArray[np.float64], column: int) -> str:
        # One place more than the figure has, so that a point beside a limit is seen on its own side of it.
        return wording.figure(float(held[self.row, column]), self.unit, max(self.decimals, 1))

    def _small(self, column: int) -> str:
        said = "Limits would be too wide to say anything: half of the months or more count fewer than 10."
        if self.numerators is None or self.denominators is None:
            return said
        above, below = float(self.numerators[column]), float(self.denominators[column])
        if not below > 0 or not 0 <= above <= below:
            return said
        return f"{said} {interval_sentence(above, below)}"

    def _cannot_fire(self, column: int) -> str:
        if self.unit not in PERCENT_UNITS:
            return ""
        lower, upper = (float(held[self.row, column]) for held in (self.charts.lower, self.charts.upper))
        beyond = [name for name, is_beyond in (("upper", upper > 100), ("lower", lower < 0)) if is_beyond]
        if not beyond:
            return ""
        return f" The {' and '.join(beyond)} limit lies beyond what a percentage can reach, so no point can cross it."

    def _rule_sentence(self, column: int) -> str:
        rule = Rule(int(self.charts.label[self.row, column]))
        side = int(self.charts.side[self.row, column])
        months = [self.months[c] for c in self._made_by(column, rule)]
        above = "above" if side > 0 else "below"
        when = wording.month_list(months)
        if rule is Rule.ASTRONOMICAL:
            held = self.charts.upper if side > 0 else self.charts.lower
            edge = "upper" if side > 0 else "lower"
            value = wording.figure(float(self.charts.values[self.row, column]), self.unit, max(self.decimals, 1))
            said = f"{value} is {above} the {edge} limit of {self._said(held, column)} ({when})"
        elif rule is Rule.TREND:
            said = f"{len(months)} consecutive months {'rising' if side > 0 else 'falling'} ({when})"
        elif rule is Rule.TWO_IN_THREE:
            edge = "upper" if side > 0 else "lower"
            said = f"two of three consecutive months near or beyond the {edge} limit ({when})"
        else:
            said = f"{len(months)} consecutive months {above} average ({when})"
        return f"{said}{self._also(column, rule, side)}."

    def _also(self, column: int, rule: Rule, side: int) -> str:
        """The other half of a mixed picture, such as a falling trend that still lies above the average."""
        if rule is not Rule.TREND:
            return ""
        where = float(np.sign(self.charts.values[self.row, column] - self.charts.mean[self.row, column]))
        if where in {0, side}:
            return ""
        return f"; still {'above' if where > 0 else 'below'} average"

    def _made_by(self, column: int, rule: Rule) -> list[int]:
        """The columns whose points make the rule that names this point."""
        if rule is Rule.ASTRONOMICAL:
            return [column]
        stretch = self._stretch(column)
        at = stretch.index(column)
        values, mean = self.charts.values[self.row], float(self.charts.mean[self.row, column])
        side = int(self.charts.side[self.row, column])
        flagged = [bool(self.charts.rules[self.row, c] & rule) for c in stretch]
        first = last = at

        def holds(left: int, right: int) -> bool:
            if rule is Rule.TREND:
                return bool((values[stretch[right]] - values[stretch[left]]) * side > 0)
            return all((values[stretch[c]] - mean) * side > 0 and flagged[c] for c in (left, right))

        if rule is Rule.TWO_IN_THREE:
            near = [c for c, is_near in zip(stretch, flagged, strict=True) if is_near]
            place = near.index(column)
            window = [c for c in near[max(0, place - 1) : place + 2] if abs(stretch.index(c) - at) <= 2]
            return [c for c in window if (values[c] - mean) * side > 0]
        while first > 0 and holds(first - 1, first):
            first -= 1
        while last < len(stretch) - 1 and holds(last, last + 1):
            last += 1
        return stretch[first : last + 1]

    def _stretch(self, column: int) -> list[int]:
        """Columns with figures around one, in its segment, without a gap that ends a run."""
        segment = self.charts.segments[self.row]
        present = [int(c) for c in np.nonzero(~np.isnan(self.charts.values[self.row]))[0] if segment[c] == segment[column]]
        at = present.index(column)
        first = last = at
        while first > 0 and present[first] - present[first - 1] < RESETTING_STEP:
            first -= 1
        while last < len(present) - 1 and present[last + 1] - present[last] < RESETTING_STEP:
            last += 1
        return present[first : last + 1]


@dataclass(frozen=True)
class Rebase:
    """A person's decision that limits start anew from a month; without a reason and an approver there is none."""

    indicator: str
    month: Month
    reason: str
    approved_by: str
    decided_on: date

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.approved_by.strip():
            raise ValueError("New limits need a reason and who approved them.")


@dataclass(frozen=True)
class ExcludedPoint:
    """A month that a person took out of mean and limits. It is still drawn, and still judged against them."""

    indicator: str
    month: Month
    reason: str
    decided_by: str
    decided_on: date

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.decided_by.strip():
            raise ValueError("A point is left out of the limits only with a reason and who decided.")


@dataclass(frozen=True)
class DefinitionBreak:
    """A month from which the counting changed: a new segment, with no meaning read into the step."""

    indicator: str
    month: Month
    what_changed: str

    @property
    def sentence(self) -> str:
        return f"Counting changed in {wording.month(self.month)}: {self.what_changed.rstrip('.')}."


def segment_columns(months: Sequence[Month], starts: Sequence[Iterable[Month]]) -> NDArray[np.int16]:
    """Segment numbers (series, months) from the months in which each series' new segments start."""
    columns = np.array([m.index for m in months])
    numbers = np.zeros((len(starts), len(months)), np.int16)
    for row, held in enumerate(starts):
        for start in set(held):
            numbers[row] += columns >= start.index
    return numbers


@dataclass(frozen=True)
class RebaseProposal:
    """A question to a person: a run since a known cause may be the new normal. Nothing is changed by it."""

    event_month: Month
    event: str
    months: tuple[Month, ...]
    side: int

    @property
    def sentence(self) -> str:
        above = "above" if self.side > 0 else "below"
        return (
            f"{len(self.months)} consecutive months {above} average ({wording.month_list(self.months)}) since"
            f" {wording.month(self.event_month)}: {self.event.rstrip('.')}. If the cause is known, the change has lasted"
            " and is expected to stay, draw new limits from then and write down why."
        )


def propose_rebases(chart: Chart, events: Iterable[tuple[Month, str]]) -> list[RebaseProposal]:
    """Runs of eight points or more on one side that began at or after an accepted event; the latest event before each."""
    known = sorted(events)
    proposals, seen = [], set()
    for column in np.nonzero(chart.charts.rules[chart.row] & Rule.SHIFT)[0]:
        value, mean = chart.charts.values[chart.row, column], chart.charts.mean[chart.row, column]
        side = 1 if value > mean else -1
        run = _same_side(chart, int(column), side)
        months = tuple(chart.months[c] for c in run)
        before = [event for event in known if event[0] <= months[0]]
        if len(run) < max(REBASE_POINTS, RUN) or not before or months in seen:
            continue
        seen.add(months)
        proposals.append(RebaseProposal(*before[-1], months, side))
    return proposals


def _same_side(chart: Chart, column: int, side: int) -> list[int]:
    stretch = chart._stretch(column)
    at = first = last = stretch.index(column)
    values, mean = chart.charts.values[chart.row], chart.charts.mean[chart.row, column]
    while first > 0 and (values[stretch[first - 1]] - mean) * side > 0:
        first -= 1
    while last < len(stretch) - 1 and (values[stretch[last + 1]] - mean) * side > 0:
        last += 1
    assert first <= at <= last
    return stretch[first : last + 1]
