"""The published tables as rows of history: the summary page of a monthly report, and two councils' scorecards."""

from __future__ import annotations

from sightline.observations.history import HistoryRow
from sightline.observations.history_readers import UNITS, shipped_map

SUMMARY_MONTHS = {"m2018_12": "2018-12", "m2019_01": "2019-01", "m2019_02": "2019-02", "m2019_03": "2019-03"}
SUMMARY_YEARS = {"y2014_15": "2014/15", "y2015_16": "2015/16", "y2016_17": "2016/17", "y2017_18": "2017/18"}
SUMMARY_UNITS = {
    "Count": "count",
    "Percentage": "%",
    "Rate per 10,000": "per 10,000",
    "Average count": "cases",
    "YTD Average": "days",
}


def decimals(text):
    return len(text.partition(".")[2])


def cell(printed, column, indicator, window, period, unit):
    text = printed[column]
    return HistoryRow(
        indicator,
        window,
        period,
        unit,
        float(text) if text else None,
        group=printed.get("group_name", ""),
        breakdown="team" if printed.get("group_name") else "",
        decimals=decimals(text),
        measure=printed["no"],
        line=f"summary {printed['no']} {period}",
    )


def summary_rows(table):
    """Every cell of the summary page as a row: four months, the year to date and four earlier years."""
    layout = shipped_map("monthly_report")
    rows = []
    for printed in table("rotherham_summary.csv"):
        mapped = layout.find(printed["no"], "")
        printed = {**printed, "group_name": mapped.group}
        unit = SUMMARY_UNITS[printed["data_note_monthly"]]
        to_date = "ytd" if mapped.window == "month" else mapped.window
        for column, period in SUMMARY_MONTHS.items():
            rows.append(cell(printed, column, mapped.indicator, mapped.window, period, unit))
        for column, period in {"ytd": "YTD 2018/19", **SUMMARY_YEARS}.items():
            rows.append(cell(printed, column, mapped.indicator, to_date, period, unit))
    return [row for row in rows if row.value is not None]


def sefton_quarters(table):
    """The quarters of Sefton's 2018/19 scorecard. Counts that it calls year to date or cumulative run through the year."""
    quarters = {"q1": "2018-06", "q2": "2018-09", "q3": "2018-12", "q4": "2019-03"}
    rows = []
    for printed in table("sefton_2018_19_quarterly.csv"):
        name = printed["indicator"].lower()
        runs = printed["unit"] == "count" and ("ytd" in name or "cumulative" in name)
        for column, period in quarters.items():
            text = printed[column]
            if text:
                unit = UNITS.get(printed["unit"], printed["unit"])
                window = "ytd" if runs else "quarter"
                row = HistoryRow(f"row {printed['row']}", window, period, unit, float(text), decimals=decimals(text))
                rows.append(row)
    return rows


def sefton_board(table):
    """The counts and rates of Sefton's board report of May 2023, each rate beside the count above it."""
    rows, pairs, count = [], [], None
    for printed in table("sefton_2023_05_board.csv"):
        unit = UNITS.get(printed["unit"], printed["unit"])
        for column, period in (("previous", "2023-03"), ("current", "2023-04")):
            text = printed[column]
            if text and unit in {"count", "per 10,000"}:
                line = f"{printed['metric']} {column}"
                rows.append(
                    HistoryRow(printed["metric"], "snapshot", period, unit, float(text), decimals=decimals(text), line=line)
                )
        if unit == "per 10,000":
            pairs.append((count, printed["metric"]))
        count = printed["metric"]
    return rows, pairs
