"""Catalogue: definitions listed, shown, and checked before they are used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sightline.catalogue.checking import check_definitions
from sightline.catalogue.issues import DefinitionIssue
from sightline.catalogue.search import CatalogueRow, list_indicators, search_indicators, show_indicator
from sightline.cohorts import all_cohorts
from sightline.intake.schema import TABLES
from sightline.pipeline.calculate import national_bank_holidays
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.dates import WorkingCalendar


def list_definitions(
    store: Path, definitions: Path | None, *, group: str | None = None, words: str | None = None
) -> tuple[CatalogueRow, ...]:
    """Every indicator, those of one stage, or those that hold all of some words, best match first."""
    catalogue = open_catalogue(store, definitions)
    if words:
        return tuple(row for row in search_indicators(catalogue, words) if group in (None, row.group))
    return list_indicators(catalogue, group)


def show_definition(store: Path, definitions: Path | None, indicator: str) -> tuple[tuple[str, str], ...]:
    """One definition as pairs of heading and text. Raises UsageError with close names where there is none."""
    return show_indicator(open_catalogue(store, definitions), indicator)


def check_local_definitions(folder: Path, *, on: date) -> tuple[DefinitionIssue, ...]:
    """Every issue of the definitions in a folder, laid over the national ones, worked examples included."""
    calendar = WorkingCalendar(national_bank_holidays())
    return check_definitions(folder, cohorts=all_cohorts(), calendar=calendar, tables=tuple(TABLES), on=on)
