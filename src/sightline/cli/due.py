"""`sightline due`: what has to be done next, for whom, by when and why."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.options import authority_option, definitions_option, store_option, write_csv, write_table
from sightline.deadlines.worklist import Due
from sightline.pipeline.due import find_due
from sightline.vocabulary import wording
from sightline.vocabulary.scope import Scope

DUE_COLUMNS = (
    "person_id",
    "record_id",
    "rule",
    "status",
    "anchor_on",
    "due_on",
    "act_by_on",
    "days_left",
    "team",
    "worker",
    "service",
    "kind",
    "standard",
    "other_due_on",
    "other_standard",
    "why",
    "moves",
    "authority",
    "key",
)
TABLE_COLUMNS = ("person_id", "name", "status", "due_on", "days_left", "team", "worker", "kind", "why")


@click.command("due")
@click.option("--team", help="Only what is due of one team, by its id.")
@click.option("--worker", help="Only what is due of one worker, by id.")
@click.option("--rule", help="Only one deadline, such as assessment-due.")
@click.option("--within", type=click.IntRange(min=0), metavar="DAYS", help="Due in so many working days, or overdue.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@authority_option
@store_option
@definitions_option
def due_command(
    team: str | None,
    worker: str | None,
    rule: str | None,
    within: int | None,
    form: str,
    authority: str | None,
    store: Path,
    definitions: Path | None,
) -> None:
    """What is due on the last day of the data, the most urgent child first. What is met is not listed."""
    found = find_due(
        store,
        scope=Scope.of_all(),
        team=team,
        worker=worker,
        rule=rule,
        within=within,
        authority=authority,
        definitions=definitions,
    )
    if form == "csv":
        write_csv(DUE_COLUMNS, [[_written(due, name) for name in DUE_COLUMNS] for due in found.rows])
    else:
        write_table(TABLE_COLUMNS, [[_written(due, name) for name in TABLE_COLUMNS] for due in found.rows])
        counted = wording.counted(wording.number(len(found.rows)), "deadlines")
        click.echo(f"{counted}, as at {wording.day(found.as_at)}.")
        for name, tables in found.not_watched.items() if rule is None else ():
            click.echo(f"Not watched without {', '.join(tables)}: {name}")


def _written(due: Due, name: str) -> object:
    value = getattr(due, name)
    return " ".join(value) if name == "moves" else value
