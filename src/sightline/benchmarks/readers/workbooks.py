"""The Department's workbooks: statistical neighbours, of which each version is a file, and the list of authorities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from sightline.benchmarks.readers.reading import Reading, some
from sightline.errors import InputError
from sightline.vocabulary.areas import NEIGHBOURS_IN_A_SET, Authorities, region_named

NEIGHBOUR_SHEET = "LA SN Groups"
NEIGHBOUR_HEADER = (
    "LA num",
    "LA Name",
    "LA number",
    "GOInd",
    "GOReg",
    *(name for place in range(1, NEIGHBOURS_IN_A_SET + 1) for name in (f"SN{place}", "SNP")),
)
FIRST_NEIGHBOUR = NEIGHBOUR_HEADER.index("SN1")
AREA_HEADER = ("LA Number", "LA Name", "Region", "Type")
# Two rows of letters and numbers stand above the header.
HEADER_WITHIN = 10


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name} cannot be opened as a workbook. {error}") from error


def _rows(book: CalamineWorkbook, sheet: str) -> list[list[Any]]:
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def is_neighbour_workbook(path: Path) -> bool:
    """Whether the workbook has the sheet of statistical neighbours."""
    return NEIGHBOUR_SHEET in _opened(path).sheet_names


def neighbour_version(path: Path, version: str | None) -> str:
    """The version of a set: as given, or the year in the file's name. Raises InputError where there is neither."""
    found = version or "".join(re.findall(r"(?<!\d)(20\d\d)(?!\d)", path.stem)[-1:])
    if not found:
        raise InputError(
            f"{path.name} does not say which set of statistical neighbours it is. Put the year in its name, as in "
            "sn_may_2025.xlsx, or name the set when you load it."
        )
    return found


def read_neighbours(
    con: duckdb.DuckDBPyConnection, path: Path, table: str, authorities: Authorities, version: str | None = None
) -> Reading:
    """Read a set into `table` with columns version, authority, place (1 nearest), neighbour, closeness.

    Raises InputError for a changed header, and for a set that names an authority twice or as its own neighbour. An
    authority without neighbours, and one that the set does not name, are issues.
    """
    rows = _rows(_opened(path), NEIGHBOUR_SHEET)
    at = _header_row(path, rows)
    set_version = neighbour_version(path, version)
    reading = Reading(f"statistical-neighbours-{set_version}", "neighbours", "neighbours", path, table)
    found: list[tuple[str, str, int, str, str]] = []
    named: list[str] = []
    without: list[str] = []
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        # Abolished authorities stand below the others, after a row that only says so.
        if not isinstance(row[0], float | int):
            continue
        code = _code(row[0])
        neighbours = [row[FIRST_NEIGHBOUR + 2 * place] for place in range(NEIGHBOURS_IN_A_SET)]
        if code in named:
            raise InputError(f"{path.name}, row {line}: authority {code} has neighbours more than once.")
        named.append(code)
        if not any(isinstance(each, float | int) for each in neighbours):
            without.append(code)
            continue
        codes = [_code(each) for each in neighbours]
        _check_neighbours(path, line, code, codes, authorities)
        closeness = [str(row[FIRST_NEIGHBOUR + 2 * place + 1]).strip() for place in range(NEIGHBOURS_IN_A_SET)]
        found += [
            (set_version, code, place, neighbour, said.capitalize())
            for place, (neighbour, said) in enumerate(zip(codes, closeness, strict=True), start=1)
        ]
    if not found:
        raise InputError(f"{path.name} is empty: no authority has neighbours. Nothing was loaded from it.")
    _doubt_missing(reading, named, without, authorities)
    _keep(con, table, found)
    return reading


def _code(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float | int) else str(cell).strip()


