"""Many authorities: each its own, in folders or one after the other in one file a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sightline.errors import UsageError
from sightline.synthetic import generate_region

SMALL = {"years": 1, "as_at": date(2026, 10, 31)}


def test_a_folder_for_each_authority(tmp_path: Path) -> None:
    written = generate_region(tmp_path, ["901", "902"], children={"901": 1500, "902": 3000}, **SMALL)
    assert {path.name for path in tmp_path.iterdir()} == {"901", "902"}
    assert written["902"].rows["ssd_contacts"] > 1.5 * written["901"].rows["ssd_contacts"]
    people = [(tmp_path / code / "ssd_person.parquet").read_bytes() for code in ("901", "902")]
    assert people[0] != people[1]


def test_appended_rows_are_those_of_the_folders(tmp_path: Path) -> None:
    folders = generate_region(tmp_path / "folders", ["901", "902"], children=1500, **SMALL)
    appended = generate_region(tmp_path / "appended", ["901", "902"], children=1500, layout="appended", **SMALL)
    assert {code: written.rows for code, written in folders.items()} == {code: w.rows for code, w in appended.items()}
    for path in (tmp_path / "appended").iterdir():
        file = pq.ParquetFile(path)
        assert file.schema_arrow.names[0] == "authority"
        for group, code in enumerate(("901", "902")):
            rows = file.read_row_group(group)
            assert rows["authority"].unique().to_pylist() in ([code], [])
            assert rows.drop_columns("authority").equals(pq.read_table(tmp_path / "folders" / code / path.name)), path.name


def test_authorities_differ_in_size_unless_told() -> None:
    from sightline.synthetic.region import _size

    sizes = [_size(str(code), 1, None) for code in range(800, 953)]
    assert min(sizes) < 25_000 < 120_000 < max(sizes)
    assert sizes == [_size(str(code), 1, None) for code in range(800, 953)]


def test_an_authority_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="once"):
        generate_region(tmp_path, ["901", "901"])
