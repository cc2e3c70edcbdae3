"""Two strands close an action; what disagrees, and what paid for an improvement, is said."""

from __future__ import annotations

from sightline.judgement.direction import Travel
from sightline.plan_evidence.strands import Closing, Evidence, Strand, can_close, trade_offs

DATA = Evidence(Strand.DATA, "Timeliness rose by 12 points.", supports=True)
AUDITS = Evidence(Strand.AUDITS, "9 of 14 plans were good.", supports=True)
VOICES = Evidence(Strand.VOICES, "Parents say that nothing changed.", supports=False)


def test_one_strand_does_not_close_an_action() -> None:
    closing = can_close([DATA, DATA])
    assert closing == Closing(False, "Closing needs evidence from 1 more of these: audits or families.")
    assert can_close([]).reason == "Closing needs evidence from 2 more of these: the data, audits or families."


def test_two_strands_close_it_and_the_third_is_heard() -> None:
    assert can_close([DATA, AUDITS]) == Closing(True, "Supported by the data and audits.")
    closing = can_close([DATA, AUDITS, VOICES])
    assert closing.may_close
    assert closing.disagreement == "the data and audits for, families against."


def test_a_trade_off_is_said_aloud() -> None:
    pairs = [("assessments-45-days", "cin-visit-20wd"), ("cla-count", "cla-rate")]
    names = {"assessments-45-days": "Assessments in time", "cin-visit-20wd": "Visits in time"}
    travel = {"assessments-45-days": Travel.IMPROVING, "cin-visit-20wd": Travel.WORSENING, "cla-count": Travel.IMPROVING}
    assert trade_offs(pairs, travel, names) == (
        "Assessments in time: improving, while Visits in time is worsening. Read the two together.",
    )
    turned = {"assessments-45-days": Travel.WORSENING, "cin-visit-20wd": Travel.IMPROVING}
    assert trade_offs(pairs, turned, names) == (
        "Visits in time: improving, while Assessments in time is worsening. Read the two together.",
    )
    assert trade_offs(pairs, {"assessments-45-days": Travel.IMPROVING}, names) == ()
