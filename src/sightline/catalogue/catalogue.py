"""The catalogue: every definition that was loaded, found by id, with its expressions read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sightline.catalogue.deadlines import Deadline
from sightline.catalogue.documents import Document, Place
from sightline.catalogue.issues import DefinitionIssue, did_you_mean
from sightline.catalogue.measures import Measure
from sightline.catalogue.models import GROUPS, Indicator
from sightline.catalogue.reports import ReportDefinition
from sightline.catalogue.scorecards import Scorecard
from sightline.errors import UsageError


@dataclass(frozen=True)
class Origin:
    """Where a definition comes from. `changed_locally` names the keys that a local file gives anew."""

    document: Document
    is_local: bool
    changed_locally: tuple[str, ...] = ()

    def place(self, *path: str | int) -> Place:
        """The file and line of a key; of the definition, where none is named."""
        return self.document.place(*path)


@dataclass(frozen=True)
class Catalogue:
    """Definitions in the order in which pages list them: by group, then by id.

    `warnings` are issues that did not stop the catalogue from loading.
    """

    indicators: tuple[Indicator, ...]
    scorecards: tuple[Scorecard, ...]
    reports: tuple[ReportDefinition, ...]
    deadlines: tuple[Deadline, ...]
    measures: tuple[Measure, ...]
    origins: Mapping[str, Origin]
    warnings: tuple[DefinitionIssue, ...] = field(default=(), compare=False)

    def get(self, indicator: str) -> Indicator:
        """The indicator with this id. Raises UsageError with close ids."""
        if indicator not in self._by_id:
            raise UsageError(f"There is no indicator '{indicator}'. {did_you_mean(indicator, self._by_id)}".strip())
        return self._by_id[indicator]

    def scorecard(self, name: str) -> Scorecard:
        """The scorecard with this name. Raises UsageError with close names."""
        found = {scorecard.name: scorecard for scorecard in self.scorecards}
        if name not in found:
            raise UsageError(f"There is no scorecard '{name}'. {did_you_mean(name, found)}".strip())
        return found[name]

    def report(self, name: str) -> ReportDefinition:
        """The report with this name. Raises UsageError with close names."""
        found = {report.name: report for report in self.reports}
        if name not in found:
            raise UsageError(f"There is no report '{name}'. {did_you_mean(name, found)}".strip())
        return found[name]

    def measures_of(self, indicator: str) -> tuple[Measure, ...]:
        """Every version of an indicator, the first one first; none where a definition issue kept them from being read."""
        return self._measures.get(self.get(indicator).id, ())

    def measure(self, indicator: str, version: int | None = None) -> Measure:
        """One version of an indicator, the latest unless told. Raises UsageError where there is no such version."""
        measures = self.measures_of(indicator)
        if version is None:
            return measures[-1]
        for measure in measures:
            if measure.version == version:
                return measure
        numbers = ", ".join(str(measure.version) for measure in measures)
        raise UsageError(f"'{indicator}' has no version {version}. It has: {numbers}.")

    def measure_on(self, indicator: str, on: date) -> Measure:
        """The version that holds on a date: the latest that has begun, or the first where none has."""
        measures = self.measures_of(indicator)
        begun = [measure for measure in measures if measure.holds_from is None or measure.holds_from <= on]
        return begun[-1] if begun else measures[0]

    @cached_property
    def by_cohort(self) -> Mapping[str, tuple[Measure, ...]]:
        """Every measure of every version by the name of its cohort: what one pass over the cohort has to answer."""
        found: dict[str, list[Measure]] = {}
        for measure in self.measures:
            found.setdefault(measure.cohort.name, []).append(measure)
        return {name: tuple(measures) for name, measures in found.items()}

    @cached_property
    def by_group(self) -> Mapping[str, tuple[Indicator, ...]]:
        """Indicators by group, groups in the order of the child's journey, empty ones left out."""
        found = {group: tuple(i for i in self.indicators if i.group == group) for group in GROUPS}
        return {group: indicators for group, indicators in found.items() if indicators}

    @cached_property
    def _by_id(self) -> Mapping[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _measures(self) -> Mapping[str, tuple[Measure, ...]]:
        found: dict[str, list[Measure]] = {}
        for measure in self.measures:
            found.setdefault(measure.indicator, []).append(measure)
        return {name: tuple(measures) for name, measures in found.items()}
