"""Where an authority stands among others: its published figure beside neighbours, region, England and the middle half.

A benchmark is a statistic of a published measure at a period and release. The current local figure may be set beside it,
but is not like for like; and where the answer turns on the choice of neighbours, of mean or median, or of published or
current figure, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sightline.benchmarks.models import Benchmark
from sightline.vocabulary import wording

BETWEEN = {"lower": "below", "in range": "within", "higher": "above"}


@dataclass(frozen=True)
class BenchmarkPosition:
    """The benchmarks of one measure, period and release. `neighbour_means` and `_medians` are by version of the set."""

    measure: str
    period: str
    release: str
    published: float | None
    neighbour_means: dict[str, float] = field(default_factory=dict)
    neighbour_medians: dict[str, float] = field(default_factory=dict)
    best_neighbour: float | None = None
    region: float | None = None
    england: float | None = None
    top_quartile: float | None = None
    q25: float | None = None
    q75: float | None = None
    middle_half: str = ""
    rank: int | None = None
    of: int | None = None
    current: float | None = None
    unit: str = ""
    decimals: int = 1

    @property
    def neighbour_set(self) -> str:
        """The newest version of the neighbours that has a mean; the default to compare with."""
        return max(self.neighbour_means, default="")

    @property
    def statistics(self) -> dict[str, float]:
        """The figures by name, as a target's distance may ask for them; the neighbours of the newest set."""
        held = {
            "authority": self.published,
            "region": self.region,
            "england": self.england,
            "sn_mean": self.neighbour_means.get(self.neighbour_set),
            "sn_median": self.neighbour_medians.get(self.neighbour_set),
            "best_sn": self.best_neighbour,
            "top_quartile": self.top_quartile,
            "q25": self.q25,
            "q75": self.q75,
        }
        return {name: value for name, value in held.items() if value is not None}

    @property
    def reason(self) -> str:
        """Where the published figure lies, against each comparator that there is."""
        if self.published is None:
            return f"No figure was published for the authority in {self.period}."
        parts = [
            f"{_side(self.published, value)} {name} ({self._said(value)})"
            for name, value in (
                (f"the mean of its statistical neighbours of {self.neighbour_set}", self.statistics.get("sn_mean")),
                ("its region", self.region),
                ("England", self.england),
            )
            if value is not None
        ]
        if self.middle_half and self.q25 is not None and self.q75 is not None:
            half = f"{wording.number(self.q25, self.decimals)} to {self._said(self.q75)}"
            parts.append(f"{BETWEEN[self.middle_half]} the middle half of authorities ({half})")
        if self.rank is not None and self.of is not None:
            parts.append(f"{self.rank} of {self.of} from the best")
        said = f"Published for {self.period}: {self._said(self.published)}"
        return f"{said}, {wording.listed(parts)}." if parts else f"{said}."

    @property
    def current_reason(self) -> str:
        """The current local figure, with its label."""
        if self.current is None:
            return ""
        return f"The current local figure is {self._said(self.current)}: not like for like with published ones."

    @property
    def warnings(self) -> tuple[str, ...]:
        """Each choice on which the verdict turns. Empty where every choice gives the same answer."""
        found = [self._turns_on_set(), self._turns_on_median(), *self._turns_on_current()]
        return tuple(warning for warning in found if warning)

    def _turns_on_set(self) -> str:
        if self.published is None:
            return ""
        sides = {version: _side(self.published, mean) for version, mean in sorted(self.neighbour_means.items())}
        if len(set(sides.values())) <= 1:
            return ""
        each = [f"{side} those of {v} ({self._said(self.neighbour_means[v])})" for v, side in sides.items()]
        return f"The verdict turns on the set of neighbours: {wording.listed(each)}."

    def _turns_on_median(self) -> str:
        mean, median = self.statistics.get("sn_mean"), self.statistics.get("sn_median")
        if self.published is None or mean is None or median is None:
            return ""
        sides = _side(self.published, mean), _side(self.published, median)
        if sides[0] == sides[1]:
            return ""
        return (
            f"The verdict turns on mean or median: {sides[0]} the neighbours' mean ({self._said(mean)}),"
            f" {sides[1]} their median ({self._said(median)})."
        )

    def _turns_on_current(self) -> list[str]:
        if self.published is None or self.current is None:
            return []
        comparators = (
            ("the neighbours' mean", self.statistics.get("sn_mean")),
            ("England", self.england),
        )
        turned = [
            f"The verdict turns on published or current: published {_side(self.published, value)}, current"
            f" {_side(self.current, value)} {name} ({self._said(value)})."
            for name, value in comparators
            if value is not None and _side(self.published, value) != _side(self.current, value)
        ]
        if self.q25 is not None and self.q75 is not None:
            then, now = (_half(figure, self.q25, self.q75) for figure in (self.published, self.current))
            if then != now:
                turned.append(
                    f"The verdict turns on published or current: published {BETWEEN[then]}, current {BETWEEN[now]}"
                    " the middle half of authorities."
                )
        return turned

    def _said(self, value: float) -> str:
        return wording.figure(value, self.unit, self.decimals)


def _side(value: float, comparator: float) -> str:
    return "equal to" if value == comparator else "above" if value > comparator else "below"


def _half(value: float, q25: float, q75: float) -> str:
    return "lower" if value < q25 else "higher" if value > q75 else "in range"


def find_position(
    rows: Iterable[Benchmark],
    *,
    period: str | None = None,
    current: float | None = None,
    unit: str = "",
    decimals: int = 1,
) -> BenchmarkPosition | None:
    """The position that the benchmarks of one indicator and authority give, at a period (the last, where none is given).

    The newest release of that period is taken. None where there are no benchmarks at all.
    """
    held = list(rows)
    chosen = period or max((row.period for row in held), default=None)
    held = [row for row in held if row.period == chosen]
    if not held or chosen is None:
        return None
    release = max(row.release for row in held)
    held = [row for row in held if row.release == release]

    def figure(statistic: str) -> float | None:
        values = _numbers(held, statistic)
        return next(iter(values.values()), None)

    means = _numbers(held, "sn_mean")
    best = _numbers(held, "best_sn")
    position = next((str(row.value) for row in held if row.statistic == "position" and row.value), "")
    rank, of = figure("rank"), figure("n")
    return BenchmarkPosition(
        measure=held[0].measure,
        period=chosen,
        release=release,
        published=figure("authority"),
        neighbour_means=means,
        neighbour_medians=_numbers(held, "sn_median"),
        best_neighbour=best.get(max(best)) if best else None,
        region=figure("region"),
        england=figure("england"),
        top_quartile=figure("top_quartile"),
        q25=figure("q25"),
        q75=figure("q75"),
        middle_half=position,
        rank=None if rank is None else int(rank),
        of=None if of is None else int(of),
        current=current,
        unit=unit,
        decimals=decimals,
    )


def _numbers(rows: Sequence[Benchmark], statistic: str) -> dict[str, float]:
    """The numbers of a statistic by version of the neighbour set; symbols and words are not numbers."""
    return {
        row.neighbour_set: float(row.value) for row in rows if row.statistic == statistic and isinstance(row.value, int | float)
    }
