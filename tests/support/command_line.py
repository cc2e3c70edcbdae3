"""The command line in this process: as quick as calling the verbs, and through the same arguments and words."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from click.testing import CliRunner

from sightline.cli import sightline
from sightline.errors import SightlineError


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str
    output: bytes

    @property
    def rows(self) -> list[dict[str, str]]:
        """Standard output as CSV."""
        return list(csv.DictReader(self.out.splitlines()))


def said(*arguments: object) -> Said:
    """Run a command. An error of ours is its sentence and its exit code, as `sightline.cli.main` prints it."""
    result = CliRunner().invoke(sightline, [str(argument) for argument in arguments])
    err = result.stderr
    code = result.exit_code
    if isinstance(result.exception, SightlineError):
        code, err = result.exception.exit_code, f"{err}{result.exception}\n"
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(code, result.stdout_bytes.decode("utf-8", errors="replace"), err, result.stdout_bytes)
