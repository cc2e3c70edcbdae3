"""What is to be known of a whole document: what is missing or stale, known faults, and rows that were written twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sightline.intake.issues import DataIssue
from sightline.observations.known import KnownFigures
from sightline.reports.build.asked import Asked
from sightline.vocabulary import wording


def notes_on_sources(known: KnownFigures) -> Iterator[str]:
    """Indicators that cannot be had, and supplied series whose owner owes newer figures."""
    if known.not_available:
        tables = sorted({table for needed in known.not_available.values() for table in needed})
        yield f"{len(known.not_available)} indicators are not available, for want of {wording.listed(tables)}."
    for load in known.stale:
        owner = f" ({load.owner})" if load.owner else ""
        yield f"The series '{load.name}'{owner} is stale: newer figures were due by {wording.day(load.stale_after)}."


def notes_on_faults(names: Iterable[tuple[str, str]], asked: Asked) -> Iterator[str]:
    """A note for each open incident, with the lines that it touches. `names` are indicators and what lines call them."""
    touched: dict[str, list[str]] = {}
    for indicator, name in names:
        for incident in asked.incidents_of(indicator):
            touched.setdefault(incident.sentence, []).append(name)
    for sentence, held in touched.items():
        yield f"{sentence} It touches: {'; '.join(dict.fromkeys(held))}."


def notes_on_issues(issues: Sequence[DataIssue]) -> Iterator[str]:
    """A note for each file or table some of whose rows people wrote too."""
    for source in dict.fromkeys(issue.table for issue in issues):
        rows = "; ".join(issue.found for issue in issues if issue.table == source)
        yield f"Of {source}, these rows were also written in Sightline, and what was written there holds: {rows}."
