"""A folder of local definitions is checked on its own, with its worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.catalogue.checking import check_definitions
from sightline.errors import UsageError
from tests.support.calendars import england
from tests.support.definitions import COHORTS, IN_TIME, changed, write_definition


def told(folder: Path, national: Path) -> list[str]:
    issues = check_definitions(folder, cohorts=COHORTS, calendar=england(), national=national)
    return [issue.rule for issue in issues]


def test_only_what_the_folder_says_is_told(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write_definition(national, changed(id="wrong", numerator="nothing"), name="wrong")
    write_definition(local, "owner: Head of Assessment\n")
    assert told(local, national) == []
    assert told(national, national) == ["expressions-resolve"]


def test_an_example_that_a_local_change_breaks_is_told(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    versions = "versions: [{number: 1}, {number: 2, holds_from: 2025-04-01, numerator: sessions > 1}]\n"
    write_definition(local, versions)
    assert told(local, national) == ["examples-hold"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write_definition(local, "id: [", name="torn")
    assert told(local, national) == ["readable-yaml"]


def test_a_folder_that_is_not_there_is_no_clean_bill(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        told(tmp_path / "nowhere", tmp_path)


def test_a_folder_without_definitions_is_none_either(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "own.txt").write_text("id: own")
    with pytest.raises(UsageError, match="There is no definition in"):
        told(tmp_path, tmp_path)
