"""Seconds and memory: each stage is timed in a process of its own, so that none pays for another or hides behind it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Measured:
    """One stage: elapsed seconds, seconds of processor over all threads, peak memory of its process, and what it found."""

    wall: float
    cpu: float
    peak_bytes: int
    found: dict[str, Any]

    def best(self, other: Measured) -> Measured:
        """The quicker of two runs of the same stage; the larger of their peaks."""
        return Measured(min(self.wall, other.wall), min(self.cpu, other.cpu), max(self.peak_bytes, other.peak_bytes), self.found)


@dataclass
class Clock:
    """Elapsed and processor seconds, added up over every call that is timed."""

    wall: float = 0.0
    cpu: float = 0.0

    def time(self, action: Callable[[], Any]) -> Any:
        """Run an action and add what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return action()
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


def peak_bytes() -> int:
    """The most memory that this process has held."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource  # noqa: PLC0415 (there is none on Windows)

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)


class StageFailedError(Exception):
    """A stage that ended without an answer. What it said is on standard error."""


def run_stage(name: str, **arguments: Any) -> Measured:
    """Run a stage of stages.py in a process of its own, and say so to whoever waits. Raises StageFailedError."""
    print(f"… {name}", flush=True)
    command = [sys.executable, "-m", "benchmarks.stages", name, json.dumps(arguments)]
    # What a stage prints while it works is not its answer: that is the last line.
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise StageFailedError(f"The stage '{name}' failed with code {done.returncode}; what it said is above.")
    answer = json.loads(done.stdout.splitlines()[-1])
    return Measured(answer["wall"], answer["cpu"], answer["peak_bytes"], answer["found"])


def machine() -> str:
    """This machine in a line: processor, cores, memory, system, Python."""
    memory = psutil.virtual_memory().total / 1024**3
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
