"""Month-end copies of the tables that hold only what is true now.

The standard keeps no history of care leavers, disabilities, teams and workers, so their past month ends exist only where
they were kept at the time. A load as at a month end is that month end's snapshot; where there was none, the first load after
it stands in.
"""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

from sightline.intake.files import replace_json, to_disk
from sightline.intake.load import Load
from sightline.intake.schema import TABLES
from sightline.vocabulary.dates import month_end

SNAPSHOT_TABLES = tuple(name for name, table in TABLES.items() if table.is_current_only)


def snapshot_month(as_at: date) -> date:
    """The month end that a load can stand for: its own day, or the last month end before it.

    >>> snapshot_month(date(2026, 10, 31)), snapshot_month(date(2026, 11, 5))
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31))
    """
    return as_at if as_at == month_end(as_at) else as_at.replace(day=1) - timedelta(days=1)


def keep_snapshot(snapshots: Path, load: Load) -> None:
    """Copy the current-only tables that the extract held, unless a load nearer to the month end gave them already."""
    month = snapshot_month(load.as_at)
    place = snapshots / month.isoformat()
    if (place / "snapshot.json").is_file() and load.as_at != month:
        return
    held = [name for name in SNAPSHOT_TABLES if name not in load.absent_tables]
    place.mkdir(parents=True, exist_ok=True)
    for name in held:
        beside = place / f".{name}.new"
        shutil.copyfile(load.tables[name], beside)
        to_disk(beside)
        os.replace(beside, place / f"{name}.parquet")
    replace_json(
        place / "snapshot.json", {"month_end": str(month), "as_at": str(load.as_at), "load": load.load_id, "tables": held}
    )
