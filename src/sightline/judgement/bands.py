"""Intervals of a figure that are met, near or not met, and how printed bands such as `92%>` or `19-15` are read.

Readings (the published scorecards): `<92` below 92; `26<` the same; `95+` and `92>` that or more; `>25` above 25;
`75-84` both ends included, in whole units, so it reaches up to 85 but not to it; `95` alone says no direction.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"(\d+(?:\.\d+)?)%?"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:<=|≤){NUMBER}"), "at_most"),
    (re.compile(rf"(?:>=|≥){NUMBER}"), "at_least"),
    (re.compile(rf"<{NUMBER}"), "below"),
    (re.compile(rf"{NUMBER}<"), "below"),
    (re.compile(rf">{NUMBER}"), "above"),
    (re.compile(rf"{NUMBER}[>+]"), "at_least"),
    (re.compile(rf"{NUMBER}[-–]{NUMBER}"), "between"),
    (re.compile(rf"{NUMBER}"), "point"),
)


@dataclass(frozen=True)
class Interval:
    """Figures from `low` to `high`. Each end is included or not."""

    low: float = -math.inf
    high: float = math.inf
    low_included: bool = True
    high_included: bool = True
    # The text it was read from, for messages.
    printed: str = ""

    def contains(self, value: float) -> bool:
        """Whether a figure lies inside."""
        low, high = self.closed()
        return low <= value <= high

    def closed(self) -> tuple[float, float]:
        """The same figures with both ends included: an open end moves to the next number a computer can hold."""
        low = self.low if self.low_included else math.nextafter(self.low, math.inf)
        high = self.high if self.high_included else math.nextafter(self.high, -math.inf)
        return low, high

    @property
    def is_point(self) -> bool:
        """One figure only: a band that was printed without saying which way it runs."""
        return self.low == self.high


@dataclass(frozen=True)
class Bands:
    """The figures that are met, and those that are near; everything else is not met."""

    met: Interval
    near: Interval | None = None


def read_band(printed: str) -> Interval:
    """An interval from the text of one cell. Raises ValueError with what may be written."""
    text = printed.replace(" ", "").replace(",", "")
    for pattern, kind in PATTERNS:
        if match := pattern.fullmatch(text):
            return _interval(kind, [float(part) for part in match.groups()], "." in text, printed)
    raise ValueError(f"'{printed}' is not a band. Write it as 95+, <92, >25, 75-84, >=95 or <=10.")


def _interval(kind: str, ends: list[float], has_fraction: bool, printed: str) -> Interval:
    if kind == "below":
        return Interval(high=ends[0], high_included=False, printed=printed)
    if kind == "above":
        return Interval(low=ends[0], low_included=False, printed=printed)
    if kind == "at_most":
        return Interval(high=ends[0], printed=printed)
    if kind == "at_least":
        return Interval(low=ends[0], printed=printed)
    if kind == "point":
        return Interval(ends[0], ends[0], printed=printed)
    low, high = sorted(ends)
    # 75-84 beside 85-100 leaves no room for 84.3, so whole-unit bands run up to the next whole number.
    if has_fraction:
        return Interval(low, high, printed=printed)
    return Interval(low, high + 1, high_included=False, printed=printed)


def around(centre: float, within: float) -> Interval:
    """Figures no further than `within` from `centre`, in decimal arithmetic: 158.8 ± 5 is exactly 153.8 to 163.8."""
    middle, reach = Decimal(repr(centre)), Decimal(repr(within))
    return Interval(float(middle - reach), float(middle + reach), printed=f"±{within:g} of {centre:g}")
