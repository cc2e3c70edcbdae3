"""What the standard's extract keeps of everything that happened.

An event is kept if it happened in the window; a span if it ended in the window or is open; a referral if it was made in the
window or its episode is still open. So the closed episodes of referrals made before the window are missing, as in real
extracts, although their plans and assessments are there.
"""

from __future__ import annotations

from dataclasses import dataclass

from sightline.synthetic.columns import Dates, Frame, Times
from sightline.synthetic.days import BoolArray, IntArray, is_day
from sightline.synthetic.shape import Shape


@dataclass(frozen=True)
class Kept:
    """How a table is cut: `event` happened in the window, or never happened yet; or a span from `start` to `end`."""

    start: str
    end: str | None = None
    # A referral counts by its start, unless it is still open.
    by_start: bool = False
    # A review or conference that has not been held is kept.
    may_be_to_come: bool = False


RULES: dict[str, Kept] = {
    "ssd_contacts": Kept("cont_contact_date"),
    "ssd_cin_episodes": Kept("cine_referral_date", "cine_close_date", by_start=True),
    "ssd_early_help_episodes": Kept("earl_episode_start_date", "earl_episode_end_date"),
    "ssd_cin_assessments": Kept("cina_assessment_start_date", "cina_assessment_auth_date"),
    "ssd_cin_plans": Kept("cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    "ssd_s47_enquiry": Kept("s47e_s47_start_date", "s47e_s47_end_date"),
    "ssd_initial_cp_conference": Kept("icpc_icpc_date", may_be_to_come=True),
    "ssd_cp_plans": Kept("cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    "ssd_cp_reviews": Kept("cppr_cp_review_date", may_be_to_come=True),
    "ssd_legal_status": Kept("lega_legal_status_start_date", "lega_legal_status_end_date"),
    "ssd_cla_episodes": Kept("clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    "ssd_cla_placement": Kept("clap_cla_placement_start_date", "clap_cla_placement_end_date"),
    "ssd_cla_reviews": Kept("clar_cla_review_date", may_be_to_come=True),
    "ssd_cla_health": Kept("clah_health_check_date"),
    "ssd_sdq_scores": Kept("csdq_sdq_completed_date"),
    "ssd_missing": Kept("miss_missing_episode_start_date", "miss_missing_episode_end_date"),
    "ssd_involvements": Kept("invo_involvement_start_date", "invo_involvement_end_date"),
}


def cut(shape: Shape, frame: Frame) -> Frame:
    """The rows of a table that the extract holds. Tables without a rule are made of what is in force and kept whole."""
    rule = RULES.get(frame.name)
    return frame if rule is None else frame.keep(_kept(shape, frame, rule))


def _kept(shape: Shape, frame: Frame, rule: Kept) -> BoolArray:
    start = _days(frame, rule.start)
    happened = (start >= shape.window_day) & (start <= shape.as_at_day)
    if rule.may_be_to_come:
        return happened | ~is_day(start)
    if rule.end is None:
        return happened
    end = _days(frame, rule.end)
    if rule.by_start:
        return is_day(start) & (happened | ~is_day(end))
    return (start <= shape.as_at_day) & (end >= shape.window_day)


def _days(frame: Frame, column: str) -> IntArray:
    values = frame.columns[column]
    if not isinstance(values, Dates | Times):
        raise TypeError(f"{frame.name}.{column} holds no dates")
    return values.days
