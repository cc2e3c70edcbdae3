"""`sightline calculate` and `sightline run`: figures from what was loaded, or from a folder in one go."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.loading import load_command
from sightline.cli.options import DAY, definitions_option, now, progress_bar, store_option
from sightline.cli.scorecards import write_pages
from sightline.pipeline.calculate import Calculated, Engine, calculate


def say_calculated(made: Calculated) -> None:
    """The summary of a calculation, and what is not available for want of a table."""
    spine = made.build.spine
    click.echo(f"{made.indicators} indicators calculated, {spine.first} to {spine.last}, as at {spine.as_at:%-d %B %Y}.")
    if made.not_available:
        click.echo(f"{len(made.not_available)} not available:")
        by_tables: dict[tuple[str, ...], list[str]] = {}
        for indicator, tables in made.not_available.items():
            by_tables.setdefault(tables, []).append(indicator)
        for tables, indicators in by_tables.items():
            click.echo(f"  without {', '.join(tables)}: {', '.join(indicators)}")
    for issue in made.issues:
        click.echo(f"{issue.table}, {issue.found}: {issue.message}", err=True)


@click.command("calculate")
@store_option
@definitions_option
@click.option("--engine", type=click.Choice([engine.value for engine in Engine]), default="duckdb", show_default=True)
def calculate_command(store: Path, definitions: Path | None, engine: str) -> None:
    """Calculate every indicator for the current load."""
    with progress_bar("Calculating") as progress:
        made = calculate(store, started_at=now(), definitions=definitions, engine=Engine(engine), progress=progress)
    say_calculated(made)


@click.command("run")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where the scorecard is written.")
@click.option("--as-at", type=DAY, help="The date the data describes; else the latest event in it.")
@click.option("--authority", help="The authority's code, such as 343, at the first load.")
@click.option("--accept-shrink", is_flag=True, help="Accept an extract that is far smaller than the last one.")
@click.option("--accept-as-at", is_flag=True, help="Accept an as-at date that is far from everything in the extract.")
@store_option
@definitions_option
@click.pass_context
def run_command(
    context: click.Context, /, folder: Path, out: Path, store: Path, definitions: Path | None, **load: object
) -> None:
    """Load FOLDER, calculate, and write the scorecard to OUT: all at once."""
    context.invoke(load_command, folder=folder, store=store, **load)
    with progress_bar("Calculating") as progress:
        made = calculate(store, started_at=now(), definitions=definitions, progress=progress)
    say_calculated(made)
    write_pages(store, out, definitions)
