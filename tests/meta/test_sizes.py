"""Files and functions stay small enough to be read at one sitting."""

from pathlib import Path

import pytest

from tests.support.repository import functions, modules, relative

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
ROOMS = ("src", "benchmarks", "tests")

# What is longer on purpose, and why. An entry that is no longer needed fails, so the list only shrinks by itself.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def lines_in(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_files() -> dict[str, int]:
    return {relative(path): lines for path in modules(*ROOMS) if (lines := lines_in(path)) > LONGEST_FILE}


def long_functions() -> dict[str, int]:
    return {
        f"{relative(path)}::{function.name}": lines
        for path in modules(*ROOMS)
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }


@pytest.mark.parametrize(("found", "allowed"), [(long_files, LONG_FILES), (long_functions, LONG_FUNCTIONS)])
def test_nothing_outgrows_its_reader(found, allowed) -> None:
    sizes = found()
    too_long = {name: lines for name, lines in sizes.items() if name not in allowed}
    assert not too_long, f"which two things is each? {too_long}"
    assert not set(allowed) - set(sizes), "no longer long: take these off the list"
