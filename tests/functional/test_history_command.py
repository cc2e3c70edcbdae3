"""`history load`, `consistency`, `restated` and `targets check`: what was counted elsewhere, and whether it can be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.command_line import said

TIDY = "indicator,period,window,unit,value,numerator,denominator,source,owner"
REPORT = "measure_no,measure_name,breakdown,period,period_type,numerator,denominator,value,unit"
# A year before the months that the council's extract reaches back to.
YEAR = [f"2019-{month:02d}" for month in range(4, 13)] + [f"2020-{month:02d}" for month in range(1, 4)]


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A copy of the store that a test may change."""
    return Path(shutil.copytree(store, tmp_path / "store"))


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def line(store: Path, name: str, period: str) -> dict[str, str]:
    ran = said("scorecard", "summary", "--period", period, "--format", "csv", "--store", store)
    assert ran.code == 0, ran.err
    return next(row for row in ran.rows if row["Indicator"] == name)


def test_supplied_years_stand_before_the_calculated_ones(own: Path, tmp_path: Path) -> None:
    counts = [f"contacts-received,{period},month,count,{100 + place},,,Annual return,A" for place, period in enumerate(YEAR)]
    shares = [
        f"assessments-45-days,{period},month,%,,{place},{2 * place},Annual return,A" for place, period in enumerate(YEAR, 1)
    ]
    years = ["assessments-45-days,2018/19,ytd,%,71.5,,,Annual return,A"]
    file = written(tmp_path, "years.csv", TIDY, *counts, *shares, *years)
    calculated = line(own, "Contacts received", "2026-10")
    ran = said("history", "load", file, "--store", own)
    assert ran.code == 0 and "25 figures of 2 indicators kept as 'years'" in ran.out
    assert line(own, "Contacts received", "2026-10") == calculated
    contacts = line(own, "Contacts received", "2020-03")
    assert contacts["Mar 2020"] == "111"
    assert contacts["Year to date"] == f"{sum(range(100, 112)):,}"
    timely = line(own, "Assessments completed within 45 working days", "2020-03")
    assert (timely["Year to date"], timely["Previous year"]) == ("50.0%", "71.5%")


def test_supplied_figures_show_through_noughts_of_months_that_the_extract_does_not_bear(own: Path, tmp_path: Path) -> None:
    """Assessments begin in the extract some months after its first contact; what was counted elsewhere stands until then."""
    name = "assessments-completed-updated"
    asked = said("observations", "--indicator", name, "--window", "month", "--store", own).rows
    counted = {row["period"]: int(row["numerator"]) for row in asked}
    first = min(period for period, figure in counted.items() if figure)
    before, after = max(period for period in counted if period < first), min(period for period in counted if period > first)
    assert counted[before] == 0
    lines = [f"{name},{period},month,count,{figure},,,Report,A" for period, figure in ((before, 77), (first, 88), (after, 99))]
    assert said("history", "load", written(tmp_path, "report.csv", TIDY, *lines), "--store", own).code == 0
    ran = said("scorecard", "--period", after, "--format", "csv", "--store", own)
    row = next(row for row in ran.rows if row["Indicator"] == "Updated assessments completed")
    shown = [row[column] for column in list(row)[3:7]]
    assert shown[-3:] == ["77", f"{counted[first]:,}", f"{counted[after]:,}"]
    # Nothing was said of it then that is said otherwise now: it is still the only figure there is.
    restated = said("restated", "--format", "csv", "--store", own).rows
    assert {row["period"] for row in restated} == {first, after}


OLDER = "indicator_id,unit_id,period_start,period_end,window,value,numerator,denominator,source,entered_by,status"


def test_the_older_columns_of_manual_series_are_still_read(tmp_path: Path) -> None:
    lines = ("contacts-received,,2019-12-01,2019-12-31,month,1077,,,Tracker,A. Clerk,", "nobody-s,,,2019-12-31,month,5,,,,,")
    store = tmp_path / "store"
    ran = said("history", "load", written(tmp_path, "loc_manual_series.csv", OLDER, *lines), "--store", store)
    assert ran.code == 0, ran.err
    assert "1 figures of 1 indicators" in ran.out or "1 figure of 1 indicator" in ran.out
    assert line(store, "Contacts received", "2019-12")["Dec 2019"] == "1,077"
    bad = written(tmp_path, "bad.csv", OLDER, "contacts-received,,,2019-12-31,fortnight,5,,,,,")
    ran = said("history", "load", bad, "--store", store)
    assert ran.code == 3 and "bad.csv, line 2: 'fortnight' is not a window" in ran.err


