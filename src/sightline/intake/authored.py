"""What people write: `authored/` of the store, a file a kind, a record a line, only ever added to (docs/reference/authored.md).

A record of a key supersedes the one before it, which stays. Rows that are written together count together or not at all:
each says which of how many it is, and a file that a crash cut short is read to the last whole writing. The lock is its own,
because loading an extract holds the store's for minutes and nobody should wait that long to keep a sentence.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from filelock import FileLock, Timeout

from sightline.errors import InputError, StoreError
from sightline.intake.authored_kinds import Key, Kind
from sightline.intake.files import to_disk, writing

FOLDER = "authored"
# Somebody else's writing takes milliseconds.
PATIENCE_SECONDS = 10
NOTHING_WRITTEN = "Nothing was written."

# A row with where it was read, for messages.
GivenRow = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Record:
    """One line: a row as somebody wrote it, or took it back (`is_withdrawn`).

    `number` counts the lines of the file from 1; `supersedes` is the number of the record of the same key that held until
    then. `part` says which of how many rows of one writing it is.
    """

    number: int
    kind: str
    key: Mapping[str, str]
    values: Mapping[str, str]
    author: str
    written_at: datetime
    supersedes: int | None = None
    is_withdrawn: bool = False
    part: tuple[int, int] = (1, 1)

    @property
    def row(self) -> dict[str, str]:
        """Every filled column."""
        return {**self.key, **self.values}

    @property
    def where(self) -> str:
        """Where it stands, for messages."""
        return f"authored {self.kind}, record {self.number}"

    @property
    def line(self) -> str:
        """The record as JSON on one line."""
        content = {
            "number": self.number,
            "kind": self.kind,
            "key": dict(self.key),
            "values": dict(self.values),
            "author": self.author,
            "written_at": self.written_at.isoformat(timespec="microseconds"),
            "supersedes": self.supersedes,
            "withdrawn": self.is_withdrawn,
            "part": list(self.part),
        }
        return json.dumps(content, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class AuthoredRows:
    """All that was written of one kind. `is_torn` where the last writing was cut short and is left out."""

    kind: Kind
    records: tuple[Record, ...] = ()
    is_torn: bool = False

    @cached_property
    def latest(self) -> Mapping[Key, Record]:
        """The last record of each key, those that were withdrawn included."""
        return MappingProxyType({self.kind.key_of(record.row): record for record in self.records})

    @property
    def current(self) -> tuple[Record, ...]:
        """The records that hold now, in the order in which they were written."""
        held = (record for record in self.latest.values() if not record.is_withdrawn)
        return tuple(sorted(held, key=lambda record: record.number))

    def history(self, key: Key) -> tuple[Record, ...]:
        """Every record of a key, the oldest first."""
        return tuple(record for record in self.records if self.kind.key_of(record.row) == key)


@dataclass(frozen=True)
class Appended:
    """What was added, and how many rows were there already, word for word.

    `was_torn` where a writing before it had been cut short, and its rest was cleared away.
    """

    records: tuple[Record, ...]
    unchanged: int
    was_torn: bool = False


# Looks rows over before they are added: what is held, and the new rows with where each was read. Raises InputError.
Check = Callable[[AuthoredRows, Sequence[tuple[str, dict[str, str]]]], None]


def read_authored(store: Path, kind: Kind) -> AuthoredRows:
    """All that was written of a kind; nothing where nobody wrote any. Raises StoreError for a damaged file."""
    rows, _ = _read(_path(store, kind), kind)
    return rows


def append_authored(
    store: Path, kind: Kind, rows: Sequence[GivenRow], *, by: str, at: datetime, check: Check | None = None
) -> Appended:
    """Add rows, all of them or none, and wait until they are on the disk.

    A row that says what is held already is not written again. Raises InputError naming every row that cannot be kept,
    StoreError where the store cannot be written now.
    """
    _check_writer(by, at)
    tidied = _tidied(kind, rows, by, at)
    with _locked(store):
        path = _path(store, kind)
        held, whole = _read(path, kind)
        completed = [(where, _completed(held, row)) for where, row in tidied]
        new = [(where, row) for where, row in completed if not _is_held(held, row)]
        if check is not None:
            check(held, new)
        records = _records(held, [row for _, row in new], by, at)
        _add(path, whole, records)
    return Appended(records, len(tidied) - len(records), held.is_torn and bool(records))


def withdraw_authored(store: Path, kind: Kind, number: int, *, by: str, at: datetime) -> Record:
    """Take back what a record said: its row no longer holds, and what was said stays in the history.

    Raises InputError where there is no such record, or it no longer holds.
    """
    _check_writer(by, at)
    with _locked(store):
        path = _path(store, kind)
        held, whole = _read(path, kind)
        found = [record for record in held.current if record.number == number]
        if not found:
            raise InputError(
                f"No record {number} of {kind.name} holds now. `sightline authored list {kind.name}` shows which do."
            )
        [record] = found
        gone = Record(len(held.records) + 1, kind.name, record.key, {}, by, at, supersedes=number, is_withdrawn=True)
        _add(path, whole, (gone,))
    return gone


def _check_writer(by: str, at: datetime) -> None:
    if not by.strip():
        raise InputError("What is written needs the name of whoever writes it: --by NAME.")
    if at.tzinfo is None:
        raise ValueError("The time of writing needs its offset from UTC.")


def _tidied(kind: Kind, rows: Sequence[GivenRow], by: str, at: datetime) -> list[tuple[str, dict[str, str]]]:
    tidied: list[tuple[str, dict[str, str]]] = []
    problems: list[str] = []
    first: dict[Key, str] = {}
    for where, row in rows:
        try:
            cells = kind.tidied(row, by, at)
            key = kind.key_of(cells)
            if key in first:
                raise ValueError(f"it is the same row as {first[key]}: {', '.join(kind.key)} are alike. Leave one of them out.")
            first[key] = where
            tidied.append((where, cells))
        except ValueError as problem:
            problems.append(f"{where}: {problem}")
    if problems:
        raise InputError(f"These rows cannot be kept as {kind.name}. {NOTHING_WRITTEN}\n" + "\n".join(problems))
    return tidied


def _completed(held: AuthoredRows, row: dict[str, str]) -> dict[str, str]:
    """The row with what it leaves unsaid: as it is held, where nothing else is different, else as it is for a new row."""
    unsaid = {name: text for name, text in held.kind.unsaid.items() if name not in row}
    latest = held.latest.get(held.kind.key_of(row))
    if latest is None or latest.is_withdrawn:
        return row | unsaid
    said = {name: text for name, text in latest.row.items() if name not in unsaid}
    return latest.row if said == row else row | unsaid


def _is_held(held: AuthoredRows, row: dict[str, str]) -> bool:
    latest = held.latest.get(held.kind.key_of(row))
    return latest is not None and not latest.is_withdrawn and latest.row == row


def _records(held: AuthoredRows, rows: Sequence[dict[str, str]], by: str, at: datetime) -> tuple[Record, ...]:
    kind, made = held.kind, []
    for place, row in enumerate(rows, start=1):
        before = held.latest.get(kind.key_of(row))
        key = {name: row[name] for name in kind.key if name in row}
        values = {name: text for name, text in row.items() if name not in kind.key}
        superseded = None if before is None else before.number
        number = len(held.records) + place
        made.append(Record(number, kind.name, key, values, by, at, superseded, part=(place, len(rows))))
    return tuple(made)


def _path(store: Path, kind: Kind) -> Path:
    return store / FOLDER / f"{kind.name}.jsonl"


@contextmanager
def _locked(store: Path) -> Iterator[None]:
    folder = store / FOLDER
    with writing(store, NOTHING_WRITTEN):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=PATIENCE_SECONDS)
        try:
            lock.acquire()
        except Timeout as problem:
            raise StoreError(f"Somebody else is writing into {folder} just now. Try again. {NOTHING_WRITTEN}") from problem
    try:
        yield
    finally:
        lock.release()


def _add(path: Path, whole: int, records: Sequence[Record]) -> None:
    """Write the records after the first `whole` bytes: what a crash left behind those was never read."""
    if not records:
        return
    is_new = not path.exists()
    with writing(path, NOTHING_WRITTEN), path.open("r+b" if not is_new else "wb") as file:
        file.truncate(whole)
        file.seek(whole)
        try:
            file.write("".join(record.line for record in records).encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise
    if is_new:
        to_disk(path.parent)


def _read(path: Path, kind: Kind) -> tuple[AuthoredRows, int]:
    """The records of a file, and how many of its bytes hold them."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return AuthoredRows(kind), 0
    except OSError as problem:
        raise StoreError(f"{path} cannot be read ({problem.strerror}).") from problem
    ended, at_end = content.rpartition(b"\n")[:2]
    records: list[Record] = []
    whole, offset = 0, 0
    for line in ended.split(b"\n") if at_end else []:
        offset += len(line) + 1
        records.append(_record(line, path, len(records) + 1))
        place, of = records[-1].part
        whole = offset if place == of else whole
    while records and records[-1].part[0] != records[-1].part[1]:
        records.pop()
    return AuthoredRows(kind, tuple(records), is_torn=whole < len(content)), whole


def _record(line: bytes, path: Path, number: int) -> Record:
    try:
        held: dict[str, Any] = json.loads(line)
        place, of = held["part"]
        record = Record(
            held["number"],
            held["kind"],
            MappingProxyType({str(name): str(text) for name, text in held["key"].items()}),
            MappingProxyType({str(name): str(text) for name, text in held["values"].items()}),
            held["author"],
            datetime.fromisoformat(held["written_at"]),
            held["supersedes"],
            held["withdrawn"],
            (int(place), int(of)),
        )
        if record.number != number:
            raise ValueError("out of order")
    except (ValueError, KeyError, TypeError, AttributeError):
        # What stands in the line may be about a child, so it is not quoted.
        raise StoreError(
            f"{path}, line {number} is damaged: it is not record {number} as Sightline wrote it. "
            "Bring the file back from a backup; nothing else writes into it."
        ) from None
    return record
