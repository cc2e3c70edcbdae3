"""Worked examples of definitions: drawn tables read into typed rows, run, and compared with what they must give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isclose
from typing import Any

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.figures import Calculator, Figure, Question
from sightline.catalogue.issues import DefinitionIssue
from sightline.catalogue.measures import Measure, breakdown_columns
from sightline.catalogue.models import Example, Indicator
from sightline.catalogue.settings import ConfigRow, Settings
from sightline.catalogue.tables import TableError, read_table, typed_rows
from sightline.cohorts.model import Cohort, Column, ColumnType, Kind, day, text, whole
from sightline.errors import InputError, UsageError
from sightline.vocabulary.dates import WorkingCalendar, age
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.periods import SPINE_MONTHS, Month, Period, Spine, Window

PEOPLE: Mapping[str, Column] = {
    "person_id": text("the child"),
    "dob": day("date of birth"),
    "expected_dob": day("expected date of birth, where not born yet"),
    "died_on": day("date of death"),
    "sex": text("F, M, U or unknown"),
    "ethnicity": text("broad ethnic group"),
    "disability": text("disabled, not_disabled or unknown"),
}
POPULATIONS: Mapping[str, Column] = {
    "month": text("the reporting month, as 2025-06"),
    "persons": whole("persons aged 0 to 17 in force at its end"),
}
ALIASES = {"person": "person_id"}
# Where an attribute of a child is not drawn, the engine would say so too.
UNKNOWN_WHERE_NOT_DRAWN = ("sex", "ethnicity", "disability", "service", "team", "worker")


class ExampleError(ValueError):
    """A worked example that cannot be run. The message says what is wrong with it."""


@dataclass(frozen=True)
class ExampleRows:
    """The tables of a worked example as typed rows.

    `rows` has every column of the cohort in every row, `when` filled in for a snapshot. `people` and `populations` are
    the helper relations as drawn; `populations` by month.
    """

    rows: tuple[Mapping[str, Any], ...]
    people: tuple[Mapping[str, Any], ...]
    populations: Mapping[Month, int]
    spine: Spine
    period: Period
    settings: Settings


@dataclass(frozen=True)
class ExampleResult:
    """What a worked example gave, and each way in which that is not what it says it must give."""

    indicator: str
    title: str
    figure: Figure
    differences: tuple[str, ...]


def example_rows(measure: Measure, indicator: Indicator, example: Example) -> ExampleRows:
    """The drawn tables of an example as typed rows. Raises ExampleError with what is wrong."""
    known = {measure.cohort.name, "people", "populations"}
    strange = sorted(set(example.rows) - known)
    if strange:
        raise ExampleError(f"It draws {', '.join(strange)}; it may draw {', '.join(sorted(known))}.")
    spine, period = _spine_and_period(indicator, example)
    cohort = measure.cohort
    try:
        people = typed_rows(example.rows.get("people", "person_id"), PEOPLE, ALIASES)
        populations = typed_rows(example.rows.get("populations", "month"), POPULATIONS)
        drawn = _cohort_rows(cohort, example)
        by_month = {Month.parse(row["month"]): row["persons"] for row in populations}
        settings = Settings(tuple(ConfigRow(key, value) for key, value in example.settings.items()))
    except (TableError, InputError, ValueError) as error:
        raise ExampleError(str(error)) from None
    attributes = {person["person_id"]: person for person in people}
    rows = [_completed(row, number, measure, spine, example, attributes) for number, row in enumerate(drawn, start=1)]
    return ExampleRows(tuple(rows), tuple(people), by_month, spine, period, settings)


def _spine_and_period(indicator: Indicator, example: Example) -> tuple[Spine, Period]:
    window = example.window or indicator.window
    if window not in indicator.windows:
        raise ExampleError(f"The definition has no window '{window}'. It has: {', '.join(indicator.windows)}.")
    as_at = example.as_at or example.month.last
    spine = Spine(example.month.shift(1 - SPINE_MONTHS), as_at)
    period = spine.period(window, example.month)
    if period is None:
        raise ExampleError(f"There is no window '{window}' that ends with {example.period} as at {as_at}.")
    return spine, period


def _cohort_rows(cohort: Cohort, example: Example) -> list[dict[str, Any]]:
    """The rows drawn for the cohort, with helpful words where that table is missing altogether."""
    if cohort.name not in example.rows:
        raise TableError(f"It draws no rows of its cohort, '{cohort.name}'.")
    age_columns = {"age", "age_band"} & set(read_table(example.rows[cohort.name]).columns)
    if age_columns and "people" in example.rows:
        raise TableError("It draws people and ages. Draw dates of birth or ages, not both.")
    return typed_rows(example.rows[cohort.name], cohort.all_columns, ALIASES)


def _completed(
    drawn: Mapping[str, Any],
    number: int,
    measure: Measure,
    spine: Spine,
    example: Example,
    attributes: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """A drawn row with every column of the cohort: what is known of the child, an id, the day of a snapshot, an age."""
    cohort = measure.cohort
    row: dict[str, Any] = dict.fromkeys(cohort.all_columns)
    row["record_id"] = f"row {number:03d}"
    row.update(dict.fromkeys(UNKNOWN_WHERE_NOT_DRAWN, "unknown"))
    if cohort.kind is Kind.SNAPSHOT:
        row["as_at"] = spine.snapshot_day(example.month)
    known = attributes.get(str(drawn.get("person_id")), {})
    row.update({name: value for name, value in known.items() if name in cohort.all_columns and value is not None})
    row.update({name: value for name, value in drawn.items() if value is not None})
    if row["age"] is None:
        row["age"] = _age(row["dob"], row[measure.when])
    if row["age_band"] is None:
        row["age_band"] = age_band(row["age"])
    return row


def _age(born: date | None, on: date | None) -> int | None:
    """Completed years, or None for a child who is not born on the day."""
    return None if born is None or on is None or on < born else age(born, on)


def age_band(years: int | None) -> str:
    """The band in which an age is shown."""
    if years is None:
        return "unknown"
    bands = ((1, "under_1"), (5, "1_4"), (10, "5_9"), (16, "10_15"))
    return next((name for below, name in bands if years < below), "16_plus")


def run_example(measure: Measure, indicator: Indicator, example: Example, calendar: WorkingCalendar) -> ExampleResult:
    """Work out the figure of an example and compare it. Raises ExampleError where the example cannot be run."""
    tables = example_rows(measure, indicator, example)
    if example.by is not None and example.by not in breakdown_columns(measure.cohort):
        raise ExampleError(f"Cohort '{measure.cohort.name}' has no breakdown '{example.by}'.")
    window = example.window or indicator.window
    question = Question(tables.period, tables.populations.get(example.month), example.by, example.group, window)
    # A row that the data does not know of yet cannot count, but where a window looks ahead.
    last = tables.period.last if window is Window.NEXT_MONTH else tables.spine.as_at
    rows = [row for row in tables.rows if row[measure.when] is None or row[measure.when] <= last]
    figure = Calculator(measure, calendar, tables.settings).figure(rows, question)
    return ExampleResult(indicator.id, example.title, figure, tuple(_differences(figure, indicator, example)))


def _differences(figure: Figure, indicator: Indicator, example: Example) -> Iterator[str]:
    for name in ("numerator", "denominator", "value"):
        if name not in example.expect.model_fields_set:
            continue
        expected, given = getattr(example.expect, name), getattr(figure, name)
        if not _is_same(expected, given, indicator.decimals):
            yield f"{name} is {_said(given)} and should be {_said(expected)}"


def _is_same(expected: float | None, given: float | None, decimals: int) -> bool:
    if expected is None or given is None:
        return expected is given
    return isclose(expected, given, rel_tol=1e-9, abs_tol=1e-9) or expected == round_half_away(given, decimals)


def _said(value: float | None) -> str:
    return "nothing" if value is None else f"{value:g}"


def check_examples(catalogue: Catalogue, calendar: WorkingCalendar) -> tuple[DefinitionIssue, ...]:
    """Run every worked example of a catalogue with the interpreter; an issue for each that fails or cannot be run."""
    issues: list[DefinitionIssue] = []
    # An indicator that could not be read has issues of its own, and nothing to run.
    for indicator in (i for i in catalogue.indicators if catalogue.measures_of(i.id)):
        for number, example in enumerate(indicator.examples, start=1):
            message = _failure(catalogue, indicator, example, calendar)
            if message:
                place = catalogue.origins[indicator.id].place("examples", number - 1)
                where = f"Example {number}, '{example.title}': {message}"
                issues.append(DefinitionIssue(place.file, place.line, indicator.id, "examples-hold", where))
    return tuple(issues)


def _failure(catalogue: Catalogue, indicator: Indicator, example: Example, calendar: WorkingCalendar) -> str:
    """What is wrong with one example; empty where it holds."""
    try:
        measure = catalogue.measure(indicator.id, example.version)
        result = run_example(measure, indicator, example, calendar)
    except (ExampleError, UsageError) as error:
        return str(error)
    return f"{'; '.join(result.differences)}." if result.differences else ""


def column_types(cohort: Cohort) -> dict[str, ColumnType]:
    """The type of every column of `ExampleRows.rows`, for whoever stages them in a database."""
    return {name: column.type for name, column in cohort.all_columns.items()}
