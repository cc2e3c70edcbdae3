"""Publish: a report frozen as a numbered edition, with all that it was made from, so that it can be made again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sightline.benchmarks.store import BenchmarkStore
from sightline.errors import UsageError
from sightline.intake.store import Store
from sightline.observations.editions import FIGURES, FILES, INPUTS, Edition, Editions, issue_name, sha256
from sightline.observations.store import Builds
from sightline.pipeline import edition_figures
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.inputs import freeze_inputs
from sightline.pipeline.made import Made, ReportRequest, SaidBefore
from sightline.pipeline.progress import Progress, silent
from sightline.pipeline.report import find_report, make
from sightline.reports.disclose import DisclosureLog
from sightline.reports.document import Prose, ProseKind, Report
from sightline.reports.rendering import RENDERERS, rendered
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month

LOG = "disclosure.csv"
LOG_COLUMNS = ("indicator", "window", "period", "breakdown", "group", "why")
WRITTEN = (ProseKind.ANALYSIS, ProseKind.NARRATIVE, ProseKind.ACTION)


@dataclass(frozen=True)
class Published:
    """An edition as it was just published, with what its publisher should know."""

    edition: Edition
    made: Made

    @property
    def log(self) -> DisclosureLog:
        return self.made.disclosed.log


def publish(
    store: Path,
    report: str,
    *,
    by: str,
    published_at: datetime,
    month: Month | None = None,
    unit: str | None = None,
    audience: Audience | None = None,
    formats: Iterable[str] = tuple(RENDERERS),
    progress: Progress = silent,
) -> Published:
    """Freeze a report under `editions/` with the next number of its month and readers.

    Only what the store holds goes into it. Raises UsageError without a name, for a report without figures, and where a small
    number could be worked out from editions already published; StoreError where it cannot be written.
    """
    if not by.strip():
        raise UsageError("An edition needs the name of the person who publishes it: --by NAME.")
    editions = Editions(store)
    with editions.writing() as part:
        definition, _ = find_report(open_catalogue(store), report)
        request = ReportRequest(report, month, unit, audience or definition.audience)
        forms = tuple(formats)
        progress("building", 0, len(forms) + 1)
        made, number, before = compose(store, request, editions.all(), by=by, published_at=published_at)
        _refuse(made, report)
        files = _files(made, forms, progress)
        figures = json.dumps(edition_figures.to_json(made), ensure_ascii=False).encode("utf-8")
        files |= {FIGURES: figures}
        inputs = freeze_inputs(store, part / INPUTS)
        for name, content in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        manifest = _manifest(store, request, made, number, by, published_at)
        manifest |= {
            "previous": before.edition_id if before is not None else None,
            "formats": list(forms),
            "files": {name: {"sha256": sha256(content), "size": len(content)} for name, content in sorted(files.items())},
            "inputs": inputs,
        }
        return Published(editions.keep(part, manifest), made)


def compose(
    store: Path, request: ReportRequest, held: tuple[Edition, ...], *, by: str, published_at: datetime
) -> tuple[Made, int, Edition | None]:
    """The report as the next edition after those held, its number, and the edition that its readers had before."""
    audience = request.audience
    assert audience is not None
    of_readers = [edition for edition in held if edition.is_for(request.report, audience, request.unit)]
    before = of_readers[-1] if of_readers else None
    known = [edition.figures() for edition in held if edition.audience in _readers_also_of(audience)]
    request = replace(request, seen=edition_figures.seen(known), said_before=FIRST)
    if before is not None:
        name, on = edition_figures.name_of(before), before.published_at.date()
        request = replace(request, said_before=edition_figures.said_before(before.figures(), name, on))
    last = before or edition_figures.last_told(held, audience, request.unit)
    if last is not None:
        request = replace(request, earlier=edition_figures.told(last))
    # The month is known once it is asked for: a first build finds it, and the number is of that month.
    month = request.month or make(store, request, created_at=published_at).report.period
    number = 1 + sum(edition.period == month for edition in of_readers)
    request = replace(request, month=month)
    return make(store, request, created_at=published_at, created_by=by, issue=issue_name(number)), number, before


FIRST = SaidBefore("", date.min, {}, first=True)


def _readers_also_of(audience: Audience) -> tuple[Audience, ...]:
    """Whose editions the readers of one may have read: their own, and those of every wider circle."""
    order = (Audience.TEAM, Audience.LEADERSHIP, Audience.BOARD, Audience.PUBLIC)
    # What is shown in full inside the authority is no published figure to a board or the public.
    return order[order.index(audience) :]


def _refuse(made: Made, report: str) -> None:
    if not made.report.sections:
        raise UsageError(
            f"There is nothing to publish in '{report}' for {made.report.subtitle}: no indicator of it has a figure."
        )
    exposed = made.disclosed.log.unprotected
    if exposed:
        named = wording.listed(sorted({key.indicator for key in exposed}))
        raise UsageError(
            f"Small numbers of {named} could be worked out from this edition and those already published, and nothing that is"
            " left to hide would prevent it. Publish without those indicators, or for readers who may see them."
        )


def _files(made: Made, formats: tuple[str, ...], progress: Progress) -> dict[str, bytes]:
    stem = f"{made.report.key}-{made.report.period}"
    files = {}
    for done, form in enumerate(formats, start=1):
        progress(form, done, len(formats) + 1)
        files[f"{FILES}/{stem}.{form}"] = rendered(made.report, form)
    files[f"{FILES}/{LOG}"] = log_file(made.disclosed.log)
    return files


def log_file(log: DisclosureLog) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(LOG_COLUMNS)
    for key, why in log.hidden:
        writer.writerow((key.indicator, key.window.value, str(key.period), key.breakdown, key.group, why.value))
    return held.getvalue().encode("utf-8")


def _manifest(store: Path, request: ReportRequest, made: Made, number: int, by: str, published_at: datetime) -> dict[str, Any]:
    builds, load = Builds(store), Store(store).current_load_or_none()
    build = builds.current() if builds.exists() else None
    report, log = made.report, made.disclosed.log
    name = "-".join(part for part in (request.report.replace(":", "-"), request.unit, report.audience.value) if part)
    return {
        "edition_id": f"{name}-{report.period}-issue-{number}",
        "report": request.report,
        "title": report.title,
        "period": str(report.period),
        "unit": request.unit,
        "audience": report.audience.value,
        "number": number,
        "published_at": published_at.isoformat(timespec="seconds"),
        "published_by": by,
        "load": load.load_id if load is not None else "",
        "build": build.build_id if build is not None else "",
        "catalogue": build.manifest.get("catalogue", "") if build is not None else "",
        "sightline": version("sightline"),
        "benchmarks": _releases(store),
        "commentary": _commentary(report),
        "restated": len(made.restated),
        "disclosure": {
            "hidden": len(log.hidden),
            "sentences_removed": list(log.removed),
            "to_read": list(log.to_read),
        },
    }


def _releases(store: Path) -> list[dict[str, str]]:
    held = BenchmarkStore(store / "benchmarks")
    return [{"release": kept.release, "dataset": kept.dataset} for kept in held.datasets()]


def _commentary(report: Report) -> list[dict[str, str]]:
    """What people wrote in it: whose, in which state, and its hash, so that it is known whether it was changed since."""
    return [
        {
            "section": section.key,
            "author": block.author,
            "state": block.state,
            "sha256": _hash(block),
        }
        for _, section in report.walk()
        for block in section.blocks
        if isinstance(block, Prose) and block.kind in WRITTEN
    ]


def _hash(prose: Prose) -> str:
    return sha256("\n".join(prose.paragraphs).encode("utf-8"))
