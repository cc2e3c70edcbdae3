"""The workbook: a table a sheet, numbers that are numbers, and nothing that runs."""

from __future__ import annotations

import time

import pytest
from openpyxl import Workbook

from sightline.reports.document import Cell, Column, Row, Table
from sightline.reports.xlsx import render_xlsx
from sightline.reports.xlsx_names import headings, sheet_names
from sightline.reports.xlsx_tables import number_format
from tests.support.sample_report import FORMULA, large_table, report_of, sample_report
from tests.support.workbook_reading import displayed, opened


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(render_xlsx(sample_report()))


def test_cover_contents_notes_and_text_come_first(book: Workbook) -> None:
    assert book.sheetnames == [
        *("Cover", "Contents", "Notes", "Text"),
        *("Assessments months", "Months t", "Years t", "Groups t", "Empty t", "Scorecard"),
    ]
    assert book["Cover"]["A1"].value == sample_report().title
    assert book.properties.title == sample_report().title
    assert [cell.hyperlink.location for cell in book["Contents"]["C"][3:]] == [f"'{name}'!A1" for name in book.sheetnames[4:]]


def test_a_sheet_holds_one_marked_up_table_with_one_header_row(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.headerRowCount == 1
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes
        headers = [cell.value for cell in sheet[table.ref][0]]
        assert all(headers) and len(set(headers)) == len(headers)
    assert len({table for sheet in book.worksheets for table in sheet.tables}) == len(book.sheetnames) - 1


def test_it_prints_on_landscape_pages_with_its_header_row_again(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "Page" in str(sheet.oddFooter.right.text).title()
    assert book["Months t"].print_title_rows == "$4:$4"


def test_nothing_is_a_formula_and_nothing_is_a_link_that_somebody_wrote(book: Workbook) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert FORMULA in {cell.value for cell in cells}
    assert not [cell.coordinate for cell in cells if cell.hyperlink and cell.hyperlink.target]


def test_charts_are_native_and_described(book: Workbook) -> None:
    drawn = {sheet.title: len(sheet._charts) for sheet in book.worksheets if sheet._charts}
    assert drawn == {"Months t": 1, "Years t": 1, "Groups t": 1}


def test_reasons_and_notes_are_on_their_sheet(book: Workbook) -> None:
    notes = [[cell.value or "" for cell in row] for row in book["Notes"].iter_rows(min_row=4)]
    assert ["", "", "", "Published figures are of the year that each names."] in notes
    assert ["Scorecard", "0 Visits in time", "Rating", "Below the target."] in notes
    assert ["Assessments months", "", "", "A note under the table."] in notes


@pytest.mark.parametrize(
    ("shown", "value", "number", "form"),
    [
        ("77.4%", 77.38, 77.4, '#,##0.0"%"'),
        ("1,204", 1204.0, 1204.0, "#,##0"),
        ("-2.5", -2.45, -2.5, "#,##0.0"),
        ("112.9 per 10,000", 112.86, 112.9, '#,##0.0" per 10,000"'),
        ("387 days", 387.0, 387.0, '#,##0" days"'),
        ("£1,250", 1250.0, 1250.0, '"£"#,##0'),
        ("+3", 3.0, 3.0, "+#,##0;-#,##0;#,##0"),
    ],
)
def test_a_figure_is_a_number_that_shows_as_everywhere(shown: str, value: float, number: float, form: str) -> None:
    assert number_format(Cell(shown, value=value)) == (number, form)


@pytest.mark.parametrize(("shown", "value"), [("c", 3.0), ("10", 12.0), ("–", None), ("fewer than 6", 4.0), ("41 of 53", 41.0)])
def test_a_cell_never_says_more_than_the_page(shown: str, value: float | None) -> None:
    assert number_format(Cell(shown, value=value)) is None
    table = Table("t", "T", "Row", (Column("a", "A", holds_figures=True),), (Row("r", (Cell(shown, value=value),)),))
    sheet = opened(render_xlsx(report_of(table)))["T"]
    assert displayed(sheet["B5"]) == shown and not isinstance(sheet["B5"].value, float)


def test_names_fit_and_are_given_once() -> None:
    long = "assessments-completed-within-45-working-days"
    names = sheet_names([long, f"{long}-too", "notes", "a/b:c*[d]?", "'"], taken=("Notes",))
    assert names == ["Assessments completed within 45", "Assessments completed withi (2)", "Notes (2)", "A b c d", "Table"]
    assert all(len(name) <= 31 for name in names)
    assert headings(["Oct", "oct", "", "Oct"]) == ["Oct", "oct (2)", "Column", "Oct (3)"]


def test_a_large_table_keeps_every_row() -> None:
    sheet = opened(render_xlsx(report_of(large_table("large", 40, 500))))["Large"]
    assert sheet.max_row == 504 and sheet.max_column == 41
    assert sheet["AO504"].value == 499 * 100 + 39


def test_the_same_report_is_the_same_file_later() -> None:
    first = render_xlsx(sample_report())
    time.sleep(1.1)
    assert render_xlsx(sample_report()) == first
