"""Writing a load: every table as Parquet in one order whatever the order of the file, the issues, and the manifest."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sightline.errors import InputError
from sightline.intake.extract import Extract
from sightline.intake.files import replace_json, to_disk, write_parquet
from sightline.intake.issues import ISSUE_COLUMNS, ORDER
from sightline.intake.load import Load, read_load
from sightline.intake.schema import TABLES, Table

# Raised when the typed tables change for the same files, so that an older load is not taken for the same.
FORM = 1


def write_load(extract: Extract, folder: Path, loaded_at: datetime) -> Load:
    """Write the extract under `folder` and return it as a load; its id says its date and its content."""
    if extract.as_at is None:
        raise InputError("No day on which something happened was found in the extract. Say what it is as at: --as-at 2026-10-31.")
    tables = folder / "tables"
    tables.mkdir(parents=True)
    written = {
        table.name: write_parquet(extract.connection, _ordered(table), tables / f"{table.name}.parquet")
        for table in TABLES.values()
    }
    to_disk(tables)
    columns = ", ".join(f'"{name}"' for name in ISSUE_COLUMNS)
    write_parquet(extract.connection, f"SELECT {columns} FROM issues ORDER BY {ORDER}", folder / "issues.parquet")
    content = "".join(f"{name}={digest};" for name, digest in sorted(written.items()))
    digest = hashlib.sha256(f"{FORM};{extract.as_at};{content}".encode()).hexdigest()
    manifest = _manifest(extract, f"{extract.as_at}-{digest[:12]}", loaded_at) | {"sha256": written}
    # The manifest comes last: a folder without one is no load.
    replace_json(folder / "load.json", manifest)
    return read_load(folder)


def _ordered(table: Table) -> str:
    names = [f'"{name}"' for name, _ in table.typed_columns()]
    # By key, then by every column: rows come out in the same order however the file had them.
    # By key, which no two rows share: rows come out in the same order however the file had them.
    order = ["authority", *(table.columns[name].sql for name in table.key)]
    return f"SELECT authority, {', '.join(names)} FROM {table.name} ORDER BY {', '.join(order)}"


def _manifest(extract: Extract, load_id: str, loaded_at: datetime) -> dict[str, object]:
    return {
        "load_id": load_id,
        "form": FORM,
        "as_at": str(extract.as_at),
        "as_at_is": extract.as_at_said,
        "loaded_at": loaded_at.isoformat(),
        "authority": extract.owner.code,
        "authorities": list(extract.owner.members),
        "rows": {name: extract.count(name) for name in TABLES},
        "files": [
            {"table": read.table.name, "file": read.source.called, "rows": read.rows, "unknown_columns": list(read.unknown)}
            for read in extract.read.values()
        ],
        "files_not_recognised": list(extract.sources.not_recognised),
        "absent_tables": list(extract.absent_tables),
        "absent_columns": {name: list(fields) for name, fields in extract.absent_columns.items()},
        "issues": [
            {"rule": rule, "table": table, "field": field, "rows": rows}
            for (rule, table, field), rows in sorted(extract.issues.counts.items())
        ],
    }
