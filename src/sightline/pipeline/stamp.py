"""Stamp: what a store holds now, in a few characters, so that a reader knows whether to read again."""

from __future__ import annotations

import hashlib
from pathlib import Path

# What pages are made of, beside the load and the build: whatever people and publishers set.
FILES = ("targets.csv", "statuses.csv", "decisions.csv", "commentary.csv", "authority.json")
FOLDERS = ("definitions", "benchmarks", "history", "authored")
POINTERS = ("loads/current", "builds/current")


def store_stamp(store: Path) -> str:
    """Changes whenever a load, a build, a target, a definition, a benchmark or a supplied series does.

    Pointers are read; other files are told apart by size and time, which costs no reading.
    """
    digest = hashlib.sha256()
    for name in POINTERS:
        path = store / name
        digest.update(f"{name}={path.read_text(encoding='utf-8') if path.exists() else ''}\n".encode())
    paths = [store / name for name in FILES]
    for name in FOLDERS:
        paths += sorted(path for path in (store / name).rglob("*") if path.is_file())
    for path in paths:
        if path.exists():
            seen = path.stat()
            digest.update(f"{path.relative_to(store)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
