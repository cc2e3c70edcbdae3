"""Foster carers and adopters: households, enquiries and approvals."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.columns import Codes, Dates, Frame, Ids, Numbers, row_numbers, yes_no
from sightline.synthetic.days import NEVER, BoolArray, IntArray, is_day, latest_of, when
from sightline.synthetic.world import World

APPROVAL_TYPES = ("mainstream", "connected", "short_break", "supported_lodgings")
CEASED = ("resigned", "deregistered", "to_adoption", "other")
STAGES = ("enquiry", "initial_visit", "stage1", "stage2", "panel", "approved", "withdrawn", "on_hold")
_FOSTER_APPROVED_A_YEAR, _FOSTER_STAY_YEARS = 24, 7.5
_ENQUIRIES_A_YEAR = 190
_ADOPTERS_A_YEAR = 46
# The chance to go on from each stage, and the days it takes.
_GOES_ON = (0.42, 0.55, 0.72, 0.86, 0.95)
_TAKES = (14, 30, 75, 110, 20)


def build_households(world: World) -> list[Frame]:
    """Foster households, the enquiries behind them, and adopter households."""
    return [_foster_households(world), _enquiries(world), _adopters(world)]


def _foster_households(world: World) -> Frame:
    rng = world.shape.stream("foster households")
    shape = world.shape
    first = shape.window_day - 9 * 365
    approved = shape.arrivals(rng, _FOSTER_APPROVED_A_YEAR, max(first, shape.care_day), shape.as_at_day)
    ceased = approved + 60 + rng.exponential(_FOSTER_STAY_YEARS * 365, len(approved)).astype(np.int64)
    rows = np.flatnonzero(ceased >= shape.window_day)
    approved, ended = approved[rows], world.dates(ceased[rows])
    count = len(rows)
    reason = rng.choice(4, count, p=[0.66, 0.10, 0.04, 0.20])
    team = world.workforce.teams.of_group("fostering")
    seat = world.workforce.seat_in(rng, team[rng.integers(0, len(team), count)])
    supervisor = world.workforce.worker_on(seat, np.minimum(ended.days, shape.as_at_day))
    years = (np.minimum(ended.days, shape.as_at_day) - approved) // 365
    return Frame(
        "loc_foster_household",
        {
            "household_id": Ids("FOS-", row_numbers(count), 5),
            "approval_type": Codes(APPROVAL_TYPES, rng.choice(4, count, p=[0.68, 0.24, 0.05, 0.03])),
            "approved_date": Dates(approved),
            "approved_places": Numbers(rng.choice([1.0, 2.0, 3.0], count, p=[0.4, 0.4, 0.2]), whole=True),
            "ceased_date": ended,
            "ceased_reason": Codes(CEASED, np.where(is_day(ended.days), reason, -1)),
            "annual_review_due": Dates(when(~is_day(ended.days), approved + (years + 1) * 365)),
            "supervising_worker_id": world.worker_ids(supervisor),
        },
    )


def _enquiries(world: World) -> Frame:
    """One row a stage that an enquiry reached."""
    rng = world.shape.stream("foster enquiries")
    shape = world.shape
    day = shape.arrivals(rng, _ENQUIRIES_A_YEAR, shape.window_day, shape.as_at_day)
    enquiry = np.arange(len(day))
    from_ifa = rng.random(len(day)) < 0.12
    rows: list[tuple[IntArray, IntArray, IntArray]] = [(enquiry, day, np.zeros(len(day), np.int64))]
    for stage, (chance, takes) in enumerate(zip(_GOES_ON, _TAKES, strict=True)):
        lot = rng.random(len(enquiry))
        later = day + 2 + rng.gamma(3.0, takes / 3.0, len(day)).astype(np.int64)
        goes = lot < chance
        stops = ~goes & (lot > chance + (1 - chance) * 0.06)
        rows.append((enquiry[stops], later[stops], np.full(int(stops.sum()), 6)))
        held = ~goes & ~stops
        rows.append((enquiry[held], later[held], np.full(int(held.sum()), 7)))
        enquiry, day = enquiry[goes], later[goes]
        rows.append((enquiry, day, np.full(len(enquiry), stage + 1)))
    number, day, stage_reached = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    keep = np.flatnonzero(day <= shape.as_at_day)
    keep = keep[np.lexsort((stage_reached[keep], day[keep]))]
    number, day, stage_reached = number[keep], day[keep], stage_reached[keep]
    return Frame(
        "loc_foster_enquiry",
        {
            "enquiry_id": Ids("ENQ-", number + 1, 5),
            "stage": Codes(STAGES, stage_reached),
            "stage_date": Dates(day),
            "from_ifa": yes_no(from_ifa[number]),
            "household_id": Ids("FOS-", np.full(len(number), -1), 5),
        },
    )


def _adopters(world: World) -> Frame:
    rng = world.shape.stream("adopters")
    shape = world.shape
    asked = shape.arrivals(rng, _ADOPTERS_A_YEAR * 1.9, shape.window_day - 365, shape.as_at_day)
    count = len(asked)
    goes = rng.random((4, count)) < np.array([[0.75], [0.85], [0.92], [0.85]])
    first = when(goes[0], asked + rng.integers(7, 40, count))
    first_end = when(goes[1], first + rng.integers(50, 110, count))
    second = when(is_day(first_end), first_end + rng.integers(1, 30, count))
    approved = when(goes[2], second + rng.integers(90, 170, count))
    matched = when(goes[3], approved + rng.integers(20, 420, count))
    given_up: BoolArray = np.logical_not(np.logical_and.reduce(goes, axis=0))
    ceased = world.dates(when(given_up, asked + rng.integers(120, 700, count)))
    ceased = Dates(np.where(matched < ceased.days, NEVER, ceased.days))
    latest = latest_of(asked, first, first_end, second, approved)
    ceased = Dates(when(ceased.days > latest, ceased.days))
    return Frame(
        "loc_adopter_household",
        {
            "household_id": Ids("ADO-", row_numbers(count), 5),
            "enquiry_date": Dates(asked),
            "stage1_start": world.dates(first),
            "stage1_end": world.dates(first_end),
            "stage2_start": world.dates(second),
            "approved_date": world.dates(approved),
            "matched_date": world.dates(matched),
            "ceased_date": ceased,
            "ceased_reason": Codes(
                ("withdrew", "not approved", "other"), np.where(is_day(ceased.days), rng.integers(0, 3, count), -1)
            ),
        },
    )
