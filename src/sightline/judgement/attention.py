"""What needs somebody's attention first: a figure's signal, its target and what the process can do, put in one order."""

from __future__ import annotations

from enum import IntEnum

from sightline.judgement.judgements import Judgement
from sightline.judgement.spc import Assurance, Variation
from sightline.judgement.tolerance import Rating

CONCERN = frozenset({Variation.CONCERN_HIGH, Variation.CONCERN_LOW})
IMPROVEMENT = frozenset({Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW})


class Need(IntEnum):
    """How soon to look at a figure; the first comes first."""

    WORSENING = 1
    """A signal in the wrong direction: something has changed."""
    CANNOT_REACH = 2
    """Below target, and the process as it runs will not reach it by itself."""
    NOT_MET = 3
    NEAR = 4
    UNCLEAR = 5
    """A signal that is neither good nor bad by itself: somebody has to say which."""
    IMPROVING = 6
    STEADY = 7


NEED_WORDS = {
    Need.WORSENING: "Getting worse",
    Need.CANNOT_REACH: "Will not reach its target",
    Need.NOT_MET: "Target not met",
    Need.NEAR: "Near its target",
    Need.UNCLEAR: "Changed: say whether that is good",
    Need.IMPROVING: "Improving",
    Need.STEADY: "No signal",
}


def need_of(judgement: Judgement) -> Need:
    """How soon to look at one judged figure. A change comes before a level: a level is known, a change is news."""
    variation, rating = judgement.variation, judgement.rating()
    if variation in CONCERN:
        return Need.WORSENING
    if rating is Rating.NOT_MET:
        return Need.CANNOT_REACH if judgement.assurance is Assurance.FAIL else Need.NOT_MET
    if rating is Rating.NEAR:
        return Need.NEAR
    if variation in IMPROVEMENT:
        return Need.IMPROVING
    return Need.STEADY if variation in (Variation.COMMON, Variation.NOT_JUDGED) else Need.UNCLEAR
