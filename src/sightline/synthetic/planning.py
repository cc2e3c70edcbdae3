"""Planning and oversight of open work: plan versions, meetings, supervision, agreed visits, earlier plans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.synthetic.columns import YES_NO, Codes, Dates, Frame, Ids, Numbers, constant, empty, row_numbers, yes_no
from sightline.synthetic.days import NEVER, FloatArray, IntArray, add_months, is_day, when
from sightline.synthetic.events import known_by, recurring
from sightline.synthetic.performance import Practice
from sightline.synthetic.protection import in_need_numbers, plan_numbers
from sightline.synthetic.world import World

PLAN_TYPES = ("cin", "cp", "cla")
_CIN, _CP, _CLA = range(len(PLAN_TYPES))
MEETING_TYPES = ("cin_initial", "cin_review", "core_group", "care_planning")
SUPERVISION_KINDS = ("case_supervision", "management_oversight", "personal_supervision")
# Working days between case supervisions, and between records of management oversight, in calendar days.
_SUPERVISED_EVERY, _OVERSEEN_EVERY, _PERSONAL_EVERY = 30.0, 45.0, 35.0


@dataclass(frozen=True)
class _Open:
    """Spans of open work: which kind, whose, in which team and seat, from when until when, under which record."""

    kind: IntArray
    person: IntArray
    team: IntArray
    seat: IntArray
    start: IntArray
    end: IntArray
    plan: IntArray


def build_planning(world: World) -> list[Frame]:
    """Versions, meetings, supervision, visit standards and earlier protection plans."""
    rng = world.shape.stream("planning")
    spans = _open_work(world, rng)
    return [
        _versions(world, rng, spans),
        _meetings(world, rng, spans),
        _supervision(world, spans),
        _visit_standards(world, rng),
        _cp_history(world),
    ]


def _open_work(world: World, rng: np.random.Generator) -> _Open:
    needs, spells, work = world.children.dates, world.spells, world.casework
    every = np.arange(len(needs))
    in_care = ~np.isin(np.arange(len(spells)), world.short_breaks)
    care = np.flatnonzero(in_care)
    start = np.concatenate([needs.cin_from, needs.after_cp_from, needs.cp_from, spells.start[care]])
    end = np.concatenate([needs.cin_until, needs.after_cp_until, needs.cp_until, spells.end[care]])
    need = np.concatenate([every, every, every, spells.need[care]])
    kind = np.repeat([_CIN, _CIN, _CP, _CLA], [len(every), len(every), len(every), len(care)])
    team = np.where(kind == _CLA, 0, world.locality[need])
    team[kind == _CLA] = work.care_team[care]
    seat = work.locality_seat[need]
    seat[kind == _CLA] = world.workforce.seat_in(rng, work.care_team[care])
    plan = np.concatenate([*in_need_numbers(world), plan_numbers(world), care + 1])
    floor = world.shape.window_day - rng.integers(1, 90, len(start))
    begin = np.where(is_day(start), np.maximum(start, floor), NEVER)
    rows = np.flatnonzero((begin <= world.shape.as_at_day) & (end > begin))
    stop = world.until_now(end)
    person = world.children.person[need]
    return _Open(*(part[rows] for part in (kind, person, team, seat, begin, stop, plan)))


def _repeat(
    world: World,
    rng: np.random.Generator,
    spans: _Open,
    practice: Practice,
    limit: FloatArray,
    usual: float,
    first: float,
) -> tuple[IntArray, IntArray]:
    middle = np.minimum((spans.start + spans.end) // 2, world.shape.as_at_day)
    chance = world.performance.chance(practice, usual, spans.team, middle)
    span, day = recurring(rng, spans.start, spans.end, limit, chance, soonest=0.6, late_by=0.5, first=first)
    day = world.shape.working.add(day, 0)
    inside = (day >= world.shape.window_day) & known_by(rng, day, world.shape.as_at_day)
    order = np.flatnonzero(inside)
    order = order[np.argsort(day[order], kind="stable")]
    return span[order], day[order]


def _versions(world: World, rng: np.random.Generator, spans: _Open) -> Frame:
    """A new version of a plan every three months, of a care plan every six; the first soon after the start."""
    limit = np.where(spans.kind == _CLA, 178.0, 88.0)
    span, day = _repeat(world, rng, spans, Practice.PLAN, limit, 0.84, 0.12)
    # A version is superseded by the next one of the same span.
    order = np.lexsort((day, span))
    following = np.full(len(span), NEVER)
    same = span[order][1:] == span[order][:-1]
    following[order[:-1]] = np.where(same, day[order][1:], NEVER)
    kind = spans.kind[span]
    manager = world.workforce.worker_on(world.workforce.manager_seat(spans.team[span]), day)
    # The plan's own id; of a care plan, that of its period of care.
    ids = (("CINP-", 6), ("CPP-", 6), ("CLA-", 7))
    plans = [Ids(prefix, np.where(kind == place, spans.plan[span], -1), width) for place, (prefix, width) in enumerate(ids)]
    return Frame(
        "loc_plan_version",
        {
            "version_id": Ids("VER-", row_numbers(len(span))),
            "plan_type": Codes(PLAN_TYPES, kind),
            "plan_id": _one_of(plans),
            "person_id": world.person_ids(spans.person[span]),
            "authorised_date": Dates(day),
            "authorised_by": world.worker_ids(manager),
            "review_due_date": Dates(add_months(day, np.where(kind == _CLA, 6, 3))),
            "superseded_date": Dates(following),
        },
    )


def _one_of(columns: list[Ids]) -> Codes:
    """One column of ids of several patterns, of which each row has at most one. Each text is made once and pointed at."""
    texts: list[str] = []
    places = np.full(len(columns[0]), -1)
    for ids in columns:
        rows = np.flatnonzero(ids.numbers >= 0)
        distinct, place = np.unique(ids.numbers[rows], return_inverse=True)
        places[rows] = len(texts) + place
        texts += [f"{ids.prefix}{number:0{ids.width}d}" for number in distinct.tolist()]
    return Codes(tuple(texts), places)


def _meetings(world: World, rng: np.random.Generator, spans: _Open) -> Frame:
    """Core groups every six weeks, child in need reviews every three months, care planning twice a year."""
    limit = np.select([spans.kind == _CP, spans.kind == _CLA], [42.0, 182.0], 90.0)
    span, day = _repeat(world, rng, spans, Practice.PLAN, limit, 0.80, 0.3)
    count, kind = len(span), spans.kind[span]
    first = np.ones(count, bool)
    order = np.lexsort((day, span))
    first[order[1:]] = span[order][1:] != span[order][:-1]
    meeting = np.select([kind == _CP, kind == _CLA, first], [2, 3, 0], 1)
    late = rng.random(count) < 0.14
    due = np.where(late, day - rng.integers(1, 15, count), day + rng.integers(0, 6, count))
    cancelled = rng.random(count) < 0.03
    return Frame(
        "loc_meeting",
        {
            "meeting_id": Ids("MEE-", row_numbers(count)),
            "person_id": world.person_ids(spans.person[span]),
            "meeting_type": Codes(MEETING_TYPES, meeting),
            "due_date": Dates(due),
            "held_date": Dates(when(~cancelled, day)),
            "cancelled": yes_no(cancelled),
            "independent_chair": Codes(YES_NO, np.where(meeting <= 1, (rng.random(count) < 0.12).astype(np.int64), -1)),
        },
    )


def _supervision(world: World, spans: _Open) -> Frame:
    rng = world.shape.stream("supervision")
    parts = []
    for place, every, usual in ((0, _SUPERVISED_EVERY, 0.80), (1, _OVERSEEN_EVERY, 0.75)):
        limit = np.full(len(spans.start), every)
        span, day = _repeat(world, rng, spans, Practice.SUPERVISION, limit, usual, 0.6)
        worker = world.workforce.worker_on(spans.seat[span], day)
        parts.append(
            (spans.person[span], worker, spans.team[span], day, np.full(len(span), place), np.full(len(span), int(every)))
        )
    workers = world.workforce.workers
    start = np.maximum(workers.start, world.shape.window_day)
    limit, chance = np.full(len(workers), _PERSONAL_EVERY), np.full(len(workers), 0.8)
    span, day = recurring(rng, start, np.maximum(world.until_now(workers.end), start), limit, chance)
    parts.append((np.full(len(span), -1), span, workers.team[span], day, np.full(len(span), 2), np.full(len(span), 30)))
    person, worker, team, day, kind, every_days = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(day, kind="stable")
    person, worker, team, day, kind = person[order], worker[order], team[order], day[order], kind[order]
    supervisor = world.workforce.worker_on(world.workforce.manager_seat(team), day)
    return Frame(
        "loc_supervision",
        {
            "record_id": Ids("SUP-", row_numbers(len(day))),
            "person_id": world.person_ids(person),
            "worker_id": world.worker_ids(worker),
            "kind": Codes(SUPERVISION_KINDS, kind),
            "record_date": Dates(day),
            "supervisor_id": world.worker_ids(supervisor),
            "supervisor_role": constant("team_manager", len(day)),
            "next_due_date": Dates(day + every_days[order]),
        },
    )


def _visit_standards(world: World, rng: np.random.Generator) -> Frame:
    """A few agreed frequencies of single children: three-monthly visits where a young person settled for good asked for it."""
    spells = world.spells
    rows = np.flatnonzero((spells.start < world.shape.as_at_day - 900) & (spells.end > world.shape.as_at_day) & (spells.age >= 6))
    rows = rows[rng.random(len(rows)) < 0.06]
    count = len(rows)
    return Frame(
        "loc_visit_standard",
        {
            "person_id": world.person_ids(spells.person[rows]),
            "unit_id": empty(count),
            "plan_type": constant("cla", count),
            "frequency_n": Numbers(np.full(count, 3.0), whole=True),
            "frequency_unit": constant("months", count),
            "first_visit_n": Numbers(np.full(count, 7.0), whole=True),
            "first_visit_unit": constant("calendar_days", count),
            "valid_from": Dates(spells.start[rows] + 730),
            "valid_to": Dates(np.full(count, NEVER)),
        },
    )


def _cp_history(world: World) -> Frame:
    """Plans that ended before the extract's window of children who are still known; a few in other authorities."""
    rng = world.shape.stream("history of protection")
    needs, person = world.children.dates, world.children.person
    known = np.zeros(len(world.people), bool)
    known[person[needs.closed_on >= world.shape.window_day]] = True
    ended = np.flatnonzero((needs.cp_until < world.shape.window_day) & known[person])
    elsewhere = np.flatnonzero((needs.cp_from >= world.shape.window_day) & (needs.cp_from <= world.shape.as_at_day))
    elsewhere = elsewhere[rng.random(len(elsewhere)) < 0.03]
    start = needs.cp_from[elsewhere] - rng.integers(900, 2600, len(elsewhere))
    start = np.maximum(start, world.people.born[person[elsewhere]] + 1)
    count = len(ended) + len(elsewhere)
    before = np.minimum(start + rng.integers(100, 500, len(elsewhere)), needs.cp_from[elsewhere] - 30)
    keep = np.flatnonzero(np.concatenate([np.ones(len(ended), bool), start < before]))
    frame = Frame(
        "loc_cp_history",
        {
            "person_id": world.person_ids(np.concatenate([person[ended], person[elsewhere]])),
            "previous_plan_start": Dates(np.concatenate([needs.cp_from[ended], start])),
            "previous_plan_end": Dates(np.concatenate([needs.cp_until[ended], before])),
            "previous_plans_count": Numbers(np.ones(count), whole=True),
            "other_la": yes_no(np.arange(count) >= len(ended)),
        },
    )
    return frame.take(keep)
