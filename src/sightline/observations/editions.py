"""Published editions: a folder each, complete when it appears and never changed after.

editions/<edition_id>/edition.json     what it is, what it was made from, its files with their hashes
editions/<edition_id>/figures.json     the figures it showed and hid, and what was said of them
editions/<edition_id>/files/           the report in its formats, and the log of what was hidden
editions/<edition_id>/inputs/          targets, definitions, benchmarks, series and what people wrote, as they were
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sightline.errors import StoreError, UsageError
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month

MANIFEST, FIGURES, FILES, INPUTS = "edition.json", "figures.json", "files", "inputs"
BUILDING = ".building"


@dataclass(frozen=True)
class Edition:
    """One published edition. `manifest` is edition.json as it was written."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def edition_id(self) -> str:
        return str(self.manifest["edition_id"])

    @property
    def report(self) -> str:
        return str(self.manifest["report"])

    @property
    def period(self) -> Month:
        return Month.parse(self.manifest["period"])

    @property
    def audience(self) -> Audience:
        return Audience(self.manifest["audience"])

    @property
    def unit(self) -> str | None:
        unit = self.manifest["unit"]
        return None if unit is None else str(unit)

    @property
    def number(self) -> int:
        return int(self.manifest["number"])

    @property
    def issue(self) -> str:
        """`Issue 2`."""
        return issue_name(self.number)

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["published_at"])

    @property
    def load_id(self) -> str:
        return str(self.manifest["load"])

    def is_for(self, report: str, audience: Audience, unit: str | None) -> bool:
        """Whether the same readers are told of the same thing."""
        return (self.report, self.audience, self.unit) == (report, audience, unit)

    def figures(self) -> dict[str, Any]:
        """figures.json. Raises StoreError where it is not what was published."""
        return dict(json.loads(self.read(FIGURES)))

    def read(self, name: str) -> bytes:
        """One of its files, held to the hash it was published with."""
        try:
            content = (self.folder / name).read_bytes()
        except OSError as problem:
            raise StoreError(f"The edition '{self.edition_id}' has lost its file {name}: {problem.strerror}.") from problem
        if sha256(content) != self.manifest["files"][name]["sha256"]:
            raise StoreError(f"The file {name} of edition '{self.edition_id}' is not the one that was published.")
        return content


def issue_name(number: int) -> str:
    """`Issue 2`, as a report calls itself."""
    return f"Issue {number}"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Editions:
    """The editions of a store, in the order in which they were published."""

    def __init__(self, store: Path) -> None:
        self.folder = store / "editions"

    def all(self) -> tuple[Edition, ...]:
        """Every edition. Raises StoreError for one that cannot be read: it must not be passed over in silence."""
        found = [self._read(path.parent) for path in sorted(self.folder.glob(f"[!.]*/{MANIFEST}"))]
        return tuple(sorted(found, key=lambda each: (each.published_at, each.edition_id)))

    def get(self, edition_id: str) -> Edition:
        """One edition. Raises UsageError where there is none of that name."""
        held = self.all()
        for edition in held:
            if edition.edition_id == edition_id:
                return edition
        there = ", ".join(edition.edition_id for edition in held) or "none yet"
        raise UsageError(f"There is no edition '{edition_id}'. There are: {there}.")

    def _read(self, folder: Path) -> Edition:
        try:
            return Edition(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        except (OSError, ValueError) as problem:
            raise StoreError(f"{folder / MANIFEST} cannot be read: put it back from a copy of the store.") from problem

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A new, empty folder that no reader sees, held by one publisher at a time and gone afterwards unless `keep` took it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=0)
            lock.acquire()
        except Timeout as problem:
            raise StoreError("Somebody else is publishing just now. Wait until that is done, then try again.") from problem
        except OSError as problem:
            raise StoreError(f"Editions cannot be written to {self.folder}: {problem.strerror}.") from problem
        part = self.folder / BUILDING
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            yield part
        except OSError as problem:
            raise StoreError(f"The edition could not be stored: {problem.strerror}. Nothing was published.") from problem
        finally:
            shutil.rmtree(part, ignore_errors=True)
            lock.release()

    def keep(self, part: Path, manifest: Mapping[str, Any]) -> Edition:
        """Complete an edition and swap it in. Raises StoreError where one of that name is there: none is ever written over."""
        folder = self.folder / str(manifest["edition_id"])
        if folder.exists():
            raise StoreError(f"There is an edition '{folder.name}' already; editions are never changed.")
        (part / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(part, folder)
        return Edition(folder, manifest)
