"""A PostgreSQL cluster that lives as long as a test: made with initdb, reached over a socket in its own folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "sightline"
# PostgreSQL refuses to run as root. Whoever it runs as instead owns the folder.
STAND_IN = "nobody"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl; None where PostgreSQL is not installed. Debian keeps them out of the path."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    held = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return held[-1] if held else None


@contextmanager
def cluster(folder: Path, bin_folder: Path) -> Iterator[str]:
    """The address of an empty database. `folder` has to be reachable for others than root, and its path short."""
    data, as_stand_in = folder / "data", os.geteuid() == 0
    if as_stand_in:
        owner = pwd.getpwnam(STAND_IN)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    before = ["setpriv", f"--reuid={STAND_IN}", "--regid=nogroup", "--clear-groups", "--"] if as_stand_in else []

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*before, str(bin_folder / program), *arguments], check=True, capture_output=True, cwd=folder, text=True)

    run("initdb", "-D", str(data), "-U", NAME, "--auth=trust", "--encoding=UTF8", "--no-sync")
    # Nothing listens on the network, and nothing waits for the disk: the cluster is thrown away.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgres://{NAME}@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
