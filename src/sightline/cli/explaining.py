"""`sightline explain`: why one child counts in a figure, or does not."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.options import MONTH, WINDOWS, definitions_option, store_option
from sightline.pipeline.explain import explain
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope

MARKS = {True: "yes", False: "no", None: "not known"}


@click.command("explain")
@click.argument("indicator")
@click.option("--child", "person_id", required=True, help="The child's id in the case system.")
@click.option("--period", type=MONTH, required=True, help="The month that the window ends with.")
@click.option("--window", type=WINDOWS, help="Which span of dates; else the indicator's own.")
@store_option
@definitions_option
def explain_command(
    indicator: str, person_id: str, period: Month, window: str | None, store: Path, definitions: Path | None
) -> None:
    """Say why a child counts in an indicator, or does not, with the clock spelled out."""
    found = explain(
        store,
        indicator,
        person_id=person_id,
        month=period,
        window=Window(window) if window else None,
        scope=Scope.of_all(),
        definitions=definitions,
    )
    click.echo(f"{found.name}, {wording.month(period)}")
    if not found.rows:
        click.echo("The child has no row that could count in this period.")
    for row in found.rows:
        click.echo(f"\n{row.record_id}, {wording.day(row.event_date)}: {row.place}\n  {row.sentence}")
        for part in row.parts:
            click.echo(f"  - {part.sentence}: {MARKS[part.is_met]}")
