"""Each rule of the linter on a band that breaks it, and on its nearest neighbour that does not."""

from __future__ import annotations

import pytest

from sightline.judgement.target_linter import lint_targets, missing_particulars
from sightline.judgement.target_readers import targets_from_rows


def faults(*rows):
    read = targets_from_rows((f"row {n}", {"indicator": "x", **row}) for n, row in enumerate(rows, start=1))
    return [fault.fault for fault in lint_targets(read.targets)]


@pytest.mark.parametrize(
    ("polarity", "met", "near", "not_met", "expected"),
    [
        ("high", "95+", "92>", "<92", []),
        ("high", "90+", "90>", "<90", ["empty_band"]),
        ("low", "22<", "24<", "25+", ["gap"]),
        ("low", "22<", "24<", "24+", []),
        ("low", "22<", "24<", "23+", ["overlap"]),
        ("high", "85+", "75-83", "", ["gap"]),
        ("high", "84+", "75-83", "", []),
        ("high", "90-100", "80-90", "", ["overlap"]),
        ("high", "90-101", "80-89", "", ["over_100"]),
        ("low", "0-5", "6-15", "", []),
        ("low", "0-6", "6-15", "", ["overlap"]),
        ("low", ">25", "49-26", "", ["wrong_way"]),
        ("low", "<26", "49-26", "", []),
        ("high", "<90", "", "", ["wrong_way"]),
        ("high", "80", "70-79", "", ["no_direction"]),
        ("high", "90+", "85-89", ">50", ["wrong_way"]),
        ("high", "92+", "95>", "", ["wrong_way"]),
        ("high", "120", "", "", ["over_100"]),
    ],
)
def test_bands(polarity, met, near, not_met, expected):
    row = {"met": met, "near": near, "not_met": not_met, "polarity": polarity, "unit": "%"}
    assert faults(row) == expected


@pytest.mark.parametrize(
    ("polarity", "met", "near", "aim", "expected"),
    [
        ("high", "80+", "61-79", "60", ["target_not_met"]),
        ("high", "80+", "61-79", "61", []),
        ("low", "<10", "10-19", "<20", ["target_not_met"]),
        ("low", "<10", "10-19", "19", []),
        # The target lies in the gap, and is told with it.
        ("high", "85+", "75-83", "84", ["gap"]),
    ],
)
def test_the_figure_aimed_at_must_itself_be_near_or_met(polarity, met, near, aim, expected):
    assert faults({"met": met, "near": near, "aim": aim, "polarity": polarity}) == expected


def test_a_fault_names_its_row_and_what_to_change():
    rows = [("targets.csv, line 9", {"indicator": "x", "met": "85+", "near": "75-83", "aim": "84", "polarity": "high"})]
    (fault,) = lint_targets(targets_from_rows(rows).targets)
    assert str(fault) == (
        "targets.csv, line 9 (x): The bands for near and met leave a gap: met 85+, near 75-83. The target of 84 lies in it."
    )


def test_two_targets_may_not_hold_at_once():
    row = {"met": "90", "polarity": "high"}
    assert faults(row, {**row, "valid_from": "2026-04-01"}) == ["two_at_once"]
    assert faults({**row, "valid_to": "2026-03-31"}, {**row, "valid_from": "2026-04-01"}) == []
    assert faults(row, {**row, "basis": "year_end"}) == []
    assert faults(row, {**row, "applies_to": "team:T1"}) == []


def test_ranges_distances_and_wishes_have_no_bands_to_fault():
    assert faults({"low": "14", "high": "20", "polarity": "range"}) == []
    assert faults({"met_within": "5", "benchmark": "158.8"}) == []
    assert faults({"wanted": "increase"}) == []
    assert faults({"kind": "to_be_set"}) == []


def test_targets_without_an_owner_are_usable_but_listed():
    rows = [("row 1", {"indicator": "x", "met": "90", "polarity": "high", "source": "plan"})]
    targets = targets_from_rows(rows).targets
    assert lint_targets(targets) == []
    assert [str(fault) for fault in missing_particulars(targets)] == [
        "row 1 (x): The target has no owner and no valid_from. Fill it in, so that it can be questioned."
    ]
