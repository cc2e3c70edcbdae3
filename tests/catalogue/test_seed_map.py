"""Every line of the published reports that we answer to is an indicator of ours, as the catalogue of them says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.loader import read_catalogue
from sightline.cohorts import all_cohorts

pytestmark = pytest.mark.reference

Rows = list[dict[str, str]]

# Lines of the reports that stand for no indicator, by the report's code, and why. There is none: keep it so.
NOT_AN_INDICATOR: dict[str, str] = {}

# Where a definition differs from the record of the catalogue on purpose: (indicator, field) and why.
ON_PURPOSE: dict[tuple[str, str], str] = {
    ("audit-domains-improved", "decimals"): "A share of domains, so that cycles compare; pages show it as 7 of 9.",
}

POLARITIES = {"high": "high", "low": "low", "neutral": "neutral", "within range": "range"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(cohorts=all_cohorts())[0]


@pytest.fixture(scope="module")
def records(reference: Path) -> Callable[[str], Rows]:
    """Reads a file of the catalogue of published lines where it lies."""

    def read(name: str) -> Rows:
        with (reference / "catalogue" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read


def named(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def test_every_printed_line_is_an_indicator_or_has_a_written_reason(catalogue: Catalogue, records: Callable[[str], Rows]) -> None:
    defined = {indicator.id for indicator in catalogue.indicators}
    lines = records("indicators_seed_map.csv")
    lost = []
    for line in lines:
        ids = [*named(line["indicator_ids"]), *named(line["variant_ids"])]
        missing = [name for name in ids if name not in defined]
        if missing or not (named(line["indicator_ids"]) or line["code"] in NOT_AN_INDICATOR):
            lost.append(f"{line['code']} ({line['printed_line']}): {', '.join(missing) or 'stands for nothing'}")
    assert len(lines) == 262
    assert not lost, "\n".join(lost)
    assert not set(NOT_AN_INDICATOR) - {line["code"] for line in lines}


def test_the_catalogue_is_whole_and_nothing_is_beside_it(catalogue: Catalogue, records: Callable[[str], Rows]) -> None:
    wanted = {row["id"] for row in records("indicators.csv")}
    assert len(wanted) == 204
    assert {indicator.id for indicator in catalogue.indicators} == wanted


def test_group_polarity_and_decimals_are_those_of_the_record(catalogue: Catalogue, records: Callable[[str], Rows]) -> None:
    different = []
    for row in records("indicators.csv"):
        indicator = catalogue.get(row["id"])
        pairs = {
            "group": (indicator.group, row["group"]),
            "polarity": (indicator.polarity.value, POLARITIES[row["polarity"]]),
            "decimals": (str(indicator.decimals), row["decimals"]),
        }
        different += [
            f"{row['id']}: {field} is {ours}, not {theirs}"
            for field, (ours, theirs) in pairs.items()
            if ours != theirs and (row["id"], field) not in ON_PURPOSE
        ]
    assert not different, "\n".join(different)


def test_the_window_shown_unasked_is_that_of_the_reports(catalogue: Catalogue, records: Callable[[str], Rows]) -> None:
    """Month, quarter, rolling and year-to-date figures are shown as the reports print them; stocks at the month's end."""
    words = {"month": "month", "quarter": "quarter", "YTD": "ytd", "rolling 3": "rolling_3", "rolling 12": "rolling_12"}
    words |= {"rolling 6": "rolling_6", "week": "week", "next month": "next_month", "audit cycle": "cycle"}
    different = [
        f"{row['id']}: {catalogue.get(row['id']).window}, not {words[row['default_window']]}"
        for row in records("indicators.csv")
        if row["default_window"] in words and catalogue.get(row["id"]).window != words[row["default_window"]]
    ]
    assert not different, "\n".join(different)
