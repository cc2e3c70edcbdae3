"""History: series counted elsewhere, kept beside those that are calculated here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import MeasureKind
from sightline.intake.store import Store
from sightline.observations.history import HistoryRow
from sightline.observations.history_readers import read_history, read_map, recognised_map, shipped_map
from sightline.observations.history_store import HistoryStore
from sightline.pipeline.definitions import open_catalogue


@dataclass(frozen=True)
class LoadedHistory:
    """What was kept, and the lines that no indicator stands for yet: (measure, name, how many figures).

    `layout` names the map that ships with Sightline, where the file was known by its columns.
    """

    name: str
    rows: int
    indicators: int
    without_indicator: tuple[tuple[str, str, int], ...]
    layout: str = ""


def load_history(
    store: Path,
    file: Path,
    *,
    loaded_at: datetime,
    mapping: Path | str | None = None,
    name: str | None = None,
    authority: str | None = None,
    owner: str = "",
    stale_after: date | None = None,
) -> LoadedHistory:
    """Read aggregate series and keep them under a name (else the file's own), replacing what that name held.

    `mapping` is a YAML file, or the name of a map that ships; without one, a file that is not tidy is known by its columns.
    Raises InputError for a file that cannot be read, StoreError for the series of another authority.
    """
    if mapping is None:
        layout = recognised_map(file)
    else:
        path = Path(mapping)
        layout = read_map(path.read_text(encoding="utf-8"), str(path)) if path.exists() else shipped_map(str(mapping))
    units = units_of(open_catalogue(store))
    held = read_history(file, units, layout, units)
    kept_as = name or file.stem.lower().replace("_", "-")
    whose = authority or Store(store).authority.code
    HistoryStore(store).keep(
        kept_as,
        held.rows,
        authority=whose,
        owner=owner,
        loaded_at=loaded_at,
        stale_after=stale_after,
        benchmarks=held.benchmarks,
    )
    recognised = layout.name if layout is not None and mapping is None else ""
    indicators = len({row.indicator for row in held.rows})
    return LoadedHistory(kept_as, len(held.rows), indicators, _by_measure(held.without_indicator), recognised)


def units_of(catalogue: Catalogue) -> dict[str, str]:
    """The unit of every indicator, as series have it: what adds up through a year is a count."""
    return {
        indicator.id: "count" if indicator.measure is MeasureKind.COUNT else indicator.unit for indicator in catalogue.indicators
    }


def _by_measure(rows: tuple[HistoryRow, ...]) -> tuple[tuple[str, str, int], ...]:
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        found[row.measure, row.name] = found.get((row.measure, row.name), 0) + 1
    return tuple((measure, named, figures) for (measure, named), figures in found.items())
