"""`sightline catalogue`: which indicators there are, what each says, and whether local definitions can be used."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from sightline.catalogue.issues import Severity
from sightline.cli.options import definitions_option, now, store_option, write_csv, write_table
from sightline.pipeline.catalogue import check_local_definitions, list_definitions, show_definition

COLUMNS = ("indicator", "name", "group", "measure", "unit", "good_is", "default_window")


@click.group("catalogue", invoke_without_command=True)
@click.option("--group", help="Only one stage, such as front-door.")
@click.option("--search", "words", help="Only definitions that hold all these words.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@store_option
@definitions_option
@click.pass_context
def catalogue_group(
    context: click.Context, group: str | None, words: str | None, form: str, store: Path, definitions: Path | None
) -> None:
    """List the indicators; `catalogue show ID` and `catalogue check FOLDER` say more."""
    if context.invoked_subcommand is not None:
        return
    found = list_definitions(store, definitions, group=group, words=words)
    rows = [[getattr(row, name) for name in COLUMNS] for row in found]
    (write_csv if form == "csv" else write_table)(COLUMNS, rows)


@catalogue_group.command("show")
@click.argument("indicator")
@store_option
@definitions_option
def show_command(indicator: str, store: Path, definitions: Path | None) -> None:
    """Everything that one definition says."""
    table = Table.grid(padding=(0, 2))
    for heading, text in show_definition(store, definitions, indicator):
        table.add_row(heading, text)
    Console().print(table)


@catalogue_group.command("check")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def check_command(folder: Path) -> None:
    """Check local definitions in FOLDER: every issue at once, worked examples included. Exit code 4 where there is one."""
    issues = check_local_definitions(folder, on=now().date())
    for issue in issues:
        click.echo(str(issue))
    if any(issue.severity == Severity.ERROR for issue in issues):
        raise SystemExit(4)
    click.echo("Every definition can be used." if not issues else "Every definition can be used; see what is said above.")
