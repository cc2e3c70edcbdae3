"""What the engine asks of a database: take a table, make a table from a SELECT, give rows back."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pyarrow as pa
from sqlglot import exp


class Connection(Protocol):
    """An engine's connection. Everything it runs is a SQLGlot expression; names are ours, never a user's."""

    def give(self, name: str, table: pa.Table) -> None:
        """Make a small Arrow table readable under a name."""

    def read_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file, or a folder of them, readable under a name."""

    def make(self, name: str, select: exp.Expr, *, keep: bool) -> None:
        """Write the rows of a SELECT as a table; `keep` puts it into the served file, else it lasts for the build."""

    def rows(self, select: exp.Expr) -> pa.Table:
        """The rows of a SELECT."""
