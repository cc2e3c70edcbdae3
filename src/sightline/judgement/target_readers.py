"""Reads targets from CSV (the full format, or the older `loc_target` columns) and from YAML: docs/reference/targets.md.

Every row that cannot be read is named; one error lists them all, so that a file is mended once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sightline.errors import InputError
from sightline.judgement.bands import Interval, read_band
from sightline.judgement.polarity import Polarity, PolarityOverride, sign_of
from sightline.judgement.tolerance import AUTHORITY, Basis, PrintedBands, Target, TargetKind

FULL_COLUMNS = (
    "indicator",
    "applies_to",
    "valid_from",
    "valid_to",
    "basis",
    "kind",
    "polarity",
    "met",
    "near",
    "not_met",
    "low",
    "high",
    "tolerance",
    "benchmark",
    "met_within",
    "near_within",
    "wanted",
    "aim",
    "unit",
    "owner",
    "source",
    "note",
)
# The columns of loc_target, as the standard's local tables had them, and what they are here.
OLD_COLUMNS = {
    "indicator_id": "indicator",
    "unit_id": "applies_to",
    "green": "met",
    "amber": "near",
    "red": "not_met",
    "direction": "polarity",
}
IGNORED_COLUMNS = frozenset({"loaded_at", "authority"})
TO_BE_SET_WORDS = frozenset({"to be set", "range to be set", "tbc", "to be confirmed"})
WANTED_WORDS = {
    "increase": "increase",
    "decrease": "decrease",
    "reduction": "decrease",
    "reduce": "decrease",
}
# A wish without a figure: it is kept and said, and judges nothing.
AGAINST_OTHERS = re.compile(r"(?:below|above) \D+")
APPLIES_TO = re.compile(r"authority|(?:service|team|unit):.+")
# "14-20" as a range is closed at both ends, unlike a whole-unit band. "+/-5 of 158.8" and "1% above range" stand in
# the cells of bands.
RANGE_TEXT = re.compile(r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)%?")
DISTANCE_TEXT = re.compile(r"(?:more than\s*)?(?:\+/-|±)\s*(\d+(?:\.\d+)?)(?:\s*of\s*(\d+(?:\.\d+)?))?")
TOLERANCE_TEXT = re.compile(r"(?:over\s*)?(\d+(?:\.\d+)?)\s*%?\s*(?:above|outside) range")


@dataclass(frozen=True)
class TargetFile:
    """What one file holds: targets, and overrides of polarity."""

    targets: tuple[Target, ...]
    polarities: tuple[PolarityOverride, ...] = ()


def read_targets(path: Path, polarities: Mapping[str, Polarity] | None = None) -> TargetFile:
    """Read `targets.csv`, a `loc_target` file or a YAML file.

    `polarities` gives each indicator's own polarity, for rows that do not say theirs. Raises InputError with every row
    that cannot be read.
    """
    if path.suffix in {".yaml", ".yml"}:
        rows = _yaml_rows(path)
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not reader.fieldnames:
                raise InputError(f"{path.name} is empty. Its first line must name the columns of a target.")
            rows = [(f"{path.name}, line {line}", dict(row)) for line, row in enumerate(reader, start=2)]
    return targets_from_rows(rows, polarities)


def targets_from_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]], polarities: Mapping[str, Polarity] | None = None
) -> TargetFile:
    """Targets from (where it was read, columns and their text). Old and new column names may be mixed."""
    targets: list[Target] = []
    overrides: list[PolarityOverride] = []
    problems: list[str] = []
    for where, row in rows:
        try:
            cells = _named(row)
            if cells.get("kind", "") == "polarity":
                overrides.append(_override(cells))
            else:
                targets.append(_target(cells, where, polarities or {}))
        except _WrongHeading as problem:
            # It is wrong above every row alike, so saying it once is enough.
            problems.append(f"{where}: {problem}")
            break
        except ValueError as problem:
            problems.append(f"{where}: {problem}")
    if problems:
        raise InputError("These targets cannot be read; nothing was changed.\n" + "\n".join(problems))
    return TargetFile(tuple(targets), tuple(overrides))


class _WrongHeading(ValueError):
    """A heading that no column has."""


def _named(row: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in row.items():
        if name is None:
            raise ValueError("there are more cells than columns. Put text that holds a comma in quotes.")
        column = OLD_COLUMNS.get(name.strip().lower(), name.strip().lower())
        if column in IGNORED_COLUMNS:
            continue
        if column not in FULL_COLUMNS:
            raise _WrongHeading(f"there is no column '{name}'. The columns are {', '.join(FULL_COLUMNS)}.")
        text = "" if value is None else str(value).strip()
        if text and name.strip().lower() == "unit_id":
            text = AUTHORITY if text == AUTHORITY else text if ":" in text else f"unit:{text}"
        cells[column] = text
    if not cells.get("indicator"):
        raise ValueError("the indicator is missing.")
    return cells


def _target(cells: dict[str, str], where: str, polarities: Mapping[str, Polarity]) -> Target:
    applies_to = cells.get("applies_to") or AUTHORITY
    if not APPLIES_TO.fullmatch(applies_to):
        raise ValueError(f"'{applies_to}' is not a unit. Write authority, service:<id> or team:<id>.")
    polarity = _polarity(cells.get("polarity", ""), polarities.get(cells["indicator"], Polarity.NEUTRAL))
    shape = _shape(cells, polarity)
    # A range or a distance is a target whichever way is good; two thresholds need a side.
    if shape["kind"] is TargetKind.THRESHOLDS and sign_of(polarity) == 0:
        raise ValueError(f"thresholds need a polarity of high or low; that of {cells['indicator']} is {polarity}.")
    valid_from, valid_to = _day(cells, "valid_from"), _day(cells, "valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        raise ValueError(f"valid_to {valid_to} is before valid_from {valid_from}.")
    return Target(
        indicator=cells["indicator"],
        polarity=polarity,
        applies_to=applies_to,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=_basis(cells.get("basis", "")),
        aim=_aim(cells.get("aim", "")),
        unit=cells.get("unit", ""),
        owner=cells.get("owner", ""),
        source=cells.get("source", ""),
        note=cells.get("note", ""),
        row=where,
        **shape,
    )


def _shape(cells: dict[str, str], polarity: Polarity) -> dict[str, Any]:
    bands = [cells.get(name, "") for name in ("met", "near", "not_met")]
    kind = cells.get("kind", "")
    if kind and kind not in set(TargetKind):
        raise ValueError(f"'{kind}' is not a kind of target. Write {', '.join(TargetKind)} or polarity.")
    aim, wanted = cells.get("aim", "").lower(), cells.get("wanted", "").lower()
    if kind == TargetKind.TO_BE_SET or {aim, *(b.lower() for b in bands)} & TO_BE_SET_WORDS:
        return {"kind": TargetKind.TO_BE_SET}
    if kind == TargetKind.DIRECTION or wanted or aim in WANTED_WORDS or AGAINST_OTHERS.fullmatch(aim):
        word = WANTED_WORDS.get(wanted or aim, wanted or aim)
        if word not in WANTED_WORDS.values() and not AGAINST_OTHERS.fullmatch(word):
            raise ValueError(f"'{word}' is not a direction. Write increase, decrease, or such as below regional average.")
        return {"kind": TargetKind.DIRECTION, "wanted": word}
    if kind == TargetKind.DISTANCE or cells.get("met_within") or DISTANCE_TEXT.fullmatch(bands[0]):
        return _distance(cells, bands)
    if kind == TargetKind.RANGE or polarity is Polarity.RANGE or (cells.get("low") and cells.get("high")):
        return _range(cells, bands)
    if not any(bands) and not cells.get("aim"):
        raise ValueError("there is no target in the row. Give bands, a range, a distance, a direction, or to be set.")
    return {"kind": TargetKind.THRESHOLDS, "printed": _thresholds(cells, bands, polarity)}


def _thresholds(cells: dict[str, str], bands: Sequence[str], polarity: Polarity) -> PrintedBands:
    met, near, not_met = (read_band(text) if text else None for text in bands)
    if met is None and near is None and cells.get("aim"):
        # A figure alone is its own only threshold.
        met = read_band(cells["aim"])
    # A bare number in a column of thresholds means that or better, except where printed bands stand beside it:
    # there the linter must see that the direction is missing.
    plain = all(band is None or band.is_point for band in (met, near, not_met))
    return PrintedBands(*(_or_better(band, polarity) if plain and band else band for band in (met, near, not_met)))


def _or_better(band: Interval, polarity: Polarity) -> Interval:
    if polarity is Polarity.LOW:
        return Interval(high=band.high, printed=band.printed)
    return Interval(low=band.low, printed=band.printed)


def _range(cells: dict[str, str], bands: Sequence[str]) -> dict[str, Any]:
    low, high = cells.get("low", ""), cells.get("high", "")
    if not (low and high) and (match := RANGE_TEXT.fullmatch(bands[0])):
        low, high = match.groups()
    if not (low and high):
        raise ValueError("a range needs low and high, such as 16 and 22.")
    tolerance = cells.get("tolerance", "")
    if not tolerance and (match := TOLERANCE_TEXT.fullmatch(bands[1])):
        tolerance = match[1]
    ends = _number(low, "low"), _number(high, "high")
    if ends[0] > ends[1]:
        raise ValueError(f"the range runs from {low} down to {high}. Give the lower figure as low.")
    return {
        "kind": TargetKind.RANGE,
        "low": ends[0],
        "high": ends[1],
        "tolerance": _number(tolerance, "tolerance") if tolerance else 0.0,
    }


def _distance(cells: dict[str, str], bands: Sequence[str]) -> dict[str, Any]:
    of, within, near_within = cells.get("benchmark", ""), cells.get("met_within", ""), cells.get("near_within", "")
    if not within and (match := DISTANCE_TEXT.fullmatch(bands[0])):
        within, of = match[1], of or (match[2] or "")
        if match := DISTANCE_TEXT.fullmatch(bands[1]):
            near_within = match[1]
    if not within or not of:
        raise ValueError("a distance needs met_within and benchmark, such as 5 and 158.8 or 5 and sn_mean.")
    is_figure = re.fullmatch(r"-?\d+(?:\.\d+)?", of) is not None
    met, near = _number(within, "met_within"), _number(near_within, "near_within") if near_within else None
    if near is not None and near < met:
        raise ValueError(f"near_within {near:g} is less than met_within {met:g}.")
    return {
        "kind": TargetKind.DISTANCE,
        "benchmark": float(of) if is_figure else None,
        "benchmark_statistic": "" if is_figure else of,
        "met_within": met,
        "near_within": near,
    }


def _override(cells: dict[str, str]) -> PolarityOverride:
    if not cells.get("note") or not cells.get("owner"):
        raise ValueError("an override of polarity needs its owner, and its reason in note.")
    return PolarityOverride(
        indicator=cells["indicator"],
        polarity=_polarity(cells.get("polarity", ""), None),
        valid_from=_day(cells, "valid_from"),
        valid_to=_day(cells, "valid_to"),
        reason=cells["note"],
        owner=cells["owner"],
    )


def _polarity(text: str, default: Polarity | None) -> Polarity:
    if not text and default is not None:
        return default
    if text.lower() not in set(Polarity):
        raise ValueError(f"'{text}' is not a polarity. Write {', '.join(Polarity)}.")
    return Polarity(text.lower())


def _basis(text: str) -> Basis:
    if text and text not in set(Basis):
        raise ValueError(f"'{text}' is not a basis. Write month or year_end.")
    return Basis(text) if text else Basis.MONTH


def _aim(text: str) -> float | None:
    # A printed aim may carry its sign or unit ("<20", "85%"); the figure is what is aimed at.
    match = re.search(r"\d+(?:\.\d+)?", text)
    return float(match[0]) if match else None


def _number(text: str, column: str) -> float:
    try:
        return float(text.removesuffix("%"))
    except ValueError:
        raise ValueError(f"{column} '{text}' is not a number.") from None


def _day(cells: Mapping[str, str], column: str) -> date | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"{column} '{text}' is not a date. Write it as 2026-04-01.") from None


def _yaml_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        raise InputError(f"{path.name} is not YAML: {problem}") from problem
    if not isinstance(loaded, list):
        raise InputError(f"{path.name} must be a list of targets, each beginning with '- indicator:'.")
    return [(f"{path.name}, target {place}", _flat(entry)) for place, entry in enumerate(loaded, start=1)]


def _flat(entry: Any) -> dict[str, Any]:
    """One YAML target as the columns of a row: `range: {low: 14, high: 20}` is kind, low and high."""
    if not isinstance(entry, dict):
        return {"indicator": ""}
    row: dict[str, Any] = {}
    for name, value in entry.items():
        if name in {"thresholds", "range", "distance"}:
            row["kind"] = name
            row.update({"benchmark" if key == "of" else str(key): cell for key, cell in dict(value).items()})
        elif name == "to_be_set":
            row["kind"] = TargetKind.TO_BE_SET.value
        else:
            row[str(name)] = value
    if "wanted" in row:
        row["kind"] = TargetKind.DIRECTION.value
    return row
