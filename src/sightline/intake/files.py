"""Writing so that a crash leaves either the old or the new: every file of the store is written through here.

What is full, read-only or gone comes out as a StoreError that says so.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from sightline.errors import InputError, StoreError

BLOCK = 1024 * 1024


@contextmanager
def writing(place: Path, kept: str) -> Iterator[None]:
    """Turn a failure to write under `place` into a StoreError. `kept` says what is still as it was."""
    try:
        yield
    except OSError as problem:
        raise StoreError(f"{_why(problem, place)} {kept}") from problem
    except duckdb.IOException as problem:
        raise StoreError(f"{place} cannot be written: the disk may be full. Make room and try again. {kept}") from problem


@contextmanager
def without_rows() -> Iterator[None]:
    """Keep what DuckDB says of a failure to itself: its messages quote cells, and a cell may name a child."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise StoreError("There is not enough memory, or room for scratch files, to read this extract.") from None
    except duckdb.Error as problem:
        # Its kind is enough to report a fault in Sightline by; the message stays behind.
        raise InputError(f"The extract could not be read ({type(problem).__name__}). Nothing was loaded.") from None


def _why(problem: OSError, place: Path) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {place} is full. Make room and try again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place} cannot be written: you may read it only. Ask its owner, or name another store with --store."
    if problem.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{place} is in the way: a file stands where the store needs a folder. Name another store with --store."
    return f"{place} cannot be written ({os.strerror(problem.errno or errno.EIO)})."


def replace_text(path: Path, text: str) -> None:
    """Write a small file whole: beside, to the disk, then in place of the old one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    to_disk(path.parent)


def replace_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a small JSON file whole."""
    replace_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write_parquet(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> str:
    """Write the rows of a SELECT as Parquet, wait until they are on the disk, and return the file's SHA-256."""
    name = str(path).replace("'", "''")
    connection.execute(f"COPY ({select}) TO '{name}' (FORMAT parquet, COMPRESSION zstd)")
    to_disk(path)
    return sha256(path)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
