"""The typeface that travels with Sightline, so that paper and pictures look the same on every machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from sightline.errors import SightlineError

FAMILY = "Source Sans 3"
# A family whose name ends in a digit must be quoted, or the whole list is thrown away and text is drawn nowhere.
STACK = f"'{FAMILY}', Arial, Helvetica, sans-serif"
FILES = ("SourceSans3-Regular.ttf", "SourceSans3-SemiBold.ttf")


@cache
def font_folder() -> Path:
    """The folder of the font files. Raises SightlineError where one is missing: without it text would be lost unseen."""
    folder = Path(str(files("sightline.reports") / "fonts"))
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise SightlineError(
            f"The font file {' and '.join(missing)} is missing from {folder}, so charts and PDF cannot be written."
            " Install Sightline again."
        )
    return folder
