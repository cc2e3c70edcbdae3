"""Reading target files: the full format, the older columns, YAML, and what is said of a row that cannot be read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from sightline.errors import InputError
from sightline.judgement.polarity import Polarity
from sightline.judgement.target_linter import lint_targets
from sightline.judgement.target_readers import FULL_COLUMNS, OLD_COLUMNS, read_targets, targets_from_rows
from sightline.judgement.tolerance import Basis, TargetKind

FULL = """\
indicator,applies_to,valid_from,valid_to,basis,polarity,met,near,low,high,tolerance,benchmark,met_within,near_within,\
wanted,aim,unit,owner,source,note
assessments-45-days,team:T1,2026-04-01,,year_end,high,90,85,,,,,,,,95,%,AD,council plan,
caseload-mean,,2026-04-01,,,range,,,16,22,1,,,,,,,,,
s47-rate,,,,,,,,,,,sn_mean,5,15,,,,,,
private-fostering-notifications,,,,,,,,,,,,,,increase,,,,,
"""
OLD = """\
indicator_id,unit_id,valid_from,valid_to,green,amber,red,direction,low,high
rereferrals-12m,,2018-04-01,2019-03-31,23%<,26%<,26%+,low,,
caseload-mean,T7,2018-04-01,,,,,range,14,20
contacts-received,,,,range to be set,,,,,
"""
YAML = """\
- indicator: assessments-45-days
  applies_to: service:assessment
  valid_from: 2026-04-01
  polarity: high
  thresholds: {met: 90, near: 85}
  unit: "%"
- indicator: s47-rate
  distance: {of: 158.8, met_within: 5, near_within: 15}
- indicator: caseload-mean
  polarity: range
  range: {low: 14, high: 20, tolerance: 1}
- indicator: practice-alerts-formal
  wanted: decrease
- indicator: contacts-to-referral-rate
  to_be_set: true
- indicator: cla-placed-with-parents
  kind: polarity
  polarity: neutral
  valid_from: 2026-04-01
  owner: DCS
  note: A return home is planned, not judged by number.
