"""Checking a council's own definitions: what `sightline catalogue check FOLDER` does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from sightline.catalogue.examples import check_examples
from sightline.catalogue.issues import DefinitionIssue
from sightline.catalogue.loader import NATIONAL_DEFINITIONS, definition_files, read_catalogue
from sightline.cohorts.model import Cohort
from sightline.errors import UsageError
from sightline.vocabulary.dates import WorkingCalendar


def check_definitions(
    folder: Path,
    *,
    cohorts: Mapping[str, Cohort],
    calendar: WorkingCalendar,
    tables: Collection[str] | None = None,
    national: Path = NATIONAL_DEFINITIONS,
    on: date | None = None,
) -> tuple[DefinitionIssue, ...]:
    """Every issue of the definitions in a folder, laid over the national ones, with their worked examples run.

    An issue of a national definition is told only where the folder changes that definition. `on` is the date against which
    review dates are checked. Raises UsageError where the folder is not there or holds no definition, which would otherwise look
    like no issues.
    """
    if not folder.is_dir():
        raise UsageError(f"'{folder}' is not a folder. Name the folder that holds 'indicators'.")
    if not definition_files(folder):
        raise UsageError(
            f"There is no definition in '{folder}': no file that ends in .yaml. Name the folder that holds 'indicators'."
        )
    overlay = None if folder.resolve() == national.resolve() else folder
    catalogue, issues = read_catalogue(overlay, cohorts=cohorts, tables=tables, national=national, on=on)
    found = [*issues, *check_examples(catalogue, calendar)]
    if overlay is None:
        return tuple(found)
    local = {name for name, origin in catalogue.origins.items() if origin.is_local}
    return tuple(issue for issue in found if issue.definition in local or Path(issue.file).is_relative_to(folder))
