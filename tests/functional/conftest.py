"""The command line, run as its user runs it, on a small made-up council."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from sightline.cli import main
from tests.support.council import make_extract, make_store


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str
    raw: bytes = b""

    @property
    def rows(self) -> list[dict[str, str]]:
        """Standard output as CSV."""
        return list(csv.DictReader(self.out.splitlines()))


Run = Callable[..., Ran]


def run_command(*arguments: object, **environment: str) -> Ran:
    """Run `sightline …` as its entry point does, in this process: starting Python anew for each would cost a second."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    code = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [name for name in os.environ if name.startswith("SIGHTLINE_")]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["sightline", *map(str, arguments)])
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    held = []
    for stream in (out, err):
        stream.flush()
        held.append(stream.buffer.getvalue())  # type: ignore[attr-defined]
    return Ran(code, held[0].decode("utf-8", "replace"), held[1].decode("utf-8"), held[0])


@pytest.fixture(scope="session")
def sightline() -> Run:
    """The command line."""
    return run_command


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extract of a small council."""
    return make_extract(tmp_path_factory.mktemp("extract"))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, extract: Path) -> Path:
    """A store with that council loaded and calculated."""
    return make_store(tmp_path_factory.mktemp("council"), extract)
