"""Reads what people judged and decided beside the figures: statuses, limits (docs/reference/targets.md).

Every row that cannot be read is named; one error lists them all, so that a file is mended once.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from sightline.errors import InputError
from sightline.judgement.chart import DefinitionBreak, ExcludedPoint, Rebase
from sightline.judgement.tolerance import AUTHORITY, HumanStatus
from sightline.vocabulary.periods import Month

STATUS_COLUMNS = ("indicator", "status", "author", "set_on", "reason", "applies_to")
DECISION_COLUMNS = ("indicator", "kind", "month", "reason", "decided_by", "decided_on")
KINDS = ("rebase", "exclude", "break")

Made = TypeVar("Made")
Rows = Iterable[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class ChartDecisions:
    """What people decided about control charts."""

    rebases: tuple[Rebase, ...] = ()
    exclusions: tuple[ExcludedPoint, ...] = ()
    breaks: tuple[DefinitionBreak, ...] = ()


def rows_of_csv(path: Path) -> list[tuple[str, dict[str, str]]]:
    """The rows of a file of decisions with where each stands. Raises InputError where it is empty or cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not reader.fieldnames:
                raise InputError(f"{path.name} is empty. Its first line must name its columns.")
            return [(f"{path.name}, line {line}", dict(row)) for line, row in enumerate(reader, start=2)]
    except UnicodeDecodeError as problem:
        raise InputError(f"{path.name} is not UTF-8 text. Save it as CSV UTF-8.") from problem
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}.") from problem


def read_statuses(rows: Rows) -> tuple[HumanStatus, ...]:
    """Statuses that people set: 1, 2 or 3, with author, day and reason."""

    def read(cells: dict[str, str]) -> HumanStatus:
        if cells["status"] not in {"1", "2", "3"}:
            raise ValueError(f"a status is 1, 2 or 3, not '{cells['status']}'.")
        return HumanStatus(
            cells["indicator"],
            int(cells["status"]),
            cells["author"],
            read_day(cells, "set_on"),
            cells["reason"],
            cells["applies_to"] or AUTHORITY,
        )

    return read_rows(rows, STATUS_COLUMNS, read, "statuses")


def read_chart_decisions(rows: Rows) -> ChartDecisions:
    """New limits (`rebase`), months left out of them (`exclude`) and changes of counting (`break`)."""

    def read(cells: dict[str, str]) -> Rebase | ExcludedPoint | DefinitionBreak:
        indicator, month, reason, by = cells["indicator"], read_month(cells), cells["reason"], cells["decided_by"]
        if cells["kind"] not in KINDS:
            raise ValueError(f"'{cells['kind']}' is not a kind of decision. Write {', '.join(KINDS)}.")
        if not reason or not by:
            raise ValueError("a decision needs its reason, and who decided in decided_by.")
        if cells["kind"] == "rebase":
            return Rebase(indicator, month, reason, by, read_day(cells, "decided_on"))
        if cells["kind"] == "exclude":
            return ExcludedPoint(indicator, month, reason, by, read_day(cells, "decided_on"))
        return DefinitionBreak(indicator, month, reason)

    made = read_rows(rows, DECISION_COLUMNS, read, "decisions")
    return ChartDecisions(
        tuple(each for each in made if isinstance(each, Rebase)),
        tuple(each for each in made if isinstance(each, ExcludedPoint)),
        tuple(each for each in made if isinstance(each, DefinitionBreak)),
    )


def read_rows(
    rows: Rows,
    columns: tuple[str, ...],
    read: Callable[[dict[str, str]], Made],
    what: str,
    older: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Made, ...]:
    """Each row read, with the text of its `columns`. Raises InputError naming every row that `read` refuses.

    Every file of decisions has the column `indicator`; `what` says in the plural what its rows are. `older` gives other
    names of columns, and what they are here.
    """
    made: list[Made] = []
    problems: list[str] = []
    for where, row in rows:
        named = {older.get(name, name): value for name, value in row.items()}
        cells = {name: "" if (value := named.get(name)) is None else str(value).strip() for name in columns}
        try:
            # The csv module keeps what has no column under None.
            if None in row:
                raise ValueError("there are more cells than columns. Put text that holds a comma in quotes.")
            if not cells["indicator"]:
                raise ValueError("the indicator is missing.")
            made.append(read(cells))
        except ValueError as problem:
            problems.append(f"{where}: {problem}")
    if problems:
        raise InputError(f"These {what} cannot be read; nothing was changed.\n" + "\n".join(problems))
    return tuple(made)


def read_month(cells: Mapping[str, str], column: str = "month") -> Month:
    """The month in a column, which may also be given by its last day. Raises ValueError with how to write one."""
    text = cells[column]
    return Month.parse(text[:7] if len(text) == len("2026-10-31") else text)


def read_day(cells: Mapping[str, str], column: str) -> date:
    """The day in a column. Raises ValueError with how to write one."""
    text = cells[column]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column} '{text}' is not a date. Write it as 2026-04-01.") from None
