"""The inputs of an edition beside its load: what people and publishers set, as it was on the day."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sightline.observations.editions import sha256
from sightline.pipeline.restatement import CAUSES
from sightline.pipeline.stamp import FILES, FOLDERS

SNAPSHOTS = "snapshots"
# Written once and never changed in place, so that a second name for the same bytes will do.
NEVER_CHANGED = ".parquet"


def freeze_inputs(store: Path, folder: Path) -> dict[str, str]:
    """Copy the inputs under `folder`; their hashes by their names."""
    kept: dict[str, str] = {}
    for path in _inputs(store):
        name = path.relative_to(store).as_posix()
        _copy(path, folder / name)
        kept[name] = sha256(path.read_bytes())
    return kept


def _inputs(store: Path) -> list[Path]:
    single = [store / name for name in (*FILES, CAUSES)]
    found = {path for path in single if path.is_file()}
    for name in (*FOLDERS, SNAPSHOTS):
        found |= {path for path in (store / name).rglob("*") if path.is_file() and not path.name.startswith(".")}
    return sorted(found)


def restore_inputs(inputs: Path, store: Path) -> None:
    """Lay the inputs of an edition out as a store has them."""
    for path in sorted(inputs.rglob("*")):
        if path.is_file():
            _copy(path, store / path.relative_to(inputs))


def link_load(load: Path, store: Path) -> None:
    """Make a load the current one of another store, without copying its tables."""
    there = store / "loads" / load.name
    for path in sorted(load.rglob("*")):
        if path.is_file():
            _copy(path, there / path.relative_to(load))
    (store / "loads" / "current").write_text(f"{load.name}\n", encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == NEVER_CHANGED:
        try:
            os.link(source, target)
            return
        except OSError:
            # Another disk: the bytes are copied then.
            pass
    shutil.copyfile(source, target)
