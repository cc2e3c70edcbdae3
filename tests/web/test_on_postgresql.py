"""The whole web suite once more on PostgreSQL, which is what a council runs in production."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.postgresql import cluster, programs

HERE = Path(__file__).parent
# These start processes of their own, on a database of their own.
LEFT_OUT = ("test_on_postgresql.py", "test_serving.py")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this is the run on PostgreSQL")
def test_the_web_suite_passes_on_postgresql() -> None:
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    ignored = [f"--ignore={HERE / name}" for name in LEFT_OUT]
    with tempfile.TemporaryDirectory(prefix="sightline-pg-", dir="/tmp") as folder, cluster(Path(folder), found) as address:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", str(HERE), *ignored],
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
                "DATABASE_URL": address,
            },
            cwd=HERE.parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
