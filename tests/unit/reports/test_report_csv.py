"""Tidy CSV: a row a cell, periods as national tables name them, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from sightline.reports.csv import COLUMNS, harmless, render_csv, time_of
from sightline.reports.document import Cell, Column, Row, Table
from sightline.vocabulary.periods import Month, Window
from tests.support.repository import ROOT
from tests.support.sample_report import FORMULA, months_table, report_of, sample_report


def rows_of(*tables: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(render_csv(report_of(*tables)).splitlines()))


def test_a_figure_says_what_it_is_about() -> None:
    first = rows_of(months_table("months"))[0]
    assert first["time_period"] == "2025" and first["time_identifier"] == "August"
    assert (first["geographic_level"], first["country_name"]) == ("Local authority", "England")
    assert (first["indicator"], first["window"], first["breakdown"]) == ("assessments-45-days", "month", "all")
    assert (first["numerator"], first["denominator"], first["value"], first["shown"]) == ("30", "42", "60", "60.0%")
    assert (first["table"], first["row"], first["column"]) == ("months", "Assessments in time", "Aug 2025")


@pytest.mark.parametrize(
    ("month", "window", "expected"),
    [
        (Month(2026, 3), Window.FINANCIAL_YEAR, ("202526", "Financial year")),
        (Month(2026, 6), Window.QUARTER, ("202627", "Financial year Q1")),
        (Month(2026, 3), Window.QUARTER, ("202526", "Financial year Q4")),
        (Month(2026, 10), Window.YTD, ("2026", "October")),
        (Month(1999, 12), Window.FINANCIAL_YEAR, ("199900", "Financial year")),
    ],
)
def test_periods_are_named_as_national_tables_name_them(month: Month, window: Window, expected: tuple[str, str]) -> None:
    assert time_of(month, window) == expected


@pytest.mark.parametrize("text", [FORMULA, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_words_that_a_spreadsheet_would_run_are_marked(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-2.5", "+3", "-13.9%", "-1,204", "", "–", "Met", "5-7"])
def test_figures_stay_figures(text: str) -> None:
    assert harmless(text) == text


def test_a_table_is_listed_once_and_an_empty_cell_not_at_all() -> None:
    table = Table("t", "T", "Row", (Column("a", "A"), Column("b", "B")), (Row("r", (Cell("x"), Cell())),))
    assert [row["shown"] for row in rows_of(table)] == ["x"]
    keys = [row["table"] for row in csv.DictReader(render_csv(sample_report()).splitlines())]
    assert list(dict.fromkeys(keys)) == ["assessments-months", "months-t", "years-t", "groups-t", "scorecard"]


def test_every_column_is_explained() -> None:
    page = (ROOT / Path("docs/reference/report_csv.md")).read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE) == list(COLUMNS)
