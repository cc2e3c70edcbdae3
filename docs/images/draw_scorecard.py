"""Draws docs/images/scorecard.svg from the store that `make demo` leaves: `make picture`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

STORE = Path("demo-data/store")
PICTURE = Path(__file__).with_name("scorecard.svg")


def scorecard() -> Text:
    """What the command prints for the made-up council, in its colours."""
    command = [Path(sys.executable).with_name("sightline"), "scorecard", "summary", "--store", STORE]
    printed = subprocess.run(command, env={**os.environ, "FORCE_COLOR": "1"}, check=True, capture_output=True, text=True)
    lines = [line.rstrip() for line in printed.stdout.splitlines()]
    return Text("\n").join(Text.from_ansi(line) for line in lines)


def main() -> None:
    """Draw the picture, as wide as what is printed."""
    text = scorecard()
    width = max(len(line.plain.rstrip()) for line in text.split())
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
    console.print(text, soft_wrap=True)
    drawn = console.export_svg(title="sightline scorecard summary", theme=MONOKAI, unique_id="scorecard")
    # A picture must not fetch anything: the reader's own fixed-width font does.
    drawn = re.sub(r"@font-face \{.*?\}\n", "", drawn, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
    PICTURE.write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
