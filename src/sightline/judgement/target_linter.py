"""Finds targets whose bands cannot mean what was meant: an overlap, a gap, the wrong way, over 100 %, a failing target.

Every rule takes one target and returns sentences. Bands must cover the scale once and run the way that polarity says;
ranges that were written in whole units adjoin when one ends where the next whole number begins. The good end of a band
is read as the end of the scale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sightline.judgement.bands import Interval
from sightline.judgement.polarity import Polarity
from sightline.judgement.tolerance import Target, TargetKind
from sightline.vocabulary.wording import PERCENT_UNITS

HUNDRED = 100


@dataclass(frozen=True)
class TargetFault:
    """One thing wrong with one target. `fault` is a short fixed word; the sentence says what to change."""

    fault: str
    indicator: str
    row: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.row} ({self.indicator}): {self.sentence}"


@dataclass(frozen=True)
class _Edges:
    """A band seen from the good end, so that one set of rules serves both polarities.

    Figures grow better upwards: for a low polarity the scale is turned over. `start` is where the band begins (its
    worse end), `end` where it stops; each end is included or not.
    """

    start: float
    start_included: bool
    end: float
    end_included: bool

    @classmethod
    def of(cls, band: Interval, polarity: Polarity) -> _Edges:
        if polarity is Polarity.LOW:
            return cls(-band.high, band.high_included, -band.low, band.low_included)
        return cls(band.low, band.low_included, band.high, band.high_included)

    @property
    def opens_upwards(self) -> bool:
        return self.end == float("inf")


def lint_targets(targets: Iterable[Target]) -> list[TargetFault]:
    """Every fault of every target, in the order of the rows. An empty list means that the bands can be used."""
    listed = list(targets)
    faults = [
        TargetFault(fault, target.indicator, target.row, sentence)
        for target in listed
        for rule in RULES
        for fault, sentence in rule(target)
    ]
    return faults + _clashing_dates(listed)


def missing_particulars(targets: Iterable[Target]) -> list[TargetFault]:
    """Targets without an owner, a source or a start: usable, but nobody could say where they come from."""
    faults = []
    for target in targets:
        absent = [
            name
            for name, held in (("owner", target.owner), ("source", target.source), ("valid_from", target.valid_from))
            if not held
        ]
        if absent:
            sentence = f"The target has no {' and no '.join(absent)}. Fill it in, so that it can be questioned."
            faults.append(TargetFault("incomplete", target.indicator, target.row, sentence))
    return faults


def _has_direction(target: Target) -> list[tuple[str, str]]:
    met = target.printed.met
    if met is None or not met.is_point:
        return []
    better = "or more" if target.polarity is Polarity.HIGH else "or fewer"
    sign = f"{met.printed}+" if target.polarity is Polarity.HIGH else f"<={met.printed}"
    return [("no_direction", f"'{met.printed}' does not say which way it runs. Write {sign} for {met.printed} {better}.")]


def _right_way(target: Target) -> list[tuple[str, str]]:
    """The good band lies at the good end: above the near band where high is good, below it where low is good."""
    met, near, not_met = (_edges(band, target) for band in _bands(target))
    if met is None:
        return []
    runs_wrong = met.start == float("-inf") and not target_is_point(target)
    below_near = near is not None and near.opens_upwards and near.start > met.start
    bad_is_good = not_met is not None and not_met.opens_upwards and not_met.start > float("-inf")
    if not (runs_wrong or below_near or bad_is_good):
        return []
    wish = "high" if target.polarity is Polarity.HIGH else "low"
    return [("wrong_way", f"The bands run the wrong way for a figure that should be {wish}: {_printed(target)}.")]


def target_is_point(target: Target) -> bool:
    """Whether the good band is one bare figure, which has its own rule."""
    return target.printed.met is not None and target.printed.met.is_point


def _bands_adjoin(target: Target) -> list[tuple[str, str]]:
    """No overlap and no gap between the bands, from worst to best."""
    met, near, not_met = (_edges(band, target) for band in _bands(target))
    if _right_way(target) or _has_direction(target) or near is None:
        return []
    faults = []
    if met is not None:
        faults += _between(target, near, met, "near and met")
    if not_met is not None:
        faults += _worst_adjoins(target, not_met, near)
    return faults


def _between(target: Target, near: _Edges, met: _Edges, names: str) -> list[tuple[str, str]]:
    if near.opens_upwards:
        # "92 or more" beside "95 or more": the near band is what lies between them.
        empty = near.start > met.start or (near.start, near.start_included) == (met.start, met.start_included)
        return [("empty_band", f"Nothing can be near: {_printed(target)}.")] if empty else []
    if near.end > met.start or (near.end == met.start and near.end_included and met.start_included):
        return [("overlap", f"The bands for {names} overlap: {_printed(target)}.")]
    if near.end < met.start or not (near.end_included or met.start_included):
        return [("gap", f"The bands for {names} leave a gap: {_printed(target)}.{_in_gap(target, near, met)}")]
    return []


def _worst_adjoins(target: Target, worst: _Edges, near: _Edges) -> list[tuple[str, str]]:
    if worst.end == near.start and worst.end_included != near.start_included:
        return []
    fault = "overlap" if worst.end > near.start or (worst.end == near.start and worst.end_included) else "gap"
    done = "overlap" if fault == "overlap" else "leave a gap"
    return [(fault, f"The bands for not met and near {done}: {_printed(target)}.")]


def _in_gap(target: Target, near: _Edges, met: _Edges) -> str:
    if target.aim is None:
        return ""
    aim = -target.aim if target.polarity is Polarity.LOW else target.aim
    return f" The target of {target.aim:g} lies in it." if near.end <= aim <= met.start else ""


def _within_hundred(target: Target) -> list[tuple[str, str]]:
    if target.unit not in PERCENT_UNITS:
        return []
    # A whole-unit band is stored up to the next whole number, so the figure that was written is one less.
    ends = [
        end - (0 if included else 1)
        for band in _bands(target)
        if band is not None and band.low > float("-inf")
        for end, included in ((band.high, band.high_included),)
        if end < float("inf")
    ]
    starts = [band.low for band in _bands(target) if band is not None and band.low > float("-inf")]
    figures = [*ends, *starts, *(f for f in (target.high, target.aim) if f is not None)]
    if max(figures, default=0) <= HUNDRED:
        return []
    return [("over_100", f"A percentage cannot go over 100: {_printed(target)}.")]


def _aim_scores(target: Target) -> list[tuple[str, str]]:
    """The figure aimed at must itself be met or near. One that lies in a gap is told with the gap."""
    met, near, _ = _bands(target)
    if target.aim is None or target.kind is not TargetKind.THRESHOLDS or (met is None and near is None):
        return []
    edges = [_edges(band, target) for band in (near, met)]
    aim = -target.aim if target.polarity is Polarity.LOW else target.aim
    worst = min((e for e in edges if e is not None), key=lambda e: e.start)
    if _right_way(target) and near is not None:
        # The good band is unusable, so only the near band can say where the scale of the bad begins.
        worst = _Edges.of(near, target.polarity)
    scores = aim > worst.start or (aim == worst.start and worst.start_included)
    if scores:
        return []
    return [("target_not_met", f"The target of {target.aim:g} would itself not be met: {_printed(target)}.")]


RULES: tuple[Callable[[Target], list[tuple[str, str]]], ...] = (
    _has_direction,
    _right_way,
    _bands_adjoin,
    _within_hundred,
    _aim_scores,
)


def _clashing_dates(targets: Iterable[Target]) -> list[TargetFault]:
    """Two targets of one indicator, unit and basis may not hold on the same day."""
    groups: dict[tuple[str, str, str], list[Target]] = defaultdict(list)
    for target in targets:
        groups[target.indicator, target.applies_to, target.basis].append(target)
    faults = []
    for held in groups.values():
        held.sort(key=lambda t: t.valid_from or date.min)
        for earlier, later in zip(held, held[1:], strict=False):
            start = later.valid_from or date.min
            if earlier.valid_to is None or start <= earlier.valid_to:
                until = "the day before it" if start == date.min else f"{start - timedelta(days=1):%Y-%m-%d}"
                sentence = f"It holds at the same time as {earlier.row}. End that one with valid_to {until}."
                faults.append(TargetFault("two_at_once", later.indicator, later.row, sentence))
    return faults


def _bands(target: Target) -> tuple[Interval | None, Interval | None, Interval | None]:
    if target.kind is not TargetKind.THRESHOLDS:
        return None, None, None
    return target.printed.met, target.printed.near, target.printed.not_met


def _edges(band: Interval | None, target: Target) -> _Edges | None:
    return None if band is None else _Edges.of(band, target.polarity)


def _printed(target: Target) -> str:
    names = ("met", "near", "not met")
    said = [f"{name} {band.printed}" for name, band in zip(names, _bands(target), strict=True) if band is not None]
    return ", ".join(said)
