"""Looking an extract over without loading it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.intake.extract import Progress, read_extract
from sightline.intake.files import without_rows
from sightline.intake.issues import DataIssue
from sightline.intake.ownership import ANYBODY, Ownership
from sightline.intake.schema import TABLES
from sightline.intake.sources import MOST_BYTES_OF_TEXT, find_sources


@dataclass(frozen=True)
class Checked:
    """What a look at an extract found: its issues, what it lacks, and what it is as at (None where it holds no event).

    `counts` has (rule, table, field, rows) for every kind of issue; `issues` lists the first thousand of each.
    """

    issues: tuple[DataIssue, ...]
    counts: tuple[tuple[str, str, str, int], ...]
    rows: dict[str, int]
    absent_tables: tuple[str, ...]
    absent_columns: dict[str, tuple[str, ...]]
    as_at: date | None


def check_folder(
    folder: Path | str,
    *,
    as_at: date | None = None,
    believable_until: date,
    owner: Ownership = ANYBODY,
    progress: Progress | None = None,
    most_bytes: int = MOST_BYTES_OF_TEXT,
) -> Checked:
    """Look a folder or a zip over as a load would, and keep nothing.

    `believable_until` is the day of the look: nothing can have happened after it. Raises InputError where there is nothing
    to look at; a file that would stop the load is an issue here.
    """
    with tempfile.TemporaryDirectory(prefix="sightline-") as name, without_rows():
        scratch = Path(name)
        sources = find_sources(Path(folder), scratch, most_bytes=most_bytes)
        extract = read_extract(sources, scratch, owner, as_at=as_at, believable_until=believable_until, progress=progress)
        try:
            return Checked(
                issues=tuple(extract.issues),
                counts=tuple((*key, rows) for key, rows in sorted(extract.issues.counts.items())),
                rows={table: extract.count(table) for table in TABLES if table in extract.read},
                absent_tables=extract.absent_tables,
                absent_columns=extract.absent_columns,
                as_at=extract.as_at,
            )
        finally:
            extract.close()