def _header_row(path: Path, rows: Sequence[Sequence[Any]]) -> int:
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        if row and row[0] == NEIGHBOUR_HEADER[0]:
            header = [str(name).strip() for name in row if str(name).strip()]
            for place, (expected, name) in enumerate(zip(NEIGHBOUR_HEADER, header, strict=False), start=1):
                if name != expected:
                    raise InputError(
                        f"{path.name}, row {at + 1}: the reader does not know the header '{name}' in column {place}, "
                        f"where '{expected}' stood."
                    )
            if len(header) != len(NEIGHBOUR_HEADER):
                raise InputError(f"{path.name}, row {at + 1}: {len(header)} headers, where a set has {len(NEIGHBOUR_HEADER)}.")
            return at
    raise InputError(
        f"{path.name} has no header '{NEIGHBOUR_HEADER[0]}' in the first {HEADER_WITHIN} rows of '{NEIGHBOUR_SHEET}'. "
        "Nothing was loaded from it."
    )


def _check_neighbours(path: Path, line: int, code: str, neighbours: Sequence[str], authorities: Authorities) -> None:
    where = f"{path.name}, row {line}: authority {code}"
    for neighbour in neighbours:
        if neighbour not in authorities:
            raise InputError(f"{where} has the neighbour '{neighbour}', which is not an authority.")
    if code in neighbours:
        raise InputError(f"{where} is its own neighbour.")
    if len(set(neighbours)) != len(neighbours):
        raise InputError(f"{where} has a neighbour twice.")


def _doubt_missing(reading: Reading, named: Sequence[str], without: Sequence[str], authorities: Authorities) -> None:
    if without:
        said = some(f"{authorities[code].name} ({code})" if code in authorities else code for code in without)
        reading.doubt("no-neighbours", f"The set gives no neighbours for {said}.")
    left_out = [each for each in authorities if each.valid_to is None and each.code not in named]
    if left_out:
        said = some(f"{each.name} ({each.code})" for each in left_out)
        reading.doubt("no-neighbours", f"The set does not name {said}.")
    strange = [code for code in named if code not in authorities]
    if strange:
        reading.doubt("unknown-area", f"The set names {some(strange)}, not on the list of authorities.", "error")


def _keep(con: duckdb.DuckDBPyConnection, table: str, found: Sequence[tuple[str, str, int, str, str]]) -> None:
    columns = list(zip(*found, strict=True))
    con.execute(
        f"""CREATE OR REPLACE TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS version,
        unnest(?::VARCHAR[]) AS authority, unnest(?::INTEGER[]) AS place, unnest(?::VARCHAR[]) AS neighbour,
        unnest(?::VARCHAR[]) AS closeness""",
        [list(column) for column in columns],
    )


def read_area_list(con: duckdb.DuckDBPyConnection, path: Path, table: str, authorities: Authorities) -> Reading:
    """Read the Department's list of authorities and hold it against ours: each difference is an issue."""
    book = _opened(path)
    rows = _rows(book, book.sheet_names[0])
    header = [str(name).strip() for name in (rows[0] if rows else [])]
    if tuple(header) != AREA_HEADER:
        strange = [name for name in header if name not in AREA_HEADER]
        raise InputError(
            f"{path.name}: the reader does not know the header {some(repr(name) for name in strange or header)}. A list of "
            f"authorities has {', '.join(AREA_HEADER)}; a set of neighbours has the sheet '{NEIGHBOUR_SHEET}'."
        )
    found = [(_code(row[0]), str(row[1]).strip(), str(row[2]).strip()) for row in rows[1:] if row[0] != ""]
    if not found:
        raise InputError(f"{path.name} is empty: it has a header and no rows. Nothing was loaded from it.")
    reading = Reading("authorities", "authorities", "areas", path, table)
    listed = {code for code, _, _ in found}
    for code, name, region in found:
        # Rows without a region are the regions themselves and England.
        if region == "NA":
            continue
        if code not in authorities:
            reading.doubt("unknown-area", f"{name} ({code}) is not on Sightline's list of authorities.", "error")
        elif region_named(region) != authorities[code].region_code:
            reading.doubt("unknown-area", f"{name} ({code}) is in {region}, on Sightline's list elsewhere.", "error")
    for each in authorities:
        if each.code not in listed:
            reading.doubt("unknown-area", f"The list lacks {each.name} ({each.code}).")
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS name, "
        "unnest(?::VARCHAR[]) AS region",
        [list(column) for column in zip(*found, strict=True)],
    )
    return reading
