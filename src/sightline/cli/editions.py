"""`sightline publish` and `sightline editions`: reports frozen, numbered, listed, made again and compared."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.options import MONTH, now, progress_bar, store_option, write_table
from sightline.cli.reports import FormatsType
from sightline.errors import StoreError
from sightline.observations.editions import Edition, Editions
from sightline.observations.history import Figure
from sightline.pipeline.publish import publish
from sightline.pipeline.rebuild import compare, made_by_another_version, rebuild, verify
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month


@click.command("publish")
@click.argument("report")
@click.option("--period", required=True, type=MONTH, help="The month that the edition is about.")
@click.option("--by", required=True, help="Who publishes it.")
@click.option("--unit", help="A team or service, by its id; else the whole authority.")
@click.option(
    "--audience", type=click.Choice([audience.value for audience in Audience]), help="Who reads it; else the report's own."
)
@click.option("--format", "formats", type=FormatsType(), default="all", show_default=True, help="html,pdf,docx,xlsx,csv or all.")
@store_option
def publish_command(
    report: str, period: Month, by: str, unit: str | None, audience: str | None, formats: tuple[str, ...], store: Path
) -> None:
    """Freeze a report as a numbered edition in the store. REPORT is named as for `sightline report`.

    The next issue of the same month never changes an earlier one.
    """
    with progress_bar(f"Publish {report}") as progress:
        published = publish(
            store,
            report,
            by=by,
            published_at=now(),
            month=period,
            unit=unit,
            audience=Audience(audience) if audience else None,
            formats=formats,
            progress=progress,
        )
    edition, log = published.edition, published.log
    click.echo(f"{edition.issue} of {edition.manifest['title']}, {wording.month(edition.period)}: {edition.edition_id}")
    click.echo(f"Restated since the edition before: {len(published.made.restated)}. Hidden figures: {len(log.hidden)}.")
    for passage in log.to_read:
        click.echo(f"Read before you send it, it may tell what a table hides: {passage}")
    click.echo(f"Its files are in {edition.folder / 'files'}.")


@click.group("editions")
def editions_group() -> None:
    """Published editions: list them, show one, make one again, compare two."""


@editions_group.command("list")
@store_option
def list_command(store: Path) -> None:
    """List every edition, in the order of publication."""
    rows = [
        (each.edition_id, each.manifest["title"], wording.month(each.period), each.issue, each.audience.value, _published(each))
        for each in Editions(store).all()
    ]
    if not rows:
        click.echo(f"No edition has been published from {store} yet: sightline publish REPORT --period 2026-10 --by NAME.")
        return
    write_table(("Edition", "Report", "Month", "Issue", "For", "Published"), rows)


@editions_group.command("show")
@click.argument("edition_id", metavar="EDITION")
@store_option
def show_command(edition_id: str, store: Path) -> None:
    """Show what EDITION was made from and whether its files are those that were published."""
    edition = Editions(store).get(edition_id)
    held = edition.manifest
    releases = wording.listed([f"{kept['dataset']} of {kept['release']}" for kept in held["benchmarks"]]) or "none"
    pairs = [
        ("Report", f"{held['title']}, {wording.month(edition.period)}, {edition.issue}"),
        ("For", edition.audience.value),
        ("Published", _published(edition)),
        ("Load", edition.load_id or "none: supplied series"),
        ("Build", held["build"] or "none"),
        ("Catalogue", f"{held['catalogue'] or 'none'}, Sightline {held['sightline']}"),
        ("Benchmarks", releases),
        ("Commentary", f"{len(held['commentary'])} passages"),
        ("Edition before", held["previous"] or "none"),
        ("Restated", f"{held['restated']} figures"),
        ("Hidden", f"{held['disclosure']['hidden']} figures"),
    ]
    write_table(("What", "Is"), pairs)
    wrong = verify(edition)
    write_table(
        ("File", "Size", "As published"),
        [(name, f"{each['size'] / 1024:,.0f} KB", "no" if name in wrong else "yes") for name, each in held["files"].items()],
    )


@editions_group.command("rebuild")
@click.argument("edition_id", metavar="EDITION")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder to write the files to, made again.")
@store_option
def rebuild_command(edition_id: str, out: Path | None, store: Path) -> None:
    """Make EDITION again from the load and the inputs that it froze, and say which files are the same.

    Nothing in the store is changed. Ends with exit code 5 where a file comes out differently.
    """
    edition = Editions(store).get(edition_id)
    with progress_bar(f"Rebuild {edition_id}") as progress:
        made = rebuild(store, edition_id, progress=progress)
    for each in made if out is not None else ():
        _write(out / each.name if out is not None else Path(each.name), each.content)
    write_table(("File", "The same"), [(each.name, "yes" if each.is_equal else "no") for each in made])
    differing = [each.name for each in made if not each.is_equal]
    if differing:
        why = " It was made by another version of Sightline." if made_by_another_version(edition) else ""
        raise StoreError(f"{wording.listed(differing)} came out differently from what was published.{why}")


@editions_group.command("compare")
@click.argument("one", metavar="EDITION")
@click.argument("other", metavar="OTHER")
@store_option
def compare_command(one: str, other: str, store: Path) -> None:
    """Compare the figures of two editions: those that differ, then those that only one of them shows."""
    found = compare(store, one, other)
    if not found:
        click.echo("Every figure is the same in both.")
        return
    rows = [
        (
            each.key.indicator,
            each.key.window,
            each.key.period,
            f"{each.key.breakdown} {each.key.group}".strip(),
            *(
                wording.DASH if figure is None or figure.value is None else f"{figure.value:.10g}"
                for figure in (each.then, each.now)
            ),
        )
        for each in found
    ]
    write_table(("Indicator", "Window", "Month", "Group", one, other), rows)


def _figure(figure: Figure | None) -> str:
    return wording.DASH if figure is None or figure.value is None else f"{figure.value:.10g}"


def _published(edition: Edition) -> str:
    return f"{wording.day(edition.published_at.date())} by {edition.manifest['published_by']}"


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as problem:
        raise StoreError(f"{path} could not be written: {problem.strerror}. Name another folder with --out.") from problem
