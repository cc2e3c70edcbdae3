"""The whole run of `make bench`, small: every comparison is made, every copy has the authority's figures, the page is whole.

Nothing here says how fast anything has to be: that is for the run itself, on a quiet machine.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measuring import ROOT

pytestmark = pytest.mark.deep

SMALL = ["--children", "1500", "--years", "2", "--turns", "1", "--one-in", "100"]
SCALE = ["--authorities", "2", "--deep", "--region", "3", "--country", "5"]
STAGES = ["synthetic", "load", "calculate", "load bound", "scan bound", "load and calculate again", "judge"]
RATIOS = [
    "calculate over the load bound", "calculate over the scan bound", "the pandas loop over calculate",
    "the polars loop over calculate", "calculate over judging all",
]  # fmt: skip


def test_one_authority_a_region_and_a_country_in_batches(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    command = [sys.executable, "-m", "benchmarks", "--on", "2026-11-21", "--page", str(page), *SMALL, *SCALE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert page.is_file(), done.stdout + done.stderr
    # A promise that so small a run misses is no fault; a figure that differs ends the run before the page.
    assert done.returncode == 0 or done.stderr.startswith("Missed: "), done.stderr
    text = page.read_text(encoding="utf-8")
    assert "Measured on 21 November 2026." in text
    for name in [*STAGES, *RATIOS]:
        assert f"| {name} |" in text, name
    for name in ["2 authorities", "3 authorities", "5 authorities in 3 batches"]:
        assert f"| calculate, {name} |" in text, name
    assert "did not fit" not in text
