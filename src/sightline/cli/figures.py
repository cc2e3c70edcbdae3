"""`sightline observations` and `sightline children`: the figures, and who stands behind each."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.options import MONTH, WINDOWS, authority_option, store_option, write_arrow
from sightline.pipeline.children import find_children
from sightline.pipeline.known_faults import faults_that_touch
from sightline.pipeline.observe import find_observations
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope


@click.command("observations")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help="An indicator; may be given again.")
@click.option("--period", "periods", multiple=True, type=MONTH, help="The month that a window ends with; may be given again.")
@click.option("--window", "windows", multiple=True, type=WINDOWS, help="Which span of dates; may be given again.")
@click.option("--by", "breakdown", metavar="BREAKDOWN", help="Split by team, service, worker, age_band, sex, ethnicity …")
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "table"]), default="csv", show_default=True)
@authority_option
@store_option
def observations_command(
    indicators: tuple[str, ...],
    periods: tuple[Month, ...],
    windows: tuple[str, ...],
    breakdown: str | None,
    form: str,
    authority: str | None,
    store: Path,
) -> None:
    """Figures with numerator and denominator. Without filters, all but the breakdowns."""
    table = find_observations(
        store,
        indicators=indicators,
        periods=periods,
        windows=[Window(window) for window in windows],
        breakdown=breakdown,
        authority=authority,
    )
    write_arrow(table, form)
    held = [table.column(name).unique().to_pylist() for name in ("indicator", "period")]
    for sentence in faults_that_touch(store, held[0], map(Month.parse, held[1])):
        click.echo(sentence, err=True)
    if not table.num_rows:
        click.echo("No figure is of all that together: an indicator may not have the window, or the data the month.", err=True)


@click.command("children")
@click.argument("indicator")
@click.option("--period", type=MONTH, required=True, help="The month that the window ends with.")
@click.option("--window", type=WINDOWS, required=True, help="Which span of dates.")
@click.option("--by", "breakdown", metavar="BREAKDOWN", help="Only one group of a breakdown; with --group.")
@click.option("--group", help="The group, such as a team's id.")
@click.option("--format", "form", type=click.Choice(["csv", "table"]), default="csv", show_default=True)
@authority_option
@store_option
def children_command(
    indicator: str,
    period: Month,
    window: str,
    breakdown: str | None,
    group: str | None,
    form: str,
    authority: str | None,
    store: Path,
) -> None:
    """The children behind a figure: a row for each unit of its denominator, and why it counts or does not."""
    if (breakdown is None) != (group is None):
        raise click.UsageError("--by and --group go together: name the breakdown and the group.")
    table = find_children(
        store,
        indicator,
        month=period,
        window=Window(window),
        scope=Scope.of_all(),
        breakdown=breakdown,
        group=group,
        authority=authority,
    )
    write_arrow(table, form)
    for sentence in faults_that_touch(store, [indicator], [period]):
        click.echo(sentence, err=True)
    if not table.num_rows:
        click.echo("Nobody is listed: the figure has no row in that window.", err=True)
