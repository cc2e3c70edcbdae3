"""Reading one file into a table of text, `raw.<table>`, with the standard's names on its columns.

The fast way is DuckDB's own reader. A CSV whose rows do not fit their heading is read again by Python's, row by row, so
that the rows at fault can be named and the others kept.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from sightline.intake import cells
from sightline.intake.schema import Column, ColumnKind, Need, Table, tidy_name
from sightline.intake.sources import Format, Source

AUTHORITY = "authority"
BLOCK = 1024 * 1024
ROWS_AT_ONCE = 50_000
DELIMITERS = ",;\t|"
# A quarter of the rows out of step means that the heading is wrong, not the rows.
MOST_OUT_OF_STEP = 0.25
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableTable(Exception):
    """A file that stops its table. The message is for the reader and holds nothing that was in a cell."""


@dataclass
class ReadTable:
    """What was found in one table's file, beside its rows in `raw.<table>`.

    `fields` are the columns of the standard that it has, `out_of_step` the rows (as a spreadsheet numbers them, the heading
    being row 1) with more or fewer cells than the heading, and how many they have.
    """

    table: Table
    source: Source
    fields: tuple[str, ...]
    has_authority: bool = False
    unknown: tuple[str, ...] = ()
    out_of_step: list[tuple[int, int]] = field(default_factory=list)
    headings: int = 0
    rows: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns of the standard that the file has not."""
        return tuple(name for name in self.table.columns if name not in self.fields)


@dataclass(frozen=True)
class _Headings:
    """Positions of the columns that are known, by the standard's name."""

    count: int
    positions: dict[str, int]
    unknown: tuple[str, ...]

    @classmethod
    def of(cls, table: Table, texts: Sequence[str]) -> _Headings:
        positions: dict[str, int] = {}
        unknown: list[str] = []
        for position, text in enumerate(texts):
            column = table.column_named(text)
            name = column.name if column else AUTHORITY if tidy_name(text) == AUTHORITY else None
            if name is None:
                if text.strip():
                    unknown.append(text.strip()[:60])
            elif name in positions:
                raise UnreadableTable(f"has two columns that both mean {name}: leave one of them out")
            else:
                positions[name] = position
        if not positions or positions.keys() == {AUTHORITY}:
            raise UnreadableTable("has no heading that the standard knows: its first row must name the columns")
        lacking = _lacking(table, positions)
        if lacking:
            raise UnreadableTable(f"has no column {lacking}, without which its rows cannot be told apart")
        return cls(len(texts), positions, tuple(unknown))


def _lacking(table: Table, positions: Mapping[str, int]) -> str:
    """What a file lacks of the columns without which every row would be left out."""
    lacking = [name for name, column in table.columns.items() if column.need is Need.MUST and name not in positions]
    either = [name for name, column in table.columns.items() if column.need is Need.EITHER]
    if either and not any(name in positions for name in either):
        lacking.append(" or ".join(either))
    return ", ".join(lacking)


def read_source(connection: duckdb.DuckDBPyConnection, source: Source, scratch: Path) -> ReadTable:
    """Make `raw.<table>` from a source: `file_row` and one VARCHAR for each known column.

    Raises UnreadableTable where the file stops its table.
    """
    if source.format is Format.CSV:
        return _read_csv(connection, source, scratch)
    if source.format is Format.PARQUET:
        return _read_parquet(connection, source)
    return _read_rows(connection, source, _sheet_rows(source), scratch)


def _finish(connection: duckdb.DuckDBPyConnection, source: Source, headings: _Headings) -> ReadTable:
    table = source.table
    counted = connection.execute(f"SELECT count(*) FROM raw.{table.name}").fetchone()
    return ReadTable(
        table=table,
        source=source,
        fields=tuple(name for name in table.columns if name in headings.positions),
        has_authority=AUTHORITY in headings.positions,
        unknown=headings.unknown,
        headings=headings.count,
        rows=counted[0] if counted else 0,
    )


