"""`sightline report`: a document in every format, out of one that was built once."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.options import MONTH, definitions_option, now, progress_bar, store_option, write_table
from sightline.errors import StoreError, UsageError
from sightline.pipeline.made import ReportRequest
from sightline.pipeline.report import make_report
from sightline.reports.document import Chart, Report
from sightline.reports.rendering import RENDERERS, rendered
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month

ALL = "all"


class FormatsType(click.ParamType[tuple[str, ...]]):
    """Formats with commas between them, or `all`."""

    name = "FORMATS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        asked = tuple(dict.fromkeys(str(value).replace(" ", "").split(",")))
        if asked == (ALL,):
            return tuple(RENDERERS)
        strange = [name for name in asked if name not in RENDERERS]
        if strange:
            self.fail(f"'{strange[0]}' is not a format. There are: {', '.join(RENDERERS)} and {ALL}.", param, ctx)
        return asked


@click.command("report")
@click.argument("report")
@click.option("--period", type=MONTH, help="The month; else the latest whole one.")
@click.option("--unit", help="A team or service, by its id; else the whole authority.")
@click.option(
    "--audience", type=click.Choice([audience.value for audience in Audience]), help="Who reads it; else the report's own."
)
@click.option("--format", "formats", type=FormatsType(), default=ALL, show_default=True, help="html,pdf,docx,xlsx,csv or all.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder to write to.")
@click.option("--targets", type=click.Path(path_type=Path, dir_okay=False), help="Targets; else targets.csv in the store.")
@click.option("--created-by", default="", help="Whose report it is, for its document control.")
@store_option
@definitions_option
def report_command(
    report: str,
    period: Month | None,
    unit: str | None,
    audience: str | None,
    formats: tuple[str, ...],
    out: Path,
    targets: Path | None,
    created_by: str,
    store: Path,
    definitions: Path | None,
) -> None:
    """Write a report to a folder: as a page, in print, for Word, for Excel and as tidy CSV.

    REPORT is monthly, board, scrutiny, changes, scorecard:NAME, indicator:ID, or one that your definitions add.
    """
    request = ReportRequest(report, period, unit, Audience(audience) if audience else None, targets, definitions)
    with progress_bar(f"Report {report}") as progress:
        steps = len(formats) + 1
        progress("building", 0, steps)
        built = make_report(store, request, created_at=now(), created_by=created_by)
        if not built.sections:
            raise UsageError(f"There is nothing to show in '{report}' for {built.subtitle}: no indicator of it has a figure.")
        written = []
        for done, form in enumerate(formats, start=1):
            progress(form, done, steps)
            written.append(_write(out / f"{_file_name(report, built)}.{form}", rendered(built, form)))
    tables, charts = sum(1 for _ in built.tables()), sum(isinstance(block, Chart) for block in built.blocks())
    click.echo(f"{built.title}, {built.subtitle}: {len(list(built.walk()))} sections, {tables} tables, {charts} charts.")
    write_table(("File", "Size"), [(str(path), f"{size / 1024:,.0f} KB") for path, size in written])


def _file_name(report: str, built: Report) -> str:
    """`monthly-2026-10`: what was asked for and its month, which no reader has to guess from the title."""
    return f"{report.replace(':', '-')}-{built.period}"


def _write(path: Path, content: bytes) -> tuple[Path, int]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise StoreError(
            f"The report could not be written to {path}: {error.strerror}. Name another folder with --out."
        ) from error
    return path, len(content)
