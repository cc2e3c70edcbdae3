"""Small extracts for tests of the intake: tables drawn with bars in, typed rows out."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sightline.intake.extract import read_extract
from sightline.intake.issues import DataIssue
from sightline.intake.ownership import NOBODY, Ownership
from sightline.intake.schema import TABLES
from sightline.intake.sources import find_sources

LOADED_AT = datetime(2026, 11, 20, 9, 30)


def whole_name(table: str, heading: str) -> str:
    """The column that a heading means: itself, or the one column that ends with it."""
    columns = TABLES[table].columns if table in TABLES else {}
    ending = [name for name in columns if name.endswith(f"_{heading}")]
    return ending[0] if heading not in columns and len(ending) == 1 else heading


def as_csv(table: str, text: str) -> str:
    """A table drawn with bars, as CSV; any other text as it is."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 2 or set(lines[1]) - set("-+"):
        return text
    rows = [[cell.strip() for cell in line.split("|")] for line in (lines[0], *lines[2:])]
    rows[0] = [whole_name(table, heading) for heading in rows[0]]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def write_tables(folder: Path, tables: Mapping[str, str]) -> Path:
    """Write tables as CSV files of their names, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(as_csv(name, text), encoding="utf-8")
    return folder


def read_folder(
    folder: Path, owner: Ownership = NOBODY, as_at: date | None = date(2026, 10, 31)
) -> tuple[dict[str, list[dict[str, Any]]], list[DataIssue]]:
    """The typed rows of every table that has some, in the order of the file, and the data issues."""
    with tempfile.TemporaryDirectory() as scratch:
        sources = find_sources(folder, Path(scratch))
        extract = read_extract(sources, Path(scratch), owner, as_at=as_at, believable_until=LOADED_AT.date())
        try:
            rows = {}
            for name in extract.read:
                result = extract.connection.execute(f"SELECT * FROM {name} ORDER BY file_row, authority")
                names = [column[0] for column in result.description or ()]
                rows[name] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            return rows, list(extract.issues)
        finally:
            extract.close()


def read_tables(folder: Path, tables: Mapping[str, str], **how: Any) -> tuple[dict[str, list[dict[str, Any]]], list[DataIssue]]:
    """Write tables and read them: the typed rows and the data issues."""
    return read_folder(write_tables(folder, tables), **how)


def cells(folder: Path, table: str, column: str, *texts: str) -> list[Any]:
    """What a column makes of texts, one a row; the table's key is filled in."""
    key = [name for name in TABLES[table].key if name != column]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*key, column])
    writer.writerows([*(f"k{number}" for _ in key), text] for number, text in enumerate(texts))
    rows, _ = read_tables(folder, {table: out.getvalue()})
    return [row[column] for row in rows[table]]