def test_series_and_benchmarks_that_an_extract_brings_stand_beside_what_was_calculated(extract: Path, tmp_path: Path) -> None:
    brought = Path(shutil.copytree(extract, tmp_path / "extract"))
    lines = (
        "contacts-received,,2019-12-01,2019-12-31,month,1077,,,Tracker,A. Clerk,",
        "cla-forecast-exits,,2026-11-01,2026-11-30,low,4,,,Forecast,A. Clerk,",
    )
    written(brought, "loc_manual_series.csv", OLDER, *lines)
    others = (
        ("sn_average", "2024/25", 81.6),
        ("england", "2024/25", 84.5),
        ("england", "2023/24", 1),
        ("england", "2026/27", 2),
    )
    written(
        brought,
        "loc_benchmark.csv",
        "indicator_id,comparator,period_label,published_date,value,lait_measure,source",
        *(f"assessments-45-days,{name},{period},2025-11-01,{value},," for name, period, value in others),
    )
    store = tmp_path / "store"
    assert said("load", brought, "--as-at", "2026-10-31", "--store", store).code == 0
    assert said("calculate", "--store", store).code == 0
    assert line(store, "Contacts received", "2019-12")["Dec 2019"] == "1,077"
    # Of the last year that had ended: nobody could have compared with a later one.
    timely = line(store, "Assessments completed within 45 working days", "2026-09")
    assert (timely["Neighbours"], timely["England"]) == ("81.6%", "84.5%")
    assert "2024-25" in timely["Published for"]


def test_a_year_that_cannot_be_pooled_stands_as_printed_or_as_a_dash(tmp_path: Path) -> None:
    lines = [f"assessments-45-days,{period},month,%,80,,,Report,A" for period in YEAR]
    store = tmp_path / "store"
    said("history", "load", written(tmp_path, "report.csv", TIDY, *lines), "--store", store)
    assert line(store, "Assessments completed within 45 working days", "2020-03")["Year to date"] == "–"
    lines.append("assessments-45-days,YTD 2019/20,ytd,%,79.4,,,Report,A")
    said("history", "load", written(tmp_path, "report.csv", TIDY, *lines), "--store", store)
    assert line(store, "Assessments completed within 45 working days", "2020-03")["Year to date"] == "79.4%"
    for form in ("html", "table"):
        shown = said("scorecard", "summary", "--period", "2020-03", "--format", form, "--store", store).out
        assert "printed" in shown


def test_a_monthly_report_is_known_by_its_columns_and_what_no_indicator_is_is_listed(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "report.csv",
        REPORT,
        "1.1,Number of contacts,,2019-02,month,,,1341,count",
        "1.1,Number of contacts,,2019-03,month,,,1528,count",
        "99.9,Something of ours,,2019-03,month,,,7,count",
        "5.5,ICPCs in time,,NAT AVE,benchmark,,,76.9,percent",
    )
    ran = said("history", "load", file, "--store", tmp_path / "store")
    assert ran.code == 0, ran.err
    assert "Known by its columns: 'monthly_report'." in ran.out
    assert "99.9 Something of ours (1 figures)" in ran.out or "99.9 Something of ours (1 figure)" in ran.out
    assert line(tmp_path / "store", "Contacts received", "2019-03")["Mar 2019"] == "1,528"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (("place,figure", "here,1"), "has no column indicator"),
        ((TIDY, "contacts-received,2019-13,month,count,1,,,R,A"), "line 2: '2019-13' is not a period"),
        ((TIDY, "contacts-received,2019-12,fortnight,count,1,,,R,A"), "'fortnight' is not a window"),
        ((TIDY, *(("contacts-received,2019-12,month,count,1,,,R,A",) * 2)), "line 3: the same figure is given at"),
        ((TIDY,), "holds no figures"),
        (("",), "has no column"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_what_was_kept(
    own: Path, tmp_path: Path, lines: tuple[str, ...], complaint: str
) -> None:
    good = written(tmp_path, "series.csv", TIDY, "contacts-received,2019-12,month,count,77,,,R,A")
    assert said("history", "load", good, "--store", own).code == 0
    ran = said("history", "load", written(tmp_path, "series.csv", *lines), "--store", own)
    assert ran.code == 3 and complaint in ran.err
    assert line(own, "Contacts received", "2019-12")["Dec 2019"] == "77"


def test_another_authority_s_series_are_refused(own: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "series.csv", TIDY, "contacts-received,2019-12,month,count,77,,,R,A")
    ran = said("history", "load", file, "--authority", "372", "--store", own)
    assert ran.code == 5 and "belongs to Sefton" in ran.err


def test_a_series_that_went_stale_says_so(own: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "series.csv", TIDY, "contacts-received,2019-12,month,count,77,,,R,A")
    for stale_after, is_stale in (("2026-10-30", True), ("2026-10-31", False)):
        said("history", "load", file, "--owner", "performance team", "--stale-after", stale_after, "--store", own)
        shown = said("scorecard", "summary", "--store", own).out
        assert ("The series 'series' (performance team) is stale" in shown) is is_stale


def test_calculated_figures_agree_with_each_other(store: Path) -> None:
    ran = said("consistency", "--store", store)
    assert ran.code == 0, ran.out
    assert "calculated: nothing that disagrees" in ran.err


def test_figures_that_cannot_all_be_right_name_their_rows(own: Path, tmp_path: Path) -> None:
    months = [f"contacts-received,{period},month,count,100,,,R,A" for period in YEAR]
    file = written(tmp_path, "series.csv", TIDY, *months, "contacts-received,YTD 2019/20,ytd,count,1300,,,R,A")
    said("history", "load", file, "--store", own)
    ran = said("consistency", "--format", "csv", "--store", own)
    assert ran.code == 3
    assert [(row["source"], row["check"], row["indicator"]) for row in ran.rows] == [
        ("series", "year_to_date", "contacts-received")
    ]
    assert "add up to 1,200" in ran.rows[0]["sentence"] and "series.csv, line 14" in ran.rows[0]["rows"]


def test_what_was_published_stands_beside_what_is_known_now(own: Path, tmp_path: Path) -> None:
    asked = said("observations", "--indicator", "contacts-received", "--window", "month", "--store", own).rows
    now = {row["period"]: int(row["value"]) for row in asked}
    said_then = [f"contacts-received,{period},month,count,{now[period] - less},,,Report,A" for period, less in
                 (("2026-05", 0), ("2026-06", 3), ("2026-07", -2))]  # fmt: skip
    said("history", "load", written(tmp_path, "report.csv", TIDY, *said_then), "--store", own)
    ran = said("restated", "--format", "csv", "--store", own)
    assert ran.code == 0, ran.err
    found = {row["period"]: row for row in ran.rows}
    assert set(found) == {"2026-06", "2026-07"}
    assert found["2026-06"]["as_published"] == str(now["2026-06"] - 3)
    assert found["2026-06"]["as_known_now"] == str(now["2026-06"])
    assert found["2026-06"]["cause"] == "late recording (proposed)"
    assert found["2026-07"]["cause"] == "correction (proposed)"
    written(
        own,
        "causes.csv",
        "indicator,window,period,cause,confirmed_by,confirmed_on",
        "contacts-received,month,2026-07,code,A. Analyst,2026-11-02",
    )
    found = {row["period"]: row for row in said("restated", "--format", "csv", "--store", own).rows}
    assert (found["2026-07"]["cause"], found["2026-07"]["confirmed_by"]) == ("code", "A. Analyst")
    assert found["2026-06"]["cause"] == "late recording (proposed)"


def test_the_calculation_before_is_held_against_this_one(own: Path, tmp_path: Path) -> None:
    ran = said("restated", "--against", "previous", "--store", own)
    assert ran.code == 5 and "no earlier calculation" in ran.err
    assert said("calculate", "--store", own).code == 0
    ran = said("restated", "--against", "previous", "--store", own)
    assert ran.code == 0 and "Every figure is as it was published." in ran.err


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("assessments-45-days,,90-100,80-90,", "overlap"),
        ("assessments-45-days,,85+,75-83,", "leave a gap"),
        ("assessments-45-days,,90-101,80-89,", "cannot go over 100"),
        ("assessments-45-day,high,90,80,", "There is no indicator 'assessments-45-day'"),
    ],
)
def test_targets_that_cannot_mean_what_was_meant_are_named(tmp_path: Path, row: str, complaint: str) -> None:
    file = written(tmp_path, "targets.csv", "indicator,polarity,met,near,unit", f"{row}%")
    ran = said("targets", "check", file, "--store", tmp_path)
    assert ran.code == 3
    assert complaint in ran.out and "targets.csv, line 2" in ran.out


