"""What the engine asks of a database: take a table, make a table from a SELECT, give rows back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from sqlglot import exp


@dataclass(frozen=True)
class Step:
    """A table of the served file that a build makes.

    `reads` names the tables of earlier steps that have to be there first. `title` is for whoever waits.
    """

    name: str
    title: str
    reads: frozenset[str]
    select: Callable[[], exp.Expr]


Done = Callable[[Step], None]


class Connection(Protocol):
    """An engine's connection. Everything it runs is a SQLGlot expression; names are ours, never a user's."""

    def give(self, name: str, table: pa.Table) -> None:
        """Make a small Arrow table readable under a name."""

    def read_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file, or a folder of them, readable under a name."""

    def make(self, name: str, select: exp.Expr, *, keep: bool) -> None:
        """Write the rows of a SELECT as a table; `keep` puts it into the served file, else it lasts for the build."""

    def make_all(self, steps: Sequence[Step], done: Done) -> None:
        """Make the tables of all steps, each after those it reads. `done` is told of each, on the thread that called."""

    def rows(self, select: exp.Expr) -> pa.Table:
        """The rows of a SELECT."""


def one_by_one(connection: Connection, steps: Iterable[Step], done: Done) -> None:
    """`make_all` for an engine that is kept busy by one statement: in the order given."""
    for step in steps:
        connection.make(step.name, step.select(), keep=True)
        done(step)
