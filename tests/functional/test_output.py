"""Where the answer goes: a full disk, a closed folder, a reader that has gone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "sightline", "--help"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the machine has no device that is always full")
def test_a_full_disk_is_said_in_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(COMMAND, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    assert ran.returncode == 5
    assert ran.stderr == "The disk is full, so what was written is not whole. Make room, then do it again.\n"


UNPRIVILEGED = """
import os, sys
import sightline.cli
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
sys.argv = ["sightline", "synthetic", sys.argv[1], "--children", "300", "--years", "1"]
sightline.cli.main()
"""


def test_a_folder_that_may_not_be_written_is_said_in_a_sentence() -> None:
    # Folders of the test run are closed to other users, so this one lies beside them.
    with tempfile.TemporaryDirectory(prefix="sightline-closed-") as name:
        closed = Path(name)
        closed.chmod(0o555)
        command = [sys.executable, "-c", UNPRIVILEGED, str(closed / "council")]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        closed.chmod(0o755)
    assert ran.returncode == 5, ran.stderr
    assert ran.stderr.startswith(f"{closed / 'council'} may not be written or read: Permission denied.")
    assert "Traceback" not in ran.stderr


def test_a_reader_that_has_gone_is_nobodys_error() -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(COMMAND, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    os.close(write)
    assert ran.stderr == ""
    assert ran.returncode == 1


STOPPED_WHILE_READING_IN = """
import sys
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "sightline.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from sightline.__main__ import main
main()
"""


def test_stopping_while_libraries_are_read_in_is_no_traceback() -> None:
    command = [sys.executable, "-c", STOPPED_WHILE_READING_IN]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 130
    assert ran.stderr == "Stopped. Nothing that was there before has changed.\n"
