"""What every reader hands over, and the checks that all of them share.

A reader leaves its rows in a DuckDB table with columns `line, measure, indicator, period, area, statistic,
neighbour_set, value_text`; `settle` turns that into the rows that are kept, or says what is wrong with them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb

from sightline.benchmarks.maps import MappedRate
from sightline.benchmarks.models import BLANK, JOINT, SYMBOLS, BenchmarkIssue, PublishedMeasure
from sightline.errors import InputError
from sightline.vocabulary.areas import ENGLAND, REGIONS, Authorities

FOUND_COLUMNS = "line BIGINT, measure VARCHAR, indicator VARCHAR, period VARCHAR, area VARCHAR, statistic VARCHAR, \
neighbour_set VARCHAR, value_text VARCHAR"
NAMED_AT_MOST = 5

Covers = Literal["england", "region", "given"]


@dataclass
class Reading:
    """One dataset of one release, read and checked, whose rows wait in `table` to be kept."""

    release: str
    dataset: str
    kind: Literal["values", "neighbours", "dictionary", "areas"]
    file: Path
    table: str
    covers: Covers = "england"
    last_period: str = ""
    measures: Sequence[PublishedMeasure] = ()
    rates: Sequence[MappedRate] = ()
    issues: list[BenchmarkIssue] = field(default_factory=list)

    def doubt(self, rule: str, message: str, severity: Literal["error", "warning", "information"] = "warning") -> None:
        """Record an issue of this file."""
        self.issues.append(BenchmarkIssue(rule, severity, self.file.name, message))


def some(items: Iterable[object]) -> str:
    """The first few of many, and how many more there are."""
    every = [str(item) for item in items]
    more = len(every) - NAMED_AT_MOST
    return ", ".join(every[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def quoted(name: str) -> str:
    """A column name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL quotes it."""
    return "'" + text.replace("'", "''") + "'"


def header_of(path: Path) -> list[str]:
    """The first line of a CSV file. Raises InputError for an empty file, a repeated or empty header, or not UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header = [name.strip() for name in next(csv.reader(handle), [])]
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text. Save it as 'CSV UTF-8' and load it again.") from error
    if not any(header):
        raise InputError(f"{path.name} is empty: it has no header. Nothing was loaded from it.")
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise InputError(f"{path.name} has the header '{repeated[0]}' more than once. Each column needs its own name.")
    return header


def check_headers(path: Path, header: Sequence[str], allowed: Iterable[str], required: Iterable[str]) -> None:
    """Raise InputError naming every header that is not known and every one that is missing."""
    known = sorted(allowed)
    unknown = [name for name in header if name not in known]
    missing = [name for name in sorted(required) if name not in header]
    wrong = []
    if unknown:
        wrong.append("does not know the header " + ", ".join(f"'{name}'" for name in unknown))
    if missing:
        wrong.append("misses the header " + ", ".join(f"'{name}'" for name in missing))
    if wrong:
        raise InputError(f"{path.name}: the reader {' and '.join(wrong)}. Known headers: {', '.join(known)}.")


def read_csv(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> None:
    """Put a CSV file in a table of texts, with `line` first. Raises InputError for a broken or empty file."""
    # Nothing is guessed: a reader that sniffs would skip the lines that do not fit.
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header_of(path))
    try:
        con.execute(
            f"""CREATE OR REPLACE TABLE {table} AS SELECT row_number() OVER () + 1 AS line, *
            FROM read_csv({literal(str(path))}, auto_detect = false, header = true, columns = {{{columns}}},
            delim = ',', quote = '"', escape = '"', strict_mode = true)"""
        )
    except duckdb.Error as error:
        said = [line for line in str(error).splitlines() if "CSV Error" in line or "Number of Columns" in line]
        raise InputError(f"{path.name} cannot be read as CSV. {'. '.join(said) or error}") from error
    if not _count(con, table):
        raise InputError(f"{path.name} is empty: it has a header and no rows. Nothing was loaded from it.")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def settle(con: duckdb.DuckDBPyConnection, reading: Reading, authorities: Authorities) -> None:
    """Turn the found rows of `reading.table` into the rows that are kept: known areas, once each, number or status.

    Raises InputError for a value that is neither a number nor a symbol, for two different values in one place, and
    where nothing is left.
    """
    _leave_out_unknown_areas(con, reading, authorities)
    if not _count(con, reading.table):
        raise InputError(f"{reading.file.name} has no row of a known area. Nothing was loaded from it.")
    _refuse_unknown_symbols(con, reading)
    # Two equal rows are one row once the line is gone; there are none in most files, and looking for them is slow.
    distinct = "DISTINCT" if _check_repeats(con, reading) else ""
    con.execute(
        f"""CREATE OR REPLACE TABLE {reading.table} AS SELECT {distinct}
            measure, indicator, period, area, statistic, neighbour_set, TRY_CAST(value_text AS DOUBLE) AS value,
            CASE WHEN value IS NOT NULL THEN '' WHEN value_text = '' THEN '{BLANK}' ELSE value_text END AS status
        FROM {reading.table}"""
    )


