"""Check: an extract looked over without loading it, and what it would cost in indicators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.intake.check import check_folder
from sightline.intake.issues import DataIssue, Severity
from sightline.pipeline.definitions import not_available, open_catalogue
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

    @property
    def stops(self) -> bool:
        """Whether an issue would stop a load."""
        return any(issue.severity == Severity.STOPS_TABLE for issue in self.issues)

    def lost_by_tables(self) -> list[tuple[str, str]]:
        """Indicators that would not be available and the tables they miss, said once for each set of tables."""
        grouped: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for indicator, tables in self.lost.items():
            grouped[tables].append(indicator)
        return [(wording.listed(indicators), wording.listed(tables)) for tables, indicators in grouped.items()]


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
    lost = not_available(open_catalogue(None), frozenset(checked.absent_tables))
    return CheckedExtract(checked.issues, tuple(counts), checked.as_at, lost)
