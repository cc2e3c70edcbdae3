"""Assessments, their factors and details, and section 47 enquiries."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.columns import Codes, Frame, Ids, flags_text, row_numbers, yes_no
from sightline.synthetic.days import NEVER, IntArray, is_day, when
from sightline.synthetic.events import known_by, recurring
from sightline.synthetic.needs import assessment_working_days
from sightline.synthetic.performance import Practice
from sightline.synthetic.world import World

ASSESSMENT_FLAGS = (
    "NFA", "NFA_S47_END", "STRATEGY_DISCUSSION", "CLA_REQUEST", "PRIVATE_FOSTERING", "LEGAL_ACTION", "PROV_OF_SERVICES",
    "PROV_OF_SB_CARE", "SPECIALIST_ASSESSMENT", "REFERRAL_TO_OTHER_AGENCY", "OTHER_ACTIONS", "OTHER_OUTCOMES_EXIST",
)  # fmt: skip
ASSESSMENT_OUTCOMES = (
    flags_text(ASSESSMENT_FLAGS, "NFA", number="TOTAL_NO_OF_OUTCOMES"),
    flags_text(ASSESSMENT_FLAGS, "REFERRAL_TO_OTHER_AGENCY", number="TOTAL_NO_OF_OUTCOMES"),
    flags_text(ASSESSMENT_FLAGS, "PROV_OF_SERVICES", number="TOTAL_NO_OF_OUTCOMES"),
    flags_text(ASSESSMENT_FLAGS, "STRATEGY_DISCUSSION", "PROV_OF_SERVICES", number="TOTAL_NO_OF_OUTCOMES"),
    flags_text(ASSESSMENT_FLAGS, "CLA_REQUEST", "LEGAL_ACTION", number="TOTAL_NO_OF_OUTCOMES"),
    flags_text(ASSESSMENT_FLAGS, "OTHER_OUTCOMES_EXIST", number="TOTAL_NO_OF_OUTCOMES"),
)
_NFA, _STEP_DOWN, _SERVICES, _STRATEGY, _CARE, _OTHER = range(len(ASSESSMENT_OUTCOMES))
_OUTCOME_OF_PATH = np.array([_NFA, _NFA, _STEP_DOWN, _SERVICES, _STRATEGY, _CARE])
_OUTCOME_GROUPS = ("nfa", "step_down", "ongoing", "ongoing", "ongoing", "other")
_TYPES = ("new", "updated")
_EXTENSIONS = ("awaiting another agency", "family unavailable", "complex needs", "worker absence")

S47_FLAGS = (
    "NFA", "LEGAL_ACTION", "PROV_OF_SERVICES", "PROV_OF_SB_CARE", "CP_CONFERENCE", "NFA_CONTINUE_SINGLE", "MONITOR",
    "OTHER_OUTCOMES_EXIST",
)  # fmt: skip
S47_OUTCOMES = tuple(
    flags_text(S47_FLAGS, *true, number="TOTAL_NO_OF_OUTCOMES", comments="OUTCOME_COMMENTS")
    for true in (("CP_CONFERENCE",), ("NFA",), ("NFA_CONTINUE_SINGLE",), ("PROV_OF_SERVICES",), ("LEGAL_ACTION",), ())
)
_TO_CONFERENCE = 0

# Factors found at the end of assessment (DfE codes) and how often each is, about as published.
_FACTORS = (
    ("3B", 0.30), ("4B", 0.30), ("3A", 0.18), ("4A", 0.16), ("2B", 0.17), ("1B", 0.14), ("18B", 0.19), ("19B", 0.17),
    ("17A", 0.12), ("20", 0.06), ("5A", 0.09), ("6A", 0.10), ("14A", 0.04), ("10A", 0.05), ("21", 0.08), ("1A", 0.06),
    ("16A", 0.04), ("24A", 0.05), ("8B", 0.05), ("7A", 0.03), ("11A", 0.02), ("15A", 0.03),
)  # fmt: skip
_FACTOR_LISTS = 900


def build_assessments(world: World) -> list[Frame]:
    """Assessments, factors, details and enquiries."""
    return [*_assessments(world), _enquiries(world)]


def _gather(world: World, rng: np.random.Generator) -> tuple[IntArray, ...]:
    """Every assessment: episode of need, start, authorisation, outcome, kind, team and seat."""
    needs, work = world.children.dates, world.casework
    first = np.flatnonzero(is_day(needs.assessed_from))
    spells = world.spells
    spans = (
        (np.arange(len(needs)), needs.cin_from + 60, needs.cin_until, 420.0, world.locality, work.locality_seat),
        (np.arange(len(needs)), needs.cp_from + 90, needs.cp_until, 500.0, world.locality, work.locality_seat),
        (spells.need, spells.start + 60, spells.end, 480.0, work.care_team, None),
    )
    rows = [(first, needs.assessed_from[first], needs.assessed_on[first], _OUTCOME_OF_PATH[needs.path[first]],
             np.zeros(len(first), np.int64), needs.team[first], work.assessing_seat[first])]  # fmt: skip
    for need, start, end, limit, team, seat in spans:
        begin = np.where(is_day(start), np.maximum(start, world.shape.window_day - 120), NEVER)
        span, day = recurring(rng, begin, world.until_now(end), np.full(len(need), limit), np.full(len(need), 0.7), soonest=0.4)
        day = world.shape.working.add(day, 0)
        seats = work.locality_seat[need[span]] if seat is None else seat[span]
        on_time = world.performance.chance(Practice.ASSESSMENT, 0.86, team[span], day)
        done = world.shape.working.add(day, assessment_working_days(rng, on_time, np.ones(len(day), bool)))
        outcome = rng.choice([_SERVICES, _NFA, _STEP_DOWN, _OTHER, _STRATEGY], len(day), p=[0.68, 0.14, 0.07, 0.05, 0.06])
        rows.append((need[span], day, done, outcome, np.ones(len(day), np.int64), team[span], seats))
    joined = [np.concatenate(parts) for parts in zip(*rows, strict=True)]
    inside = (joined[1] <= world.shape.as_at_day) & (joined[2] >= world.shape.window_day)
    order = np.flatnonzero(inside)
    order = order[np.argsort(joined[1][order], kind="stable")]
    return tuple(part[order] for part in joined)


def _assessments(world: World) -> list[Frame]:
    rng = world.shape.stream("assessments")
    need, start, done, outcome, kind, team, seat = _gather(world, rng)
    count = len(need)
    # Written up late: done, but not yet authorised in the system on the as-at day.
    done = when(known_by(rng, done, world.shape.as_at_day), done)
    authorised = is_day(done)
    outcome = np.where(authorised, np.where(rng.random(count) < 0.015, _OTHER, outcome), -1)
    numbers = row_numbers(count)
    worker = world.workforce.worker_on(seat, np.minimum(done, world.shape.as_at_day))
    assessments = Frame(
        "ssd_cin_assessments",
        {
            "cina_assessment_id": Ids("ASM-", numbers),
            "cina_person_id": world.person_ids(world.children.person[need]),
            "cina_referral_id": world.referral_ids(need),
            "cina_assessment_start_date": world.dates(start),
            "cina_assessment_child_seen": yes_no(rng.random(count) < np.where(authorised, 0.985, 0.6)),
            "cina_assessment_auth_date": world.dates(done),
            "cina_assessment_outcome_json": Codes(ASSESSMENT_OUTCOMES, outcome),
            "cina_assessment_outcome_nfa": Codes(("N", "Y"), np.where(authorised, (outcome == _NFA).astype(int), -1)),
            "cina_assessment_team": world.team_ids(team),
            "cina_assessment_worker_id": world.worker_ids(worker),
        },
    )
    return [assessments, _factors(rng, numbers[authorised]), _details(world, rng, numbers, start, done, outcome, kind)]


def _factors(rng: np.random.Generator, assessments: IntArray) -> Frame:
    # A few hundred different lists, each drawn factor by factor: as varied as real ones, and text once.
    drawn = rng.random((_FACTOR_LISTS, len(_FACTORS))) < np.array([share for _, share in _FACTORS])
    drawn[~drawn.any(axis=1), 0] = True
    codes = np.array([code for code, _ in _FACTORS])
    lists = tuple("[" + ",".join(f'"{code}"' for code in codes[row]) + "]" for row in drawn)
    return Frame(
        "ssd_assessment_factors",
        {
            "cinf_table_id": Ids("FAC-", row_numbers(len(assessments))),
            "cinf_assessment_id": Ids("ASM-", assessments),
            "cinf_assessment_factors_json": Codes(lists, rng.integers(0, len(lists), len(assessments))),
        },
    )


def _details(
    world: World,
    rng: np.random.Generator,
    numbers: IntArray,
    start: IntArray,
    done: IntArray,
    outcome: IntArray,
    kind: IntArray,
) -> Frame:
    count, add = len(numbers), world.shape.working.add
    seen = add(start, np.minimum(rng.exponential(4.2, count).astype(np.int64), 40))
    seen = when((rng.random(count) < 0.95) & (seen <= np.minimum(done, world.shape.as_at_day)), seen)
    checked = add(start, np.where(rng.random(count) < 0.72, rng.integers(5, 11, count), rng.integers(11, 25, count)))
    checked = when(rng.random(count) < 0.90, checked)
    long = is_day(done) & (world.shape.working.between(start, done) > 45)
    return Frame(
        "loc_assessment_detail",
        {
            "cina_assessment_id": Ids("ASM-", numbers),
            "assessment_type": Codes(_TYPES, kind),
            "child_first_seen_date": world.dates(seen),
            "checkpoint_10d_date": world.dates(checked),
            "extension_reason": Codes(_EXTENSIONS, np.where(long, rng.integers(0, len(_EXTENSIONS), count), -1)),
            "outcome_group": Codes(_OUTCOME_GROUPS, outcome),
        },
    )


def enquiry_rows(world: World) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Every enquiry in order of start: its episode of need, start, end, and whether it is the later one of the two.

    The place in this order plus one is the number in its id, so conferences can name the enquiry that led to them.
    """
    needs = world.children.dates
    first, later = np.flatnonzero(is_day(needs.s47_from)), np.flatnonzero(is_day(needs.later_s47_from))
    need = np.concatenate([first, later])
    start = np.concatenate([needs.s47_from[first], needs.later_s47_from[later]])
    end = np.concatenate([needs.s47_until[first], needs.later_s47_until[later]])
    is_later = np.concatenate([np.zeros(len(first), np.int64), np.ones(len(later), np.int64)])
    order = np.lexsort((need, start))
    order = order[start[order] <= world.shape.as_at_day]
    return need[order], start[order], end[order], is_later[order]


