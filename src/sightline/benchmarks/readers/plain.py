"""Simple CSV files that people make: regional quarterly figures, and benchmarks written down by hand (`loc_benchmark`).

Formats: docs/reference/benchmarks.md. Every row names its release; the older `loc_benchmark`, which did not, is named after
its publication date.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from sightline.benchmarks.models import PublishedMeasure
from sightline.benchmarks.readers.reading import (
    FOUND_COLUMNS,
    Covers,
    Reading,
    check_headers,
    header_of,
    literal,
    quoted,
    read_csv,
    settle,
)
from sightline.errors import InputError
from sightline.vocabulary.areas import ENGLAND, REGIONS, Authorities

REGIONAL_REQUIRED = ("release", "period", "indicator_id", "area_code", "value")
REGIONAL_OPTIONAL = ("region", "measure", "numerator", "denominator", "status", "source")
GIVEN_REQUIRED = ("indicator_id", "statistic", "period", "release", "value")
GIVEN_OPTIONAL = ("measure", "flavour", "authority", "neighbour_set", "status", "published_on", "source", "note")
OLDER_REQUIRED = ("indicator_id", "comparator", "period_label", "value")
OLDER_OPTIONAL = ("published_date", "lait_measure", "source", "loaded_at")
# The older format's words for a statistic.
COMPARATORS: Mapping[str, str] = {
    "sn_average": "sn_mean",
    "best_sn": "best_sn",
    "region": "region",
    "england": "england",
    "top_quartile": "top_quartile",
    "mid50_low": "q25",
    "mid50_high": "q75",
}
# Position, quartile and rank follow from these and are never read.
GIVEN_STATISTICS = (
    "authority",
    "region",
    "england",
    "sn_mean",
    "sn_median",
    "best_sn",
    "top_quartile",
    "q25",
    "q75",
    "n",
)
RAW = "plain_raw"


def is_older(header: list[str]) -> bool:
    """Whether a header is that of the older `loc_benchmark`."""
    return "comparator" in header


def read_regional(con: duckdb.DuckDBPyConnection, path: Path, table: str, authorities: Authorities) -> list[Reading]:
    """Read regional figures: one row an area, indicator and period. One reading for each release, in `table_0`, …"""
    header = header_of(path)
    check_headers(path, header, (*REGIONAL_REQUIRED, *REGIONAL_OPTIONAL), REGIONAL_REQUIRED)
    read_csv(con, path, RAW)
    measure = _or_indicator("measure" if "measure" in header else None)
    areas = {**{name.lower(): code for name, code in REGIONS.items()}, "england": ENGLAND}
    areas |= {each.ons_code.lower(): each.code for each in authorities}
    con.execute(
        "CREATE OR REPLACE TEMP TABLE area_names AS SELECT unnest(?::VARCHAR[]) AS said, unnest(?::VARCHAR[]) AS area",
        [list(areas), list(areas.values())],
    )
    kind = f"""CASE WHEN coalesce(area, area_code) = '{ENGLAND}' THEN 'england'
        WHEN coalesce(area, area_code) LIKE 'E1%' THEN 'region' ELSE 'authority' END"""
    con.execute(
        f"""CREATE OR REPLACE TABLE plain_found AS SELECT line, {measure} AS measure, indicator_id AS indicator, period,
        coalesce(area, area_code, 'none') AS area, {kind} AS statistic, '' AS neighbour_set,
        {_value_text(header)} AS value_text, release
        FROM {RAW} LEFT JOIN area_names ON lower(trim(area_code)) = said"""
    )
    return _by_release(con, path, table, "region", authorities)


def read_given(con: duckdb.DuckDBPyConnection, path: Path, table: str, authorities: Authorities, authority: str) -> list[Reading]:
    """Read benchmarks as somebody states them, in the fuller or the older format. One reading for each release.

    A row that names no authority is for `authority`, the store's own; for every one where that is empty.
    """
    header = header_of(path)
    if is_older(header):
        check_headers(path, header, (*OLDER_REQUIRED, *OLDER_OPTIONAL), OLDER_REQUIRED)
    else:
        check_headers(path, header, (*GIVEN_REQUIRED, *GIVEN_OPTIONAL), GIVEN_REQUIRED)
    read_csv(con, path, RAW)
    if is_older(header):
        _find_older(con, path, header, authority)
    else:
        _find_given(con, path, header, authority)
    return _by_release(con, path, table, "given", authorities)


def _or_indicator(column: str | None) -> str:
    return f"coalesce(nullif(trim({quoted(column)}), ''), indicator_id)" if column else "indicator_id"


def _value_text(header: list[str]) -> str:
    """The value, or where it is blank the symbol in the status column."""
    return "coalesce(nullif(trim(value), ''), trim(status), '')" if "status" in header else "trim(coalesce(value, ''))"


def _check_statistic(con: duckdb.DuckDBPyConnection, path: Path, column: str, allowed: tuple[str, ...]) -> None:
    strange = con.execute(
        f"SELECT line, {quoted(column)} FROM {RAW} WHERE {quoted(column)} IS NULL OR trim({quoted(column)}) NOT IN "
        f"({', '.join(map(literal, allowed))}) ORDER BY line LIMIT 1"
    ).fetchone()
    if strange:
        raise InputError(
            f"{path.name}, line {strange[0]}: {column} '{strange[1] or ''}' is not known. Known: {', '.join(allowed)}."
        )


def _find_older(con: duckdb.DuckDBPyConnection, path: Path, header: list[str], authority: str) -> None:
    _check_statistic(con, path, "comparator", tuple(COMPARATORS))
    words = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in COMPARATORS.items())
    measure = _or_indicator("lait_measure" if "lait_measure" in header else None)
    published = "nullif(trim(published_date), '')" if "published_date" in header else "NULL"
    con.execute(
        f"""CREATE OR REPLACE TABLE plain_found AS SELECT line, {measure} AS measure, indicator_id AS indicator,
        period_label AS period, {literal(authority)} AS area, CASE trim(comparator) {words} END AS statistic,
        '' AS neighbour_set, trim(coalesce(value, '')) AS value_text,
        'loc-benchmark' || coalesce('-' || {published}, '') AS release FROM {RAW}"""
    )


def _find_given(con: duckdb.DuckDBPyConnection, path: Path, header: list[str], authority: str) -> None:
    _check_statistic(con, path, "statistic", GIVEN_STATISTICS)

    def optional(column: str) -> str:
        return f"nullif(trim({quoted(column)}), '')" if column in header else "NULL"

    con.execute(
        f"""CREATE OR REPLACE TABLE plain_found AS SELECT line, coalesce({optional("measure")}, indicator_id) AS measure,
        indicator_id AS indicator, period, coalesce({optional("authority")}, {literal(authority)}) AS area,
        trim(statistic) AS statistic, coalesce({optional("neighbour_set")}, '') AS neighbour_set,
        {_value_text(header)} AS value_text, release FROM {RAW}"""
    )


def _by_release(
    con: duckdb.DuckDBPyConnection, path: Path, table: str, covers: Covers, authorities: Authorities
) -> list[Reading]:
    blank = con.execute(
        """SELECT line, CASE WHEN coalesce(trim(indicator), '') = '' THEN 'indicator_id'
           WHEN coalesce(trim(period), '') = '' THEN 'period' ELSE 'release' END FROM plain_found
           WHERE coalesce(trim(indicator), '') = '' OR coalesce(trim(period), '') = '' OR coalesce(trim(release), '') = ''
           ORDER BY line LIMIT 1"""
    ).fetchone()
    if blank:
        raise InputError(f"{path.name}, line {blank[0]}: '{blank[1]}' is empty. Each row needs it.")
    _refuse_mixed_vintages(con, path)
    readings = []
    releases = [row[0] for row in con.execute("SELECT DISTINCT trim(release) FROM plain_found ORDER BY 1").fetchall()]
    for nth, release in enumerate(releases):
        own = f"{table}_{nth}"
        con.execute(f"CREATE OR REPLACE TABLE {own} ({FOUND_COLUMNS})")
        con.execute(
            f"""INSERT INTO {own} SELECT line, trim(measure), trim(indicator), trim(period), trim(area), statistic,
            neighbour_set, value_text FROM plain_found WHERE trim(release) = ?""",
            [release],
        )
        reading = Reading(release, f"{covers}-{path.stem}", "values", path, own, covers)
        measures = con.execute(f"SELECT DISTINCT measure FROM {own} ORDER BY 1").fetchall()
        reading.measures = [PublishedMeasure(row[0]) for row in measures]
        newest = con.execute(f"SELECT max(period) FROM {own}").fetchone()
        reading.last_period = str(newest[0]) if newest else ""
        settle(con, reading, authorities)
        readings.append(reading)
    return readings


def _refuse_mixed_vintages(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse two releases of one measure and period in one file: nobody could say which of them a figure is of."""
    mixed = con.execute(
        """SELECT indicator, period, min(release), max(release), arg_min(line, release), arg_max(line, release)
        FROM plain_found GROUP BY measure, indicator, period HAVING min(release) <> max(release)
        ORDER BY 5 LIMIT 1"""
    ).fetchone()
    if mixed:
        indicator, period, one, other, line, other_line = mixed
        raise InputError(
            f"{path.name} mixes vintages: {indicator} for {period} is of {one} on line {line} and of {other} on line "
            f"{other_line}. Put each release in a file of its own."
        )
