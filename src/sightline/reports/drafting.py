"""Proposed analysis: two to five plain sentences from the figures alone, each linked to the figures that it rests on.

The same figures always give the same sentences. They say what moved and by how much, in children first; whether that is more
than chance; how it stands against target and others; where most of it lies; and since when it was last so. They never say why:
that is for the person who edits them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.judgement.spc import Variation
from sightline.judgement.tolerance import Rating
from sightline.reports.document import FigureKey
from sightline.reports.proofreading.block import Comparator, Measure, Reading
from sightline.vocabulary import wording
from sightline.vocabulary.numbers import percentage, round_half_away
from sightline.vocabulary.periods import WHOLE_MONTHS, Window

MOST_SENTENCES = 5
# A figure is called the highest since a month only where that is so far back.
LONG_AGO, LONG_SERIES = 6, 12
# Episodes are called concentrated where half of them belong to so small a part of the children.
FEW, FEWEST_EPISODES = 0.2, 10
SIGNAL_SENTENCES = {
    Variation.COMMON: "This is no more than the usual variation.",
    Variation.IMPROVEMENT_HIGH: "The control chart marks it as a real change, on the side that is wanted.",
    Variation.IMPROVEMENT_LOW: "The control chart marks it as a real change, on the side that is wanted.",
    Variation.CONCERN_HIGH: "The control chart marks it as a real change, on the side that is not wanted.",
    Variation.CONCERN_LOW: "The control chart marks it as a real change, on the side that is not wanted.",
    Variation.NEUTRAL_HIGH: "The control chart marks it as a real change, to the high side.",
    Variation.NEUTRAL_LOW: "The control chart marks it as a real change, to the low side.",
    Variation.NOT_JUDGED: "Whether that is more than the usual variation cannot be told from the figures there are.",
}
HIGH = frozenset({Variation.IMPROVEMENT_HIGH, Variation.CONCERN_HIGH, Variation.NEUTRAL_HIGH})
LOW = frozenset({Variation.IMPROVEMENT_LOW, Variation.CONCERN_LOW, Variation.NEUTRAL_LOW})
# Per cent of a smaller count says less than the children themselves.
FEWEST_FOR_PER_CENT = 20
RATING_SENTENCES = {Rating.MET: "is met", Rating.NEAR: "is nearly met", Rating.NOT_MET: "is not met"}
NAMES = {
    Comparator.NEIGHBOURS: "statistical neighbours",
    Comparator.REGION: "the region",
    Comparator.ENGLAND: "England",
}


@dataclass(frozen=True)
class Drafted:
    """One proposed sentence. `figures` are those it rests on; `names_few` marks one that tells of very few children."""

    text: str
    figures: tuple[FigureKey, ...] = ()
    names_few: bool = False


@dataclass(frozen=True)
class FewChildren:
    """How few children make at least half of the episodes of the current figure: `of_half` of `children`."""

    of_half: int
    children: int
    episodes: int


@dataclass(frozen=True)
class Subject:
    """What sentences are drafted about: an indicator, what is judged of its current figure, and the parts that it is made of.

    `target` is the target as it is said (`95% or more`); `parts` are its teams or sources, each named as the group.
    """

    measure: Measure
    variation: Variation = Variation.NOT_JUDGED
    rating: Rating = Rating.NOT_JUDGED
    target: str = ""
    parts: Sequence[Measure] = ()
    few: FewChildren | None = None


def draft(subject: Subject) -> tuple[Drafted, ...]:
    """The proposed sentences; none where there is no current figure."""
    measure = subject.measure
    if measure.current is None:
        return ()
    before = measure.before(measure.current)
    said = [_movement(measure, before, measure.current)]
    if before is not None and before.value != measure.current.value:
        said.append(Drafted(_signal(subject.variation, before, measure.current), _keys(measure.current)))
    for sentence in (_standing(subject), _since(measure), _where(subject), _few(subject)):
        if sentence is not None and len(said) < MOST_SENTENCES:
            said.append(sentence)
    return tuple(said)


def _signal(variation: Variation, before: Reading, current: Reading) -> str:
    """Whether the movement is more than chance: a signal on the other side is of the months before, and not of this one."""
    side = 1 if variation in HIGH else -1 if variation in LOW else 0
    if side and side * (current.value - before.value) < 0:
        return f"The months before are marked as {'high' if side > 0 else 'low'} by the control chart; this movement is not."
    return SIGNAL_SENTENCES[variation]


def _when(reading: Reading) -> str:
    """`in October 2026`, `at the end of October 2026`, `in the 12 months to October 2026`."""
    if reading.window is Window.SNAPSHOT:
        return f"at the {reading.when}"
    return f"in the {reading.when}" if reading.window in WHOLE_MONTHS else f"in {reading.when}"


def _keys(*readings: Reading | None) -> tuple[FigureKey, ...]:
    return tuple(reading.key for reading in readings if reading is not None and reading.key is not None)


def _figure(measure: Measure, value: float, reading: Reading) -> str:
    return wording.figure(value, measure.unit, reading.decimals)


def _movement(measure: Measure, before: Reading | None, current: Reading) -> Drafted:
    """What the figure did since the step before: in children first, then per cent."""
    name, shown = measure.name, _figure(measure, current.value, current)
    if before is None:
        of = _share(current)
        return Drafted(f"{name}: {shown}{f' ({of})' if of else ''} {_when(current)}.", _keys(current))
    if measure.is_percentage and _share(current) and _share(before):
        text = _share_movement(measure, before, current)
    elif before.value == current.value:
        text = f"{name}: {shown} {_when(before)} and {_when(current)}."
    else:
        text = _count_movement(measure, before, current)
    return Drafted(text, _keys(before, current))


def _share(reading: Reading) -> str:
    if reading.numerator is None or reading.denominator is None:
        return ""
    return wording.n_of_d(reading.numerator, reading.denominator)


def _share_movement(measure: Measure, before: Reading, current: Reading) -> str:
    assert current.numerator is not None and before.numerator is not None
    change = current.numerator - before.numerator
    children = f", {wording.number(abs(change))} {'more' if change > 0 else 'fewer'}" if change else ""
    counts = f"{_share(current)} {_when(current)}{children}, against {_share(before)} {_when(before)}"
    if before.value == current.value:
        return f"{measure.name}: {counts}; the percentage stayed at {_figure(measure, current.value, current)}."
    moved = wording.movement(before.value, current.value, measure.unit, current.decimals)
    return f"{measure.name}: {counts}; the percentage {moved}."


def _count_movement(measure: Measure, before: Reading, current: Reading) -> str:
    went = "rose" if current.value > before.value else "fell"
    change = round_half_away(abs(current.value - before.value), current.decimals)
    per_cent = percentage(change, abs(before.value))
    relative = (
        f" (by {wording.number(per_cent, 1)} per cent)"
        if per_cent is not None and measure.is_count and before.value >= FEWEST_FOR_PER_CENT
        else ""
    )
    from_to = (
        f"from {_figure(measure, before.value, before)} {_when(before)}"
        f" to {_figure(measure, current.value, current)} {_when(current)}"
    )
    return f"{measure.name} {went} by {wording.number(change, current.decimals)}{relative}, {from_to}."


def _standing(subject: Subject) -> Drafted | None:
    """Against its target, and against others."""
    measure, current = subject.measure, subject.measure.current
    assert current is not None
    parts = []
    if subject.target and subject.rating in RATING_SENTENCES:
        parts.append(f"The target ({subject.target}) {RATING_SENTENCES[subject.rating]}")
    sides = [
        f"{_side(current.value, measure.comparators[who])} {name} ({_figure(measure, measure.comparators[who], current)})"
        for who, name in NAMES.items()
        if who in measure.comparators
    ]
    if sides:
        shown = _figure(measure, current.value, current)
        parts.append(f"{'the figure of' if parts else 'The figure of'} {shown} is {wording.listed(sides)}")
    return Drafted(f"{'; '.join(parts)}.", _keys(current)) if parts else None


def _side(value: float, other: float) -> str:
    return "the same as" if value == other else "above" if value > other else "below"


def _where(subject: Subject) -> Drafted | None:
    """The part in which at least half of the movement of a count lies."""
    measure, current = subject.measure, subject.measure.current
    before = measure.before(current) if current is not None else None
    if current is None or before is None or not measure.is_count or current.value == before.value:
        return None
    total = current.value - before.value
    moved = [(part.name, *step) for part in subject.parts if (step := _step_of(part, before, current)) is not None]
    same_way = [each for each in moved if (each[2].value - each[1].value) * total > 0]
    if not same_way:
        return None
    name, then, now = max(same_way, key=lambda each: (abs(each[2].value - each[1].value), each[0]))
    if 2 * abs(now.value - then.value) < abs(total):
        return None
    went = "rose" if total > 0 else "fell"
    figures = f"from {_figure(measure, then.value, then)} {_when(then)} to {_figure(measure, now.value, now)} {_when(now)}"
    return Drafted(f"Most of the change is in {name}, which {went} {figures}.", _keys(then, now))


def _step_of(part: Measure, before: Reading, current: Reading) -> tuple[Reading, Reading] | None:
    held = {reading.month: reading for reading in part.steps}
    then, now = held.get(before.month), held.get(current.month)
    return None if then is None or now is None else (then, now)


def _since(measure: Measure) -> Drafted | None:
    """Since when the figure was last so high, or so low; only where that is long ago."""
    *earlier, current = measure.steps
    if len(earlier) < LONG_AGO or not measure.before(current):
        return None
    rose = current.value > earlier[-1].value
    if current.value == earlier[-1].value:
        return None
    as_far = [r for r in earlier if (r.value >= current.value if rose else r.value <= current.value)]
    which = "highest" if rose else "lowest"
    if not as_far:
        if len(measure.steps) < LONG_SERIES:
            return None
        return Drafted(f"It is the {which} figure shown, of {len(measure.steps)} months.", _keys(current))
    last = as_far[-1]
    if current.month.index - last.month.index < LONG_AGO:
        return None
    shown = _figure(measure, last.value, last)
    return Drafted(f"It is the {which} figure since {wording.month(last.month)}, when it was {shown}.", _keys(current, last))


def _few(subject: Subject) -> Drafted | None:
    """How few children make half of the episodes."""
    few, current = subject.few, subject.measure.current
    if few is None or few.episodes < FEWEST_EPISODES or few.of_half > FEW * few.children:
        return None
    are = "accounts" if few.of_half == 1 else "account"
    text = f"{few.of_half} of the {few.children} children {are} for at least half of the {few.episodes} episodes."
    return Drafted(text, _keys(current), names_few=True)


def paragraphs(drafted: Iterator[Drafted] | Sequence[Drafted]) -> tuple[str, ...]:
    """The sentences as paragraphs, one each, so that each keeps its figures."""
    return tuple(sentence.text for sentence in drafted)
