"""The reference page on benchmarks says what the code does: its examples are read, its tables are whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from sightline.benchmarks.maps import ReleaseMap
from sightline.benchmarks.models import BLANK, COLUMNS, JOINT, OTHER_STATISTICS, STATISTICS, SYMBOLS
from sightline.benchmarks.readers.plain import (
    COMPARATORS,
    GIVEN_OPTIONAL,
    GIVEN_REQUIRED,
    GIVEN_STATISTICS,
    OLDER_OPTIONAL,
    OLDER_REQUIRED,
    REGIONAL_OPTIONAL,
    REGIONAL_REQUIRED,
)
from sightline.benchmarks.show import show_benchmarks
from tests.unit.benchmarks.conftest import Desk

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "benchmarks.md").read_text("utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_regional_example_is_read(desk: Desk) -> None:
    path = desk.folder / "regional.csv"
    path.write_text(block("csv"))
    desk.load(path)
    rows = show_benchmarks(desk.store, "cla-rate", "344", period="2024-25 Q1").rows
    assert [(row.statistic, row.value_text, row.status) for row in rows if row.statistic in ("authority", "region")] == [
        ("authority", "", "c"),
        ("region", "94.8", ""),
    ]


def test_the_map_of_a_new_release_is_one() -> None:
    found = ReleaseMap.model_validate(yaml.safe_load(block("yaml")))
    assert found.datasets[0].columns == {"category", "referral_count", "rereferral_count", "rereferral_percent"}


@pytest.mark.parametrize(
    "words",
    [
        COLUMNS,
        (*STATISTICS, *OTHER_STATISTICS),
        (*SYMBOLS, BLANK, JOINT),
        (*GIVEN_REQUIRED, *GIVEN_OPTIONAL, *GIVEN_STATISTICS),
        (*REGIONAL_REQUIRED, *REGIONAL_OPTIONAL),
        (*OLDER_REQUIRED, *OLDER_OPTIONAL, *COMPARATORS),
    ],
)
def test_every_word_of_a_format_is_on_the_page(words: tuple[str, ...]) -> None:
    said = set(re.findall(r"[\w.]+|-", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
    assert set(words) <= said


def test_every_issue_that_a_load_can_raise_is_on_the_page() -> None:
    source = "\n".join(
        path.read_text("utf-8")
        for path in sorted((Path(__file__).resolve().parents[3] / "src/sightline/benchmarks").rglob("*.py"))
    )
    raised = set(re.findall(r"\.doubt\(\s*\"([\w-]+)\"", source))
    assert raised == set(re.findall(r"^\| `([a-z]+-[a-z-]+|undated)` \|", PAGE, re.MULTILINE))
