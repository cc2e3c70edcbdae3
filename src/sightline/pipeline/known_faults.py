"""Known faults: what people wrote about faults in data and definitions, for whoever reads figures without a document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sightline.intake.authored import read_authored
from sightline.intake.authored_kinds import INCIDENTS
from sightline.judgement.incidents import Incident, read_incidents
from sightline.vocabulary.periods import Month


def faults_that_touch(store: Path, indicators: Iterable[str], months: Iterable[Month]) -> tuple[str, ...]:
    """A sentence for each open incident that touches a figure of these indicators and months, with the indicators."""
    rows = [(record.where, record.row) for record in read_authored(store, INCIDENTS).current]
    asked, when = frozenset(indicators), frozenset(months)
    touching = ((each, _touched(each, asked, when)) for each in read_incidents(rows))
    return tuple(f"{each.sentence} It touches: {'; '.join(names)}." for each, names in touching if names)


def _touched(incident: Incident, indicators: frozenset[str], months: frozenset[Month]) -> list[str]:
    return [name for name in incident.indicators if name in indicators and any(incident.touches(name, month) for month in months)]
