"""The published tables as blocks for the proof-reader: each topic's figures as its page prints them."""

from __future__ import annotations

import re
from dataclasses import replace

from sightline.reports.proofreading.block import Block, Comparator, Measure, Reading
from sightline.vocabulary.periods import Month, Window

MARCH_2019 = Month(2019, 3)
SIGNS = {"High": 1, "Low": -1}
COMPARATORS = {
    "SN AVE": Comparator.NEIGHBOURS,
    "BEST SN": Comparator.BEST_NEIGHBOUR,
    "NAT AVE": Comparator.ENGLAND,
    "NAT TOP QTILE": Comparator.TOP_QUARTILE,
}
SUMMARY_COMPARATORS = {
    "sn_ave": Comparator.NEIGHBOURS,
    "best_sn": Comparator.BEST_NEIGHBOUR,
    "nat_ave": Comparator.ENGLAND,
    "nat_top_quartile": Comparator.TOP_QUARTILE,
}
UNITS = {"count": "", "percent": "%", "rate_per_10k": "per 10,000", "days": "days", "cases": "cases"}
SUMMARY_UNITS = {"Count": "", "Percentage": "%", "Rate per 10,000": "per 10,000", "Average count": "cases", "YTD Average": "days"}
SUMMARY_MONTHS = {"m2018_12": Month(2018, 12), "m2019_01": Month(2019, 1), "m2019_02": Month(2019, 2), "m2019_03": MARCH_2019}


def _number(text):
    found = re.match(r"[<~]?\s*(-?[\d,]+(?:\.\d+)?)", text or "")
    return float(found[1].replace(",", "")) if found else None


def _decimals(text):
    return len(str(text).strip("%").partition(".")[2])


def _march(label):
    return Month(int(label[:4]) + 1, 3)


def rotherham(table, *pages):
    """The measures of some pages of the March 2019 report, in full; those of a summary section where a page is lost."""
    measures = []
    signs = {row["no"]: SIGNS.get(row["good_is"], 0) for row in table("rotherham_summary.csv")}
    held = {}
    for row in table("rotherham_monthly.csv"):
        if row["page"].strip('"').startswith(pages) and row["value"]:
            held.setdefault((row["measure_name"], row["breakdown"]), []).append(row)
    for (name, part), rows in held.items():
        steps = tuple(_reading(row, Month.parse(row["period"]), Window.MONTH) for row in rows if row["period_type"] == "month")
        years = [_reading(row, _march(row["period"]), Window.FINANCIAL_YEAR) for row in rows if row["period_type"] == "year"]
        ytd = [_reading(row, MARCH_2019, Window.YTD) for row in rows if row["period_type"] == "ytd"]
        terms = [_reading(row, Month(2018, 12), Window.TERM) for row in rows if row["period_type"] == "term"]
        others = {COMPARATORS[row["period"]]: float(row["value"]) for row in rows if row["period_type"] == "benchmark"}
        sign = signs.get(rows[0]["measure_no"], 0)
        called = f"{name} {part}".strip()
        measures.append(Measure(called, UNITS.get(rows[0]["unit"], ""), sign, steps, (*ytd, *years, *terms[-1:]), others))
    return measures


def _reading(row, month, window):
    return Reading(
        month,
        window,
        float(row["value"]),
        _number(row["numerator"]),
        _number(row["denominator"]),
        _decimals(row["printed"].split()[-1] if row["printed"] else row["value"]),
    )


def summary(table, *numbers):
    """Measures of the summary page, for the topics whose own tables are lost."""
    measures = []
    for row in table("rotherham_summary.csv"):
        if not row["no"].startswith(numbers):
            continue
        window = Window.SNAPSHOT if "As at" in row["ytd_data_note"] else Window.MONTH
        steps = tuple(
            Reading(month, window, float(row[column]), decimals=_decimals(row[column]))
            for column, month in SUMMARY_MONTHS.items()
            if row[column]
        )
        years = [
            Reading(Month(int(column[1:5]) + 1, 3), Window.FINANCIAL_YEAR, float(row[column]), decimals=_decimals(row[column]))
            for column in ("y2014_15", "y2015_16", "y2016_17", "y2017_18")
            if row[column]
        ]
        if row["ytd"]:
            years.append(Reading(MARCH_2019, Window.YTD, float(row["ytd"]), decimals=_decimals(row["ytd"])))
        others = {who: value for column, who in SUMMARY_COMPARATORS.items() if (value := _number(row[column])) is not None}
        unit = SUMMARY_UNITS[row["data_note_monthly"]]
        measures.append(Measure(row["indicator"], unit, SIGNS.get(row["good_is"], 0), steps, tuple(years), others))
    return measures


