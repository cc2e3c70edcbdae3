"""The product's figures against the twin's: many small extracts in one dataset, so that one run of the engine serves all."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import init_store, load_extract
from sightline.pipeline.observe import find_observations
from sightline.vocabulary.periods import Month, Spine, Window
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import Rows, combine, with_prefix, write_extract
from tests.twin.figures import Figure
from tests.twin.twin import INDICATORS, Twin

ALL = "all"
SHARED_BREAKDOWNS = ("team", "service", "worker", "age_band", "sex", "ethnicity", "disability", "source_group")
TOLERANCE = 1e-9


@dataclass(frozen=True, order=True)
class Place:
    """What a figure is about."""

    indicator: str
    period: str
    window: str
    breakdown: str
    group: str


@dataclass(frozen=True)
class Difference:
    """One figure on which the two do not agree; None where one of them has no such figure."""

    authority: str
    place: Place
    engine: Figure | None
    twin: Figure | None

    def __str__(self) -> str:
        where = self.place
        return (
            f"{where.indicator} {where.period} {where.window} {where.breakdown}={where.group} of {self.authority}: "
            f"engine {shown(self.engine)}, twin {shown(self.twin)}"
        )


def shown(figure: Figure | None) -> str:
    """A figure in brief."""
    return "nothing" if figure is None else f"{figure.numerator}/{figure.denominator} = {figure.value}"


@dataclass(frozen=True)
class Run:
    """A store in which many made-up authorities were loaded and calculated together."""

    store: Path
    as_at: date
    spine: Spine
    twins: Mapping[str, Twin]


def run_engine(extracts: Mapping[str, Rows], as_at: date, folder: Path, settings: Mapping[str, str] | None = None) -> Run:
    """Load and calculate every extract, an authority each, and set up the twin of each over the same months.

    `settings` are put in the local table of one authority: the settings of a store hold for all of it.
    """
    holidays = tuple(shipped_bank_holidays())
    local = {"loc_config": [{"key": key, "value": value} for key, value in settings.items()]} if settings else {}
    first = min(extracts)
    write_extract(combine({**extracts, first: {**extracts[first], **local}}), folder / "extract")
    extracts = {authority: {**rows, **local} for authority, rows in extracts.items()}
    store = folder / "store"
    at = datetime.combine(as_at, datetime.min.time())
    init_store(store, "Made-up region", tuple(sorted(extracts)))
    load_extract(store, folder / "extract", loaded_at=at, as_at=as_at)
    build = calculate(store, started_at=at).build
    spine = Spine(Month.parse(build.manifest["spine"]["first"]), as_at)
    # A table that one authority gave is there for all.
    tables = {table for rows in extracts.values() for table in rows}
    twins = {
        authority: Twin(
            local_to({table: [] for table in tables} | with_prefix(rows, f"{authority}-"), authority),
            as_at=as_at,
            bank_holidays=holidays,
            authority=authority,
            spine=spine,
        )
        for authority, rows in extracts.items()
    }
    return Run(store, as_at, spine, twins)


def local_to(rows: Rows, authority: str) -> Rows:
    """The rows with the area and the postcodes that `combine` gives an authority."""
    for row in rows.get("loc_population", []):
        row["area_code"] = authority
    for row in rows.get("loc_postcode_la", []):
        row["la_code"] = authority if row["la_code"] == "own" else row["la_code"]
    return rows


def engine_observations(
    run: Run, months: Sequence[Month], breakdown: str = ALL, indicators: Sequence[str] = ()
) -> dict[str, dict[Place, Figure]]:
    """Authority to what the engine says of the months, by place."""
    table = find_observations(run.store, indicators=indicators, periods=months, breakdown=None if breakdown == ALL else breakdown)
    found: dict[str, dict[Place, Figure]] = {authority: {} for authority in run.twins}
    for row in table.to_pylist():
        if row["authority"] in found:
            place = Place(row["indicator"], str(row["period"]), row["window"], row["breakdown"], row["group"] or "")
            found[row["authority"]][place] = Figure(row["numerator"], row["denominator"], row["value"])
    return found


def compare(engine: Mapping[Place, Figure], twin: Twin, authority: str) -> list[Difference]:
    """Every difference over the (indicator, period, window, breakdown) that the engine offers."""
    asked: dict[tuple[str, str, str, str], dict[str, Figure]] = {}
    for place, said in engine.items():
        asked.setdefault((place.indicator, place.period, place.window, place.breakdown), {})[place.group] = said
    differences = []
    for (indicator, period, window, breakdown), theirs in sorted(asked.items()):
        if indicator not in INDICATORS:
            raise KeyError(f"the twin has no {indicator}: write it in tests/twin before it is published")
        ours = twin.observe(indicator, Month.parse(period), window_of(window), breakdown)
        if breakdown == ALL:
            ours = {"": ours[ALL]} if ours else {}
        for group in sorted({*theirs, *ours}):
            a, b = theirs.get(group), ours.get(group)
            if not is_same(a, b):
                place = Place(indicator, period, window, breakdown, group)
                differences.append(Difference(authority, place, a, b))
    return differences


def window_of(name: str) -> Window | str:
    """A window of the vocabulary, else its name."""
    return Window(name) if name in {str(window) for window in Window} else name


def is_same(a: Figure | None, b: Figure | None) -> bool:
    """Whether two figures say the same: exactly, but for the last bits of a fraction."""
    if a is None or b is None:
        return a is b
    pairs = zip((a.numerator, a.denominator, a.value), (b.numerator, b.denominator, b.value), strict=True)
    return all(x is y if x is None or y is None else math.isclose(x, y, rel_tol=TOLERANCE, abs_tol=TOLERANCE) for x, y in pairs)


def worst(differences: Iterable[Difference], most: int = 12) -> str:
    """A page of differences, one indicator after the other, for people to read."""
    by_indicator: dict[str, list[Difference]] = {}
    for difference in differences:
        by_indicator.setdefault(difference.place.indicator, []).append(difference)
    lines = [f"{len(found)} differences in {indicator}" for indicator, found in sorted(by_indicator.items())]
    firsts = [str(found[0]) for _, found in sorted(by_indicator.items())]
    return "\n".join([*lines, *firsts[:most]])


def runnable(rows: Mapping[str, Any]) -> str:
    """An extract as text that can be pasted into a test."""
    return json.dumps(rows, default=str, indent=1)
