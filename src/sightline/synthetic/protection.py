"""Initial conferences, child protection plans and their reviews; child in need plans."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.assessments import enquiry_rows
from sightline.synthetic.columns import YES_NO, Codes, Dates, Frame, Ids, empty, flags_text, row_numbers, yes_no
from sightline.synthetic.days import NEVER, IntArray, add_months
from sightline.synthetic.needs import MAX_CP_REVIEWS
from sightline.synthetic.world import World

ICPC_FLAGS = (
    "NFA", "REFERRAL_TO_OTHER_AGENCY", "SINGLE_ASSESSMENT", "PROV_OF_SERVICES", "CP", "OTHER_OUTCOMES_EXIST",
)  # fmt: skip
ICPC_OUTCOMES = tuple(flags_text(ICPC_FLAGS, flag, number="TOTAL_NO_OF_OUTCOMES") for flag in ("CP", "PROV_OF_SERVICES"))
CATEGORIES = ("NEG", "EMO", "PHY", "SAB", "MUL")
_CATEGORY_SHARE = (0.49, 0.36, 0.07, 0.04, 0.04)
_TRANSFER_IN = 0.035
_OTHER_AUTHORITY = 0.02


def build_protection(world: World) -> list[Frame]:
    """Conferences, plans and reviews."""
    rng = world.shape.stream("protection")
    plan = plan_numbers(world)
    rows = np.flatnonzero(plan > 0)
    rows = rows[np.argsort(plan[rows])]
    return [_conferences(world, rng, plan), _plans(world, rng, rows, plan), _reviews(world, rng, rows, plan)]


def plan_numbers(world: World) -> IntArray:
    """The number of each episode's child protection plan, -1 where there is none."""
    started = world.children.dates.cp_from
    plan = np.full(len(started), -1)
    rows = np.flatnonzero(started <= world.shape.as_at_day)
    plan[rows[np.argsort(started[rows], kind="stable")]] = np.arange(1, len(rows) + 1)
    return plan


def conference_numbers(world: World) -> IntArray:
    """The number of each episode's conference, -1 where there was none."""
    needs = world.children.dates
    rows = np.flatnonzero(needs.conference_on <= world.shape.as_at_day + 21)
    rows = rows[np.argsort(needs.conference_on[rows], kind="stable")]
    numbers = np.full(len(needs), -1)
    numbers[rows] = np.arange(1, len(rows) + 1)
    return numbers


def _conferences(world: World, rng: np.random.Generator, plan: IntArray) -> Frame:
    shape, needs, work = world.shape, world.children.dates, world.casework
    numbers = conference_numbers(world)
    rows = np.flatnonzero(numbers > 0)
    rows = rows[np.argsort(numbers[rows])]
    enquiry_need, enquiry_start, _, later = enquiry_rows(world)
    numbers_of = np.full((2, len(needs)), -1)
    numbers_of[later, enquiry_need] = np.arange(1, len(enquiry_need) + 1)
    started = np.full((2, len(needs)), NEVER)
    started[later, enquiry_need] = enquiry_start
    which = needs.conference_follows_later[rows].astype(np.int64)
    families = int(world.children.family_need.max()) + 1
    transfer = (rng.random(families) < _TRANSFER_IN)[world.children.family_need[rows]]
    held = needs.conference_on[rows] <= shape.as_at_day
    # One that is booked for the weeks to come has no date yet; its enquiry must have begun.
    made = plan[rows] > 0
    worker = world.workforce.worker_on(work.locality_seat[rows], np.minimum(needs.conference_on[rows], shape.as_at_day))
    return Frame(
        "ssd_initial_cp_conference",
        {
            "icpc_icpc_id": Ids("ICPC-", numbers[rows], 6),
            "icpc_icpc_meeting_id": Ids("MTG-", world.children.family_need[rows] + 1),
            "icpc_s47_enquiry_id": Ids("S47-", np.where(transfer, -1, numbers_of[which, rows])),
            "icpc_person_id": world.person_ids(world.children.person[rows]),
            "icpc_cp_plan_id": Ids("CPP-", plan[rows], 6),
            "icpc_referral_id": world.referral_ids(rows),
            "icpc_icpc_transfer_in": yes_no(transfer),
            "icpc_icpc_target_date": Dates(shape.working.add(started[which, rows], 15)),
            "icpc_icpc_date": world.dates(needs.conference_on[rows]),
            "icpc_icpc_outcome_cp_flag": Codes(YES_NO, np.where(held, made.astype(np.int64), -1)),
            "icpc_icpc_outcome_json": Codes(ICPC_OUTCOMES, np.where(held, 1 - made.astype(np.int64), -1)),
            "icpc_icpc_team": world.team_ids(world.locality[rows]),
            "icpc_icpc_worker_id": world.staff_ids(worker),
        },
    )


