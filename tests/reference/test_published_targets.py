"""The linter on every band that two councils printed: it finds the faulty ones, and no other.

Expected faults are those that readers of the reports found by eye (reference/inconsistencies.md R19, R20, S02, S03).
"""

from __future__ import annotations

import pytest

from sightline.judgement.target_linter import lint_targets
from sightline.judgement.target_readers import targets_from_rows

pytestmark = pytest.mark.reference

ROTHERHAM_POLARITY = {"High": "high", "Low": "low", "Within Limits": "range", "Within limits (low)": "low"}

# S02: bands that do not adjoin, run the wrong way, overlap or pass 100 %. S03: targets that would not be met.
SEFTON_FAULTS = {
    "2": {"gap"},
    "3": {"gap"},
    "6": {"gap"},
    "9": {"wrong_way", "target_not_met"},
    "10": {"target_not_met"},
    "12": {"target_not_met"},
    "13": {"target_not_met"},
    "14": {"target_not_met"},
    "15": {"target_not_met"},
    "17": {"gap"},
    "19": {"target_not_met"},
    "22": {"overlap", "over_100"},
    "24": {"gap"},
    "28": {"no_direction"},
    "35": {"overlap"},
    "37": {"target_not_met"},
    "39": {"target_not_met"},
    "40": {"target_not_met"},
    "52": {"overlap"},
}
ROTHERHAM_FAULTS = {"2.2": {"empty_band"}, "11.3": {"gap"}, "11.4": {"gap"}}


def found(rows):
    faults: dict[str, set[str]] = {}
    for fault in lint_targets(targets_from_rows(rows).targets):
        faults.setdefault(fault.row, set()).add(fault.fault)
    return faults


def rotherham_targets(table):
    rows = []
    for printed in table("rotherham_summary.csv"):
        bands = [printed[f"target_{name}"] for name in ("green", "amber", "red")]
        if bands[0] == "n/a" or not (any(bands) or printed["target_note"]):
            continue
        is_single = bands[0] and not any(bands[1:]) and bands[0].rstrip("%").replace(".", "").isdigit()
        row = {
            "indicator": printed["no"],
            "polarity": ROTHERHAM_POLARITY.get(printed["good_is"], "neutral"),
            "unit": "%" if printed["data_note_monthly"] == "Percentage" else "",
            "met": "" if is_single else bands[0],
            "near": bands[1],
            "not_met": bands[2],
            "aim": bands[0] if is_single else "" if any(bands) else printed["target_note"],
        }
        rows.append((printed["no"], row))
    return rows


def sefton_targets(table):
    """Polarity is not printed; it is which of the two bands holds the greater figures."""
    rows = []
    for printed in table("sefton_2018_19_quarterly.csv"):
        amber, green, target = (printed[name] for name in ("tol_amber", "tol_green", "target"))
        if not any((amber, green, target)):
            continue
        row = {"indicator": printed["row"], "met": green, "near": amber, "aim": target}
        row["unit"] = "%" if printed["unit"] == "percent" else ""
        row["polarity"] = "low" if amber and greatest(amber) > greatest(green) else "high"
        rows.append((printed["row"], row))
    return rows


def greatest(band):
    return max(int(part) for part in band.strip("<>+").split("-"))


def test_rotherham_2019_the_three_faulty_bands_and_no_other(table):
    rows = rotherham_targets(table)
    assert len(rows) == 60
    assert found(rows) == ROTHERHAM_FAULTS


def test_sefton_2018_19_every_faulty_band_and_target_and_no_other(table):
    rows = sefton_targets(table)
    assert len(rows) == 52
    assert found(rows) == SEFTON_FAULTS


def test_every_printed_target_can_be_read_by_the_old_columns_too(table):
    old = []
    for where, row in rotherham_targets(table):
        names = {
            "indicator": "indicator_id",
            "met": "green",
            "near": "amber",
            "not_met": "red",
            "polarity": "direction",
        }
        old.append((where, {names.get(column, column): text for column, text in row.items()}))
    assert found(old) == ROTHERHAM_FAULTS
