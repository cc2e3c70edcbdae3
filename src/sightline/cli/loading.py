"""`sightline init`, `check`, `load` and `loads`: whose data it is, whether it can be believed, and what is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sightline.cli.options import DAY, now, progress_bar, store_option, write_csv, write_table
from sightline.pipeline.check import check_extract
from sightline.pipeline.load import init_store, list_loads, load_extract, prune_loads, what_a_load_costs
from sightline.vocabulary import wording

ISSUE_COLUMNS = ("rule", "severity", "table", "row", "field", "found", "allowed", "mender", "message")


@click.command("init")
@click.option("--authority", required=True, help="The authority's code, ONS code or name; or a region's name.")
@click.option("--member", "members", multiple=True, metavar="CODE", help="One of a set of your own; may be given again.")
@store_option
def init_command(authority: str, members: tuple[str, ...], store: Path) -> None:
    """Say whose store this is. Without it everything works but comparison with other authorities."""
    click.echo(f"{store} holds the data of {init_store(store, authority, members)}.")


@click.command("check")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--as-at", type=DAY, help="The date the data describes; else the latest event in it.")
@click.option("--format", "form", type=click.Choice(["text", "csv"]), default="text", show_default=True)
def check_command(folder: Path, as_at: date | None, form: str) -> None:
    """List the data issues of FOLDER without loading it. Exit code 3 where an issue would stop a load."""
    with progress_bar("Checking") as progress:
        checked = check_extract(folder, as_at=as_at, believable_until=now().date(), progress=progress)
    if form == "csv":
        write_csv(ISSUE_COLUMNS, [[getattr(issue, name) for name in ISSUE_COLUMNS] for issue in checked.issues])
    elif checked.counts:
        columns = ("severity", "table", "field", "rows", "who can mend it", "what")
        write_table(columns, [(c.severity, c.table, c.field, c.rows, c.mender, c.message) for c in checked.counts])
    if form == "text":
        found = wording.number(sum(count.rows for count in checked.counts))
        click.echo(f"{wording.counted(found, 'data issues')}. As at {wording.day(checked.as_at)}.")
        for indicators, tables in checked.lost_by_tables():
            click.echo(f"Without {tables}, not available: {indicators}")
        for indicators, missing in checked.weakened_by_columns():
            click.echo(f"Without {missing}, to be read with care: {indicators}")
    if checked.stops:
        raise SystemExit(3)


@click.command("load")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--as-at", type=DAY, help="The date the data describes; else the latest event in it.")
@click.option("--authority", help="The authority's code, such as 343, at the first load.")
@click.option("--accept-shrink", is_flag=True, help="Accept an extract that is far smaller than the last one.")
@click.option("--accept-as-at", is_flag=True, help="Accept an as-at date that is far from everything in the extract.")
@store_option
def load_command(
    folder: Path, as_at: date | None, authority: str | None, accept_shrink: bool, accept_as_at: bool, store: Path
) -> None:
    """Load FOLDER (or a zip) of extracts: all of it, or nothing."""
    with progress_bar("Loading") as progress:
        load = load_extract(
            store,
            folder,
            loaded_at=now(),
            as_at=as_at,
            authority=authority,
            accept_shrink=accept_shrink,
            accept_as_at=accept_as_at,
            progress=progress,
        )
    said = "as you said" if as_at else "the latest event in the extract"
    rows = sum(load.rows.values())
    click.echo(f"Loaded {rows:,} rows, as at {wording.day(load.as_at)} ({said}). Load {load.load_id}.")
    doubtful = sum(count["rows"] for count in load.issue_counts)
    if doubtful:
        click.echo(f"{wording.counted(wording.number(doubtful), 'data issues')}; `sightline check {folder}` lists them.")
    lost, weakened = what_a_load_costs(store, load)
    if lost:
        click.echo(f"{len(lost)} indicators will not be available: their tables are not in the extract.")
    if weakened:
        columns = wording.listed(list(dict.fromkeys(column for missing in weakened.values() for column in missing)))
        click.echo(f"{len(weakened)} indicators are to be read with care: the extract has no {columns}.")


@click.group("loads", invoke_without_command=True)
@store_option
@click.pass_context
def loads_group(context: click.Context, store: Path) -> None:
    """List the loads that are kept; `loads prune` deletes old ones."""
    if context.invoked_subcommand is None:
        loads = list_loads(store)
        if not loads:
            click.echo(f"{store} holds no load yet.", err=True)
            return
        rows = [
            (load.load_id, load.as_at, load.loaded_at.strftime("%Y-%m-%d %H:%M"), load.rows, "current" if load.is_current else "")
            for load in loads
        ]
        write_table(("load", "as at", "loaded", "rows", ""), rows)


@loads_group.command("prune")
@click.option("--keep", type=click.IntRange(min=1), required=True, help="How many of the latest loads stay.")
@store_option
def prune_command(keep: int, store: Path) -> None:
    """Delete all but the latest loads. Month-end snapshots, and loads that an edition names, always stay."""
    gone = prune_loads(store, keep)
    click.echo(f"{wording.counted(wording.number(len(gone)), 'loads')} deleted." if gone else "Nothing to delete.")
