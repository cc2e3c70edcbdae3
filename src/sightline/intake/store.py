"""The store: loads kept beside each other, each complete, immutable and named by a pointer that is swapped in one step.

```
store/authority.json
store/loads/<load_id>/load.json, tables/<table>.parquet, issues.parquet     store/loads/current
store/snapshots/<month end>/<table>.parquet, snapshot.json
```

A load is written in a folder of its own, put on the disk, renamed, and only then pointed at. Whatever interrupts it, the
pointer names the last good load. Reading takes no lock.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from sightline.errors import InputError, StoreError
from sightline.intake.asat import check_near
from sightline.intake.extract import Extract, Progress, read_extract
from sightline.intake.files import replace_json, replace_text, to_disk, without_rows, writing
from sightline.intake.keeping import write_load
from sightline.intake.load import Load, read_load
from sightline.intake.ownership import NOBODY, Ownership
from sightline.intake.shrinking import check_not_shrunk
from sightline.intake.snapshots import keep_snapshot
from sightline.intake.sources import MOST_BYTES_OF_TEXT, find_sources

BUILDING = ".building"
NOTHING_CHANGED = "Nothing that was loaded before has changed."


class Store:
    """A folder that holds what one authority, or a named set of authorities, has loaded."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def loads_path(self) -> Path:
        """Where the loads lie."""
        return self.path / "loads"

    @property
    def snapshots_path(self) -> Path:
        """Where the month-end copies of current-only tables lie."""
        return self.path / "snapshots"

    # --- whose it is -------------------------------------------------------------------------------------------------

    @property
    def authority(self) -> Ownership:
        """Whose data this is; `NOBODY` where it was not said."""
        try:
            content = json.loads((self.path / "authority.json").read_text(encoding="utf-8"))
            return Ownership(content["code"], content["name"], content["region"], tuple(content["members"]))
        except (FileNotFoundError, NotADirectoryError):
            return NOBODY
        except (OSError, ValueError, KeyError) as problem:
            raise StoreError(f"{self.path / 'authority.json'} cannot be read. Run sightline init again.") from problem

    def init(self, owner: Ownership) -> None:
        """Say whose store this is. Raises StoreError where it holds another authority's loads."""
        with self._locked():
            held = self.authority
            if held == owner:
                return
            if held.is_said or (self.current_load_or_none() is not None):
                raise StoreError(
                    f"{self.path} already belongs to {held.said}. Use a store of its own for {owner.said}: --store DIR."
                )
            content = {"code": owner.code, "name": owner.name, "region": owner.region, "members": list(owner.members)}
            replace_json(self.path / "authority.json", content)

    # --- reading -----------------------------------------------------------------------------------------------------

    def loads(self) -> list[Load]:
        """Every load that is kept, the first loaded first."""
        if not self.loads_path.is_dir():
            return []
        kept = [read_load(path) for path in self.loads_path.iterdir() if (path / "load.json").is_file() and path.name[0] != "."]
        return sorted(kept, key=lambda load: (load.loaded_at, load.load_id))

    def current_load(self) -> Load:
        """The load that figures are made from. Raises StoreError where there is none."""
        load = self.current_load_or_none()
        if load is None:
            raise self._holds_nothing()
        return load

    def _holds_nothing(self) -> StoreError:
        return StoreError(f"{self.path} holds no load yet. Load an extract: sightline load FOLDER --store {self.path}")

    def current_load_or_none(self) -> Load | None:
        """The load that figures are made from, or None where nothing was loaded yet."""
        try:
            load_id = (self.loads_path / "current").read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return read_load(self.loads_path / load_id)

    def snapshots(self) -> dict[date, Path]:
        """The month ends of which a snapshot is kept, and its folder."""
        if not self.snapshots_path.is_dir():
            return {}
        folders = [path for path in self.snapshots_path.iterdir() if (path / "snapshot.json").is_file()]
        return {date.fromisoformat(path.name): path for path in sorted(folders)}

    # --- writing -----------------------------------------------------------------------------------------------------

    def load_folder(
        self,
        source: Path | str,
        *,
        as_at: date | None = None,
        loaded_at: datetime,
        accept_shrink: bool = False,
        accept_as_at: bool = False,
        progress: Progress | None = None,
        most_bytes: int = MOST_BYTES_OF_TEXT,
    ) -> Load:
        """Load a folder or a zip, all of it or nothing, and make it the current load.

        The same content loaded again is the same load. Raises InputError for files that cannot be used, an extract that
        has shrunk or is far from its as-at date, StoreError for a store that cannot be written now.
        """
        with self._locked() as scratch, without_rows():
            sources = find_sources(Path(source), scratch, most_bytes=most_bytes)
            extract = read_extract(
                sources, scratch, self.authority, as_at=as_at, believable_until=loaded_at.date(), progress=progress
            )
            try:
                refuse_stopped(extract)
                refuse_empty(extract)
                if not accept_as_at:
                    check_near(extract)
                if not accept_shrink:
                    check_not_shrunk(extract, self.current_load_or_none())
                if progress:
                    progress("writing", len(sources.tables) + 1, len(sources.tables) + 2)
                return self._keep(extract, scratch, loaded_at)
            finally:
                extract.close()

    def _keep(self, extract: Extract, scratch: Path, loaded_at: datetime) -> Load:
        with writing(self.path, NOTHING_CHANGED):
            built = write_load(extract, scratch / "load", loaded_at)
            place = self.loads_path / built.load_id
            if not place.is_dir():
                built.path.rename(place)
                to_disk(self.loads_path)
            load = read_load(place)
            keep_snapshot(self.snapshots_path, load)
            self._point_at(load)
        return load

    def _point_at(self, load: Load) -> None:
        replace_text(self.loads_path / "current", load.load_id + "\n")

    def prune(self, keep: int) -> list[str]:
        """Remove all but the `keep` latest loads, the current one and those that an edition names; return their ids.

        Month-end snapshots are never removed.
        """
        if keep < 1:
            raise InputError(f"At least one load must be kept; {keep} was asked for.")
        # Taking the lock would make the folder of a store that was only mistyped.
        if not self.loads():
            raise self._holds_nothing()
        with self._locked(), writing(self.path, ""):
            loads = self.loads()
            kept = {load.load_id for load in loads[-keep:]} | self._named_by_editions()
            current = self.current_load_or_none()
            kept |= {current.load_id} if current else set()
            removed = [load for load in loads if load.load_id not in kept]
            for load in removed:
                # Renamed first, so that no reader finds half a load where a whole one was.
                gone = self.loads_path / f"{BUILDING}-gone-{load.load_id}"
                load.path.rename(gone)
                shutil.rmtree(gone)
        return [load.load_id for load in removed]

    def _named_by_editions(self) -> set[str]:
        named = set()
        for path in (self.path / "editions").glob("*/edition.json"):
            try:
                named.add(json.loads(path.read_text(encoding="utf-8"))["load"])
            except (OSError, ValueError, KeyError) as problem:
                raise StoreError(f"{path} does not say which load it was made from, so nothing is pruned.") from problem
        return named

    @contextmanager
    def _locked(self) -> Iterator[Path]:
        """Hold the store's lock, and a scratch folder in it that is gone afterwards."""
        with writing(self.path, NOTHING_CHANGED):
            self.loads_path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / ".lock", timeout=0)
            try:
                lock.acquire()
            except Timeout as problem:
                raise StoreError(
                    f"Somebody else is loading into {self.path} just now. Wait until that is done, then try again."
                ) from problem
        scratch = self.loads_path / BUILDING
        try:
            # A load that was killed leaves its folder behind; whoever holds the lock next may take it away.
            for left in self.loads_path.glob(f"{BUILDING}*"):
                shutil.rmtree(left)
            with writing(self.path, NOTHING_CHANGED):
                scratch.mkdir()
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            lock.release()


def refuse_stopped(extract: Extract) -> None:
    """Raise InputError that names every issue that stops a table."""
    stopping = extract.issues.stopping()
    if stopping:
        lines = "\n".join(f"  {issue.message}" for issue in stopping)
        raise InputError(f"Nothing was loaded, because {len(stopping)} of the files cannot be used:\n{lines}")


def refuse_empty(extract: Extract) -> None:
    """Raise InputError where no file has a row that could be kept."""
    if not any(extract.count(name) for name in extract.read):
        raise InputError(
            f"Nothing was loaded, because there is not a row in the {len(extract.read)} tables of the extract: headings alone. "
            "Make the extract again."
        )