def _leave_out_unknown_areas(con: duckdb.DuckDBPyConnection, reading: Reading, authorities: Authorities) -> None:
    known = [each.code for each in authorities] + list(REGIONS.values()) + [ENGLAND, ""]
    con.execute("CREATE OR REPLACE TEMP TABLE known_areas AS SELECT unnest(?::VARCHAR[]) AS area", [known])
    unknown = con.execute(
        f"SELECT area, min(line), count(*) FROM {reading.table} ANTI JOIN known_areas USING (area) GROUP BY 1 ORDER BY 2"
    ).fetchall()
    if not unknown:
        return
    said = some(f"'{area}' (line {line})" for area, line, _ in unknown)
    rows = sum(count for _, _, count in unknown)
    reading.doubt(
        "unknown-area",
        f"The area {said} is not on the list of authorities, so {rows:,} figures are left out. Mend the code, or "
        "update the list of authorities if there is a new one.",
        "error",
    )
    con.execute(f"DELETE FROM {reading.table} WHERE area NOT IN (SELECT area FROM known_areas)")


def _refuse_unknown_symbols(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    symbols = ", ".join(literal(symbol) for symbol in (*SYMBOLS, JOINT, ""))
    # Each different text is looked at once: most of a large file says the same few thousand numbers.
    strange = con.execute(
        f"""SELECT line, measure, area, value_text FROM {reading.table} WHERE value_text IN (
            SELECT value_text FROM (SELECT DISTINCT value_text FROM {reading.table})
            WHERE value_text NOT IN ({symbols})
            AND NOT regexp_full_match(value_text, '-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?'))
        ORDER BY line, measure LIMIT 1"""
    ).fetchone()
    if strange:
        line, measure, area, text = strange
        raise InputError(
            f"{reading.file.name}, line {line}: '{text}' for {measure} of area {area or 'none'} is neither a number "
            f"nor a symbol. Symbols: {', '.join(SYMBOLS)}."
        )


def _check_repeats(con: duckdb.DuckDBPyConnection, reading: Reading) -> bool:
    """Whether rows are repeated with one value, of which an issue is made. Raises InputError where the values differ."""
    place = "measure, indicator, period, area, statistic, neighbour_set"
    # A hash a row is quick to group; only a file that has repeats pays for looking at the texts themselves.
    if not con.execute(f"SELECT 1 FROM {reading.table} GROUP BY hash({place}) HAVING count(*) > 1 LIMIT 1").fetchone():
        return False
    repeats = con.execute(
        f"""SELECT measure, area, period, statistic, min(line), max(line), count(DISTINCT value_text)
        FROM {reading.table} GROUP BY {place} HAVING count(*) > 1 ORDER BY 5, 1"""
    ).fetchall()
    for measure, area, period, statistic, first, last, values in repeats:
        if values > 1:
            raise InputError(
                f"{reading.file.name}, lines {first} and {last}: two different values of {measure} ({statistic}) for "
                f"area {area or 'none'} in {period}. Keep the right one and load the file again."
            )
    if repeats:
        said = some(f"{row[0]} of area {row[1]} in {row[2]} (lines {row[4]} and {row[5]})" for row in repeats)
        reading.doubt("duplicate-row", f"{said} stand in the file more than once with one value; each was read once.")
    return bool(repeats)
