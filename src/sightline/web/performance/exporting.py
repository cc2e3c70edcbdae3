"""Tables as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A cell that begins with one of these is a formula to a spreadsheet.
RUNS = ("=", "+", "-", "@", "\t", "\r")
# So that Excel reads the letters of names as they are.
BYTE_ORDER_MARK = "\ufeff"


def harmless(cell: str) -> str:
    """A cell as a spreadsheet shows it and never runs it. Numbers stay numbers."""
    if not cell.startswith(RUNS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A file to keep. Its name says what it is about, never whom."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse(BYTE_ORDER_MARK + written.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