def _make_raw(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    columns: Mapping[str, str],
    reader: str,
    *,
    odd_blanks: bool,
    row: str = "",
    not_text: Collection[str] = (),
) -> None:
    """Make `raw.<table>` of the columns (name to SQL over the reader): each text trimmed, NULL where it says nothing.

    `row` is the reader's column that numbers rows; without one they are numbered as they come. The columns in `not_text`
    hold a type, and say something wherever they are filled.
    """
    trimmed = ", ".join(
        f'{text if name in not_text else cells.trimmed(text, odd_blanks=odd_blanks)} AS "{name}"'
        for name, text in columns.items()
    )
    said = ", ".join(_identifier(name) if name in not_text else f'{_said(table, name)} AS "{name}"' for name in columns)
    number = f"{row}, " if row else ""
    connection.execute(
        f"CREATE OR REPLACE TABLE raw.as_read AS SELECT {number}{said} FROM (SELECT {number}{trimmed} FROM {reader})"
    )
    # rowid counts rows as they stand in the file, because insertion order is kept; it costs nothing.
    numbered = "*" if row else "rowid + 2 AS file_row, *"
    connection.execute(f"CREATE OR REPLACE VIEW raw.{table.name} AS SELECT {numbered} FROM raw.as_read")


def _said(table: Table, name: str) -> str:
    column = table.columns.get(name) or Column(name, ColumnKind.TEXT)
    return cells.said(column, column.sql)


def _read_csv(connection: duckdb.DuckDBPyConnection, source: Source, scratch: Path) -> ReadTable:
    path, odd_blanks = _as_utf8(source.path, scratch)
    texts, delimiter = _heading_row(path)
    headings = _Headings.of(source.table, texts)
    names = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(headings.count))
    reader = (
        f"read_csv({_quoted(str(path))}, columns={{{names}}}, auto_detect=false, header=true, delim={_quoted(delimiter)}, "
        "quote='\"', escape='\"', strict_mode=true)"
    )
    columns = {name: f"c{position}" for name, position in headings.positions.items()}
    try:
        _make_raw(connection, source.table, columns, reader, odd_blanks=odd_blanks)
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        # DuckDB's message quotes the line at fault, which may name a child, so it goes no further.
        return _read_rows(connection, source, _text_rows(path, delimiter), scratch)
    return _finish(connection, source, headings)


def _read_parquet(connection: duckdb.DuckDBPyConnection, source: Source) -> ReadTable:
    try:
        texts = pq.read_schema(source.path).names
    except (pa.ArrowInvalid, OSError) as problem:
        raise UnreadableTable("is not a whole Parquet file: make the extract again") from problem
    headings = _Headings.of(source.table, texts)
    reader = f"read_parquet({_quoted(str(source.path))})"
    columns = {name: f"CAST({_identifier(texts[position])} AS VARCHAR)" for name, position in headings.positions.items()}
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {reader}").fetchall()
        types = [kind for _, kind, *_ in described]
        not_text = [name for name, position in headings.positions.items() if types[position] != "VARCHAR"]
        odd_blanks = _has_odd_blanks(connection, [text for name, text in columns.items() if name not in not_text], reader)
        _make_raw(connection, source.table, columns, reader, odd_blanks=odd_blanks, not_text=not_text)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        raise UnreadableTable("is not a whole Parquet file: make the extract again") from None
    return _finish(connection, source, headings)


def _has_odd_blanks(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], reader: str) -> bool:
    if not texts:
        return False
    odd = " OR ".join(f"bool_or(contains({text}, '\t') OR contains({text}, '\u00a0'))" for text in texts)
    found = connection.execute(f"SELECT {odd} FROM {reader}").fetchone()
    return bool(found and found[0])


def _read_rows(connection: duckdb.DuckDBPyConnection, source: Source, rows: Iterator[Sequence[str]], scratch: Path) -> ReadTable:
    """Read rows that Python gives, the first of them the heading, by way of a Parquet file in the scratch folder."""
    texts = next(rows, None)
    if texts is None:
        raise UnreadableTable("is empty: an extract of no rows still needs the heading row")
    headings = _Headings.of(source.table, texts)
    path = scratch / f"{source.table.name}.rows.parquet"
    out_of_step = _write_rows(path, headings, rows)
    columns = {name: _identifier(name) for name in headings.positions}
    _make_raw(connection, source.table, columns, f"read_parquet({_quoted(str(path))})", odd_blanks=True, row="file_row")
    read = _finish(connection, source, headings)
    read.out_of_step = out_of_step
    if len(out_of_step) > MOST_OUT_OF_STEP * (read.rows + len(out_of_step)):
        raise UnreadableTable(
            f"has {len(out_of_step)} rows whose number of cells differs from its heading's {headings.count}: "
            "the columns have shifted, so export it again with every cell in quotes"
        )
    return read


