"""Files of Explore Education Statistics: one row an area, period and filter, one column a measure.

A file is read by the column map of its release (`maps.py`) and proves itself on England: the figures that the map
knows, and every percentage and rate that the file's own counts give again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from sightline.benchmarks.maps import TIDY_COLUMNS, MappedColumn, MappedFile, ReleaseMap, nearest_map
from sightline.benchmarks.models import JOINT, PublishedMeasure
from sightline.benchmarks.readers.reading import (
    FOUND_COLUMNS,
    Reading,
    check_headers,
    header_of,
    literal,
    quoted,
    read_csv,
    settle,
    some,
)
from sightline.errors import InputError
from sightline.vocabulary.areas import Authorities

YEARLY = frozenset({"Reporting year", "Calendar year", "Financial year", "Academic year"})
LEVELS = {"National": "england", "Regional": "region", "Local authority": "authority"}
PER = {"percentage": 100, "rate": 10_000}
# England's counts are published to the nearest ten.
ENGLAND_ROUNDING = 5.0
RAW = "tidy_raw"


def read_tidy(
    con: duckdb.DuckDBPyConnection, path: Path, table: str, maps: Sequence[ReleaseMap], authorities: Authorities
) -> Reading:
    """Read one tidy file into `table`. Raises InputError naming a header, period, level or England figure in doubt."""
    header = header_of(path)
    read_csv(con, path, RAW)
    if not set(header) >= TIDY_COLUMNS:
        check_headers(path, [name for name in header if name in TIDY_COLUMNS], TIDY_COLUMNS, TIDY_COLUMNS)
    last_period = _last_period(con, path)
    found = nearest_map(header, last_period, maps)
    if found is None:
        strange = some(f"'{name}'" for name in header if name not in TIDY_COLUMNS)
        raise InputError(
            f"{path.name}: no column map of any release knows the headers {strange}. Write one as "
            "docs/reference/benchmarks.md shows."
        )
    release, file = found
    check_headers(path, header, TIDY_COLUMNS | file.columns, TIDY_COLUMNS | file.columns)
    if last_period != release.last_period:
        raise InputError(
            f"{path.name} ends with {last_period}, and the columns are those of release {release.release}, which ends "
            f"with {release.last_period}. Vintages are not mixed: give this release a column map of its own."
        )
    reading = Reading(release.release, file.name, "values", path, table, last_period=last_period, rates=file.rates)
    reading.measures = [
        PublishedMeasure(column.id, column.name, column.kind) for group in file.groups for column in group.measures
    ]
    _prove_england(con, path, release, file)
    _lengthen(con, reading, file)
    settle(con, reading, authorities)
    return reading


def _last_period(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """The newest period, after the checks that every row is a year and of a known level."""
    identifiers = [row[0] for row in con.execute(f"SELECT DISTINCT time_identifier FROM {RAW} ORDER BY 1").fetchall()]
    if len(identifiers) != 1 or identifiers[0] not in YEARLY:
        raise InputError(
            f"{path.name} mixes or has unknown time identifiers: {', '.join(map(str, identifiers))}. A file has one of "
            f"{', '.join(sorted(YEARLY))}."
        )
    strange = con.execute(
        f"SELECT line, geographic_level FROM {RAW} WHERE geographic_level IS NULL OR geographic_level NOT IN "
        f"({', '.join(map(literal, LEVELS))}) ORDER BY line LIMIT 1"
    ).fetchone()
    if strange:
        raise InputError(
            f"{path.name}, line {strange[0]}: geographic level '{strange[1]}' is not known. Known: {', '.join(LEVELS)}."
        )
    wrong = con.execute(
        f"SELECT line, time_period FROM {RAW} "
        "WHERE NOT coalesce(regexp_full_match(time_period, '[0-9]{4}([0-9]{2})?'), false) ORDER BY line LIMIT 1"
    ).fetchone()
    if wrong:
        raise InputError(f"{path.name}, line {wrong[0]}: time period '{wrong[1]}' is not a year such as 2025 or 202425.")
    newest = con.execute(f"SELECT max(time_period) FROM {RAW}").fetchone()
    return str(newest[0]) if newest else ""


def _condition(where: Mapping[str, str]) -> str:
    return " AND ".join(f"{quoted(column)} = {literal(value)}" for column, value in where.items()) or "true"


def _prove_england(con: duckdb.DuckDBPyConnection, path: Path, release: ReleaseMap, file: MappedFile) -> None:
    national = f"FROM {RAW} WHERE geographic_level = 'National'"
    for figures in file.england:
        row = con.execute(
            f"SELECT line, {', '.join(quoted(column) for column in figures.values)} {national} "
            f"AND time_period = {literal(release.last_period)} AND {_condition(figures.where)}"
        ).fetchone()
        if row is None:
            filtered = "".join(f", {name} {value}" for name, value in figures.where.items())
            raise InputError(f"{path.name} has no England row for {release.last_period}{filtered}, on which to prove itself.")
        for (column, expected), text in zip(figures.values.items(), row[1:], strict=True):
            if text is None or _number(text) != expected:
                raise InputError(
                    f"{path.name}, line {row[0]}: England's {column} for {release.last_period} is '{text}', and "
                    f"release {release.release} is known to have {expected:.12g}. It is another release, or a column "
                    "has moved."
                )
    for group in file.groups:
        for measure in group.measures:
            if measure.of:
                _prove_again(con, path, measure, f"{national} AND {_condition(group.where)}")


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _prove_again(con: duckdb.DuckDBPyConnection, path: Path, measure: MappedColumn, england: str) -> None:
    """Refuse the file if England's counts do not give the measure again, within what rounding allows."""
    above, below = measure.of or ("", "")
    per = PER[measure.kind]
    rows = con.execute(
        f"SELECT line, time_period, {quoted(measure.column)}, {quoted(above)}, {quoted(below)} {england}"
    ).fetchall()
    for line, period, text, above_text, below_text in rows:
        value, numerator, denominator = _number(text), _number(above_text), _number(below_text)
        if value is None or numerator is None or not denominator:
            continue
        # One in the last decimal, and not half: some of the Department's own figures are that far out.
        allowed = 10.0 ** -len(text.partition(".")[2]) + per * ENGLAND_ROUNDING / denominator
        worked_out = per * numerator / denominator
        if abs(worked_out - value) > allowed + 1e-9:
            raise InputError(
                f"{path.name}, line {line}: England's {measure.column} for {period} is {value:g}, but {above} over "
                f"{below} gives {worked_out:.2f}. A column has moved or is mapped wrongly."
            )


