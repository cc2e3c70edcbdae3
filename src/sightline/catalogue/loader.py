"""From YAML files to a catalogue: read, laid over one another, typed, and checked, with every issue at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

import sightline
from sightline.catalogue.catalogue import Catalogue, Origin
from sightline.catalogue.deadlines import Deadline, deadline_issues
from sightline.catalogue.documents import Document, lay_over, read_document
from sightline.catalogue.issues import CatalogueError, DefinitionIssue, Severity
from sightline.catalogue.measures import Measure
from sightline.catalogue.models import GROUPS, Indicator
from sightline.catalogue.report_rules import no_indicator, parts_that_cannot_be_made
from sightline.catalogue.reports import ReportDefinition
from sightline.catalogue.rules import Subject, broken_rules
from sightline.catalogue.scorecards import Scorecard
from sightline.catalogue.validation import validation_issues
from sightline.cohorts.model import Cohort

NATIONAL_DEFINITIONS = Path(sightline.__file__).parent / "definitions"

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class _Layers:
    """The documents of one kind: national ones, local ones over them, and what could not be read."""

    documents: dict[str, Document] = field(default_factory=dict)
    local: dict[str, tuple[str, ...]] = field(default_factory=dict)
    overlaid: set[str] = field(default_factory=set)
    issues: list[DefinitionIssue] = field(default_factory=list)


@dataclass(frozen=True)
class _Read:
    """What stands beside the indicators, each with the document it comes from."""

    scorecards: list[tuple[Scorecard, Document]]
    reports: list[tuple[ReportDefinition, Document]]
    deadlines: list[tuple[Deadline, Document]]


def load_catalogue(
    overlay: Path | None = None,
    *,
    cohorts: Mapping[str, Cohort],
    tables: Collection[str] | None = None,
    national: Path = NATIONAL_DEFINITIONS,
) -> Catalogue:
    """The national definitions with a council's own laid over them.

    `overlay` is a folder shaped like the national one: `indicators`, `scorecards`, `reports` and `deadlines`, with YAML files
    in them or in folders below. A file named after a national definition needs to give only the keys that differ. `tables`
    are the names of the local tables that exist. Raises CatalogueError with every issue of every file.
    """
    catalogue, issues = read_catalogue(overlay, cohorts=cohorts, tables=tables, national=national)
    if any(issue.severity is Severity.ERROR for issue in issues):
        raise CatalogueError(issues)
    return catalogue


def read_catalogue(
    overlay: Path | None = None,
    *,
    cohorts: Mapping[str, Cohort],
    tables: Collection[str] | None = None,
    national: Path = NATIONAL_DEFINITIONS,
    on: date | None = None,
) -> tuple[Catalogue, tuple[DefinitionIssue, ...]]:
    """What could be loaded, and every issue. Only `load_catalogue` promises that a catalogue is whole.

    `on` is the date against which review dates are checked; without it they are not.
    """
    layers = _layers(national, overlay, "indicators", "id")
    issues = list(layers.issues)
    subjects: list[Subject] = []
    for name, document in layers.documents.items():
        indicator, found = _typed(Indicator, document, "id")
        issues.extend(found)
        if indicator is not None:
            subjects.append(Subject(indicator, document, cohorts, name in layers.local, tables, on))
    for subject in subjects:
        issues.extend(broken_rules(subject))
    scorecards, scorecard_issues = _read_all(Scorecard, national, overlay, "scorecards", "name")
    reports, report_issues = _read_all(ReportDefinition, national, overlay, "reports", "name")
    deadlines, deadline_file_issues = _read_all(Deadline, national, overlay, "deadlines", "id")
    issues.extend([*scorecard_issues, *report_issues, *deadline_file_issues])
    for deadline, document in deadlines:
        issues.extend(deadline_issues(deadline, document, cohorts))
    # A definition that could not be typed has its own issues; naming it is no mistake.
    known = {subject.indicator.id: subject.indicator for subject in subjects}
    issues.extend(_related_that_are_not_there(subjects, layers.documents))
    issues.extend(_moves_that_are_not_there(deadlines, layers.documents))
    issues.extend(_lines_that_cannot_be_shown(scorecards, layers.documents, known))
    issues.extend(parts_that_cannot_be_made(reports, layers.documents, known, [scorecard.name for scorecard, _ in scorecards]))
    read = _Read(scorecards, reports, deadlines)
    return _catalogue(subjects, read, layers, issues), tuple(issues)


def _layers(national: Path, overlay: Path | None, folder: str, key: str) -> _Layers:
    """Every document of a kind by its id or name, local ones laid over national ones."""
    layers = _Layers()
    for name, document in _documents(national / folder, key, layers.issues):
        layers.documents[name] = document
    for name, document in _documents(overlay / folder, key, layers.issues) if overlay else ():
        layers.local[name] = tuple(document.content)
        if name in layers.documents:
            layers.overlaid.add(name)
            document = lay_over(layers.documents[name], document)
        layers.documents[name] = document
    return layers


def definition_files(folder: Path) -> list[Path]:
    """Every file of definitions under a folder, in order."""
    return sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")])


def _documents(folder: Path, key: str, issues: list[DefinitionIssue]) -> Iterator[tuple[str, Document]]:
    """The documents of a folder in the order of their paths; of two with one id only the first."""
    first: dict[str, Document] = {}
    for path in definition_files(folder):
        document, found = read_document(path)
        issues.extend(found)
        if document is None:
            continue
        # A local file that gives only what differs is known by its name alone.
        name = document.content.setdefault(key, path.stem)
        if not isinstance(name, str):
            name = path.stem
        if name in first:
            place = document.place(key)
            other = first[name].path
            message = f"The {key} '{name}' is already used by {other.name} in folder {other.parent.name}."
            issues.append(DefinitionIssue(place.file, place.line, name, "unique-id", message))
            continue
        first[name] = document
        yield name, document


def _typed(model: type[Model], document: Document, key: str) -> tuple[Model | None, tuple[DefinitionIssue, ...]]:
    try:
        return model.model_validate(document.content), ()
    except ValidationError as error:
        name = str(document.content.get(key, document.path.stem))
        return None, validation_issues(error, model, document, name)


def _read_all(
    model: type[Model], national: Path, overlay: Path | None, folder: str, key: str
) -> tuple[list[tuple[Model, Document]], list[DefinitionIssue]]:
    """Every definition of a kind that could be typed, with the document it comes from."""
    layers = _layers(national, overlay, folder, key)
    issues = list(layers.issues)
    read: list[tuple[Model, Document]] = []
    for document in layers.documents.values():
        typed, found = _typed(model, document, key)
        issues.extend(found)
        if typed is not None:
            read.append((typed, document))
    return read, issues


def _related_that_are_not_there(subjects: Iterable[Subject], known: Collection[str]) -> Iterator[DefinitionIssue]:
    for subject in subjects:
        for index, name in enumerate(subject.indicator.related):
            if name not in known:
                place = subject.document.place("related", index)
                # A link that leads nowhere spoils a page, not a figure.
                yield subject.issue("related-exist", place, no_indicator(name, known), severity=Severity.WARNING)


def _moves_that_are_not_there(
    deadlines: Iterable[tuple[Deadline, Document]], known: Collection[str]
) -> Iterator[DefinitionIssue]:
    for deadline, document in deadlines:
        for index, name in enumerate(deadline.moves):
            if name not in known:
                place = document.place("moves", index)
                message = no_indicator(name, known)
                yield DefinitionIssue(place.file, place.line, deadline.id, "moved-indicators-exist", message)


def _lines_that_cannot_be_shown(
    scorecards: Iterable[tuple[Scorecard, Document]], known: Collection[str], typed: Mapping[str, Indicator]
) -> Iterator[DefinitionIssue]:
    """Lines of scorecards that name an indicator nobody has defined, or a window that it has not."""
    for scorecard, document in scorecards:
        for section_index, section in enumerate(scorecard.sections):
            for index, line in enumerate(section.indicators):
                message = ""
                windows = typed[line.indicator].windows if line.indicator in typed else ()
                if line.indicator not in known:
                    message = no_indicator(line.indicator, known)
                elif windows and line.window and line.window not in windows:
                    message = f"'{line.indicator}' has no window '{line.window}'. It has: {', '.join(windows)}."
                if message:
                    place = document.place("sections", section_index, "indicators", index)
                    yield DefinitionIssue(place.file, place.line, scorecard.name, "scorecard-lines-exist", message)


def _catalogue(subjects: Iterable[Subject], read: _Read, layers: _Layers, issues: Iterable[DefinitionIssue]) -> Catalogue:
    order = {group: position for position, group in enumerate(GROUPS)}

    def reading_order(subject: Subject) -> tuple[int, str]:
        return order.get(subject.indicator.group, len(order)), subject.indicator.id

    ordered = sorted(subjects, key=reading_order)
    measures: list[Measure] = [measure for subject in ordered for measure in subject.measures]
    return Catalogue(
        indicators=tuple(subject.indicator for subject in ordered),
        scorecards=tuple(scorecard for scorecard, _ in read.scorecards),
        reports=tuple(report for report, _ in read.reports),
        deadlines=tuple(deadline for deadline, _ in read.deadlines),
        measures=tuple(measures),
        origins={subject.indicator.id: _origin(subject, layers) for subject in ordered},
        warnings=tuple(issue for issue in issues if issue.severity is Severity.WARNING),
    )


def _origin(subject: Subject, layers: _Layers) -> Origin:
    name = subject.indicator.id
    keys: tuple[str, ...] = ()
    if name in layers.overlaid:
        keys = tuple(key for key in layers.local[name] if key != "id")
    return Origin(subject.document, name in layers.local, keys)
