"""Reads the tables of published reports where they lie: nothing of them is copied into the project."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def table(reference: Path) -> Callable[[str], list[dict[str, str]]]:
    """Reads one of the published tables as rows of text."""

    def read(name: str) -> list[dict[str, str]]:
        with (reference / "reference" / "tables" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read
