"""`python -m benchmarks`: run every comparison, print it as it comes, and write the page."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import date
from pathlib import Path

from benchmarks import goals
from benchmarks.measuring import ROOT, Measured, StageFailedError, machine, run_stage
from benchmarks.page import Results, render, said

PAGE = ROOT / "docs" / "reference" / "speed.md"
AS_AT = "2026-10-31"
BATCH = 20


def arguments() -> argparse.Namespace:
    """What may be asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="the day to write on the page")
    parser.add_argument("--children", type=int, default=55000, help="children living in the made-up authority")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--turns", type=int, default=3, help="how often each side of a ratio is measured; the shortest counts")
    parser.add_argument("--one-in", type=int, default=60, help="the loops answer one question in so many")
    parser.add_argument("--authorities", type=int, default=BATCH, help="copies for growth, and in a batch; 1 leaves growth out")
    parser.add_argument("--deep", action="store_true", help="also a region at once, and the country in batches")
    parser.add_argument("--region", type=int, default=15, help="authorities of a region")
    parser.add_argument("--country", type=int, default=153, help="authorities of the country")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the page")
    return parser.parse_args()


def best_of(turns: int, name: str, **given: object) -> Measured:
    """The shortest of so many turns of a stage."""
    best = run_stage(name, **given)
    for _ in range(turns - 1):
        best = best.best(run_stage(name, **given))
    return best


def time_one_authority(results: Results, folder: Path, asked: argparse.Namespace) -> Measured:
    """Synthetic, load and calculate for one authority, with everything that calculate is held against."""
    extract, store = str(folder / "extract"), str(folder / "store")
    made = run_stage("synthetic", out=extract, children=asked.children, years=asked.years, as_at=AS_AT)
    results.rows = made.found["rows"]
    results.add("synthetic", made, f"{made.found['tables']} tables of CSV")
    results.add("load", run_stage("load", store=store, extract=extract, as_at=AS_AT))
    turns: dict[str, list[Measured]] = {}
    for _ in range(asked.turns):
        # Turn and turn about, so that a busy spell of the machine falls on both sides of a ratio.
        for name in ("calculate", "load_bound", "scan_bound"):
            turns.setdefault(name, []).append(run_stage(name, store=store))
    calculate, bound, scan = (_best(turns[name]) for name in ("calculate", "load_bound", "scan_bound"))
    results.add("calculate", calculate, f"{calculate.found['indicators']} indicators")
    results.add("load bound", bound, "all columns into memory, once")
    results.add("scan bound", scan, "all values looked at, once")
    results.compare("calculate over the load bound", calculate.wall / bound.wall, calculate.cpu / bound.cpu)
    results.compare("calculate over the scan bound", calculate.wall / scan.wall, calculate.cpu / scan.cpu)
    ratio = time_loops(results, store, calculate, asked)
    results.hold(goals.PANDAS, ratio)
    results.hold(goals.LOAD_BOUND, min(calculate.wall / bound.wall, calculate.cpu / bound.cpu))
    results.hold(goals.MEMORY, calculate.peak_bytes / 1024**3)
    time_reading(results, store, calculate, asked)
    time_report(results, store, str(folder / "report"))
    again = run_stage("recalculate", store=store, extract=extract, as_at=AS_AT)
    results.add("load and calculate again", again, "after one table of the extract changed")
    return calculate


def _best(turns: list[Measured]) -> Measured:
    best = turns[0]
    for turn in turns[1:]:
        best = best.best(turn)
    return best


def time_loops(results: Results, store: str, calculate: Measured, asked: argparse.Namespace) -> float:
    """The analyst's loops. Returns how many times longer the pandas loop takes than calculate."""
    ratio = 0.0
    for library in ("pandas", "polars"):
        looped = best_of(asked.turns, "loop", store=store, library=library, one_in=asked.one_in)
        found = looped.found
        scale = found["questions_there_are"] / found["questions_asked"]
        results.compare(
            f"the {library} loop over calculate",
            looped.wall * scale / calculate.wall,
            looped.cpu * scale / calculate.cpu,
            f"{said(looped.wall * scale)} reckoned from {found['questions_asked']:,} of {found['questions_there_are']:,} "
            f"questions; {found['figures_compared']:,} figures compared, all the same",
        )
        if library == "pandas":
            ratio = max(looped.wall / calculate.wall, looped.cpu / calculate.cpu) * scale
    return ratio


