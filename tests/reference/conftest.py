"""Finds the reference material, or skips: nothing of it is copied into the project."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference material: $SIGHTLINE_REFERENCE, else `shared` beside the repository."""
    folder = Path(os.environ.get("SIGHTLINE_REFERENCE", Path(__file__).parents[2].parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the reference material is not at {folder}")
    return folder


@pytest.fixture(scope="session")
def table(reference: Path) -> Callable[[str], list[dict[str, str]]]:
    """Reads one of the published tables as rows of text."""

    def read(name: str) -> list[dict[str, str]]:
        with (reference / "reference" / "tables" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read
