"""What teams are called, for readers to whom an id says nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sightline.pipeline.load import rows_of_table


def unit_names(store: Path, on: date) -> dict[str, str]:
    """What teams are called, by the ids that figures are kept under; of several names the one that held on a day."""
    names: dict[str, str] = {}
    for _, row in rows_of_table(store, "ssd_department"):
        if row["dept_team_id"] and row["dept_team_name"]:
            names[str(row["dept_team_id"])] = str(row["dept_team_name"])
    units = [row for _, row in rows_of_table(store, "loc_org_unit") if row["dept_team_id"] and row["unit_name"]]
    for row in sorted(units, key=lambda row: row["valid_from"] or date.min):
        if row["valid_from"] is None or row["valid_from"] <= on:
            names[str(row["dept_team_id"])] = str(row["unit_name"])
    return names