"""


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_full_format(tmp_path):
    days, caseload, rate, alerts = read_targets(written(tmp_path, "targets.csv", FULL)).targets
    assert (days.applies_to, days.valid_from, days.basis, days.aim) == (
        "team:T1",
        date(2026, 4, 1),
        Basis.YEAR_END,
        95.0,
    )
    assert (days.owner, days.source, days.row) == ("AD", "council plan", "targets.csv, line 2")
    assert (caseload.kind, caseload.low, caseload.high, caseload.tolerance) == (TargetKind.RANGE, 16, 22, 1)
    assert (rate.benchmark, rate.benchmark_statistic, rate.near_within) == (None, "sn_mean", 15)
    assert (alerts.kind, alerts.wanted) == (TargetKind.DIRECTION, "increase")


def test_the_older_columns_are_still_read(tmp_path):
    repeat, caseload, contacts = read_targets(written(tmp_path, "loc_target.csv", OLD)).targets
    assert repeat.polarity is Polarity.LOW
    assert repeat.bands().met.contains(22.9)
    assert not repeat.bands().met.contains(23.0)
    assert (caseload.applies_to, caseload.low, caseload.high) == ("unit:T7", 14, 20)
    assert contacts.kind is TargetKind.TO_BE_SET


def test_yaml(tmp_path):
    read = read_targets(written(tmp_path, "targets.yaml", YAML))
    kinds = [target.kind.value for target in read.targets]
    assert kinds == ["thresholds", "distance", "range", "direction", "to_be_set"]
    assert read.targets[0].bands().near.low == 85
    (override,) = read.polarities
    assert (override.polarity, override.owner) == (Polarity.NEUTRAL, "DCS")


def test_the_definitions_polarity_is_the_default():
    rows = [("row 1", {"indicator": "x", "met": "90"})]
    assert targets_from_rows(rows, {"x": Polarity.LOW}).targets[0].polarity is Polarity.LOW
    with pytest.raises(InputError, match="thresholds need a polarity of high or low; that of x is neutral"):
        targets_from_rows(rows)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"indicator": ""}, "the indicator is missing"),
        ({"indicator": "x", "colour": "green"}, "there is no column 'colour'"),
        ({"indicator": "x"}, "there is no target in the row"),
        ({"indicator": "x", "met": "ninety", "polarity": "high"}, "'ninety' is not a band"),
        ({"indicator": "x", "met": "9", "polarity": "up"}, "'up' is not a polarity. Write high, low, neutral, range"),
        ({"indicator": "x", "met": "9", "polarity": "high", "basis": "term"}, "'term' is not a basis"),
        ({"indicator": "x", "met": "9", "polarity": "high", "valid_from": "1/4/26"}, "Write it as 2026-04-01"),
        ({"indicator": "x", "low": "22", "high": "16", "polarity": "range"}, "runs from 22 down to 16"),
        ({"indicator": "x", "low": "22", "kind": "range"}, "a range needs low and high"),
        ({"indicator": "x", "met_within": "5"}, "a distance needs met_within and benchmark"),
        ({"indicator": "x", "met_within": "5", "near_within": "4", "benchmark": "9"}, "near_within 4 is less"),
        ({"indicator": "x", "wanted": "sideways"}, "'sideways' is not a direction"),
        ({"indicator": "x", "applies_to": "T1", "met": "9"}, "'T1' is not a unit"),
        ({"indicator": "x", "kind": "guess"}, "'guess' is not a kind of target"),
        ({"indicator": "x", "kind": "polarity", "polarity": "low"}, "needs its owner, and its reason in note"),
        (
            {"indicator": "x", "met": "9", "polarity": "high", "valid_from": "2026-04-01", "valid_to": "2026-03-01"},
            "valid_to 2026-03-01 is before valid_from 2026-04-01",
        ),
    ],
)
def test_a_row_that_cannot_be_read_says_what_to_write(row, says):
    with pytest.raises(InputError, match=r"row 7: ") as problem:
        targets_from_rows([("row 7", row)])
    assert says in str(problem.value)


def test_every_faulty_row_is_named_at_once(tmp_path):
    text = "indicator,polarity,met\nx,high,ninety\ny,high,90\nz,up,3\n"
    with pytest.raises(InputError) as problem:
        read_targets(written(tmp_path, "targets.csv", text))
    assert "targets.csv, line 2" in str(problem.value)
    assert "targets.csv, line 4" in str(problem.value)
    assert "line 3" not in str(problem.value)


def test_files_that_are_not_targets(tmp_path):
    with pytest.raises(InputError, match="is empty"):
        read_targets(written(tmp_path, "targets.csv", ""))
    with pytest.raises(InputError, match="must be a list of targets"):
        read_targets(written(tmp_path, "targets.yaml", "indicator: x\n"))
    with pytest.raises(InputError, match="is not YAML"):
        read_targets(written(tmp_path, "targets.yaml", "- [\n"))
    with pytest.raises(InputError, match="more cells than columns"):
        read_targets(written(tmp_path, "targets.csv", "indicator,polarity,met\nx,high,9,10\n"))


def test_rows_of_a_typed_table_are_read_as_they_come():
    """loc_target as intake keeps it: dates and numbers with their types, None where a cell was empty."""
    row = {
        "authority": "372",
        "indicator_id": "rereferrals-12m",
        "unit_id": None,
        "valid_from": date(2018, 4, 1),
        "valid_to": None,
        "green": 23.0,
        "amber": 26.0,
        "red": None,
        "direction": "low",
        "low": None,
        "high": None,
        "source": "plan",
        "loaded_at": "2026-11-20",
    }
    (target,) = targets_from_rows([("loc_target, row 1", row)]).targets
    assert (target.applies_to, target.valid_from) == ("authority", date(2018, 4, 1))
    assert [target.bands().met.high, target.bands().near.high] == [23.0, 26.0]


PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "targets.md").read_text(encoding="utf-8")


def test_the_page_names_every_column():
    columns = PAGE.split("## Columns")[1].split("```")[0]
    named = set(
        re.findall(r"`([a-z_]+)`", "".join(line.split("|")[1] for line in columns.splitlines() if line.startswith("| `")))
    )
    assert named == set(FULL_COLUMNS)
    older = PAGE.split("## The older columns")[1].split("## ")[0]
    assert set(OLD_COLUMNS) <= set(re.findall(r"`([a-z_]+)`", older))


def test_the_examples_of_the_page_are_read_and_have_no_fault(tmp_path):
    for language, name, targets in (("csv", "targets.csv", 3), ("yaml", "targets.yaml", 5)):
        (example,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
        read = read_targets(written(tmp_path, name, example))
        assert len(read.targets) == targets
        assert lint_targets(read.targets) == []


def test_the_faults_on_the_page_are_those_there_are():
    listed = PAGE.split("## What the linter refuses")[1]
    source = (Path(__file__).parents[3] / "src" / "sightline" / "judgement" / "target_linter.py").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `([a-z_0-9]+)`", listed, re.MULTILINE))
    assert table == {"overlap", "gap", "empty_band", "wrong_way", "no_direction", "over_100", "target_not_met", "two_at_once"}
    assert all(f'"{fault}"' in source for fault in table)
