"""Deadlines as their files write them: what is due for an open row, counted from which date, and what meets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sightline.catalogue.documents import Document
from sightline.catalogue.expressions import Expression, ExpressionError, parse_expression
from sightline.catalogue.issues import DefinitionIssue, did_you_mean
from sightline.catalogue.models import GROUPS, DefinitionPart, Name, Sentence, Slug, SqlText
from sightline.cohorts.model import STANDARD_COLUMNS, Cohort, Column, ColumnType, Kind

Standard = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
# What depends on the day that places a row: an event is watched on another day than its own.
OF_A_DAY = frozenset({"age", "age_band", "service", "team", "worker"})


class DueUnit(StrEnum):
    """What the length of a deadline is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class DueIn(DefinitionPart):
    """How long after its anchor something is due: a whole number, or an expression that gives one, and its unit."""

    length: int | SqlText
    unit: DueUnit


class Due(DefinitionPart):
    """When something is due: so long after the anchor, or on a day that the cohort has worked out."""

    due_in: DueIn | None = None
    due_on: SqlText | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.due_in is None) is (self.due_on is None):
            raise ValueError("give 'due_in' or 'due_on', one of them")
        return self


class OtherDue(Due):
    """Another date that is held beside the first: by a local standard beside the law's, or counted from another day."""

    anchor: SqlText | None = None
    standard: Standard


class Deadline(Due):
    """One rule that gives a due date to the rows of a cohort that are open on the last day of the data and meet `where`.

    Of a snapshot cohort those rows stand on that day; of a cohort of events `where` says which are open. `anchor` is the
    date from which the time is counted; a row without one has no due date, and says so. `why` is the sentence a worker
    reads, in which {within} is the length and {anchor} the date.
    """

    id: Slug
    name: Sentence
    group: str
    cohort: Name
    where: SqlText | None = None
    anchor: SqlText
    why: Sentence
    satisfied_by: Sentence
    standard: Standard
    is_statutory: bool = False
    other: OtherDue | None = None
    needs: tuple[Name, ...] = ()
    proxy: Sentence | None = None
    moves: tuple[Slug, ...] = Field(default=(), description="Indicators that meeting this deadline will move.")


@dataclass(frozen=True)
class Clock:
    """A deadline with its expressions read against the columns of its cohort. The engine starts here.

    Of `due` and `other` each is a date, or a whole number of `unit` after the anchor; `other` is None where there is none.
    """

    deadline: Deadline
    cohort: Cohort
    where: Expression | None
    anchor: Expression
    due: Expression
    unit: DueUnit | None
    other: Expression | None
    other_unit: DueUnit | None
    other_anchor: Expression

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every expression that it has."""
        parts = (self.where, self.anchor, self.due, self.other, self.other_anchor)
        return tuple(part for part in parts if part is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that its expressions name, sorted."""
        return tuple(sorted({column for part in self.expressions for column in part.columns}))

    @property
    def needs(self) -> tuple[str, ...]:
        """What it says nothing without: its own needs, the cohort's, and those of the columns that it names."""
        known = self.cohort.all_columns
        of_columns = {need for column in self.columns for need in known[column].needs}
        return tuple(sorted({*self.deadline.needs, *self.cohort.needs, *of_columns}))


def columns_for(cohort: Cohort) -> Mapping[str, Column]:
    """The columns of a cohort that a deadline may name."""
    if cohort.kind is Kind.SNAPSHOT:
        return cohort.all_columns
    return {name: column for name, column in cohort.all_columns.items() if name not in OF_A_DAY or name not in STANDARD_COLUMNS}


def read_clock(deadline: Deadline, cohort: Cohort) -> Clock:
    """A deadline with its expressions read. Raises ExpressionError for the first that cannot be."""
    columns = columns_for(cohort)

    def read(sql: str, wanted: ColumnType, where: str) -> Expression:
        try:
            return parse_expression(sql, columns, wanted=wanted)
        except ExpressionError as error:
            raise ExpressionError(sql, tuple(f"{where}: {problem}" for problem in error.problems)) from error

    def when(due: Due, where: str) -> tuple[Expression, DueUnit | None]:
        if due.due_on is not None:
            return read(due.due_on, ColumnType.DATE, f"{where}due_on"), None
        assert due.due_in is not None
        return read(str(due.due_in.length), ColumnType.INTEGER, f"{where}due_in"), due.due_in.unit

    other = deadline.other
    due, unit = when(deadline, "")
    other_due, other_unit = when(other, "other.") if other is not None else (None, None)
    anchor = read(deadline.anchor, ColumnType.DATE, "anchor")
    its_own = other.anchor if other is not None else None
    return Clock(
        deadline=deadline,
        cohort=cohort,
        where=read(deadline.where, ColumnType.BOOLEAN, "where") if deadline.where is not None else None,
        anchor=anchor,
        due=due,
        unit=unit,
        other=other_due,
        other_unit=other_unit,
        other_anchor=read(its_own, ColumnType.DATE, "other.anchor") if its_own is not None else anchor,
    )


def deadline_issues(deadline: Deadline, document: Document, cohorts: Mapping[str, Cohort]) -> Iterator[DefinitionIssue]:
    """What is wrong with one deadline, apart from the indicators that it names."""

    def issue(rule: str, key: str, message: str) -> DefinitionIssue:
        place = document.place(key)
        return DefinitionIssue(place.file, place.line, deadline.id, rule, message.strip())

    if deadline.group not in GROUPS:
        yield issue("group-exists", "group", f"There is no group '{deadline.group}'. {did_you_mean(deadline.group, GROUPS)}")
    cohort = cohorts.get(deadline.cohort)
    if cohort is None:
        message = f"There is no cohort '{deadline.cohort}'. {did_you_mean(deadline.cohort, cohorts)}"
        yield issue("cohort-exists", "cohort", message)
        return
    if cohort.kind is not Kind.SNAPSHOT and deadline.where is None:
        message = f"Cohort '{cohort.name}' has events: say in 'where' which of them are open on the last day."
        yield issue("open-rows", "cohort", message)
    if "{within}" in deadline.why and deadline.due_in is None:
        yield issue("why-fits", "why", "'{within}' is the length of 'due_in', which this deadline has not.")
    try:
        read_clock(deadline, cohort)
    except ExpressionError as error:
        for problem in error.problems:
            key = problem.split(":")[0].split(".")[0]
            yield issue("expressions-resolve", key, problem)
