"""The made-up authority: the same bytes for the same seed, and only columns that the standard has."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
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


@pytest.mark.parametrize(
    ("children", "years", "as_at"),
    [(300, 1, date(2024, 2, 29)), (400, 10, date(2026, 3, 31)), (700, 2, date(2025, 1, 1)), (5000, 1, date(2031, 6, 14))],
)
@pytest.mark.parametrize("seed", range(4))
def test_any_size_and_day_can_be_made_up(tmp_path: Path, children: int, years: int, as_at: date, seed: int) -> None:
    rows = generate(tmp_path, children=children, years=years, as_at=as_at, seed=seed, format="parquet").rows
    assert rows["ssd_person"] > 0.1 * children
    contacts = pq.read_table(tmp_path / "ssd_contacts.parquet")["cont_contact_date"].to_pylist()
    assert max(day.date() for day in contacts) <= as_at
    assert min(day.date() for day in contacts) > date(as_at.year - years, as_at.month, min(as_at.day, 28)) - timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"children": 10}, "300"), ({"years": 0}, "1 to 10"), ({"seed": -1}, "below 0"), ({"format": "xlsx"}, "parquet")],
)
def test_what_cannot_be_made_up_is_refused(tmp_path: Path, asked: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        generate(tmp_path, **{**SMALL, **asked})


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        generate(tmp_path / "taken", **SMALL)


def test_progress_is_told_each_stage(tmp_path: Path) -> None:
    told: list[str] = []
    generate(tmp_path, **SMALL, progress=told.append)
    assert told[0] == "people and journeys"
    assert told[-1] == "writing"
    assert "visits" in told
