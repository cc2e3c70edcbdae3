"""`sightline benchmarks`: published figures of other authorities, loaded and shown."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.benchmarks.models import COLUMNS
from sightline.cli.options import store_option, write_csv, write_table
from sightline.pipeline.benchmarks import load_published, show_published
from sightline.vocabulary import wording


@click.group("benchmarks")
def benchmarks_group() -> None:
    """Published figures of other authorities: what is normal, and for councils like this one."""


@benchmarks_group.command("load")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--release", help="The release of a LAIT long file that has no dictionary beside it.")
@click.option("--neighbour-set", help="The version of a neighbours' workbook without a year in its name, such as 2025.")
@click.option(
    "--maps",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of column maps for releases that are newer than Sightline.",
)
@store_option
def load_command(files: tuple[Path, ...], release: str | None, neighbour_set: str | None, maps: Path | None, store: Path) -> None:
    """Keep the figures of published files, or of all files in a folder: every one of them, or none."""
    loaded = load_published(store, files, release=release, neighbour_set=neighbour_set, maps=maps)
    columns = ("release", "dataset", "kind", "file", "measures", "last_period", "state")
    write_table(columns, [[getattr(dataset, name) for name in columns] for dataset in loaded.datasets])
    for issue in loaded.issues:
        click.echo(f"{issue.severity}, {issue.rule}: {issue.file}: {issue.message}", err=True)
    datasets = wording.counted(wording.number(len(loaded.datasets)), "datasets")
    click.echo(f"{datasets} in use; {wording.counted(wording.number(len(loaded.issues)), 'issues')}.", err=True)


@benchmarks_group.command("show")
@click.argument("indicator")
@click.option("--authority", help="Whose benchmarks, by code, ONS code or name; else the store's authority.")
@click.option("--period", help="The published period, such as 2025 or 2024-25; else every one.")
@click.option("--release", help="One release; else the newest that has the period.")
@click.option("--format", "form", type=click.Choice(["csv", "table"]), default="table", show_default=True)
@store_option
def show_command(indicator: str, authority: str | None, period: str | None, release: str | None, form: str, store: Path) -> None:
    """Where an authority stands on INDICATOR among its neighbours, its region and England."""
    answer = show_published(store, indicator, authority, period=period, release=release)
    (write_csv if form == "csv" else write_table)(COLUMNS, [row.as_row() for row in answer.rows])
    for note in answer.notes:
        click.echo(note, err=True)
