"""What a board was told before: the figures as they were said then, and what was said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sightline.judgement.judgements import Judgement
from sightline.judgement.spc import Variation
from sightline.judgement.tolerance import Rating
from sightline.observations.history import Figure, FigureKey, Restatement
from sightline.reports.build.asked import Asked
from sightline.reports.build.named import NamedLine
from sightline.vocabulary.periods import Month, Window


@dataclass(frozen=True)
class Verdict:
    """What was said of one figure. `position` is empty where nothing was published; `status` is a person's 1 to 3."""

    variation: Variation = Variation.NOT_JUDGED
    rating: Rating = Rating.NOT_JUDGED
    status: int | None = None
    position: str = ""
    published_for: str = ""


@dataclass(frozen=True)
class Earlier:
    """What earlier papers said. `name` is what they are called (`Issue 2`), `month` the month that they were about.

    `figures` are those that were shown, as far as they are kept.
    """

    name: str
    month: Month
    verdicts: Mapping[tuple[str, Window], Verdict] = field(default_factory=dict)
    figures: Mapping[FigureKey, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class RestatedFigures:
    """Figures that are no longer what was said, and since when they are compared: `Issue 2`, `the calculation of …`."""

    since: str
    figures: tuple[Restatement, ...] = ()


def remember(name: str, lines: Iterable[NamedLine], asked: Asked, month: Month) -> Earlier:
    """What is said now of some lines at a month, to be held against what will be said later."""
    verdicts = {}
    for line in lines:
        judgement = asked.find(line.indicator.id, line.window, month)
        if judgement is not None:
            verdicts[line.indicator.id, line.window] = verdict_on(judgement)
    return Earlier(name, month, verdicts)


def verdict_on(judgement: Judgement) -> Verdict:
    """What is said of one judged figure."""
    position = judgement.position
    held = position.comparison if position is not None else None
    return Verdict(
        variation=judgement.variation,
        rating=judgement.rating(),
        status=judgement.status.status if judgement.status is not None else None,
        position=str(held.position or "") if held is not None else "",
        published_for=f"{held.period}, release {held.release}" if held is not None else "",
    )
