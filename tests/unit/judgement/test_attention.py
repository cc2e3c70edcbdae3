"""What to look at first: a change before a level, a level that will stay before one that may pass."""

from dataclasses import dataclass
from typing import cast

import pytest

from sightline.judgement.attention import NEED_WORDS, Need, need_of
from sightline.judgement.judgements import Judgement
from sightline.judgement.spc import Assurance, Variation
from sightline.judgement.tolerance import Rating


@dataclass(frozen=True)
class Judged:
    """The three things of a judgement that decide."""

    variation: Variation
    rated: Rating = Rating.NOT_JUDGED
    assurance: Assurance = Assurance.NONE

    def rating(self) -> Rating:
        return self.rated


@pytest.mark.parametrize(
    ("judged", "need"),
    [
        (Judged(Variation.CONCERN_HIGH, Rating.MET), Need.WORSENING),
        (Judged(Variation.CONCERN_LOW, Rating.NOT_MET, Assurance.FAIL), Need.WORSENING),
        (Judged(Variation.COMMON, Rating.NOT_MET, Assurance.FAIL), Need.CANNOT_REACH),
        (Judged(Variation.COMMON, Rating.NOT_MET, Assurance.HIT_AND_MISS), Need.NOT_MET),
        (Judged(Variation.IMPROVEMENT_LOW, Rating.NOT_MET), Need.NOT_MET),
        (Judged(Variation.IMPROVEMENT_HIGH, Rating.NEAR), Need.NEAR),
        (Judged(Variation.NEUTRAL_HIGH), Need.UNCLEAR),
        (Judged(Variation.NEUTRAL_LOW, Rating.MET), Need.UNCLEAR),
        (Judged(Variation.IMPROVEMENT_HIGH, Rating.MET), Need.IMPROVING),
        (Judged(Variation.COMMON, Rating.MET), Need.STEADY),
        (Judged(Variation.NOT_JUDGED), Need.STEADY),
    ],
)
def test_each_state_has_its_place(judged: Judged, need: Need) -> None:
    assert need_of(cast(Judgement, judged)) is need


def test_every_state_and_need_has_its_words() -> None:
    assert set(NEED_WORDS) == set(Need)
    for variation in Variation:
        for rating in Rating:
            for assurance in Assurance:
                assert need_of(cast(Judgement, Judged(variation, rating, assurance))) in Need
