"""Authored: what people write is kept in the store, read back as it holds now, and with its history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import yaml

from sightline.errors import InputError
from sightline.intake.authored import (
    AuthoredRows,
    GivenRow,
    Record,
    append_authored,
    read_authored,
    withdraw_authored,
)
from sightline.intake.authored_kinds import KINDS, kind_named
from sightline.intake.store import Store
from sightline.judgement.commentary import Comment, CommentState, comment_of
from sightline.judgement.decisions import rows_of_csv
from sightline.pipeline.authored_checks import Checks
from sightline.pipeline.comments import held_history
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.proofreading import open_contradictions


@dataclass(frozen=True)
class Written:
    """What became of rows: how many are new, how many took the place of others, how many were held already.

    `was_torn` where an earlier writing had been cut short by a crash and its rest was cleared away.
    """

    added: int
    changed: int
    unchanged: int
    records: tuple[Record, ...] = ()
    was_torn: bool = False


def write_authored(
    store: Path,
    kind: str,
    rows: Iterable[Mapping[str, object]],
    *,
    by: str,
    at: datetime,
    definitions: Path | None = None,
) -> Written:
    """Keep rows of a kind, all of them or none; a row replaces the one of its key, which stays in the history.

    Raises UsageError for a kind that there is not, InputError naming every row that cannot be kept, StoreError where the
    store cannot be written now.
    """
    given = [(f"row {place}", row) for place, row in enumerate(rows, start=1)]
    return _write(store, kind, given, by=by, at=at, definitions=definitions)


def write_authored_file(store: Path, kind: str, file: Path, *, by: str, at: datetime, definitions: Path | None = None) -> Written:
    """Keep the rows of a CSV or YAML file; see `write_authored`."""
    return _write(store, kind, _rows_of(file), by=by, at=at, definitions=definitions)


def withdraw(store: Path, kind: str, number: int, *, by: str, at: datetime) -> Record:
    """Take back what a record says. Raises InputError where no such record holds."""
    return withdraw_authored(store, kind_named(kind), number, by=by, at=at)


def authored_rows(store: Path, kind: str) -> AuthoredRows:
    """All that was written of a kind: `current` is what holds, `records` the history, `is_torn` whether a crash cut it short."""
    return read_authored(store, kind_named(kind))


def written_kinds(store: Path) -> dict[str, AuthoredRows]:
    """Every kind of which something was written."""
    held = {name: read_authored(store, kind) for name, kind in KINDS.items()}
    return {name: rows for name, rows in held.items() if rows.records or rows.is_torn}


def kinds_of_rows() -> tuple[str, ...]:
    """The kinds of rows that people can write."""
    return tuple(KINDS)


def move_comment(store: Path, number: int, state: CommentState, *, by: str, at: datetime) -> Comment:
    """Bring the comment whose last record is `number` a step forward, or back to draft, its words unchanged.

    Raises InputError where it may not go there, somebody has changed it since that record, or it is to be agreed to and
    contradicts the figures where nobody has answered.
    """
    held = authored_rows(store, "commentary")
    found = [record for record in held.records if record.number == number and not record.is_withdrawn]
    if not found:
        raise InputError(f"There is no comment {number}. `sightline authored list commentary` shows those that there are.")
    key = held.kind.key_of(found[0].row)
    checked = _checks(store, None).of(held.kind)

    def check(now: AuthoredRows, rows: Sequence[tuple[str, dict[str, str]]]) -> None:
        if now.latest[key].number != number:
            raise InputError(f"Comment {number} does not hold any more: somebody changed or withdrew it. Read it again first.")
        checked(now, rows)

    row = (f"comment {number}", {**found[0].row, "state": state.value})
    append_authored(store, held.kind, [row], by=by, at=at, check=check)
    now = authored_rows(store, "commentary")
    return comment_of(held_history(now, key))


def _write(store: Path, kind: str, given: list[GivenRow], *, by: str, at: datetime, definitions: Path | None = None) -> Written:
    wanted = kind_named(kind)
    made = append_authored(store, wanted, given, by=by, at=at, check=_checks(store, definitions).of(wanted))
    changed = sum(record.supersedes is not None for record in made.records)
    return Written(len(made.records) - changed, changed, made.unchanged, made.records, made.was_torn)


def _checks(store: Path, definitions: Path | None) -> Checks:
    catalogue = open_catalogue(store, definitions)
    return Checks(catalogue, Store(store).authority, partial(open_contradictions, store, catalogue))


def _rows_of(file: Path) -> list[GivenRow]:
    """The rows of a file with where each stands. Raises InputError where it cannot be read."""
    if file.suffix.lower() not in {".yaml", ".yml", ".json"}:
        return [(where, {name: cell for name, cell in row.items() if cell}) for where, row in rows_of_csv(file)]
    try:
        text = file.read_text(encoding="utf-8")
        rows = json.loads(text) if file.suffix.lower() == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as problem:
        raise InputError(f"{file.name} cannot be read: {problem}") from problem
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{file.name} must be a list of rows, each with the names of its columns.")
    return [(f"{file.name}, row {place}", row) for place, row in enumerate(rows, start=1)]
