"""Deadlines as their files write them: what is due for an open row, counted from which date, and what meets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sightline.catalogue.documents import Document
from sightline.catalogue.expressions import ExpressionError, parse_expression
from sightline.catalogue.issues import DefinitionIssue, did_you_mean
from sightline.catalogue.models import GROUPS, DefinitionPart, Name, Sentence, Slug, SqlText
from sightline.catalogue.settings import SETTINGS, SettingKind
from sightline.cohorts.model import Cohort, ColumnType, Kind


class DueUnit(StrEnum):
    """What the length of a deadline is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class DueIn(DefinitionPart):
    """How long after its anchor something is due: a length and its unit, or the setting that holds them.

    A setting that is a number gives the length, in `unit`; one such as `10 WD` gives both.
    """

    length: int | None = Field(default=None, ge=0)
    unit: DueUnit | None = None
    setting: Name | None = None

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        if (self.length is None) is (self.setting is None):
            raise ValueError("give 'length' or 'setting', one of them")
        if self.length is not None and self.unit is None:
            raise ValueError("a length needs its 'unit'")
        return self


class Deadline(DefinitionPart):
    """One rule that gives a due date to the open rows of a snapshot cohort that meet `where`.

    `anchor` is the date column from which the time is counted; a row without one has no due date, and says so.
    """

    id: Slug
    name: Sentence
    group: str
    cohort: Name
    where: SqlText | None = None
    anchor: Name
    due_in: DueIn
    why: Sentence
    satisfied_by: Sentence
    standard: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    is_statutory: bool = False
    needs: tuple[Name, ...] = ()
    proxy: Sentence | None = None
    moves: tuple[Slug, ...] = Field(default=(), description="Indicators that meeting this deadline will move.")


def deadline_issues(deadline: Deadline, document: Document, cohorts: Mapping[str, Cohort]) -> Iterator[DefinitionIssue]:
    """What is wrong with one deadline, apart from the indicators that it names."""

    def issue(rule: str, key: str, message: str) -> DefinitionIssue:
        place = document.place(key)
        return DefinitionIssue(place.file, place.line, deadline.id, rule, message.strip())

    if deadline.group not in GROUPS:
        yield issue("group-exists", "group", f"There is no group '{deadline.group}'. {did_you_mean(deadline.group, GROUPS)}")
    if deadline.due_in.setting is not None:
        yield from (issue("due-in-a-setting", "due_in", text) for text in _setting_problems(deadline.due_in))
    cohort = cohorts.get(deadline.cohort)
    if cohort is None:
        message = f"There is no cohort '{deadline.cohort}'. {did_you_mean(deadline.cohort, cohorts)}"
        yield issue("cohort-exists", "cohort", message)
        return
    if cohort.kind is not Kind.SNAPSHOT:
        message = f"Cohort '{cohort.name}' has events; a deadline watches rows that are open on a day."
        yield issue("cohort-is-a-snapshot", "cohort", message)
    anchor = cohort.all_columns.get(deadline.anchor)
    if anchor is None or anchor.type is not ColumnType.DATE:
        dates = [name for name, column in cohort.all_columns.items() if column.type is ColumnType.DATE]
        message = f"'{deadline.anchor}' is not a date column of '{cohort.name}'. {did_you_mean(deadline.anchor, dates)}"
        yield issue("anchor-is-a-date", "anchor", message)
    if deadline.where is not None:
        try:
            parse_expression(deadline.where, cohort.all_columns, wanted=ColumnType.BOOLEAN)
        except ExpressionError as error:
            yield from (issue("expressions-resolve", "where", f"where: {problem}") for problem in error.problems)


def _setting_problems(due_in: DueIn) -> Iterator[str]:
    key = str(due_in.setting)
    if key not in SETTINGS:
        yield f"There is no setting '{key}'. {did_you_mean(key, SETTINGS)}"
    elif SETTINGS[key].kind is SettingKind.WHOLE_NUMBER and due_in.unit is None:
        yield f"The setting '{key}' is a number; say its 'unit': {', '.join(DueUnit)}."
    elif SETTINGS[key].kind not in (SettingKind.WHOLE_NUMBER, SettingKind.INTERVAL):
        yield f"The setting '{key}' is no length of time; it is {SETTINGS[key].kind}."
