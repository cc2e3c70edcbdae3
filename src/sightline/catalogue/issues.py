"""What can be wrong with a definition, said so that whoever wrote it can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from sightline.errors import DefinitionError

# A message that lists two hundred ids helps nobody: past this many, only close matches are named.
LISTED_AT_MOST = 24


class Severity(StrEnum):
    """Whether a definition issue stops the catalogue from loading."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class DefinitionIssue:
    """One thing wrong in one definition: where it is, what was found and what is allowed.

    `file` is the path as it was given to the loader and `line` counts from 1 (0 where no line applies). `definition` is
    the id of the indicator or the name of the scorecard; empty where the file could not be read that far.
    """

    file: str
    line: int
    definition: str
    rule: str
    message: str
    found: str = ""
    allowed: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        parts = [f"{where}: {self.definition}: {self.message}" if self.definition else f"{where}: {self.message}"]
        if self.found:
            parts.append(f"Found: {self.found}.")
        if self.allowed:
            parts.append(f"Allowed: {self.allowed}.")
        return " ".join([*parts, f"({self.rule})"])


class CatalogueError(DefinitionError):
    """The catalogue cannot be used. `issues` holds every issue of every file, errors first; the message only the errors."""

    def __init__(self, issues: Sequence[DefinitionIssue]) -> None:
        self.issues = tuple(sorted(issues, key=_reading_order))
        errors = [issue for issue in self.issues if issue.severity is Severity.ERROR]
        heading = f"{len(errors)} definition issue{'' if len(errors) == 1 else 's'} to mend before the catalogue can be used:"
        super().__init__("\n".join([heading, *(f"  {issue}" for issue in errors)]))


def _reading_order(issue: DefinitionIssue) -> tuple[bool, str, int, str, str]:
    return (issue.severity is not Severity.ERROR, issue.file, issue.line, issue.rule, issue.message)


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """The end of a message about an unknown name: the close names, else all of them if they are few.

    >>> did_you_mean("completed_on", ["started_on", "completed_on"])
    "Did you mean 'completed_on'?"
    """
    names = sorted(set(allowed))
    close = get_close_matches(word.lower(), names, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(repr(name) for name in close)}?"
    if names and len(names) <= LISTED_AT_MOST:
        return f"There are: {', '.join(names)}."
    return ""
