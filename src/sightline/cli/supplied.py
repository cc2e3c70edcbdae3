"""What is said elsewhere or before: `sightline history`, `targets`, `consistency` and `restated`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sightline.cli.options import DAY, authority_option, definitions_option, now, store_option, write_csv, write_table
from sightline.pipeline.consistency import check_figures
from sightline.pipeline.history import load_history
from sightline.pipeline.restatement import Against, find_restated
from sightline.pipeline.targets import check_targets
from sightline.vocabulary import wording

FORMS = click.Choice(["table", "csv"])
FINDING_COLUMNS = ("source", "check", "indicator", "period", "sentence", "rows")
RESTATED_COLUMNS = (
    "source",
    "indicator",
    "window",
    "period",
    "breakdown",
    "group",
    "published_on",
    "published_numerator",
    "published_denominator",
    "as_published",
    "known_numerator",
    "known_denominator",
    "as_known_now",
    "cause",
    "confirmed_by",
    "confirmed_on",
)
FAULTY = 3


@click.group("history")
def history_group() -> None:
    """Series that were counted elsewhere: the years before child-level data, manual trackers, surveys."""


@history_group.command("load")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--map",
    "mapping",
    help="A YAML file that ties its lines to indicators, or the name of one that ships; else known by its columns.",
)
@click.option("--name", help="The name to keep it under; else the file's own.")
@click.option("--authority", help="Whose series it is; else the store's authority.")
@click.option("--owner", default="", help="Who answers for the figures.")
@click.option("--stale-after", type=DAY, help="The day after which newer figures should have come.")
@store_option
def history_load_command(
    file: Path,
    mapping: str | None,
    name: str | None,
    authority: str | None,
    owner: str,
    stale_after: date | None,
    store: Path,
) -> None:
    """Keep the aggregate series in FILE beside the figures that are calculated here."""
    kept = load_history(
        store,
        file,
        loaded_at=now(),
        mapping=mapping,
        name=name,
        authority=authority,
        owner=owner,
        stale_after=stale_after,
    )
    if kept.layout:
        click.echo(f"Known by its columns: '{kept.layout}'.")
    click.echo(f"{wording.number(kept.rows)} figures of {kept.indicators} indicators kept as '{kept.name}'.")
    if kept.without_indicator:
        click.echo(f"{len(kept.without_indicator)} lines have no indicator yet:")
        for measure, line, figures in kept.without_indicator:
            click.echo(f"  {measure or '-'} {line} ({wording.number(figures)} figures)")


@click.group("targets")
def targets_group() -> None:
    """What each indicator should reach."""


@targets_group.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@store_option
@definitions_option
def targets_check_command(file: Path, store: Path, definitions: Path | None) -> None:
    """Look the targets in FILE over: bands that overlap, leave a gap or run the wrong way. Exit code 3 where one does."""
    checked = check_targets(store, file, definitions)
    for fault in (*checked.faults, *checked.incomplete):
        click.echo(str(fault))
    if checked.faults:
        faults = wording.counted(wording.number(len(checked.faults)), "faults")
        click.echo(f"{faults} in {wording.counted(wording.number(checked.targets), 'targets')}.", err=True)
        raise SystemExit(FAULTY)
    click.echo(f"{wording.counted(wording.number(checked.targets), 'targets')} can be used.", err=True)


@click.command("consistency")
@click.option("--format", "form", type=FORMS, default="table", show_default=True)
@authority_option
@store_option
@definitions_option
def consistency_command(form: str, authority: str | None, store: Path, definitions: Path | None) -> None:
    """Check figures against each other before anything is published. Exit code 3 where some cannot all be right."""
    checked = check_figures(store, definitions, authority)
    rows = [
        (each.source, found.check, found.indicator, found.period, found.sentence, "; ".join(found.rows))
        for each in checked
        for found in each.found
    ]
    if form == "csv":
        write_csv(FINDING_COLUMNS, rows)
    elif rows:
        write_table(FINDING_COLUMNS, rows)
    for each in checked:
        found = wording.counted(wording.number(len(each.found)), "findings") if each.found else "nothing that disagrees"
        click.echo(f"{each.source}: {found} in {wording.number(each.figures)} figures.", err=True)
    if rows:
        raise SystemExit(FAULTY)


@click.command("restated")
@click.option(
    "--against",
    type=click.Choice([each.value for each in Against]),
    default=Against.SUPPLIED.value,
    show_default=True,
    help="Series as they were supplied, or the calculation before this one.",
)
@click.option("--format", "form", type=FORMS, default="table", show_default=True)
@authority_option
@store_option
@definitions_option
def restated_command(against: str, form: str, authority: str | None, store: Path, definitions: Path | None) -> None:
    """Figures as they were published beside what is known now, with the likely cause until a person confirms one."""
    found = find_restated(store, against=Against(against), definitions=definitions, authority=authority)
    rows = []
    for each in found:
        restated = each.restatement
        key, then, known = restated.key, restated.published, restated.now
        cause = restated.cause.value if restated.cause is not None else f"{restated.proposed.value} (proposed)"
        rows.append(
            (
                each.source,
                *(key.indicator, key.window, key.period, key.breakdown, key.group, restated.published_on),
                *(then.numerator, then.denominator, then.value, known.numerator, known.denominator, known.value),
                *(cause, restated.confirmed_by, restated.confirmed_on),
            )
        )
    if form == "csv":
        write_csv(RESTATED_COLUMNS, rows)
    elif rows:
        write_table(RESTATED_COLUMNS, rows)
    figures = wording.counted(wording.number(len(rows)), "figures")
    click.echo(f"{figures} no longer as published." if rows else "Every figure is as it was published.", err=True)
