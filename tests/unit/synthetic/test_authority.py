"""The made-up authority: the same bytes for the same seed, and only columns that the standard has."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from sightline.errors import UsageError
from sightline.intake.schema import TABLES
from sightline.synthetic import generate

SMALL = {"children": 2000, "years": 3, "as_at": date(2026, 10, 31)}


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, file_format: str) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, **SMALL, seed=7, format=file_format)
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_another_seed_or_authority_gives_other_children(tmp_path: Path) -> None:
    generate(tmp_path / "one", **SMALL, seed=7)
    generate(tmp_path / "two", **SMALL, seed=8)
    generate(tmp_path / "three", **SMALL, seed=7, authority="372")
    people = [(tmp_path / name / "ssd_person.csv").read_bytes() for name in ("one", "two", "three")]
    assert len(set(people)) == 3


def test_every_column_is_one_of_the_standard(tmp_path: Path) -> None:
    generate(tmp_path, **SMALL)
    for path in tmp_path.iterdir():
        assert path.stem in TABLES
        found = pa_csv.read_csv(path).column_names
        assert set(found) <= set(TABLES[path.stem].columns), path.stem


def test_csv_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    rows = generate(tmp_path / "csv", **SMALL).rows
    generate(tmp_path / "parquet", **SMALL, format="parquet")
    for path in (tmp_path / "parquet").iterdir():
        assert pq.read_metadata(path).num_rows == rows[path.stem]


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    generate(tmp_path, **SMALL)
    with pytest.raises(UsageError, match="another format"):
        generate(tmp_path, **SMALL, format="parquet")