def time_reading(results: Results, store: str, calculate: Measured, asked: argparse.Namespace) -> None:
    """Reading one indicator for all teams, and judging everything."""
    read = run_stage("read", store=store, times=300)
    results.notes.append(
        f"One indicator, every month, all teams ({read.found['rows']:.0f} figures on average) is read in "
        f"{said(read.found['p50'])} (half of the reads), {said(read.found['p95'])} (95 in 100)."
    )
    judged = best_of(asked.turns, "judge", store=store)
    results.add(
        "judge", judged, f"{judged.found['figures']:,} figures: every indicator, window and month, the whole and all teams"
    )
    results.compare("calculate over judging all", calculate.wall / judged.wall, calculate.cpu / judged.cpu)
    print(results.notes[-1], flush=True)
    results.hold(goals.READING, read.found["p50"] * 1000)
    results.hold(goals.JUDGING, max(judged.wall / calculate.wall, judged.cpu / calculate.cpu))


def time_report(results: Results, store: str, out: str) -> None:
    """The monthly report in every format, and what each part of the work takes of it."""
    written = run_stage("report", store=store, out=out)
    found = written.found
    results.add("monthly report", written, f"{found['charts']} charts and {found['tables']} tables in five formats, cold")
    shares = [f"{name} {seconds / written.wall:.0%}" for name, seconds in found["parts"].items()]
    results.notes.append(f"Of the monthly report's {said(written.wall)}: {', '.join(shares)}.")
    print(results.notes[-1], flush=True)


def time_growth(results: Results, folder: Path, one: Measured, authorities: int, batches: int, turns: int) -> Measured:
    """The same authority many times over, in batches, each checked against the one."""
    store, whole, rows, load_bounds = str(folder / "store"), [], 0, []
    left = authorities
    for batch in range(batches):
        size = -(-left // (batches - batch))
        copied = folder / "copies"
        shutil.rmtree(copied, ignore_errors=True)
        rows += run_stage("copies", store=store, out=str(copied), first=authorities - left, authorities=size).found["rows"]
        left -= size
        whole.append(best_of(turns, "calculate", store=str(copied)))
        if batches == 1:
            load_bounds.append(best_of(3, "load_bound", store=str(copied)))
        run_stage("check_copies", store=store, copied=str(copied))
    total = Measured(sum(t.wall for t in whole), sum(t.cpu for t in whole), max(t.peak_bytes for t in whole), {"rows": rows})
    in_batches = f" in {batches} batches" if batches > 1 else ""
    results.add(f"calculate, {authorities} authorities{in_batches}", total, f"{rows:,} rows")
    exponents = [
        goals.growth_exponent((results.rows, rows), seconds) for seconds in ((one.wall, total.wall), (one.cpu, total.cpu))
    ]
    results.notes.append(
        f"From 1 to {authorities} authorities{in_batches} the time grows as rows to the power of {exponents[0]:.2f} by the "
        f"clock, {exponents[1]:.2f} by the processor."
    )
    if batches == 1:
        bound = load_bounds[0]
        results.compare(
            f"calculate over the load bound, {authorities} authorities", total.wall / bound.wall, total.cpu / bound.cpu
        )
        if authorities == BATCH:
            results.hold(goals.GROWTH, min(exponents))
            results.hold(goals.LOAD_BOUND_OF_TWENTY, min(total.wall / bound.wall, total.cpu / bound.cpu))
            results.hold(goals.MEMORY_OF_TWENTY, total.peak_bytes / 1024**3)
    return total


def time_country(results: Results, folder: Path, one: Measured, batch: Measured | None, asked: argparse.Namespace) -> None:
    """A region at once, and the country in batches; what does not fit on this machine is said."""
    for authorities, batches in ((asked.region, 1), (asked.country, -(-asked.country // asked.authorities))):
        try:
            measured = time_growth(results, folder, one, authorities, batches, 1)
        except StageFailedError as problem:
            results.notes.append(f"{authorities} authorities did not fit on this machine. {problem}")
            continue
        if authorities == asked.country and batch is not None:
            rows = (batch.found["rows"], measured.found["rows"])
            results.hold(goals.GROWTH_IN_BATCHES, goals.growth_exponent(rows, (batch.wall, measured.wall)))


def main() -> None:
    """Run everything; exit code 1 where a promise was missed by the clock and by the processor alike."""
    asked = arguments()
    results, batch = Results(asked.on, machine()), None
    with tempfile.TemporaryDirectory(prefix="sightline-bench-") as folder:
        one = time_one_authority(results, Path(folder), asked)
        if asked.authorities > 1:
            batch = time_growth(results, Path(folder), one, asked.authorities, 1, 1)
        if asked.deep:
            time_country(results, Path(folder), one, batch, asked)
    asked.page.write_text(render(results), encoding="utf-8")
    print(f"Written to {asked.page}.")
    missed = [goal.name for goal, measured in results.goals if goal.stands(measured) == "missed"]
    if missed:
        raise SystemExit(f"Missed: {', '.join(missed)}.")


if __name__ == "__main__":
    try:
        main()
    except (StageFailedError, KeyboardInterrupt) as problem:
        raise SystemExit(f"Stopped, and no page was written. {problem}") from None
