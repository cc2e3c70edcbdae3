"""Incidents: known faults in data or definitions that caveat or withhold indicators until somebody closes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sightline.judgement.decisions import Rows, read_day, read_month, read_rows
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month

COLUMNS = ("indicator", "incident", "effect", "text", "from_month", "to_month", "owner", "opened_on", "closed_on")


class Effect(StrEnum):
    """What an open incident does to a figure: a caveat beside it, or no figure at all."""

    CAVEAT = "caveat"
    WITHHOLD = "withhold"


@dataclass(frozen=True)
class Incident:
    """A fault that makes figures of some indicators doubtful, from the first month to the last (None: open)."""

    name: str
    indicators: tuple[str, ...]
    effect: Effect
    text: str
    owner: str
    opened_on: date
    first: Month | None = None
    last: Month | None = None
    closed_on: date | None = None

    def touches(self, indicator: str, month: Month) -> bool:
        """Whether it is open and makes this figure doubtful."""
        is_named = self.closed_on is None and indicator in self.indicators
        return is_named and (self.first is None or self.first <= month) and (self.last is None or month <= self.last)

    @property
    def sentence(self) -> str:
        """What to know of the figure, since when, and who answers for it."""
        done = "Withheld" if self.effect is Effect.WITHHOLD else "Doubtful"
        return f"{done}: {self.text.rstrip('.')}. Open since {wording.day(self.opened_on)} ({self.owner})."


def read_incidents(rows: Rows) -> tuple[Incident, ...]:
    """Incidents from authored rows. Raises InputError naming every row that cannot be read."""
    return read_rows(rows, COLUMNS, _read_incident, "incidents", {"indicators": "indicator"})


def open_incidents(incidents: Iterable[Incident], indicator: str, month: Month) -> tuple[Incident, ...]:
    """The open incidents that touch a figure, those that withhold it first."""
    held = [incident for incident in incidents if incident.touches(indicator, month)]
    return tuple(sorted(held, key=lambda incident: (incident.effect is Effect.CAVEAT, incident.name)))


def _read_incident(cells: dict[str, str]) -> Incident:
    if cells["effect"] not in set(Effect):
        raise ValueError(f"'{cells['effect']}' is not an effect. Write {' or '.join(Effect)}.")
    first, last = (read_month(cells, name) if cells[name] else None for name in ("from_month", "to_month"))
    if first is not None and last is not None and last < first:
        raise ValueError(f"to_month {last} is before from_month {first}.")
    return Incident(
        name=cells["incident"],
        indicators=tuple(part.strip() for part in cells["indicator"].split(";") if part.strip()),
        effect=Effect(cells["effect"]),
        text=cells["text"],
        owner=cells["owner"],
        opened_on=read_day(cells, "opened_on"),
        first=first,
        last=last,
        closed_on=read_day(cells, "closed_on") if cells["closed_on"] else None,
    )
