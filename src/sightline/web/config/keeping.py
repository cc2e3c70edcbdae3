"""What the application keeps in the store: its own secret, and its database where no other is named."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FOLDER = "web"
KEY_FILE = "secret_key"
SECRET_CHARACTERS = 64


def folder_in(store: Path) -> Path:
    """The application's own folder in a store, made where it is missing, closed to other users of the machine."""
    folder = store / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key_in(store: Path) -> str:
    """The secret that signs sessions, drawn at random the first time and kept: a new one would sign everybody out."""
    path = folder_in(store) / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        drawn = secrets.token_urlsafe(SECRET_CHARACTERS)
        file.write(drawn)
    return drawn


def sqlite_in(store: Path) -> Path:
    """The database of what people write, where no other is named."""
    return folder_in(store) / "sightline.sqlite3"


def static_in(store: Path) -> Path:
    """Where style sheets and fonts are collected for serving, by names that change with what they hold."""
    folder = folder_in(store) / "static"
    folder.mkdir(exist_ok=True)
    return folder
