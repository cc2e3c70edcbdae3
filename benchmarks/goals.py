"""What was promised of speed, and how what was measured stands to it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A promise: the figure aimed for and the worst that is allowed. `at_least` says which way is better."""

    name: str
    aim: float
    worst: float
    unit: str
    at_least: bool = False

    def stands(self, measured: float) -> str:
        """`met`, `allowed` (short of the aim, within the worst allowed) or `missed`."""
        better = self.at_least
        if (measured >= self.aim) if better else (measured <= self.aim):
            return "met"
        return "allowed" if ((measured >= self.worst) if better else (measured <= self.worst)) else "missed"


PANDAS = Goal("the pandas loop over calculate", 60, 40, "×", at_least=True)
LOAD_BOUND = Goal("calculate over the load bound", 30, 40, "×")
MEMORY = Goal("peak memory, one authority", 1.0, 1.0, "GiB")
READING = Goal("one indicator, every month, all teams, read", 2.0, 4.0, " ms")
JUDGING = Goal("judging everything over calculating it", 1.0, 1.0, "×")
GROWTH = Goal("growth exponent, 1 to 20 authorities", 1.0, 1.0, "")
LOAD_BOUND_OF_TWENTY = Goal("calculate over the load bound, 20 authorities", 35, 35, "×")
MEMORY_OF_TWENTY = Goal("peak memory, 20 authorities", 3.0, 3.0, "GiB")
GROWTH_IN_BATCHES = Goal("growth exponent, 20 to 153 authorities in batches", 1.05, 1.05, "")


def growth_exponent(rows: tuple[int, int], seconds: tuple[float, float]) -> float:
    """By which power of the rows the seconds grow: 1 where twice the rows take twice as long."""
    return math.log(seconds[1] / seconds[0]) / math.log(rows[1] / rows[0])
