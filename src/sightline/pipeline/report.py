"""Report: a document built once from the figures of a month, for whatever renders it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.reports import ReportDefinition
from sightline.pipeline.asking import Question, ask
from sightline.pipeline.definitions import open_catalogue
from sightline.reports.build.asked import Asked
from sightline.reports.build.material import Control, Material
from sightline.reports.build.report import build_report
from sightline.reports.document import Report
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month


@dataclass(frozen=True)
class ReportRequest:
    """Which report, of which month and unit, for whom. Without a month the latest whole one; without an audience its own."""

    report: str
    month: Month | None = None
    unit: str | None = None
    audience: Audience | None = None
    targets: Path | None = None
    definitions: Path | None = None


def make_report(store: Path, request: ReportRequest, *, created_at: datetime, created_by: str = "", issue: str = "") -> Report:
    """Build a report from what the store holds.

    Raises UsageError for a report, month or unit that there is not; StoreError where nothing is there; InputError for a file
    of targets or decisions that cannot be read.
    """
    catalogue = open_catalogue(store, request.definitions)
    definition = catalogue.report(request.report)
    question = Question(_indicators(definition, catalogue), request.month, request.unit, request.targets, _splits(definition))
    asked = ask(store, catalogue, question)
    material = Material(
        catalogue,
        asked,
        request.audience or definition.audience,
        _control(asked, created_at, created_by, issue),
        unit_names=_unit_names(store),
    )
    return build_report(definition, material)


def _indicators(definition: ReportDefinition, catalogue: Catalogue) -> frozenset[str]:
    """Every indicator that the report shows."""
    named = {line.indicator for _, line, _ in definition.lines}
    scorecards = [part.scorecard for part in definition.shown if part.scorecard]
    return frozenset(named | {line.indicator for name in scorecards for line in catalogue.scorecard(name).lines})


def _splits(definition: ReportDefinition) -> Mapping[str, tuple[str, ...]]:
    """The indicators that are shown by their groups, by breakdown."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, line, split in definition.lines:
        if split:
            found[split].append(line.indicator)
    return {split: tuple(indicators) for split, indicators in found.items()}


def _control(asked: Asked, created_at: datetime, created_by: str, issue: str) -> Control:
    spine = asked.known.spine
    return Control(created_at, created_by, issue, as_at=spine.as_at if spine is not None else None)


def _unit_names(store: Path) -> dict[str, str]:
    """What teams and services are called, by the ids that figures are kept under."""
    return {}
