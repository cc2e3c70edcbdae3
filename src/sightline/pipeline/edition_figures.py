"""What an edition remembers of its figures, as JSON: all of them, which were shown and hidden, and what was said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sightline.judgement.spc import Variation
from sightline.judgement.tolerance import Rating
from sightline.observations.editions import Edition
from sightline.observations.history import Figure, FigureKey
from sightline.pipeline.made import Made, SaidBefore
from sightline.reports.build.earlier import Earlier, Verdict
from sightline.reports.disclose import Seen
from sightline.reports.disclosing.counts import Count, Part
from sightline.reports.document import FigureKey as DocumentKey
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

PLACES = 9


def to_json(made: Made) -> dict[str, Any]:
    """Everything that later editions are held against, in a fixed order."""
    return {
        "figures": [
            [key.indicator, key.window, key.period, key.breakdown, key.group]
            + [_kept(part) for part in (figure.value, figure.numerator, figure.denominator)]
            for key, figure in sorted(made.figures.items(), key=lambda each: repr(each[0]))
        ],
        "shown": _counts_to_json(made.disclosed.seen.shown),
        "hidden": _counts_to_json(made.disclosed.seen.hidden),
        "verdicts": [
            [indicator, window.value, int(verdict.variation), verdict.rating.value, verdict.status, verdict.position]
            + [verdict.published_for]
            for (indicator, window), verdict in sorted(made.said.verdicts.items(), key=lambda each: repr(each[0]))
        ],
    }


def _kept(value: float | None) -> float | None:
    """A number without its last places, in which sums of fractions differ from one time to the next."""
    return None if value is None else round(value, PLACES)


def said_before(content: Mapping[str, Any], since: str, on: date) -> SaidBefore:
    """The figures of an edition, to hold a later one against."""
    return SaidBefore(since, on, dict(map(_figure, content["figures"])))


def _figure(row: list[Any]) -> tuple[FigureKey, Figure]:
    return FigureKey(*row[:5]), Figure(*row[5:8])


def last_told(held: Sequence[Edition], audience: Audience, unit: str | None) -> Edition | None:
    """The last of some editions that was published for the same readers, whatever report it was of."""
    theirs = [edition for edition in held if (edition.audience, edition.unit) == (audience, unit)]
    return theirs[-1] if theirs else None


def told(edition: Edition) -> Earlier:
    """What an edition said of its figures."""
    content = edition.figures()
    verdicts = {
        (indicator, Window(window)): Verdict(Variation(variation), Rating(rating), *rest)
        for indicator, window, variation, rating, *rest in content["verdicts"]
    }
    return Earlier(name_of(edition), edition.period, verdicts, dict(map(_figure, content["figures"])))


def name_of(edition: Edition) -> str:
    """`Issue 2 of October 2026`."""
    return f"{edition.issue} of {wording.month(edition.period)}"


def seen(contents: Iterable[Mapping[str, Any]]) -> Seen:
    """What the readers of some editions know between them: what any of them shows is known, whatever another hides."""
    shown: dict[Count, float] = {}
    hidden: dict[Count, float] = {}
    for content in contents:
        shown |= dict(map(_count, content["shown"]))
        hidden |= dict(map(_count, content["hidden"]))
    return Seen(shown, {count: value for count, value in hidden.items() if count not in shown})


def _counts_to_json(counts: Mapping[Count, float]) -> list[list[Any]]:
    rows = [
        [key.indicator, str(key.period), key.window.value, key.breakdown, key.group, key.authority, count.part.value, value]
        for count, value in counts.items()
        for key in [count.figure]
    ]
    return sorted(rows, key=repr)


def _count(row: list[Any]) -> tuple[Count, float]:
    indicator, period, window, breakdown, group, authority, part, value = row
    key = DocumentKey(indicator, Month.parse(period), Window(window), breakdown, group, authority)
    return Count(key, Part(part)), float(value)
