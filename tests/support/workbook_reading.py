"""What a reader of a workbook sees: a number in the format of its cell."""

from __future__ import annotations

import io
import re
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell


def opened(written: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written))


def displayed(cell: SheetCell | MergedCell) -> str:
    """What a cell shows, for the formats that we write: digits with thousands, decimals, and words before and after."""
    if not isinstance(cell.value, int | float):
        return "" if cell.value is None else str(cell.value)
    form = cell.number_format
    if ";" in form:
        above, below, nought = form.split(";")
        form = above if cell.value > 0 else below.removeprefix("-") if cell.value < 0 else nought
    found = re.fullmatch(r'(?P<before>"[^"]*")?(?P<plus>\+?)#,##0(?P<places>\.0+)?(?P<after>"[^"]*")?', form)
    assert found, form
    places = len(found["places"] or ".") - 1
    number = Decimal(str(cell.value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    before, after = ((found[part] or "").strip('"') for part in ("before", "after"))
    return f"{before}{found['plus']}{number:,.{places}f}{after}"


def shown_words(written: bytes) -> set[str]:
    """Everything that every sheet shows, a cell each."""
    return {displayed(cell) for sheet in opened(written).worksheets for row in sheet.iter_rows() for cell in row}
