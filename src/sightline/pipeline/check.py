"""Check: an extract looked over without loading it, and what it would cost in indicators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.intake.check import check_folder
from sightline.intake.issues import DataIssue, Severity
from sightline.pipeline.definitions import absent_from, missed, not_available, open_catalogue, weakened
from sightline.pipeline.progress import Progress, silent
from sightline.vocabulary import wording


@dataclass(frozen=True)
class IssueCount:
    """How often one rule found something in one column, with the first thing it said."""

    severity: str
    table: str
    field: str
    rows: int
    mender: str
    message: str


@dataclass(frozen=True)
class CheckedExtract:
    """What a look at an extract found."""

    issues: tuple[DataIssue, ...]
    counts: tuple[IssueCount, ...]
    as_at: date | None
    lost: dict[str, tuple[str, ...]]
    weakened: dict[str, tuple[str, ...]]

    @property
    def stops(self) -> bool:
        """Whether an issue would stop a load."""
        return any(issue.severity == Severity.STOPS_TABLE for issue in self.issues)

    def lost_by_tables(self) -> list[tuple[str, str]]:
        """Indicators that would not be available and the tables they miss, said once for each set of tables."""
        return _said_once(self.lost)

    def weakened_by_columns(self) -> list[tuple[str, str]]:
        """Indicators that rest on missing columns and those columns, said once for each set of columns."""
        return _said_once(self.weakened)


def check_extract(
    folder: Path, *, believable_until: date, as_at: date | None = None, progress: Progress = silent
) -> CheckedExtract:
    """Look a folder or a zip over as a load would, and keep nothing. Raises InputError where there is nothing to look at."""
    checked = check_folder(folder, as_at=as_at, believable_until=believable_until, progress=progress)
    first = {(issue.rule, issue.table, issue.field or ""): issue for issue in reversed(checked.issues)}
    counts = []
    for rule, table, field, rows in checked.counts:
        issue = first.get((rule, table, field or ""))
        if issue is not None:
            counts.append(IssueCount(str(issue.severity), table, field, rows, str(issue.mender), issue.message))
    catalogue = open_catalogue(None)
    lost = not_available(catalogue, absent_from(checked.absent_tables, checked.absent_columns))
    missing = missed((rule, table, field) for rule, table, field, _ in checked.counts)
    doubtful = {name: columns for name, columns in weakened(catalogue, missing).items() if name not in lost}
    return CheckedExtract(checked.issues, tuple(counts), checked.as_at, lost, doubtful)


def _said_once(indicators: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    grouped: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for indicator, missing in indicators.items():
        grouped[missing].append(indicator)
    return [(wording.listed(names), wording.listed(missing)) for missing, names in grouped.items()]
