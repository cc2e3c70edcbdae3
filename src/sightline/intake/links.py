"""Links between tables of an extract that lead nowhere."""

from __future__ import annotations

from sightline.intake.schema import Column


def unmatched(table: str, column: Column, target: str, key: str) -> str:
    """A SELECT of the rows whose value is not the key of any row of `target`. The value is an id, so it is not shown."""
    return (
        f"SELECT row.file_row, NULL AS found FROM {table} AS row ANTI JOIN {target} AS target "
        f'ON target.authority = row.authority AND target."{key}" = row.{column.sql} WHERE row.{column.sql} IS NOT NULL'
    )
