"""Keeps supplied series in the store, `history/<name>/`: each load complete and immutable, a pointer to the current one.

```
store/history/<name>/current                      the id of the load in use
store/history/<name>/<id>/series.parquet          every row, with its source
store/history/<name>/<id>/benchmarks.parquet      the comparators' figures that were printed beside them
store/history/<name>/<id>/load.json               whose it is, who answers for it, when it goes stale
```

The id is the content's own, so the same file loaded twice is one load, and what was loaded before stays readable.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.errors import InputError, StoreError
from sightline.intake.files import replace_text, to_disk, writing
from sightline.intake.store import Store
from sightline.observations.history import HistoryRow, SuppliedBenchmark

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
FLOATS = frozenset({"value", "numerator", "denominator"})


def _schema(of: type[HistoryRow] | type[SuppliedBenchmark]) -> pa.Schema:
    return pa.schema(
        [(f.name, pa.float64() if f.name in FLOATS else pa.int64() if f.name == "decimals" else pa.string()) for f in fields(of)]
    )


@dataclass(frozen=True)
class HistoryLoad:
    """One kept set of series. `stale_after` is the day from which its owner should have supplied another."""

    name: str
    load_id: str
    authority: str
    owner: str
    loaded_at: datetime
    stale_after: date | None
    rows: int

    def is_stale(self, as_at: date) -> bool:
        """Whether newer figures should have come by now."""
        return self.stale_after is not None and as_at > self.stale_after


class HistoryStore:
    """The supplied series of one store."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.folder = store / "history"

    def names(self) -> list[str]:
        """The names under which series are kept."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if (path / "current").is_file())

    def keep(
        self,
        name: str,
        rows: Sequence[HistoryRow],
        *,
        authority: str,
        owner: str,
        loaded_at: datetime,
        stale_after: date | None = None,
        benchmarks: Sequence[SuppliedBenchmark] = (),
    ) -> HistoryLoad:
        """Write rows beside what is there, then swap them in. Raises StoreError where they belong to another authority.

        `benchmarks` are what was printed of others beside them. `loaded_at` is given by the caller; the same rows keep the
        id and the time they had first.
        """
        if not NAME.fullmatch(name):
            raise InputError(f"'{name}' cannot name a folder. Use small letters, figures and hyphens: monthly-report.")
        if not rows:
            raise InputError("There are no figures to keep.")
        self._refuse_other_authority(name, authority)
        content = json.dumps([[asdict(row) for row in rows], [asdict(row) for row in benchmarks]], sort_keys=True)
        details = {"name": name, "authority": authority, "owner": owner}
        details["stale_after"] = stale_after.isoformat() if stale_after else ""
        load_id = hashlib.sha256((json.dumps(details) + content).encode()).hexdigest()[:16]
        final = self.folder / name / load_id
        with writing(self.folder, "What was loaded before is unchanged."):
            if not (final / "load.json").is_file():
                self._write(final, rows, benchmarks, {**details, "loaded_at": loaded_at.isoformat(), "rows": len(rows)})
            replace_text(self.folder / name / "current", load_id)
        return self.load(name)

    def _write(
        self,
        final: Path,
        rows: Sequence[HistoryRow],
        benchmarks: Sequence[SuppliedBenchmark],
        details: dict[str, object],
    ) -> None:
        part = final.with_name(f".{final.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, held, of in (("series", rows, HistoryRow), ("benchmarks", benchmarks, SuppliedBenchmark)):
            path = part / f"{name}.parquet"
            pq.write_table(pa.Table.from_pylist([asdict(row) for row in held], schema=_schema(of)), path)
            to_disk(path)
        replace_text(part / "load.json", json.dumps(details, indent=2))
        os.replace(part, final)
        to_disk(final.parent)

    def load(self, name: str) -> HistoryLoad:
        """What is kept under a name now. Raises StoreError where there is nothing, or it is damaged."""
        try:
            load_id = (self.folder / name / "current").read_text(encoding="utf-8").strip()
            held = json.loads((self.folder / name / load_id / "load.json").read_text(encoding="utf-8"))
            return HistoryLoad(
                name,
                load_id,
                held["authority"],
                held["owner"],
                datetime.fromisoformat(held["loaded_at"]),
                date.fromisoformat(held["stale_after"]) if held["stale_after"] else None,
                held["rows"],
            )
        except FileNotFoundError as problem:
            kept = ", ".join(self.names()) or "none"
            raise StoreError(f"There is no history '{name}' in {self.store}. There is: {kept}.") from problem
        except (OSError, ValueError, KeyError) as problem:
            raise StoreError(f"The history '{name}' is damaged. Load its file again.") from problem

    def rows(self, name: str) -> tuple[HistoryRow, ...]:
        """The rows kept under a name."""
        return tuple(HistoryRow(**row) for row in self._read(name, "series"))

    def benchmarks(self, name: str) -> tuple[SuppliedBenchmark, ...]:
        """The comparators' figures that were printed beside them."""
        return tuple(SuppliedBenchmark(**row) for row in self._read(name, "benchmarks"))

    def _read(self, name: str, file: str) -> list[dict[str, Any]]:
        load = self.load(name)
        try:
            rows: list[dict[str, Any]] = pq.read_table(self.folder / name / load.load_id / f"{file}.parquet").to_pylist()
        except (OSError, pa.ArrowException) as problem:
            raise StoreError(f"The history '{name}' is damaged. Load its file again.") from problem
        return rows

    def _refuse_other_authority(self, name: str, authority: str) -> None:
        owner = Store(self.store).authority
        if owner.is_said and authority not in {owner.code, *owner.members}:
            raise StoreError(
                f"{self.store} belongs to {owner.said}; these series are those of {authority}. Use a store of its own."
            )
        if name in self.names() and (held := self.load(name)).authority != authority:
            raise StoreError(f"The history '{name}' is that of {held.authority}, not of {authority}. Use another store.")
