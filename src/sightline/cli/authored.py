"""What people write beside figures: `sightline authored`."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.options import definitions_option, now, store_option, write_csv, write_table
from sightline.pipeline.authored import authored_rows, kinds_of_rows, withdraw, write_authored_file, written_kinds
from sightline.pipeline.proofreading import proofread_comments
from sightline.vocabulary import wording

FORMS = click.Choice(["table", "csv"])
KIND = click.Choice(list(kinds_of_rows()))
RECORD_COLUMNS = ("record", "written_by", "written_at", "supersedes", "stands")


@click.group("authored")
def authored_group() -> None:
    """What people set and wrote: targets, statuses, decisions, commentary, settings, units. Nothing is ever overwritten."""


@authored_group.command("add")
@click.argument("kind", type=KIND)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--by", required=True, help="The name of whoever writes it.")
@store_option
@definitions_option
def authored_add_command(kind: str, file: Path, by: str, store: Path, definitions: Path | None) -> None:
    """Keep the rows of FILE (CSV, YAML or JSON), all of them or none. A row takes the place of the one of its key."""
    written = write_authored_file(store, kind, file, by=by, at=now(), definitions=definitions)
    if written.was_torn:
        click.echo("What somebody wrote before had been cut short by a crash; it never counted, and is cleared away.", err=True)
    added, changed, unchanged = (wording.number(count) for count in (written.added, written.changed, written.unchanged))
    click.echo(f"{kind}: {added} added, {changed} changed, {unchanged} held already.")


@authored_group.command("list")
@click.argument("kind", type=KIND, required=False)
@click.option("--history", is_flag=True, help="Every record, those that were superseded or withdrawn included.")
@click.option("--format", "form", type=FORMS, default="table", show_default=True)
@store_option
def authored_list_command(kind: str | None, history: bool, form: str, store: Path) -> None:
    """What holds of KIND; without one, how much there is of each."""
    if kind is None:
        every = written_kinds(store)
        columns: tuple[str, ...] = ("kind", "rows", "records")
        rows: list[tuple[object, ...]] = [(name, len(held.current), len(held.records)) for name, held in every.items()]
        torn = [name for name, held in every.items() if held.is_torn]
    else:
        columns, rows = _records(store, kind, with_history=history)
        torn = [kind] if authored_rows(store, kind).is_torn else []
    if form == "csv":
        write_csv(columns, rows)
    elif rows:
        # For people, columns in which nothing stands are left out.
        filled = [place for place, _ in enumerate(columns) if any(row[place] is not None for row in rows)]
        write_table([columns[place] for place in filled], [[row[place] for place in filled] for row in rows])
    else:
        click.echo("Nobody has written anything of that kind." if kind else "Nobody has written anything yet.")
    for name in torn:
        click.echo(f"The last writing of {name} was cut short by a crash and does not count. Write it again.", err=True)


def _records(store: Path, kind: str, *, with_history: bool) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Columns and rows for the records that hold, or for every one."""
    held = authored_rows(store, kind)
    kept = {record.number for record in held.current}
    # Rows about single children are not for a screen.
    named = () if held.kind.names_children else held.kind.every_column
    rows: list[tuple[object, ...]] = [
        (
            *(record.number, record.author, record.written_at.isoformat(timespec="seconds"), record.supersedes),
            "withdrawn" if record.is_withdrawn else "holds" if record.number in kept else "superseded",
            *(record.row.get(name) for name in named),
        )
        for record in (held.records if with_history else held.current)
    ]
    return (*RECORD_COLUMNS, *named), rows


@authored_group.command("proofread")
@click.option("--format", "form", type=FORMS, default="table", show_default=True)
@store_option
@definitions_option
def authored_proofread_command(form: str, store: Path, definitions: Path | None) -> None:
    """What the proof-reader has to say of every comment: each finding with the words and the figures it is about."""
    found = proofread_comments(store, definitions)
    columns = ("record", "indicators", "month", "state", "finding", "words", "figures", "what_is_wrong")
    rows: list[tuple[object, ...]] = [
        (
            *(comment.number, "; ".join(comment.indicators), str(comment.month), comment.state.value),
            *(finding.kind.value, finding.words, finding.figures, finding.sentence),
        )
        for comment, findings in found.items()
        for finding in findings
    ]
    if form == "csv":
        write_csv(columns, rows)
    elif rows:
        write_table(columns, rows)
    else:
        comments = wording.counted(wording.number(len(found)), "comments")
        click.echo(f"Nothing to say of {comments}: no statement contradicts the figures.")


@authored_group.command("withdraw")
@click.argument("kind", type=KIND)
@click.argument("number", type=int)
@click.option("--by", required=True, help="The name of whoever withdraws it.")
@store_option
def authored_withdraw_command(kind: str, number: int, by: str, store: Path) -> None:
    """Take back record NUMBER of KIND: its row holds no longer, and stays in the history."""
    withdraw(store, kind, number, by=by, at=now())
    click.echo(f"Record {number} of {kind} is withdrawn.")
