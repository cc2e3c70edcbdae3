"""Whatever happens while a load is written, the last good load is the one that is read."""

import errno
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sightline.errors import InputError, StoreError
from sightline.intake.load import Load
from sightline.intake.ownership import ownership
from sightline.intake.store import BUILDING, Store
from tests.support.extracts import LOADED_AT, write_tables

TEXT = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date\n"
ROOT = Path(__file__).parents[3]


def visits(folder: Path, count: int, day: str = "2026-10-30") -> Path:
    lines = "".join(f"v{number},c{number},{day}\n" for number in range(count))
    return write_tables(folder, {"ssd_cin_visits": TEXT + lines, "ssd_department": "dept_team_id,dept_team_name\nt1,North\n"})


@pytest.fixture
def loaded(tmp_path: Path) -> tuple[Store, Load, Path]:
    """A store with one good load, and the files of the next."""
    store = Store(tmp_path / "store")
    good = store.load_folder(visits(tmp_path / "first", 5), loaded_at=LOADED_AT)
    # It is the first of its month, so that a snapshot is written too.
    return store, good, visits(tmp_path / "second", 6, "2026-11-10")


def is_as_it_was(store: Store, good: Load) -> None:
    assert store.current_load() == good
    store.current_load().check_whole()


# --- written by an earlier release -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["table", "column"])
def test_a_load_that_does_not_know_what_is_read_now_says_so(loaded: tuple[Store, Load, Path], what: str) -> None:
    _, good, _ = loaded
    good.check_up_to_date()
    path = good.tables["ssd_department"]
    if what == "table":
        path.unlink()
    else:
        pq.write_table(pq.read_table(path).drop_columns(["dept_team_id"]), path)
    missing = "authority|dept_team_id" if what == "table" else "dept_team_id"
    with pytest.raises(StoreError, match=rf"did not know ssd_department\.({missing}).*Load the extract again"):
        good.check_up_to_date()


# --- killed ----------------------------------------------------------------------------------------------------------------

# Where the process is killed: what is called, and at which call of it. Between them they lie before and after everything
# that changes the store.
KILLED_AT = [
    ("sightline.intake.extract.read_source", 1),
    ("sightline.intake.extract.mend", 1),
    ("sightline.intake.keeping.write_parquet", 1),
    ("sightline.intake.keeping.write_parquet", 40),
    ("sightline.intake.keeping.replace_json", 1),
    ("pathlib.Path.rename", 1),
    ("sightline.intake.store.keep_snapshot", 1),
    ("sightline.intake.snapshots.shutil.copyfile", 1),
    ("sightline.intake.snapshots.replace_json", 1),
    ("sightline.intake.store.replace_text", 1),
    # The last but one is the pointer's own; after the last the new load is the good one.
    ("sightline.intake.files.os.fsync", -2),
    ("pathlib.Path.replace", -1),
]

KILL = """
import importlib, os, signal, sys
from datetime import datetime
from sightline.intake.store import Store
import sightline.intake.keeping, sightline.intake.snapshots, sightline.intake.extract, sightline.intake.files

def find(name):
    # The longest importable part of the name, and the attributes after it.
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            holder = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:-1]:
            holder = getattr(holder, part)
        return holder, parts[-1]

name, count, store, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
holder, attribute = find(name)
real = getattr(holder, attribute)
calls = 0

def counted(*given, **named):
    global calls
    calls += 1
    if calls == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)

setattr(holder, attribute, counted)
Store(store).load_folder(folder, loaded_at=datetime(2026, 11, 21))
print(calls)
"""


