"""One figure from typed rows, in plain loops: what a measure says, read aloud. Worked examples run on this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from sightline.catalogue.expressions import Expression
from sightline.catalogue.interpreter import evaluate, is_met
from sightline.catalogue.measures import Measure, breakdown_columns
from sightline.catalogue.models import Distinct, MeasureKind
from sightline.catalogue.settings import Settings
from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.numbers import percentage, rate
from sightline.vocabulary.periods import Period, Window, months_elapsed

YEAR = 12.0
UNKNOWN = "unknown"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """A numerator over a denominator, and the value they make: percentages 0 to 100, nothing rounded.

    The denominator of a count is None, and so is the numerator of a median or maximum. The value is None where there is
    nothing to divide by.
    """

    numerator: float | None
    denominator: float | None
    value: float | None


@dataclass(frozen=True)
class Question:
    """What is asked of a measure: the rows of a period, or of one group of them.

    `population` is the number of persons that a rate is over. `by` names a breakdown and `group` one of its groups.
    `window` is the window that the period comes from, where that matters: month ends are averaged, not pooled.
    """

    period: Period
    population: float | None = None
    by: str | None = None
    group: str | None = None
    window: Window | None = None


@dataclass(frozen=True)
class Calculator:
    """Works out the figures of one measure. The engine does the same for all of them at once, in SQL."""

    measure: Measure
    calendar: WorkingCalendar
    settings: Settings

    def figure(self, rows: Iterable[Row], question: Question) -> Figure:
        """The figure that `rows` (each with every column of the cohort) give for a question."""
        counted = [row for row in rows if self.is_in_denominator(row, question.period)]
        if question.window is Window.MONTH_ENDS_6:
            return self._mean_of_days(counted, replace(question, window=None))
        if self.measure.share_by is not None and question.by == self.measure.share_by:
            return self._share([row for row in counted if self._is_in_group(row, question)], counted)
        units = self._units([row for row in counted if self._is_in_group(row, question)])
        if self.measure.kind in (MeasureKind.COUNT, MeasureKind.RATE):
            return self._counted(units, question)
        if self.measure.kind is MeasureKind.PERCENTAGE:
            return self._percentage(units)
        return self._of_values([row for unit in units for row in unit])

    def _mean_of_days(self, rows: Sequence[Row], question: Question) -> Figure:
        """The mean of the values of the days on which the stock was counted, of those days that have one."""
        days = sorted({row[self.measure.when] for row in rows})
        of_day = [self.figure([row for row in rows if row[self.measure.when] == day], question).value for day in days]
        known = [value for value in of_day if value is not None]
        return Figure(sum(known), float(len(known)), sum(known) / len(known) if known else None)

    def is_in_denominator(self, row: Row, period: Period) -> bool:
        """Whether a row counts: it is not excluded, it falls in the period, and it meets `where`."""
        if row.get("excluded_because") is not None or not period.contains(row[self.measure.when]):
            return False
        return self._is_met(self.measure.where, row)

    def is_in_numerator(self, row: Row) -> bool:
        """Whether a row of the denominator meets the numerator's condition."""
        return self._is_met(self.measure.numerator, row)

    def _is_met(self, condition: Expression | None, row: Row) -> bool:
        return is_met(condition, row, self.calendar, self.settings, row[self.measure.when])

    def _number(self, expression: Expression, row: Row) -> float | None:
        value = evaluate(expression, row, self.calendar, self.settings, row[self.measure.when])
        assert value is None or isinstance(value, int | float)
        return value

    def _is_in_group(self, row: Row, question: Question) -> bool:
        if question.by is None:
            return True
        column = breakdown_columns(self.measure.cohort)[question.by]
        return str(row[column] if row[column] is not None else UNKNOWN) == question.group

    def _units(self, rows: Sequence[Row]) -> list[list[Row]]:
        """What is counted: each row alone or, where children count, the rows on which each child is judged."""
        if self.measure.distinct is None:
            return [[row] for row in rows]
        children: dict[Any, list[Row]] = {}
        for row in rows:
            children.setdefault(row["person_id"], []).append(row)
        if self.measure.distinct is Distinct.ANY:
            return list(children.values())
        return [[max(held, key=self._placed)] for held in children.values()]

    def _placed(self, row: Row) -> tuple[date, str]:
        return row[self.measure.when], str(row["record_id"])

    def _counted(self, units: Sequence[Sequence[Row]], question: Question) -> Figure:
        number = self._total(self.measure.value, units)
        if self.measure.kind is MeasureKind.COUNT:
            return Figure(number, None, number)
        factor = YEAR / months_elapsed(question.period) if self.measure.annualised else 1.0
        assert self.measure.per is not None
        return Figure(number, question.population, rate(number, question.population, self.measure.per, factor))

    def _percentage(self, units: Sequence[Sequence[Row]]) -> Figure:
        above = [unit for unit in units if any(self.is_in_numerator(row) for row in unit)]
        numerator = self._total(self.measure.value, above)
        denominator = self._total(self.measure.weight, units)
        return Figure(numerator, denominator, percentage(numerator, denominator))

    def _share(self, group: Sequence[Row], everyone: Sequence[Row]) -> Figure:
        numerator, denominator = float(len(self._units(group))), float(len(self._units(everyone)))
        return Figure(numerator, denominator, percentage(numerator, denominator))

    def _total(self, summed: Expression | None, units: Sequence[Sequence[Row]]) -> float:
        """How many units there are, or the sum of an expression over their rows; a row without a number adds nothing."""
        if summed is None:
            return float(len(units))
        return float(sum(self._number(summed, row) or 0 for unit in units for row in unit))

    def _of_values(self, rows: Sequence[Row]) -> Figure:
        """A mean, median or maximum of the rows that have a number (and a weight, where one is asked for)."""
        value, weight = self.measure.value, self.measure.weight
        assert value is not None
        pairs = [(self._number(value, row), 1.0 if weight is None else self._number(weight, row)) for row in rows]
        known = [(number, share) for number, share in pairs if number is not None and share is not None]
        numbers = [number for number, _ in known]
        if self.measure.kind is MeasureKind.MEAN:
            above, below = float(sum(numbers)), float(sum(share for _, share in known))
            return Figure(above, below, above / below if below else None)
        result = None
        if numbers:
            result = float(max(numbers) if self.measure.kind is MeasureKind.MAXIMUM else median(numbers))
        return Figure(None, float(len(numbers)), result)
