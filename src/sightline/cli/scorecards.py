"""`sightline scorecard`: figures judged, under their headings."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from sightline.cli.options import MONTH, WIDE, definitions_option, store_option, write_csv
from sightline.errors import StoreError, UsageError
from sightline.judgement.tolerance import Rating
from sightline.pipeline.scorecard import make_scorecard
from sightline.reports.scorecard import Scorecard
from sightline.reports.scorecard_html import render_html
from sightline.reports.scorecard_xlsx import render_xlsx
from sightline.vocabulary.periods import Month

COLOURS = {Rating.MET: "green", Rating.NEAR: "yellow", Rating.NOT_MET: "red", Rating.NOT_JUDGED: ""}


@click.command("scorecard")
@click.argument("name", required=False)
@click.option("--period", type=MONTH, help="The month; else the latest whole one.")
@click.option("--unit", help="A team or service, by its id; else the whole authority.")
@click.option("--targets", type=click.Path(path_type=Path, dir_okay=False), help="Targets; else targets.csv in the store.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "html", "xlsx"]), default="table", show_default=True)
@store_option
@definitions_option
def scorecard_command(
    name: str | None,
    period: Month | None,
    unit: str | None,
    targets: Path | None,
    form: str,
    store: Path,
    definitions: Path | None,
) -> None:
    """The last four months, year to date, previous year, direction of travel, target and rating of each indicator."""
    card = make_scorecard(store, name, month=period, unit=unit, targets=targets, definitions=definitions)
    if form == "csv":
        write_csv(("Section", *card.headings), [(section, *cells) for section, _, cells in card.rows()])
    elif form == "html":
        click.echo(render_html(card), nl=False)
    elif form == "xlsx":
        if sys.stdout.isatty():
            raise UsageError("A workbook is not for reading on a screen. Send it to a file: … --format xlsx > scorecard.xlsx")
        sys.stdout.buffer.write(render_xlsx(card))
    else:
        show_scorecard(card)


def show_scorecard(card: Scorecard) -> None:
    """The scorecard in the terminal; wide where it is not a terminal, so that nothing is cut off."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    console.print(f"[bold]{card.title}[/bold]\n{card.subtitle}")
    for section in card.sections:
        table = Table(title=section.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1))
        for place, heading in enumerate(card.headings):
            figure = 2 <= place < 4 + len(card.months)
            table.add_column(heading, justify="right" if figure else "left", ratio=None if figure else 1, no_wrap=figure)
        for line in section.lines:
            shown = [cell.shown for cell in (*line.months, line.to_date, line.previous_year)]
            rating = f"[{COLOURS[line.rating]}]{line.rating_shown}[/]" if COLOURS[line.rating] else ""
            table.add_row(line.name, line.good_is, *shown, line.direction_shown, line.target, rating)
        console.print(table)
    for note in card.notes:
        console.print(note)


def write_pages(store: Path, out: Path, definitions: Path | None) -> None:
    """The scorecard in the terminal, and as a page, a workbook and CSV in a folder."""
    card = make_scorecard(store, definitions=definitions)
    show_scorecard(card)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "scorecard.html").write_text(render_html(card), encoding="utf-8")
        (out / "scorecard.xlsx").write_bytes(render_xlsx(card))
    except OSError as error:
        raise StoreError(f"The scorecard could not be written to {out}: {error.strerror}.") from error
    click.echo(f"The scorecard is in {out / 'scorecard.html'} and {out / 'scorecard.xlsx'}.")
