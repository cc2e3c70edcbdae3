"""The stages that are timed, each run as `python -m benchmarks.stages NAME ARGUMENTS` in a process of its own."""

# Imported by each stage for itself, so that no stage's peak memory holds another's libraries.
# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks.measuring import Clock, peak_bytes

# When a stage says that it began: part of a build's name and of nothing that is timed.
STARTED = datetime(2026, 11, 1)
Stage = Callable[..., tuple[Clock, dict[str, Any]]]


def synthetic(out: str, children: int, years: int, as_at: str) -> tuple[Clock, dict[str, Any]]:
    """Make up an authority and write its extract as CSV."""
    from sightline.pipeline.make_synthetic import make_synthetic

    clock = Clock()
    rows = clock.time(
        lambda: make_synthetic(Path(out), children=children, years=years, as_at=date.fromisoformat(as_at), seed=1, form="csv")
    )
    return clock, {"rows": sum(rows.values()), "tables": len(rows)}


def load(store: str, extract: str, as_at: str) -> tuple[Clock, dict[str, Any]]:
    """Read, check and type an extract."""
    from benchmarks.copies import name_store
    from sightline.pipeline.load import load_extract

    name_store(Path(store))
    clock = Clock()
    loaded = clock.time(
        lambda: load_extract(Path(store), Path(extract), as_at=date.fromisoformat(as_at), loaded_at=STARTED, accept_shrink=True)
    )
    return clock, {"rows": sum(loaded.rows.values())}


def calculate(store: str) -> tuple[Clock, dict[str, Any]]:
    """Typed Parquet to the served file."""
    # Arrow imports pandas where it finds it, as it does here for the loops' sake only. It is no part of calculating.
    import pandas  # noqa: F401

    from sightline.observations.store import DATABASE
    from sightline.pipeline.calculate import calculate as calculate_build

    clock = Clock()
    made = clock.time(lambda: calculate_build(Path(store), started_at=STARTED))
    return clock, {"indicators": made.indicators, "file_bytes": (made.build.folder / DATABASE).stat().st_size}


def recalculate(store: str, extract: str, as_at: str) -> tuple[Clock, dict[str, Any]]:
    """Load again after one table of the extract changed, and calculate: there is no incremental logic to go wrong."""
    contacts = next(Path(extract).glob("*contacts.csv"))
    lines = contacts.read_bytes().splitlines(keepends=True)
    # The last contact is taken back.
    contacts.write_bytes(b"".join(lines[:-1]))
    loading, loaded = load(store, extract, as_at)
    calculating, calculated = calculate(store)
    contacts.write_bytes(b"".join(lines))
    return Clock(loading.wall + calculating.wall, loading.cpu + calculating.cpu), loaded | calculated


def load_bound(store: str) -> tuple[Clock, dict[str, Any]]:
    """Read every raw column of the typed Parquet into tables, once, and do nothing with them."""
    return _bound(store, "CREATE TABLE {name} AS SELECT * FROM read_parquet('{path}', hive_partitioning = false)")


def scan_bound(store: str) -> tuple[Clock, dict[str, Any]]:
    """Look at every raw value of the typed Parquet once, and keep nothing."""
    return _bound(store, "SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet('{path}', hive_partitioning = false)")


def _bound(store: str, sql: str) -> tuple[Clock, dict[str, Any]]:
    from sightline.intake.store import Store

    tables = Store(Path(store)).current_load().tables
    clock = Clock()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET preserve_insertion_order = false")
        for name, path in tables.items():
            statement = sql.format(name=name, path=path)
            clock.time(lambda: connection.execute(statement).fetchall())  # noqa: B023 (called at once)
    return clock, {"tables": len(tables)}


def loop(store: str, library: str, one_in: int) -> tuple[Clock, dict[str, Any]]:
    """The loop that an analyst would write, for a sample of the questions; its figures are held against ours."""
    from benchmarks.loops import run_loop

    looped = run_loop(Path(store), library, one_in, seed=1)
    return looped.clock, {name: value for name, value in asdict(looped).items() if name != "clock"}


def copies(store: str, out: str, first: int, authorities: int) -> tuple[Clock, dict[str, Any]]:
    """Make a store of many authorities out of one."""
    from benchmarks.copies import copy_store

    clock = Clock()
    rows = clock.time(lambda: copy_store(Path(store), Path(out), first, authorities))
    return clock, {"rows": rows}


