"""What is wrong with the tables on purpose: few rows, of known kinds, at known rates.

Real extracts have all of these. Each fault is drawn after everything true has been written down, so what it spoils is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sightline.synthetic.columns import Codes, Dates, Frame, Ids, Times
from sightline.synthetic.days import NO_DATE, BoolArray, IntArray, is_day
from sightline.synthetic.shape import Shape

# Numbers from here on belong to nobody and to no record.
NOBODY = 990_000

Spoil = Callable[[Frame, IntArray, np.random.Generator], Frame]
Eligible = Callable[[Frame], BoolArray]


@dataclass(frozen=True)
class Fault:
    """A kind of fault in one table: the share of the eligible rows that have it, and how they are spoiled."""

    name: str
    table: str
    rate: float
    spoil: Spoil
    eligible: Eligible


def add_faults(shape: Shape, frames: list[Frame]) -> tuple[list[Frame], dict[str, int]]:
    """The tables with their faults, and how many rows each fault spoiled; at least one where any row is eligible."""
    by_name = {frame.name: frame for frame in frames}
    counts: dict[str, int] = {}
    for fault in FAULTS:
        rng = shape.stream(f"fault {fault.name}")
        frame = by_name[fault.table]
        candidates = np.flatnonzero(fault.eligible(frame))
        count = min(max(round(fault.rate * len(candidates)), 1), len(candidates))
        counts[fault.name] = count
        if count:
            rows = np.sort(rng.choice(candidates, count, replace=False))
            by_name[fault.table] = fault.spoil(frame, rows, rng)
    return [by_name[frame.name] for frame in frames], counts


def _days(frame: Frame, column: str) -> IntArray:
    values = frame.columns[column]
    if not isinstance(values, Dates | Times):
        raise TypeError(f"{frame.name}.{column} holds no dates")
    return values.days


def _every(frame: Frame) -> BoolArray:
    return np.ones(len(frame), bool)


def _dated(*columns: str) -> Eligible:
    def eligible(frame: Frame) -> BoolArray:
        dated: BoolArray = np.logical_and.reduce([is_day(_days(frame, column)) for column in columns])
        return dated

    return eligible


def _open_plan(frame: Frame) -> BoolArray:
    return ~is_day(_days(frame, "cppl_cp_plan_end_date"))


def _open_and_seen(frame: Frame) -> BoolArray:
    seen = frame.columns["cina_assessment_child_seen"]
    still_open = ~is_day(_days(frame, "cina_assessment_auth_date"))
    return still_open & (seen.places == 1) if isinstance(seen, Codes) else still_open


def _blank(*columns: str) -> Spoil:
    def spoil(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
        return frame.replace(**{column: frame.columns[column].blank(rows) for column in columns})

    return spoil


def _code(column: str, *unknown: str) -> Spoil:
    """Texts that no code set has, or has no more."""

    def spoil(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
        codes = frame.columns[column]
        if not isinstance(codes, Codes):
            raise TypeError(f"{frame.name}.{column} holds no codes")
        places = codes.places.copy()
        places[rows] = len(codes.values) + rng.integers(0, len(unknown), len(rows))
        return frame.replace(**{column: Codes((*codes.values, *unknown), places)})

    return spoil


def _nobody(column: str) -> Spoil:
    """Ids of people or records that are not in the extract."""

    def spoil(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
        ids = frame.columns[column]
        if not isinstance(ids, Ids):
            raise TypeError(f"{frame.name}.{column} holds no ids")
        numbers = ids.numbers.copy()
        numbers[rows] = NOBODY + rng.integers(0, 9_000, len(rows))
        return frame.replace(**{column: Ids(ids.prefix, numbers, ids.width)})

    return spoil


def _end_before_start(start: str, end: str) -> Spoil:
    def spoil(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
        days = _days(frame, end).copy()
        days[rows] = _days(frame, start)[rows] - rng.integers(1, 60, len(rows))
        return frame.replace(**{end: Dates(days)})

    return spoil


def _a_year_on(column: str) -> Spoil:
    """The wrong year was typed: a day that has not come yet."""

    def spoil(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
        days = _days(frame, column).copy()
        days[rows] = np.max(days[is_day(days)]) + rng.integers(20, 300, len(rows))
        return frame.replace(**{column: Dates(days)})

    return spoil


def _to_day(column: str, day: int) -> Spoil:
    def spoil(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
        days = _days(frame, column).copy()
        days[rows] = day
        return frame.replace(**{column: Dates(days)})

    return spoil


def _repeat(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
    """The same row twice, one after the other."""
    return frame.take(np.sort(np.concatenate([np.arange(len(frame)), rows])))


def _second_open_plan(frame: Frame, rows: IntArray, rng: np.random.Generator) -> Frame:
    """A second open plan of the same child, entered some days later under an id of its own."""
    doubled = frame.take(np.concatenate([np.arange(len(frame)), rows]))
    added = np.arange(len(frame), len(doubled))
    start = _days(doubled, "cppl_cp_plan_start_date").copy()
    start[added] += rng.integers(1, 9, len(added))
    latest = np.max(start[: len(frame)][is_day(start[: len(frame)])])
    start[added] = np.minimum(start[added], latest)
    ids = doubled.columns["cppl_cp_plan_id"]
    if not isinstance(ids, Ids):
        raise TypeError("cppl_cp_plan_id holds no ids")
    numbers = ids.numbers.copy()
    numbers[added] = NOBODY + np.arange(len(added))
    return doubled.replace(
        cppl_cp_plan_id=Ids(ids.prefix, numbers, ids.width),
        cppl_cp_plan_start_date=Dates(start),
        cppl_icpc_id=doubled.columns["cppl_icpc_id"].blank(added),
    )


FAULTS: tuple[Fault, ...] = (
    Fault("blank birth date", "ssd_person", 0.003, _blank("pers_dob"), _dated("pers_dob")),
    Fault("old ethnic code", "ssd_person", 0.004, _code("pers_ethnicity", "A1", "NKNW"), _every),
    Fault("unknown contact source", "ssd_contacts", 0.003, _code("cont_contact_source_code", "99", "4711"), _every),
    Fault("repeated contact", "ssd_contacts", 0.001, _repeat, _every),
    Fault("blank contact source", "ssd_contacts", 0.004, _blank("cont_contact_source_code"), _every),
    Fault("unknown referral source", "ssd_cin_episodes", 0.002, _code("cine_referral_source_code", "99"), _every),
    Fault("blank referral worker", "ssd_cin_episodes", 0.01, _blank("cine_referral_worker_id"), _every),
    Fault(
        "episode ends before it starts", "ssd_cin_episodes", 0.0005,
        _end_before_start("cine_referral_date", "cine_close_date"), _dated("cine_referral_date", "cine_close_date"),
    ),
    Fault("assessment without referral", "ssd_cin_assessments", 0.008, _blank("cina_referral_id"), _every),
    Fault(
        "authorised before it starts", "ssd_cin_assessments", 0.001,
        _end_before_start("cina_assessment_start_date", "cina_assessment_auth_date"),
        _dated("cina_assessment_start_date", "cina_assessment_auth_date"),
    ),
    # As the standard's script does for open assessments whose child has been seen.
    Fault(
        "authorised in 1900", "ssd_cin_assessments", 0.25,
        _to_day("cina_assessment_auth_date", NO_DATE), _open_and_seen,
    ),
    Fault("enquiry without referral", "ssd_s47_enquiry", 0.005, _blank("s47e_referral_id"), _every),
    Fault("conference without enquiry", "ssd_initial_cp_conference", 0.02, _blank("icpc_s47_enquiry_id"), _every),
    Fault(
        "plan ends before it starts", "ssd_cin_plans", 0.0015,
        _end_before_start("cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
        _dated("cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ),
    Fault("two open protection plans", "ssd_cp_plans", 0.006, _second_open_plan, _open_plan),
    Fault("visit to nobody", "ssd_cin_visits", 0.0005, _nobody("cinv_person_id"), _every),
    Fault("repeated visit", "ssd_cin_visits", 0.0005, _repeat, _every),
    Fault("visit under no plan", "ssd_cp_visits", 0.004, _nobody("cppv_cp_plan_id"), _every),
    Fault("visit still to come", "ssd_cla_visits", 0.0004, _a_year_on("clav_cla_visit_date"), _every),
    Fault("review without plan", "ssd_cp_reviews", 0.01, _blank("cppr_cp_plan_id"), _every),
    Fault("episode without period of care", "ssd_cla_episodes", 0.003, _blank("clae_cla_id"), _every),
    Fault("unknown placement type", "ssd_cla_placement", 0.004, _code("clap_cla_placement_type", "X9", "Q1"), _every),
    Fault("blank placement postcode", "ssd_cla_placement", 0.02, _blank("clap_cla_placement_postcode"), _every),
    Fault("unknown legal status", "ssd_legal_status", 0.002, _code("lega_legal_status", "XX"), _every),
    Fault("blank health check status", "ssd_cla_health", 0.02, _blank("clah_health_check_status"), _every),
    Fault("involvement of nobody", "ssd_involvements", 0.001, _blank("invo_professional_id"), _every),
)  # fmt: skip