def test_good_targets_can_be_used_and_what_is_missing_is_said(tmp_path: Path) -> None:
    file = written(tmp_path, "targets.csv", "indicator,met,near,unit", "assessments-45-days,90,85,%")
    ran = said("targets", "check", file, "--store", tmp_path)
    assert ran.code == 0
    assert "no owner and no source and no valid_from" in ran.out and "1 target can be used" in ran.err


def test_targets_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "targets.csv", "indicator,met", "assessments-45-days,about 90")
    ran = said("targets", "check", file, "--store", tmp_path)
    assert ran.code == 3 and "targets.csv, line 2" in ran.err


@pytest.mark.reference
def test_a_council_s_own_report_of_2019_is_its_scorecard_again(reference: Path, tmp_path: Path) -> None:
    """Its printed months and years to date, where its pages hold them; `tests/reference` compares every cell."""
    store = tmp_path / "store"
    file = reference / "reference" / "tables" / "rotherham_monthly.csv"
    assert said("init", "--authority", "372", "--store", store).code == 0
    assert said("history", "load", file, "--store", store).code == 0
    ran = said("scorecard", "monthly", "--period", "2019-03", "--format", "csv", "--store", store)
    lines = {row["Indicator"]: row for row in ran.rows}
    contacts = lines["Contacts received"]
    assert [contacts[month] for month in ("Dec 2018", "Jan 2019", "Feb 2019", "Mar 2019")] == ["1,149", "1,523", "1,341", "1,528"]
    assert (contacts["Year to date"], contacts["Previous year"]) == ("16,694", "15,670")
    held = lines["Initial conferences held within 15 working days of the start of the enquiry"]
    assert (held["Mar 2019"], held["Year to date"]) == ("77.4%", "86.8%")
    assert [held[name] for name in ("Neighbours", "Best neighbour", "England", "Top quartile")] == [
        "82.6%",
        "99.5%",
        "76.9%",
        "89.3%",
    ]
