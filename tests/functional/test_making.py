"""`synthetic` and `templates`: what Sightline writes for people to start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Run


def digest(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(sightline: Run, tmp_path: Path, form: str) -> None:
    for name in ("a", "b"):
        ran = sightline("synthetic", tmp_path / name, "--children", "1500", "--years", "2", "--seed", "3", "--format", form)
        assert ran.code == 0, ran.err
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    other = sightline("synthetic", tmp_path / "c", "--children", "1500", "--years", "2", "--seed", "4", "--format", form)
    assert other.code == 0
    assert digest(tmp_path / "c") != digest(tmp_path / "a")


def test_templates_are_written_once_and_never_over_what_is_there(sightline: Run, tmp_path: Path) -> None:
    first = sightline("templates", tmp_path)
    assert first.code == 0, first.err
    filled = tmp_path / "loc_population.csv"
    filled.write_text(filled.read_text(encoding="utf-8") + "343,2024,0,17,,,55000,,,\n", encoding="utf-8")
    kept = filled.read_bytes()
    again = sightline("templates", tmp_path)
    assert again.out.startswith("0 templates")
    assert filled.read_bytes() == kept


def test_a_synthetic_council_is_never_written_over_files(sightline: Run, tmp_path: Path) -> None:
    own = tmp_path / "ssd_person.csv"
    own.write_text("pers_person_id\n1\n", encoding="utf-8")
    ran = sightline("synthetic", tmp_path, "--children", "1500", "--years", "2")
    assert ran.code == 2
    assert "holds files already" in ran.err
    assert own.read_text(encoding="utf-8") == "pers_person_id\n1\n"