def _write_rows(path: Path, headings: _Headings, rows: Iterator[Sequence[str]]) -> list[tuple[int, int]]:
    schema = pa.schema([("file_row", pa.int64()), *((name, pa.string()) for name in headings.positions)])
    out_of_step: list[tuple[int, int]] = []
    held: list[tuple[int, Sequence[str]]] = []

    def write(writer: pq.ParquetWriter) -> None:
        columns: list[list[object]] = [[number for number, _ in held]]
        columns += [[cells[position] for _, cells in held] for position in headings.positions.values()]
        writer.write_table(pa.table(columns, schema=schema))
        held.clear()

    with pq.ParquetWriter(path, schema, compression="none") as writer:
        for number, cells in enumerate(rows, start=2):
            if not any(cells):
                continue
            # A comma too many at the end of a line shifts nothing.
            if len(cells) < headings.count or any(cell.strip() for cell in cells[headings.count :]):
                out_of_step.append((number, len(cells)))
                continue
            held.append((number, cells))
            if len(held) >= ROWS_AT_ONCE:
                write(writer)
        write(writer)
    return out_of_step


def _heading_row(path: Path) -> tuple[list[str], str]:
    """The cells of the first row, and what separates them."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        first = lines.readline(BLOCK)
        if not first.strip():
            raise UnreadableTable("is empty: an extract of no rows still needs the heading row")
        delimiter = max(DELIMITERS, key=first.count)
        lines.seek(0)
        return next(csv.reader(lines, delimiter=delimiter)), delimiter


def _text_rows(path: Path, delimiter: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(BLOCK)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            yield from csv.reader(lines, delimiter=delimiter)
        except csv.Error as problem:
            raise UnreadableTable("has a cell that never ends: look for a quotation mark that is not closed") from problem


def _sheet_rows(source: Source) -> Iterator[Sequence[str]]:
    try:
        workbook = CalamineWorkbook.from_path(source.path)
        sheet = workbook.get_sheet_by_name(source.sheet) if source.sheet else workbook.get_sheet_by_index(0)
        for cells in sheet.iter_rows():
            yield [_cell_text(cell) for cell in cells]
    except (CalamineError, OSError) as problem:
        raise UnreadableTable("cannot be opened as a workbook: save it again, without a password") from problem


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Y" if cell else "N"
    # Excel holds whole numbers, ids among them, as floating point.
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)


def _as_utf8(path: Path, scratch: Path) -> tuple[Path, bool]:
    """The file itself where it is UTF-8, else a copy that is (from UTF-16 by its mark, or Windows-1252).

    Also whether it holds blanks other than spaces and line ends.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd_blanks = False
    with path.open("rb") as binary:
        block = binary.read(BLOCK)
        if block.startswith(UTF16_MARKS):
            return _transcoded(path, "utf-16", scratch), True
        if b"\x00" in block:
            raise UnreadableTable("is not text: it holds empty (NUL) characters. Export it again as CSV")
        try:
            while block:
                decoder.decode(block)
                odd_blanks = odd_blanks or b"\t" in block or b"\xc2\xa0" in block
                block = binary.read(BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _transcoded(path, "cp1252", scratch), True
    return path, odd_blanks


def _transcoded(path: Path, encoding: str, scratch: Path) -> Path:
    copy = scratch / f"{path.name}.utf-8"
    try:
        # Five bytes mean nothing in Windows-1252: they become the replacement character rather than stop the table.
        with (
            path.open(encoding=encoding, errors="replace", newline="") as read,
            copy.open("w", encoding="utf-8", newline="") as written,
        ):
            while block := read.read(BLOCK):
                written.write(block)
    except UnicodeError as problem:
        raise UnreadableTable("is in no encoding that is known: save it as UTF-8") from problem
    return copy


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
