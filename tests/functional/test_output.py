"""Where the answer goes: a full disk, a reader that has gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "sightline", "--help"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the machine has no device that is always full")
def test_a_full_disk_is_said_in_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(COMMAND, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    assert ran.returncode == 5
    assert ran.stderr == "The disk is full, so what was written is not whole. Make room, then do it again.\n"


def test_a_reader_that_has_gone_is_nobodys_error() -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(COMMAND, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    os.close(write)
    assert ran.stderr == ""
    assert ran.returncode == 1