def check_copies(store: str, copied: str) -> tuple[Clock, dict[str, Any]]:
    """Whether every authority of many has the figures that it has alone."""
    from benchmarks.copies import check_copies as check

    clock = Clock()
    return clock, {"compared": clock.time(lambda: check(Path(store), Path(copied)))}


def read(store: str, times: int) -> tuple[Clock, dict[str, Any]]:
    """One indicator, every month, all teams, read from the served file again and again."""
    from sightline.engine.read import Wanted
    from sightline.observations.store import Builds, Observations

    clock, seconds, rows = Clock(), [], []
    with Observations(Builds(Path(store)).current()) as observations:
        figures = [figure for figure in observations.plan.figures if "team" in figure.breakdowns]
        for turn in range(times):
            figure = figures[turn % len(figures)]
            wanted = Wanted(windows=figure.windows[:1], breakdowns=("team",))
            begun = time.perf_counter()
            table = clock.time(lambda: observations.table([figure.indicator_id], wanted))  # noqa: B023 (called at once)
            seconds.append(time.perf_counter() - begun)
            rows.append(table.num_rows)
    p50, p95 = np.percentile(seconds, [50, 95])
    return clock, {"p50": float(p50), "p95": float(p95), "rows": float(np.mean(rows)), "indicators": len(figures)}


def judge(store: str) -> tuple[Clock, dict[str, Any]]:
    """Judge every indicator, month and team at once, figures already read."""
    from sightline.engine.read import Wanted
    from sightline.judgement.judge import judge_all
    from sightline.judgement.judgements import Grounds
    from sightline.judgement.series import SeriesTable
    from sightline.judgement.target_readers import targets_from_rows
    from sightline.judgement.tolerance import Targets
    from sightline.observations.store import Builds, Observations
    from sightline.pipeline.definitions import open_catalogue
    from sightline.pipeline.known_figures import terms_of
    from sightline.pipeline.load import rows_of_table

    terms = terms_of(open_catalogue(Path(store)))
    targets = targets_from_rows(
        rows_of_table(Path(store), "loc_target"), {indicator: each.polarity for indicator, each in terms.items()}
    ).targets
    with Observations(Builds(Path(store)).current()) as observations:
        table = observations.table(None, Wanted(breakdowns=("all", "team")))
    clock = Clock()
    series = clock.time(lambda: SeriesTable.from_arrow(table, terms))
    clock.time(lambda: judge_all(series, Grounds(targets=Targets(targets))))
    return clock, {"series": len(series.keys), "months": len(series.months), "figures": table.num_rows, "targets": len(targets)}


def report(store: str, out: str) -> tuple[Clock, dict[str, Any]]:
    """The whole monthly report in every format, cold: from libraries not yet loaded to files."""
    clock, parts = Clock(), {}

    def timed(name: str, action: Callable[[], Any]) -> Any:
        before = clock.wall
        done = clock.time(action)
        parts[name] = clock.wall - before
        return done

    timed("loading libraries", lambda: __import__("sightline.cli.reports"))
    from sightline.cli.reports import RENDERERS
    from sightline.pipeline.report import ReportRequest, make_report
    from sightline.reports.charts import draw_all

    built = timed("building", lambda: make_report(Path(store), ReportRequest("monthly"), created_at=STARTED))
    charts = timed("charts", lambda: draw_all(built))
    Path(out).mkdir(parents=True, exist_ok=True)
    for form, render in RENDERERS.items():
        written = timed(form, lambda: render(built))  # noqa: B023 (called at once)
        held = written.encode() if isinstance(written, str) else written
        timed(form + " written", lambda: (Path(out) / f"monthly.{form}").write_bytes(held))  # noqa: B023 (called at once)
    shares = {name: seconds + parts.get(f"{name} written", 0.0) for name, seconds in parts.items() if " written" not in name}
    return clock, {"parts": shares, "charts": charts, "tables": sum(1 for _ in built.tables())}


STAGES: dict[str, Stage] = {
    stage.__name__: stage
    for stage in (
        synthetic, load, calculate, recalculate, load_bound, scan_bound, loop, copies, check_copies, read, judge,
        report,
    )
}  # fmt: skip


def main(name: str, arguments: str) -> None:
    """Run a stage and print what it took as JSON."""
    clock, found = STAGES[name](**json.loads(arguments))
    print(json.dumps({"wall": clock.wall, "cpu": clock.cpu, "peak_bytes": peak_bytes(), "found": found}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