def sefton_quarters(table, number):
    """One row of the 2018/19 scorecard, with those that its comment also covers."""
    rows = {row["row"]: row for row in table("sefton_2018_19_quarterly.csv")}
    chosen = [rows[number], *(rows[each] for each in rows[number]["comment_also_covers_rows"].split(";") if each)]
    return Block(tuple(_sefton_quarter(row) for row in chosen)), rows[number]["comment"]


def _sefton_quarter(row):
    ends = {"q1": Month(2018, 6), "q2": Month(2018, 9), "q3": Month(2018, 12), "q4": MARCH_2019}
    steps = tuple(
        Reading(month, Window.QUARTER, _number(row[column]), decimals=_decimals(row[column]))
        for column, month in ends.items()
        if row[column]
    )
    single = row["unassigned_values"]
    if not steps and single and ";" not in single:
        steps = (Reading(MARCH_2019, Window.QUARTER, float(single), decimals=_decimals(single)),)
    priors = [(Month(2018, 3), row["prior_b"]), (Month(2017, 3), row["prior_a"])]
    years = tuple(Reading(m, Window.FINANCIAL_YEAR, float(v), decimals=_decimals(v)) for m, v in priors if v)
    target = _number(row["target"])
    others = {} if target is None else {Comparator.TARGET: target}
    green = row["tol_green"]
    sign = 0 if not green else (-1 if green.startswith(("<", "0-", "10-20", "19-10")) else 1)
    return Measure(row["indicator"], UNITS[row["unit"]], sign, steps, years, others)


def sefton_board(table):
    """The board's metrics of May 2023: the month before, the current figure, and the neighbours."""
    may, april, measures = Month(2023, 5), Month(2023, 4), []
    for row in table("sefton_2023_05_board.csv"):
        steps = tuple(
            Reading(month, Window.SNAPSHOT, float(row[column]), decimals=_decimals(row[column]))
            for column, month in (("previous", april), ("current", may))
            if row[column]
        )
        others = {Comparator.NEIGHBOURS: float(row["sn_avg"])} if row["sn_avg"] else {}
        if steps:
            measures.append(Measure(row["metric"], UNITS.get(row["unit"], ""), 0, steps, (), others))
    return Block(tuple(measures))


def sefton_2024(table, number):
    """One row of the November 2024 scorecard with its analysis.

    The first ten rows set twelve months beside six; in the others both are of six months, a year apart, as the page's own
    note says.
    """
    row = next(row for row in table("sefton_2024_11_scorecard.csv") if row["no"] == str(number))
    now, then = Month(2024, 11), Month(2023, 11)
    one = Reading(now, Window.ROLLING_12, float(row["value1"]), decimals=_decimals(row["value1"]))
    two = Reading(now, Window.ROLLING_6, float(row["value2"]), decimals=_decimals(row["value2"]))
    if number > 10:
        steps = (replace(one, month=then, window=Window.ROLLING_6), two)
        others = ()
    elif "Jan24" in row["value1_basis"]:
        steps = (
            replace(one, month=Month(2024, 1), window=Window.SNAPSHOT),
            replace(two, month=Month(2024, 9), window=Window.SNAPSHOT),
        )
        others = ()
    else:
        steps, others = (one,), (two,)
    values = {
        Comparator.TARGET: row["target"],
        Comparator.NEIGHBOURS: row["pub_sn"],
        Comparator.REGION: row["pub_nw"],
        Comparator.ENGLAND: row["pub_eng"],
    }
    known = {who: number for who, text in values.items() if (number := _number(text)) is not None}
    unit = "%" if "%" in row["indicator"] or "Percentage" in row["indicator"] else UNITS[row["unit"]]
    measure = Measure(row["indicator"], unit, SIGNS.get(row["good_is"], 0), steps, others, known, row["compared_mid50"])
    return Block((measure,)), row["analysis"]
