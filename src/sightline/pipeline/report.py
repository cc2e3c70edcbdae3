"""Report: a document built once from the figures of a month, for whatever renders it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.reports import PartKind, ReportDefinition
from sightline.catalogue.scorecards import ScorecardLine
from sightline.errors import StoreError, UsageError
from sightline.intake.store import Store
from sightline.judgement.commentary import CommentState
from sightline.judgement.relations import shipped_relations
from sightline.observations.disclosure_policy import disclosure_policy
from sightline.observations.editions import Editions
from sightline.observations.history import Figure, FigureKey, find_restatements
from sightline.observations.store import Builds
from sightline.pipeline import edition_figures
from sightline.pipeline.asking import Question, ask
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.made import Made, ReportRequest, SaidBefore
from sightline.pipeline.restatement import Against, find_restated, with_causes
from sightline.pipeline.unit_names import unit_names
from sightline.reports.build.asked import Asked
from sightline.reports.build.earlier import Earlier, RestatedFigures, remember
from sightline.reports.build.material import DRAFT, Control, Material
from sightline.reports.build.report import build_report
from sightline.reports.disclose import disclose
from sightline.reports.disclosing.counts import cells_of
from sightline.reports.document import FigureKey as DocumentKey
from sightline.reports.document import Report
from sightline.reports.restated_marks import mark_restated
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

ALL = "all"
PUBLISHED = "Published"
OF_A_SCORECARD, OF_AN_INDICATOR = "scorecard", "indicator"
# The months that a monthly report shows: what has moved in any of them is said.
MONTHS_COMPARED = 15


def make_report(store: Path, request: ReportRequest, *, created_at: datetime, created_by: str = "", issue: str = "") -> Report:
    """Build a report from what the store holds, as its audience may see it. Raises as `make`."""
    return make(store, request, created_at=created_at, created_by=created_by, issue=issue).report


def make(store: Path, request: ReportRequest, *, created_at: datetime, created_by: str = "", issue: str = "") -> Made:
    """Build a report from what the store holds and hide what its audience is not shown, with a log of that.

    Raises UsageError for a report, month or unit that there is not; StoreError where nothing is there; InputError for a file
    of targets or decisions that cannot be read.
    """
    catalogue = open_catalogue(store, request.definitions)
    definition, about = find_report(catalogue, request.report)
    lines = tuple(_lines(definition, about, catalogue))
    indicators = frozenset(line.indicator for line, _ in lines)
    asked = ask(store, catalogue, Question(indicators, request.month, request.unit, request.targets, _splits(lines)))
    audience = request.audience or definition.audience
    if audience in (Audience.BOARD, Audience.PUBLIC):
        agreed = tuple(comment for comment in asked.commentary if comment.state is CommentState.AGREED)
        asked = replace(asked, commentary=agreed)
    material = Material(
        catalogue,
        asked,
        audience,
        _control(store, asked, created_at, created_by, issue),
        unit_names=unit_names(store, asked.month.last),
        about=about,
    )
    shown = [material.named(line) for line, split in lines if split is None]
    before = asked.month.shift(-1)
    told = request.earlier or _told_before(store, audience, request.unit, asked.month)
    earlier = told or remember(f"the figures of {wording.month(before)}", shown, asked, before)
    windows = {(line.indicator.id, line.window.value) for line in shown}
    if request.said_before is not None:
        now = shown_figures(build_report(definition, replace(material, earlier=earlier)))
        restated = _since_edition(store, request.said_before, now, catalogue)
    else:
        restated = _restated(store, asked, windows, request.definitions) if _shows_restated(definition) else None
    built = build_report(definition, replace(material, earlier=earlier, restated=restated))
    figures = restated.figures if restated is not None else ()
    marked = mark_restated(built, {_document_key(each.key) for each in figures})
    policy = disclosure_policy(request.definitions or store / "definitions")
    disclosed = disclose(marked, policy, catalogue, shipped_relations(), request.seen)
    return Made(disclosed, remember(issue, shown, asked, asked.month), shown_figures(built), figures)


def _told_before(store: Path, audience: Audience, unit: str | None, month: Month) -> Earlier | None:
    """What the readers were told in the last edition published for them, of an earlier month."""
    held = [edition for edition in Editions(store).all() if edition.period < month]
    edition = edition_figures.last_told(held, audience, unit)
    return None if edition is None else edition_figures.told(edition)


def shown_figures(report: Report) -> dict[FigureKey, Figure]:
    """Every figure of the store that a document shows, before anything is hidden."""
    found = {}
    for cell in cells_of(report):
        if cell.figure is not None:
            key = cell.figure
            breakdown = "" if key.breakdown == ALL else key.breakdown
            place = FigureKey(key.indicator, key.window.value, str(key.period), breakdown, key.group)
            found[place] = Figure(cell.value, cell.numerator, cell.denominator)
    return found


def _document_key(key: FigureKey) -> DocumentKey:
    return DocumentKey(key.indicator, Month.parse(key.period), Window(key.window), key.breakdown or ALL, key.group)


def _since_edition(
    store: Path, before: SaidBefore, now: Mapping[FigureKey, Figure], catalogue: Catalogue
) -> RestatedFigures | None:
    """Which figures are no longer what an edition said, of those that both show."""
    if before.first:
        return None
    then = {key: (figure, before.on) for key, figure in before.figures.items() if key in now}
    decimals = {indicator.id: indicator.decimals for indicator in catalogue.indicators}
    found = with_causes(store, find_restatements(then, now, decimals))
    return RestatedFigures(before.since, tuple(found))


def find_report(catalogue: Catalogue, name: str) -> tuple[ReportDefinition, str | None]:
    """The definition of a report, and the indicator that it is about where it is about one.

    Raises UsageError for a report, scorecard or indicator that there is not.
    """
    kind, _, of = name.partition(":")
    definition = catalogue.report(kind)
    if kind == OF_A_SCORECARD and of:
        scorecard = catalogue.scorecard(of)
        parts = tuple(
            part.model_copy(update={"scorecard": of, "title": scorecard.title}) if part.kind is PartKind.SCORECARD else part
            for part in definition.parts
        )
        return definition.model_copy(update={"parts": parts, "title": scorecard.title}), None
    if kind == OF_AN_INDICATOR and of:
        return definition.model_copy(update={"title": catalogue.get(of).name}), of
    if of:
        raise UsageError(f"'{kind}' is a report without parts to choose. Ask for `{kind}`, scorecard:NAME or indicator:ID.")
    if any(part.kind is PartKind.SCORECARD and part.scorecard is None for part in definition.shown):
        raise UsageError(f"Say which scorecard: {kind}:{catalogue.scorecards[0].name}, for one.")
    if any(part.kind is PartKind.INDICATOR for part in definition.shown):
        raise UsageError(f"Say which indicator: {kind}:{catalogue.indicators[0].id}, for one. `sightline catalogue` lists them.")
    return definition, None


def _lines(definition: ReportDefinition, about: str | None, catalogue: Catalogue) -> Iterator[tuple[ScorecardLine, str | None]]:
    """Every indicator that the report shows, with the breakdown that it is split by."""
    for _, line, split in definition.lines:
        yield line, split
    for part in definition.shown:
        for line in catalogue.scorecard(part.scorecard).lines if part.scorecard else ():
            yield line, None
        if about is not None:
            yield ScorecardLine(indicator=about), None
            for split in part.splits:
                if split in catalogue.get(about).breakdowns:
                    yield ScorecardLine(indicator=about), split


def _splits(lines: tuple[tuple[ScorecardLine, str | None], ...]) -> Mapping[str, tuple[str, ...]]:
    """The indicators that are shown by their groups, by breakdown."""
    found: dict[str, list[str]] = defaultdict(list)
    for line, split in lines:
        if split:
            found[split].append(line.indicator)
    return {split: tuple(indicators) for split, indicators in found.items()}


def _control(store: Path, asked: Asked, created_at: datetime, created_by: str, issue: str) -> Control:
    held = Store(store)
    load = held.current_load_or_none()
    spine = asked.known.spine
    status = PUBLISHED if issue else DRAFT
    extract = f"{load.load_id}, loaded on {wording.day(load.loaded_at.date())}" if load is not None else ""
    name = held.authority.name if held.authority.is_said else ""
    return Control(created_at, name, created_by, issue, status, extract=extract, as_at=spine.as_at if spine is not None else None)


def _shows_restated(definition: ReportDefinition) -> bool:
    return any(part.kind in (PartKind.RESTATED, PartKind.CHANGES) for part in definition.shown)


def _restated(store: Path, asked: Asked, windows: set[tuple[str, str]], definitions: Path | None) -> RestatedFigures | None:
    """Which figures of the report's months are no longer what the calculation before said; None without one before."""
    builds = Builds(store)
    previous = builds.previous() if builds.exists() else None
    if previous is None or asked.group:
        return None
    first, last = str(asked.months_back(MONTHS_COMPARED)[0]), str(asked.month)
    try:
        found = find_restated(store, against=Against.PREVIOUS, definitions=definitions)
    except StoreError:
        # A build before this version of Sightline cannot be read any more; there is nothing to compare with then.
        return None
    figures = tuple(
        each.restatement
        for each in found
        if (each.restatement.key.indicator, each.restatement.key.window) in windows
        and not each.restatement.key.group
        and first <= each.restatement.key.period <= last
    )
    on = datetime.fromisoformat(previous.manifest["started_at"]).date()
    return RestatedFigures(f"the calculation of {wording.day(on)}", figures)
