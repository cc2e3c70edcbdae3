"""Finding the files of an extract: a folder, or one zip of it, with a table a file in CSV, Parquet or Excel.

Nothing is read here beyond what tells a file's table and format. Absurd input is refused before time is spent on it.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from python_calamine import CalamineError, CalamineWorkbook

from sightline.errors import InputError
from sightline.intake.schema import Table, table_named

# A year of one authority's busiest table is a few MB of text, so 4 GiB is a fault, not a large authority. A whole region or
# country comes as Parquet, which is not bounded here.
MOST_BYTES_OF_TEXT = 4 * 1024**3


class Format(StrEnum):
    """How a table's file is written."""

    CSV = "csv"
    PARQUET = "parquet"
    EXCEL = "excel"


SUFFIXES = {
    ".csv": Format.CSV,
    ".txt": Format.CSV,
    ".tsv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".xlsx": Format.EXCEL,
    ".xlsm": Format.EXCEL,
    ".xls": Format.EXCEL,
    ".xlsb": Format.EXCEL,
    ".ods": Format.EXCEL,
}


@dataclass(frozen=True)
class Source:
    """Where the rows of one table come from. `called` is what its owner calls it, for messages."""

    table: Table
    path: Path
    format: Format
    called: str
    sheet: str | None = None


@dataclass(frozen=True)
class Sources:
    """Every table found, and the files that no table could be told from."""

    tables: tuple[Source, ...]
    not_recognised: tuple[str, ...] = ()


def find_sources(place: Path, scratch: Path, *, most_bytes: int = MOST_BYTES_OF_TEXT) -> Sources:
    """The tables in a folder or a zip; a zip is unpacked under `scratch`.

    Raises InputError for a place that is neither, that holds no table, that names a table twice, or that holds a text file
    or a workbook of more than `most_bytes`.
    """
    folder = _unpacked(place, scratch, most_bytes) if place.is_file() else place
    if not folder.is_dir():
        raise InputError(f"{place} does not exist. Give the folder that holds the extract's files, or one zip of them.")
    found: list[Source] = []
    not_recognised: list[str] = []
    for path in sorted(folder.rglob("*") if place.is_file() else folder.iterdir()):
        if path.name.startswith((".", "~$", "__MACOSX")) or "__MACOSX" in path.parts:
            continue
        if path.is_dir() or path.suffix.lower() not in SUFFIXES:
            continue
        here = _sources_in(path)
        found += here
        if not here:
            not_recognised.append(path.name)
        if here and here[0].format is not Format.PARQUET:
            _refuse_absurd_size(path.name, path.stat().st_size, most_bytes)
    _refuse_twice(found)
    if not found:
        named = f" None of these is named as a table: {', '.join(not_recognised[:5])}." if not_recognised else ""
        raise InputError(
            f"There is no table of the Standard Safeguarding Dataset in {place}.{named} Name each file after its table, "
            "such as ssd_person.csv or cin_episodes.parquet."
        )
    return Sources(tuple(found), tuple(not_recognised))


def _sources_in(path: Path) -> list[Source]:
    written = SUFFIXES[path.suffix.lower()]
    table = table_named(path.stem)
    if table is not None:
        return [Source(table, path, written, path.name)]
    if written is not Format.EXCEL:
        return []
    # A workbook that is not itself a table may hold one on each sheet.
    return [
        Source(named, path, written, f"{path.name}, sheet {sheet}", sheet)
        for sheet in sheet_names(path)
        if (named := table_named(sheet)) is not None
    ]


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook. Raises InputError where it cannot be opened."""
    try:
        return list(CalamineWorkbook.from_path(path).sheet_names)
    except (CalamineError, OSError) as problem:
        raise InputError(f"{path.name} cannot be opened as a workbook. Save it again, without a password.") from problem


def _refuse_twice(found: list[Source]) -> None:
    seen: dict[str, Source] = {}
    for source in found:
        name = source.table.name
        if name in seen:
            raise InputError(
                f"{source.called} and {seen[name].called} are both the table {name}. Take one of them out of the folder."
            )
        seen[name] = source


def _refuse_absurd_size(name: str, size: int, most_bytes: int) -> None:
    if size > most_bytes:
        kind = "a workbook" if SUFFIXES.get(PurePosixPath(name).suffix.lower()) is Format.EXCEL else "a text file"
        raise InputError(
            f"{name} is {size / 1024**3:.1f} GiB; {kind} of more than {most_bytes / 1024**3:.1f} GiB is refused. "
            "Look for blank or repeated rows in it; an extract that is really so large should come as Parquet."
        )


def _unpacked(place: Path, scratch: Path, most_bytes: int) -> Path:
    """The folder into which a zip was unpacked. Only its files' own names are used, so none can land elsewhere."""
    if not zipfile.is_zipfile(place):
        raise InputError(f"{place} is a file, but not a zip. Give the folder that holds the extract's files, or a zip of them.")
    folder = scratch / "unpacked"
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(place) as archive:
            members = [member for member in archive.infolist() if _is_wanted(member)]
            for member in members:
                _refuse_absurd_size(member.filename, member.file_size, most_bytes)
                if member.flag_bits & 1:
                    raise InputError(f"{place} is protected by a password. Unpack it and give the folder.")
            for number, member in enumerate(members):
                inside = folder / str(number)
                inside.mkdir()
                with archive.open(member) as packed, (inside / PurePosixPath(member.filename).name).open("wb") as plain:
                    shutil.copyfileobj(packed, plain, 1024 * 1024)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as problem:
        raise InputError(f"{place} is damaged and cannot be unpacked. Make the zip again.") from problem
    return folder


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(member.filename)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    hidden = name.name.startswith((".", "~$")) or "__MACOSX" in name.parts
    return not (member.is_dir() or is_link or hidden) and name.suffix.lower() in SUFFIXES
