"""`sightline scorecard`: figures judged, under their headings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sightline.cli.options import MONTH, WIDE, authority_option, definitions_option, store_option, write_csv
from sightline.errors import StoreError, UsageError
from sightline.judgement.tolerance import Rating
from sightline.pipeline.scorecard import make_scorecard
from sightline.reports.document import Cell, Column
from sightline.reports.html import render_html
from sightline.reports.scorecard import Line, Scorecard, as_report
from sightline.reports.xlsx import render_xlsx
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month

COLOURS = {Rating.MET: "green", Rating.NEAR: "yellow", Rating.NOT_MET: "red", Rating.NOT_JUDGED: ""}
# The room that the names of indicators need at least, that words may take, between two columns, and at the edges.
NAME_WIDTH, WORDS_WIDTH, PADDING, EDGES = 26, 14, 3, 4
# What a narrow terminal can spare, first to last.
SPARED = (
    "published_for",
    "best_neighbour",
    "top_quartile",
    "assurance",
    "position",
    "published",
    "region",
    "rolling_12",
    "month_0",
    "month_1",
    "signal",
    "national",
    "good_is",
    "direction_year",
    "previous_year",
    "month_2",
    "neighbours",
    "target",
    "ytd",
    "direction_month",
    "rating",
)


@click.command("scorecard")
@click.argument("name", required=False)
@click.option("--period", type=MONTH, help="The month; else the latest whole one.")
@click.option("--unit", help="A team or service, by its id; else the whole authority.")
@click.option("--targets", type=click.Path(path_type=Path, dir_okay=False), help="Targets; else targets.csv in the store.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "html", "xlsx"]), default="table", show_default=True)
@authority_option
@store_option
@definitions_option
def scorecard_command(
    name: str | None,
    period: Month | None,
    unit: str | None,
    targets: Path | None,
    form: str,
    authority: str | None,
    store: Path,
    definitions: Path | None,
) -> None:
    """The last four months, year to date, previous year, direction of travel, target, rating and others' figures.

    NAME is a scorecard that is defined, such as monthly, key, board or summary; else every indicator with a figure. CSV
    holds every column that there is.
    """
    card = make_scorecard(store, name, month=period, unit=unit, targets=targets, definitions=definitions, authority=authority)
    if form == "csv":
        headings = ("Section", "Indicator", *(column.heading for column in card.every_column), "Cautions", "Comments")
        write_csv(headings, [_csv_row(card, section, line) for section, line in card.lines()])
    elif form == "html":
        click.echo(render_html(as_report(card)), nl=False)
    elif form == "xlsx":
        if sys.stdout.isatty():
            raise UsageError("A workbook is not for reading on a screen. Send it to a file: … --format xlsx > scorecard.xlsx")
        sys.stdout.buffer.write(render_xlsx(as_report(card, in_one_table=True)))
    else:
        show_scorecard(card)


def _csv_row(card: Scorecard, section: str, line: Line) -> tuple[str, ...]:
    cells = (line.cell(column).shown for column in card.every_column)
    return (section, line.name, *cells, " ".join(line.cautions), " ".join(line.comments))


def show_scorecard(card: Scorecard) -> None:
    """The scorecard in the terminal; wide where it is not a terminal, so that nothing is cut off."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    console.print(f"[bold]{card.title}[/bold]\n{card.subtitle}")
    columns = columns_that_fit(card, console.width)
    room = console.width - sum(_width(card, column) + PADDING for column in columns) - EDGES
    longest = max((len(line.name) for _, line in card.lines()), default=0)
    for section in card.sections:
        table = Table(title=section.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1))
        # Columns are as wide in every section, so that the eye runs down them.
        table.add_column("Indicator", width=min(room, longest))
        for column in columns:
            justify: Literal["left", "right"] = "right" if column.holds_figures else "left"
            table.add_column(column.heading, justify=justify, width=_width(card, column))
        for line in section.lines:
            table.add_row(Text(line.name), *(_styled(line.cell(column)) for column in columns))
        console.print(table)
    if len(columns) < len(card.columns):
        left_out = ", ".join(column.heading for column in card.columns if column not in columns)
        console.print(f"Left out for want of room: {left_out}. A wider terminal or --format html shows them.")
    for note in card.notes:
        console.print(note, highlight=False)


def _styled(cell: Cell) -> Text:
    return Text("\n".join((cell.shown, *_remarks(cell))), style=COLOURS[cell.rating])


def _remarks(cell: Cell) -> tuple[str, ...]:
    """What is said of a figure beneath it, such as `as printed`. Of how many it is has no room in a terminal."""
    of = wording.n_of_d(cell.numerator, cell.denominator)
    return tuple(part for part in cell.note.split("; ") if part and part != of)


def columns_that_fit(card: Scorecard, width: int) -> list[Column]:
    """The columns that a terminal has room for: those that can best be spared are left out first."""
    columns = list(card.columns)
    spared = [*SPARED, *(column.name for column in card.columns if column.name not in SPARED)]
    while columns and NAME_WIDTH + EDGES + sum(_width(card, column) + PADDING for column in columns) > width:
        dropped = next(name for name in spared if any(column.name == name for column in columns))
        columns = [column for column in columns if column.name != dropped]
    return columns


def _width(card: Scorecard, column: Column) -> int:
    """What a column needs: its longest figure, or the longest word of what is said in words."""
    cells = [line.cell(column) for _, line in card.lines()]
    shown = [cell.shown for cell in cells]
    # A remark stays on one line, so that a row is no higher than two.
    words = max(map(len, (*column.heading.split(), *(remark for cell in cells for remark in _remarks(cell)))), default=0)
    if column.holds_figures:
        return max([words, *map(len, shown)])
    return max(
        [words, *(len(word) for text in shown for word in text.split()), min(WORDS_WIDTH, max(map(len, shown), default=0))]
    )


def write_pages(store: Path, out: Path, definitions: Path | None) -> None:
    """The scorecard in the terminal, and as a page, a workbook and CSV in a folder."""
    card = make_scorecard(store, definitions=definitions)
    show_scorecard(card)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "scorecard.html").write_text(render_html(as_report(card)), encoding="utf-8")
        (out / "scorecard.xlsx").write_bytes(render_xlsx(as_report(card, in_one_table=True)))
    except OSError as error:
        raise StoreError(f"The scorecard could not be written to {out}: {error.strerror}.") from error
    click.echo(f"The scorecard is in {out / 'scorecard.html'} and {out / 'scorecard.xlsx'}.")
