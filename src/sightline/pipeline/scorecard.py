"""Scorecard: figures of the last months, judged, under their headings."""

from __future__ import annotations

from pathlib import Path

from sightline.pipeline.asking import Question, ask
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.unit_names import unit_names
from sightline.reports.build.scorecards import build_scorecard
from sightline.reports.scorecard import Scorecard
from sightline.vocabulary.periods import Month


def make_scorecard(
    store: Path,
    name: str | None = None,
    *,
    month: Month | None = None,
    unit: str | None = None,
    targets: Path | None = None,
    definitions: Path | None = None,
    authority: str | None = None,
) -> Scorecard:
    """The scorecard of a month (the latest whole one, unless told) for the authority, or for one team or service.

    Where the store holds several authorities it is of `authority`, by code or name, or of the area that they make up.
    Without a name it holds every indicator that has a figure, by stage. What figures are judged against lies in the store
    (`grounds.gather_grounds`); `targets` names another file of targets. Raises UsageError for a scorecard, month or unit
    that there is not; StoreError where nothing is there; InputError for a file of targets or decisions that cannot be read.
    """
    catalogue = open_catalogue(store, definitions)
    chosen = catalogue.scorecard(name) if name else None
    named = frozenset(line.indicator for line in chosen.lines) if chosen else None
    asked = ask(store, catalogue, Question(named, month, unit, targets, authority=authority))
    whose = unit_names(store, asked.month.last).get(unit, unit) if unit is not None else None
    return build_scorecard(catalogue, chosen, asked, whose)
