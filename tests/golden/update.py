"""`python -m tests.golden.update` writes the golden files anew. It refuses while anything is uncommitted, so that the difference
that it makes is seen, read and committed by itself.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.golden.paper import paper
from tests.golden.readings import READINGS, read

FILES = Path(__file__).parent / "files"


def main() -> int:
    """Write every file; 1 where that was refused."""
    changed = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    if changed:
        sys.stderr.write(f"Commit or take back your changes first, so that what this changes can be read alone:\n{changed}")
        return 1
    report = paper()
    FILES.mkdir(exist_ok=True)
    for name in READINGS:
        (FILES / name).write_text(read(name, report), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
