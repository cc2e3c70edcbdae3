"""The Local Authority Interactive Tool: its long file of every measure, and the dictionary that explains them.

The long file has no date of its own. Its release is named after the newest update in the dictionary, which is read with
it, or lies beside it; without one, after its contents.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import yaml

from sightline.benchmarks.models import Kind, PublishedMeasure
from sightline.benchmarks.readers.reading import Reading, check_headers, header_of, literal, settle, some
from sightline.benchmarks.statistics import Polarity
from sightline.errors import InputError
from sightline.vocabulary.areas import ENGLAND, Authorities

LONG_COLUMNS = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
DICTIONARY_COLUMNS = (
    "Measure_code",
    "Topic",
    "Measure",
    "Chart_title",
    "Measure_short",
    "Polarity",
    "y_axis_name",
    "state_funded_flag",
    "Table_status",
    "Description",
    "Last Update",
    "Next Update",
    "Data Owner (DO) /Supplier and Contact Details",
    "Methodology",
    "Hyperlink(s)",
    "dps",
    "Year_Type",
    "No_Quartile",
)
DICTIONARY_NAME = "lait_data_dictionary.csv"
POLARITIES: Mapping[str, Polarity] = {"High": "high", "Low": "low"}
# Dates are the serial numbers of a spreadsheet, whose day 0 is this.
SPREADSHEET_EPOCH = date(1899, 12, 30)


@cache
def _settings() -> dict[str, Any]:
    text = files("sightline").joinpath("definitions", "benchmarks", "lait.yaml").read_text("utf-8")
    settings: dict[str, Any] = yaml.safe_load(text)
    return settings


def read_dictionary(path: Path, table: str = "") -> Reading:
    """Read the dictionary: name, kind, polarity and last update of each measure. Raises InputError naming a header."""
    header = header_of(path)
    check_headers(path, header, DICTIONARY_COLUMNS, DICTIONARY_COLUMNS)
    explained: dict[str, PublishedMeasure] = {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            row = {name: (text or "").strip() for name, text in row.items()}
            found = _explained(path, row)
            # Measures of two topics are listed once for each; the later update is what holds.
            held = explained.get(found.measure)
            if held is None or (found.published_on or date.min) > (held.published_on or date.min):
                explained[found.measure] = found
    if not explained:
        raise InputError(f"{path.name} is empty: it has a header and no measures. Nothing was loaded from it.")
    newest = max((each.published_on for each in explained.values() if each.published_on), default=None)
    if newest is None:
        raise InputError(f"{path.name} gives no date in 'Last Update', so the release has no name.")
    return Reading(f"lait-{newest:%Y-%m}", "dictionary", "dictionary", path, table, measures=tuple(explained.values()))


def _explained(path: Path, row: Mapping[str, str]) -> PublishedMeasure:
    polarity = row["Polarity"]
    if polarity not in ("High", "Low", "-", "NA", ""):
        raise InputError(f"{path.name}: the polarity '{polarity}' of {row['Measure_short']} is not High, Low, - or NA.")
    serial = row["Last Update"]
    return PublishedMeasure(
        row["Measure_short"],
        row["Measure"],
        _kind(row["y_axis_name"]),
        POLARITIES.get(polarity, "neutral"),
        SPREADSHEET_EPOCH + timedelta(days=int(serial)) if serial.isdigit() else None,
        row["No_Quartile"] == "N",
    )


def _kind(axis: str) -> Kind:
    axis = axis.lower()
    if axis.startswith("%"):
        return "percentage"
    if axis.startswith("rate"):
        return "rate"
    if axis.startswith("average"):
        return "average"
    return "count" if axis.startswith(("number", "total")) else "other"


def read_long(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    table: str,
    authorities: Authorities,
    dictionary: Reading | None,
    release: str | None,
) -> Reading:
    """Read the long file into `table`. Raises InputError for unknown columns and where England does not prove it."""
    source = f"read_parquet({literal(str(path))})"
    try:
        columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    except duckdb.Error as error:
        raise InputError(f"{path.name} cannot be read as Parquet. {str(error).splitlines()[0]}") from error
    check_headers(path, columns, LONG_COLUMNS, LONG_COLUMNS)
    numbers = _settings()["areas"]
    codes = ", ".join(f"({number}, {literal(code)})" for number, code in numbers.items())
    con.execute(
        f"""CREATE OR REPLACE TABLE {table} AS
        SELECT row_number() OVER () AS line, "Short Desc" AS measure, '' AS indicator, "Years" AS period,
            coalesce(named.area, CAST(CAST("LA Number" AS INTEGER) AS VARCHAR), 'none') AS area,
            CASE WHEN named.area = '{ENGLAND}' THEN 'england' WHEN named.area IS NOT NULL THEN 'region'
                 ELSE 'authority' END AS statistic,
            '' AS neighbour_set, trim(coalesce("Values", '')) AS value_text
        FROM {source} LEFT JOIN (VALUES {codes}) AS named(number, area) ON "LA Number" = named.number"""
    )
    found = con.execute(f"SELECT DISTINCT measure FROM {table} ORDER BY 1").fetchall()
    if not found:
        raise InputError(f"{path.name} is empty: it has no rows. Nothing was loaded from it.")
    reading = Reading(_release(path, dictionary, release), "long", "values", path, table)
    _explain(reading, [row[0] for row in found], dictionary)
    settle(con, reading, authorities)
    _prove_england(con, reading)
    newest = con.execute(f"SELECT max(period) FROM {table}").fetchone()
    reading.last_period = str(newest[0]) if newest else ""
    return reading


def _release(path: Path, dictionary: Reading | None, release: str | None) -> str:
    if release:
        return release
    if dictionary:
        return dictionary.release
    return f"lait-undated-{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"


def _explain(reading: Reading, measures: Sequence[str], dictionary: Reading | None) -> None:
    explained = {each.measure: each for each in dictionary.measures} if dictionary else {}
    reading.measures = [explained.get(measure, PublishedMeasure(measure)) for measure in measures]
    if dictionary is None:
        reading.doubt(
            "undated",
            f"No {DICTIONARY_NAME} was given or lies beside the file, so its date is not known and its release is named "
            f"{reading.release}. Load it with its dictionary, or name the release.",
        )
        return
    unexplained = [measure for measure in measures if measure not in explained]
    if unexplained:
        reading.doubt("not-in-dictionary", f"The dictionary does not explain {some(unexplained)}.")


def _prove_england(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Refuse the file if England is absent, differs where it was settled long ago, or is below every authority."""
    england = con.execute(
        f"SELECT measure, period, value FROM {reading.table} WHERE statistic = 'england' AND value IS NOT NULL"
    ).fetchall()
    if not england:
        raise InputError(f"{reading.file.name} has no England row (number 970), on which to prove itself.")
    held = {(measure, period): value for measure, period, value in england}
    for measure, years in _settings()["england"].items():
        for year, expected in years.items():
            value = held.get((measure, year))
            if value is not None and value != expected:
                raise InputError(
                    f"{reading.file.name}: England's {measure} for {year} is {value:g}, and has long been settled as "
                    f"{expected:g}. A column has moved, or this is another file."
                )
    below = con.execute(
        f"""SELECT measure, period, max(value) FILTER (statistic = 'england') AS england,
            min(value) FILTER (statistic = 'authority') AS least FROM {reading.table}
        GROUP BY measure, period HAVING england < least ORDER BY measure, period LIMIT 1"""
    ).fetchone()
    if below:
        raise InputError(
            f"{reading.file.name}: England's {below[0]} for {below[1]} is {below[2]:g}, below every authority (the least is "
            f"{below[3]:g}). The areas are mixed up."
        )
