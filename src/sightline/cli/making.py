"""`sightline synthetic` and `sightline templates`: a made-up council to try things on, and empty local tables to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import click

from sightline.cli.options import DAY, progress_bar
from sightline.pipeline.make_synthetic import make_synthetic
from sightline.pipeline.templates import make_templates


@click.command("templates")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def templates_command(out: Path) -> None:
    """Write an empty file for each local table to OUT: headings only, to be filled in."""
    click.echo(f"{make_templates(out)} templates in {out}. docs/reference/local_tables.md says what each column holds.")


@click.command("synthetic")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--children", default=55_000, show_default=True, help="Children aged 0 to 17 in the area.")
@click.option("--years", default=6, show_default=True, help="Years of history.")
@click.option("--as-at", type=DAY, default="2026-10-31", show_default=True, help="The date the data describes.")
@click.option("--seed", default=1, show_default=True, help="Same seed, same bytes.")
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option("--authority", "authorities", multiple=True, metavar="CODE", help="Its code; given again, a region in Parquet.")
def synthetic_command(
    out: Path,
    children: int,
    years: int,
    as_at: date,
    seed: int,
    form: Literal["csv", "parquet"],
    authorities: tuple[str, ...],
) -> None:
    """Write a synthetic authority to OUT, or several in one extract. Nobody in it is real."""
    with progress_bar("Making a council") as progress:
        tables = make_synthetic(
            out,
            children=children,
            years=years,
            as_at=as_at,
            seed=seed,
            form=form,
            authorities=authorities,
            progress=progress,
        )
    click.echo(f"{len(tables)} tables, {sum(tables.values()):,} rows in {out}. Everybody in them is made up.")
