"""The page that a run writes: what was measured, in tables, with the machine and the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from benchmarks.goals import Goal
from benchmarks.measuring import Measured

INTRODUCTION = """\
`make bench` writes this page. All of it was measured in one run on one machine; ratios are of the shortest of several
turns, because what else a machine does can only make a turn longer. Another machine gives other seconds and much the same
ratios.
"""

EXPLANATION = """\
* **Calculate** goes from typed Parquet to the file that figures are read from: every indicator that the extract can bear, for
  72 months, every window and every breakdown.
* **The pandas loop** is what an analyst would write for the same figures: for each indicator, window and month keep the rows
  of the period that count, and total them as a whole and by each breakdown. It is given its rows in memory, staged by
  Sightline and with every condition worked out, and writes nothing. It answers an even sample of the questions, from which
  its whole time is reckoned; every figure that it gives is compared with Sightline's and has to be the same.
* **The polars loop** is the same loop in polars, a question at a time, held against Sightline in the same way.
* **The load bound** is the time to read all columns of the typed tables into memory once; **the scan bound** to look at every
  value and keep nothing. Nothing that reads all rows can be quicker.
* **Copies**: the authorities of the larger runs are copies of the one, each under a code of its own, and a growth exponent of 1
  says that twice the rows take twice as long. Every copy's sums are compared with the authority's own.
* Processor seconds add up over cores. Peak memory is that of the stage's own process.
"""


@dataclass
class Results:
    """Everything a run measured. `stages` pairs a name with what it took; `notes` says what was found beside it."""

    on: date
    machine: str
    rows: int = 0
    stages: list[tuple[str, Measured, str]] = field(default_factory=list)
    comparisons: list[tuple[str, float, float, str]] = field(default_factory=list)
    goals: list[tuple[Goal, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, measured: Measured, note: str = "") -> None:
        """A stage, printed at once for whoever waits."""
        self.stages.append((name, measured, note))
        print("  ".join(_stage_row(name, measured, note)), flush=True)

    def compare(self, name: str, wall: float, cpu: float, note: str = "") -> None:
        """A ratio, by the clock and by the processor."""
        self.comparisons.append((name, wall, cpu, note))
        print(f"{name}: {wall:.1f}× by the clock, {cpu:.1f}× by the processor. {note}", flush=True)

    def hold(self, goal: Goal, measured: float) -> None:
        """A goal and how far it was met."""
        self.goals.append((goal, measured))
        print(f"{goal.name}: {measured:.2f}{goal.unit}: {goal.stands(measured)}", flush=True)


def said(seconds: float) -> str:
    """Seconds, with as many digits as they bear."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"


def _stage_row(name: str, measured: Measured, note: str) -> tuple[str, ...]:
    return (name, said(measured.wall), said(measured.cpu), f"{measured.peak_bytes / 1024**2:,.0f} MiB", note)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 2), "---"], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def render(results: Results) -> str:
    """The page as Markdown."""
    goals = [
        (goal.name, f"{'at least' if goal.at_least else 'at most'} {goal.aim:g}{goal.unit}", f"{goal.worst:g}{goal.unit}",
         f"{measured:.2f}{goal.unit}", goal.stands(measured))
        for goal, measured in results.goals
    ]  # fmt: skip
    parts = [
        "# How fast it is\n",
        INTRODUCTION,
        f"Measured on {results.on.day} {results.on:%B %Y}. {results.machine}. {results.rows:,} rows in.\n",
        "## Stages\n",
        _table(("stage", "elapsed", "processor", "peak memory", ""), [_stage_row(*stage) for stage in results.stages]),
        "## Side by side\n",
        _table(
            ("ratio", "by the clock", "by the processor", ""),
            [(name, f"{wall:.1f}×", f"{cpu:.1f}×", note) for name, wall, cpu, note in results.comparisons],
        ),
        "## Against what was promised\n",
        _table(("promise", "aim", "worst allowed", "measured", ""), goals),
        "".join(f"* {note}\n" for note in results.notes),
        "## What is compared\n",
        EXPLANATION,
    ]
    return "\n".join(part for part in parts if part)
