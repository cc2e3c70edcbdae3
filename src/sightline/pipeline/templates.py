"""Templates: an empty file with its headings for each local table, to be filled in."""

from __future__ import annotations

from pathlib import Path

from sightline.errors import StoreError
from sightline.intake.templates import write_templates


def make_templates(folder: Path) -> int:
    """Write a CSV for each local table into a folder; how many were written. Files that are there already stay as they are."""
    try:
        return len(write_templates(folder))
    except OSError as error:
        raise StoreError(f"The templates could not be written to {folder}: {error.strerror}.") from error