def kill_at(name: str, count: int, store: Store, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILL, name, str(count), str(store.path), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(("name", "count"), KILLED_AT)
def test_a_load_that_is_killed_changes_nothing(loaded: tuple[Store, Load, Path], tmp_path: Path, name: str, count: int) -> None:
    store, good, folder = loaded
    if count < 0:
        # Counted from the last call: how many there are is found out on a store of its own.
        whole = kill_at(name, 0, Store(tmp_path / "whole"), folder)
        assert whole.returncode == 0, whole.stderr
        count = int(whole.stdout) + 1 + count
    died = kill_at(name, count, store, folder)
    assert died.returncode == -signal.SIGKILL, died.stderr
    is_as_it_was(store, good)
    # The next load clears up, and is whole.
    load = store.load_folder(folder, loaded_at=LOADED_AT)
    assert store.current_load() == load and load.rows["ssd_cin_visits"] == 6
    load.check_whole()
    assert not list(store.loads_path.glob(f"{BUILDING}*"))


# --- a full disk -----------------------------------------------------------------------------------------------------------

WRITTEN_BY = [
    ("sightline.intake.keeping.write_parquet", 1),
    ("sightline.intake.keeping.write_parquet", 30),
    ("sightline.intake.keeping.replace_json", 1),
    ("sightline.intake.snapshots.shutil.copyfile", 1),
    ("sightline.intake.snapshots.replace_json", 1),
    ("sightline.intake.store.replace_text", 1),
    ("sightline.intake.files.os.fsync", 1),
]


def failing(real: Callable[..., Any], at: int, problem: OSError) -> Callable[..., Any]:
    calls = iter(range(1, 10_000))

    def fails(*given: Any, **named: Any) -> Any:
        if next(calls) == at:
            raise problem
        return real(*given, **named)

    return fails


@pytest.mark.parametrize(("name", "at"), WRITTEN_BY)
def test_a_full_disk_changes_nothing(
    loaded: tuple[Store, Load, Path], monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    store, good, folder = loaded
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with monkeypatch.context() as patch:
        module, _, attribute = name.rpartition(".")
        holder = importlib.import_module("sightline.intake." + module.split(".")[2])
        for part in module.split(".")[3:]:
            holder = getattr(holder, part)
        patch.setattr(holder, attribute, failing(getattr(holder, attribute), at, full))
        with pytest.raises(StoreError, match="is full. Make room and try again. Nothing that was loaded before has changed"):
            store.load_folder(folder, loaded_at=LOADED_AT)
    is_as_it_was(store, good)
    assert store.load_folder(folder, loaded_at=LOADED_AT).rows["ssd_cin_visits"] == 6


LIMITED = """
import resource, signal, sys
from datetime import datetime
from sightline.errors import SightlineError
from sightline.intake.store import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    Store(sys.argv[1]).load_folder(sys.argv[2], loaded_at=datetime(2026, 11, 21))
except SightlineError as problem:
    print(type(problem).__name__, problem)
"""


def test_a_disk_that_really_takes_no_more_changes_nothing(loaded: tuple[Store, Load, Path]) -> None:
    store, good, folder = loaded
    # No file may grow past 300 bytes: DuckDB itself fails to write the first table.
    command = [sys.executable, "-c", LIMITED, str(store.path), str(folder), "300"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert run.stdout.startswith("StoreError"), run.stdout + run.stderr
    assert "Nothing that was loaded before has changed" in run.stdout
    is_as_it_was(store, good)


# --- a store that may only be read ----------------------------------------------------------------------------------------

UNPRIVILEGED = """
import os, sys
from datetime import datetime
from sightline.errors import SightlineError
from sightline.intake.ownership import ownership
from sightline.intake.store import Store

if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
store = Store(sys.argv[1])
print(store.current_load().load_id)
for act in (
    lambda: store.load_folder(sys.argv[2], loaded_at=datetime(2026, 11, 21)),
    lambda: store.init(ownership("343")),
    lambda: store.prune(keep=1),
):
    try:
        act()
    except SightlineError as problem:
        print(type(problem).__name__, problem)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    # Folders of the test run are closed to other users, so this one lies beside them.
    with tempfile.TemporaryDirectory(prefix="sightline-read-only-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)


def test_a_store_that_may_only_be_read(open_folder: Path) -> None:
    store = Store(open_folder / "store")
    good = store.load_folder(visits(open_folder / "files", 5), loaded_at=LOADED_AT)
    for path in (store.path, *store.path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [sys.executable, "-c", UNPRIVILEGED, str(store.path), str(open_folder / "files")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT)
    read, *refusals = run.stdout.splitlines()
    assert read == good.load_id, run.stderr
    assert len(refusals) == 3
    for refusal in refusals:
        assert refusal.startswith(f"StoreError {store.path}") and "you may read it only" in refusal


def test_a_store_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError, match="a file stands where the store needs a folder"):
        Store(tmp_path / "store").load_folder(visits(tmp_path / "files", 2), loaded_at=LOADED_AT)


# --- two at once -----------------------------------------------------------------------------------------------------------


def test_two_loads_at_once(loaded: tuple[Store, Load, Path]) -> None:
    store, good, folder = loaded
    reading, may_go_on = threading.Event(), threading.Event()
    made: list[Load] = []

    def hold(what: str, done: int, total: int) -> None:
        reading.set()
        may_go_on.wait(60)

    first = threading.Thread(target=lambda: made.append(store.load_folder(folder, loaded_at=LOADED_AT, progress=hold)))
    first.start()
    try:
        assert reading.wait(60)
        for act in (
            lambda: Store(store.path).load_folder(folder, loaded_at=LOADED_AT),
            lambda: Store(store.path).prune(keep=1),
            lambda: Store(store.path).init(ownership("343")),
        ):
            with pytest.raises(StoreError, match="Somebody else is loading into"):
                act()
        # Whoever reads meanwhile reads the last good load.
        is_as_it_was(store, good)
    finally:
        may_go_on.set()
        first.join()
    assert [load.load_id for load in made] == [store.current_load().load_id]


def test_a_refused_load_leaves_nothing_behind(loaded: tuple[Store, Load, Path], tmp_path: Path) -> None:
    store, good, _ = loaded
    before = sorted(path.relative_to(store.path) for path in store.path.rglob("*"))
    with pytest.raises(InputError, match="Nothing was loaded, because 1 of the files"):
        store.load_folder(
            write_tables(tmp_path / "bad", {"ssd_person": ""}), loaded_at=datetime(2026, 12, 1), as_at=date(2026, 11, 30)
        )
    is_as_it_was(store, good)
    assert sorted(path.relative_to(store.path) for path in store.path.rglob("*")) == before