def _plans(world: World, rng: np.random.Generator, rows: IntArray, plan: IntArray) -> Frame:
    needs = world.children.dates
    families = int(world.children.family_need.max()) + 1
    category = rng.choice(len(CATEGORIES), families, p=_CATEGORY_SHARE)[world.children.family_need[rows]]
    changed = rng.random(len(rows)) < 0.08
    latest = np.where(changed, rng.choice(len(CATEGORIES), len(rows), p=_CATEGORY_SHARE), category)
    other = (rng.random(families) < _OTHER_AUTHORITY)[world.children.family_need[rows]]
    return Frame(
        "ssd_cp_plans",
        {
            "cppl_cp_plan_id": Ids("CPP-", plan[rows], 6),
            "cppl_referral_id": world.referral_ids(rows),
            "cppl_icpc_id": Ids("ICPC-", conference_numbers(world)[rows], 6),
            "cppl_person_id": world.person_ids(world.children.person[rows]),
            "cppl_cp_plan_start_date": world.dates(needs.cp_from[rows]),
            "cppl_cp_plan_end_date": world.dates(needs.cp_until[rows]),
            "cppl_cp_plan_ola": Codes(YES_NO, np.where(other, 1, np.where(rng.random(len(rows)) < 0.3, -1, 0))),
            "cppl_cp_plan_initial_category": Codes(CATEGORIES, category),
            "cppl_cp_plan_latest_category": Codes(CATEGORIES, latest),
        },
    )


def _reviews(world: World, rng: np.random.Generator, rows: IntArray, plan: IntArray) -> Frame:
    shape, needs = world.shape, world.children.dates
    held = needs.cp_reviews[rows]
    previous = np.column_stack([needs.cp_from[rows], held[:, :-1]])
    months = np.where(np.arange(MAX_CP_REVIEWS) == 0, 3, 6)
    due = add_months(previous.ravel(), np.broadcast_to(months, held.shape).ravel()).reshape(held.shape)
    # A review is on the list when it was held, or when it is the next one of a plan that goes on.
    running = (needs.cp_until[rows] > shape.as_at_day)[:, None]
    pending = (held > shape.as_at_day) & (previous <= shape.as_at_day) & running
    listed = (held <= shape.as_at_day) | pending
    place, turn = np.nonzero(listed)
    held_on, due_on = held[place, turn], due[place, turn]
    order = np.argsort(due_on, kind="stable")
    place, turn, held_on, due_on = place[order], turn[order], held_on[order], due_on[order]
    row = rows[place]
    happened = held_on <= shape.as_at_day
    continues = held_on < needs.cp_until[row]
    count = len(row)
    return Frame(
        "ssd_cp_reviews",
        {
            "cppr_cp_review_id": Ids("RCPC-", row_numbers(count), 6),
            "cppr_person_id": world.person_ids(world.children.person[row]),
            "cppr_cp_plan_id": Ids("CPP-", plan[row], 6),
            "cppr_cp_review_due": Dates(due_on),
            "cppr_cp_review_date": world.dates(held_on),
            "cppr_cp_review_meeting_id": Ids("MTG-", 1_000_000 + world.children.family_need[row] * 8 + turn),
            "cppr_cp_review_outcome_continue_cp": Codes(YES_NO, np.where(happened, continues.astype(np.int64), -1)),
            "cppr_cp_review_quorate": Codes(YES_NO, np.where(happened, (rng.random(count) < 0.97).astype(np.int64), -1)),
            "cppr_cp_review_participation": empty(count),
        },
    )


def in_need_numbers(world: World) -> tuple[IntArray, IntArray]:
    """The numbers of each episode's child in need plans, the first and the one after protection or care; -1 for none."""
    needs = world.children.dates
    start = np.concatenate([needs.cin_from, needs.after_cp_from])
    plan = np.full(len(start), -1)
    rows = np.flatnonzero(start <= world.shape.as_at_day)
    plan[rows[np.argsort(start[rows], kind="stable")]] = np.arange(1, len(rows) + 1)
    return plan[: len(needs)], plan[len(needs) :]


def build_in_need(world: World) -> list[Frame]:
    """Child in need plans: those after an assessment, after a conference, after protection and after care."""
    needs = world.children.dates
    every = np.arange(len(needs))
    need = np.concatenate([every, every])
    start = np.concatenate([needs.cin_from, needs.after_cp_from])
    end = np.concatenate([needs.cin_until, needs.after_cp_until])
    numbers = np.concatenate(in_need_numbers(world))
    rows = np.flatnonzero(numbers > 0)
    rows = rows[np.argsort(numbers[rows])]
    need, start, end = need[rows], start[rows], end[rows]
    worker = world.workforce.worker_on(world.casework.locality_seat[need], world.until_now(end) - 1)
    frame = Frame(
        "ssd_cin_plans",
        {
            "cinp_cin_plan_id": Ids("CINP-", numbers[rows], 6),
            "cinp_referral_id": world.referral_ids(need),
            "cinp_person_id": world.person_ids(world.children.person[need]),
            "cinp_cin_plan_start_date": world.dates(start),
            "cinp_cin_plan_end_date": world.dates(end),
            "cinp_cin_plan_team": world.team_ids(world.locality[need]),
            "cinp_cin_plan_worker_id": world.worker_ids(worker),
        },
    )
    return [frame]