def _enquiries(world: World) -> Frame:
    rng = world.shape.stream("enquiries")
    needs, work = world.children.dates, world.casework
    need, start, end, later = enquiry_rows(world)
    count = len(need)
    led_on = is_day(needs.conference_on[need]) & (needs.conference_follows_later[need] == (later == 1))
    outcome = rng.choice([1, 2, 3, 4, 5], count, p=[0.42, 0.36, 0.17, 0.02, 0.03])
    outcome = np.where(led_on, _TO_CONFERENCE, outcome)
    end = when(known_by(rng, end, world.shape.as_at_day), end)
    ended = is_day(end) & (end <= world.shape.as_at_day)
    outcome = np.where(ended, outcome, -1)
    team = np.where(later == 1, world.locality[need], needs.team[need])
    seat = np.where(later == 1, work.locality_seat[need], work.assessing_seat[need])
    worker = world.workforce.worker_on(seat, np.minimum(end, world.shape.as_at_day))
    return Frame(
        "ssd_s47_enquiry",
        {
            "s47e_s47_enquiry_id": Ids("S47-", row_numbers(count)),
            "s47e_referral_id": world.referral_ids(need),
            "s47e_person_id": world.person_ids(world.children.person[need]),
            "s47e_s47_start_date": world.dates(start),
            "s47e_s47_end_date": world.dates(end),
            "s47e_s47_nfa": Codes(("N", "Y"), np.where(ended, (outcome == 1).astype(np.int64), -1)),
            "s47e_s47_outcome_json": Codes(S47_OUTCOMES, outcome),
            "s47e_s47_completed_by_team": world.team_ids(team),
            # As the standard's extract does: the payroll number, not the system's own id of the worker.
            "s47e_s47_completed_by_worker_id": world.staff_ids(worker),
        },
    )