def _lengthen(con: duckdb.DuckDBPyConnection, reading: Reading, file: MappedFile) -> None:
    """Turn columns into rows. A value that two authorities return together ('314 / 318') is given to each of them.

    A percentage or rate of two authorities together holds for both; a count does not, and becomes the status `joint`.
    """
    area = "CASE geographic_level WHEN 'National' THEN country_code WHEN 'Regional' THEN region_code ELSE code END"
    statistic = f"CASE geographic_level {' '.join(f'WHEN {literal(k)} THEN {literal(v)}' for k, v in LEVELS.items())} END"
    period = "CASE WHEN length(time_period) = 6 THEN time_period[:4] || '-' || time_period[5:] ELSE time_period END"
    con.execute(
        f"""CREATE OR REPLACE TABLE tidy_areas AS SELECT * REPLACE (trim(code) AS code),
            coalesce(old_la_code LIKE '%/%', false) AS is_joint
        FROM (SELECT *, unnest(string_split(coalesce(old_la_code, ''), '/')) AS code FROM {RAW})"""
    )
    con.execute(f"CREATE OR REPLACE TABLE {reading.table} ({FOUND_COLUMNS})")
    for group in file.groups:
        for measure in group.measures:
            value = f"trim(coalesce({quoted(measure.column)}, ''))"
            if measure.kind == "count":
                value = f"CASE WHEN is_joint THEN '{JOINT}' ELSE {value} END"
            con.execute(
                f"""INSERT INTO {reading.table} SELECT line, {literal(measure.id)}, '', {period},
                coalesce({area}, 'none'), {statistic}, '', {value} FROM tidy_areas WHERE {_condition(group.where)}"""
            )
