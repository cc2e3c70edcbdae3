"""The formats that a document is rendered to, by the ending of their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sightline.reports.csv import render_csv
from sightline.reports.document import Report
from sightline.reports.docx import render_docx
from sightline.reports.html import render_html
from sightline.reports.pdf import render_pdf
from sightline.reports.xlsx import render_xlsx

RENDERERS: Mapping[str, Callable[[Report], str | bytes]] = {
    "html": render_html,
    "pdf": render_pdf,
    "docx": render_docx,
    "xlsx": render_xlsx,
    "csv": render_csv,
}


def rendered(report: Report, form: str) -> bytes:
    """The file of one format, as its bytes."""
    content = RENDERERS[form](report)
    return content.encode("utf-8") if isinstance(content, str) else content
