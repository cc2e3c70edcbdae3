"""Rebuild: an edition made again from the load and the inputs that it froze, and held against what was published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from sightline.errors import StoreError
from sightline.intake.schema import TABLES
from sightline.observations.editions import FIGURES, FILES, INPUTS, Edition, Editions, sha256
from sightline.observations.history import Figure, FigureKey
from sightline.pipeline import edition_figures
from sightline.pipeline.calculate import calculate
from sightline.pipeline.inputs import link_load, restore_inputs
from sightline.pipeline.made import ReportRequest
from sightline.pipeline.progress import Progress, silent
from sightline.pipeline.publish import LOG, compose, log_file
from sightline.reports.rendering import rendered


@dataclass(frozen=True)
class Rebuilt:
    """One file of an edition made again: its bytes, and whether they are those that were published."""

    name: str
    content: bytes
    is_equal: bool


@dataclass(frozen=True)
class Difference:
    """A figure that two editions show differently, or that only one of them shows."""

    key: FigureKey
    then: Figure | None
    now: Figure | None


def rebuild(store: Path, edition_id: str, *, progress: Progress = silent) -> tuple[Rebuilt, ...]:
    """Every file of an edition, made again from its load, its inputs and the editions before it.

    Nothing in the store is read but those, so what was loaded since makes no difference, and nothing is written. Raises
    UsageError for an edition that there is not, StoreError where its load is gone.
    """
    editions = Editions(store)
    edition = editions.get(edition_id)
    held = editions.all()
    before = held[: [each.edition_id for each in held].index(edition_id)]
    load = store / "loads" / edition.load_id
    if edition.load_id and not load.is_dir():
        raise StoreError(f"The load '{edition.load_id}' is gone, so '{edition_id}' cannot be made again; its files are kept.")
    lacking = [name for name in TABLES if not (load / "tables" / f"{name}.parquet").exists()] if edition.load_id else []
    if lacking:
        raise StoreError(
            f"The load '{edition.load_id}' was written by another version of Sightline, without {lacking[0]}, so '{edition_id}'"
            f" can only be made again by that version ({edition.manifest['sightline']}); its files are kept."
        )
    with TemporaryDirectory() as scratch:
        again = Path(scratch)
        restore_inputs(edition.folder / INPUTS, again)
        if edition.load_id:
            link_load(load, again)
            calculate(again, started_at=edition.published_at, progress=progress)
        return tuple(_made_again(again, edition, before))


def _made_again(store: Path, edition: Edition, before: tuple[Edition, ...]) -> Iterator[Rebuilt]:
    request = ReportRequest(edition.report, edition.period, edition.unit, edition.audience)
    by = str(edition.manifest["published_by"])
    made, _, _ = compose(store, request, before, by=by, published_at=edition.published_at)
    figures = json.dumps(edition_figures.to_json(made), ensure_ascii=False).encode("utf-8")
    contents = {FIGURES: figures, f"{FILES}/{LOG}": log_file(made.disclosed.log)}
    for name in edition.manifest["files"]:
        content = contents.get(name)
        if content is None:
            content = rendered(made.report, name.rpartition(".")[2])
        yield Rebuilt(name, content, sha256(content) == edition.manifest["files"][name]["sha256"])


def made_by_another_version(edition: Edition) -> bool:
    """Whether Sightline has changed since, so that a difference may be its doing."""
    return bool(edition.manifest["sightline"] != version("sightline"))


def compare(store: Path, one: str, other: str) -> tuple[Difference, ...]:
    """The figures that two editions both show and say differently, then those that only one of them shows."""
    editions = Editions(store)
    first, second = (
        edition_figures.said_before(edition.figures(), edition.issue, edition.published_at.date()).figures
        for edition in (editions.get(one), editions.get(other))
    )
    keys = sorted(set(first) | set(second), key=lambda key: (key not in first or key not in second, repr(key)))
    pairs = ((key, first.get(key), second.get(key)) for key in keys)
    return tuple(Difference(key, then, now) for key, then, now in pairs if then != now)


def verify(edition: Edition) -> tuple[str, ...]:
    """The files of an edition that are not what was published; none where all are."""
    wrong = []
    for name in edition.manifest["files"]:
        try:
            edition.read(name)
        except StoreError:
            wrong.append(name)
    return tuple(wrong)
