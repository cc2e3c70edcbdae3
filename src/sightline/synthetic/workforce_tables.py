"""Teams, workers and involvements, in the standard's tables and in the local ones."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.casework import ROLES as CASE_ROLES
from sightline.synthetic.columns import YES_NO, Codes, Dates, Frame, Ids, Numbers, constant, empty, row_numbers, yes_no
from sightline.synthetic.days import NEVER, FloatArray, IntArray, first_of_month, is_day, month_index
from sightline.synthetic.names import FORENAMES, SURNAMES
from sightline.synthetic.workforce import ADVISER, IRO, MANAGER, ROLES, SERVICES, SUPPORT
from sightline.synthetic.world import World

CHANGE_REASONS = ("MANAGE", "FCONTA", "LEFTRL", "ORGRST", "TSPROC", "ABSENC", "CHCHAN", "PCCHAN", "SWDIED", "OTHERS")
_LEFT, _HANDED_ON = CHANGE_REASONS.index("LEFTRL"), CHANGE_REASONS.index("TSPROC")
_JOB_TITLES = (
    "Social Worker", "Senior Social Worker", "Advanced Practitioner", "Team Manager", "Independent Reviewing Officer",
    "Personal Adviser", "Family Support Worker",
)  # fmt: skip
_CASE_HOLDING_GROUPS = ("assessment_duty", "locality_cin", "cwd", "court_permanence", "cla", "leaving_care")
_MAX_CASELOAD_GROUPS = ("assessment_duty", "locality_cin")


def build_workforce_tables(world: World) -> list[Frame]:
    """Departments, professionals, involvements, and the local unit, worker, post and absence tables."""
    return [
        _departments(world), _professionals(world), _involvements(world), _units(world), _workers(world), _posts(world),
        _absences(world),
    ]  # fmt: skip


def _departments(world: World) -> Frame:
    """The teams, and above them the seven services, which are departments too."""
    teams, services = world.workforce.teams, tuple(name for name, _ in SERVICES)
    count = len(teams.names)
    ids = tuple(f"T{number + 1:03d}" for number in range(count)) + tuple(_service_id(n) for n in range(len(services)))
    total, parent = len(ids), np.concatenate([teams.service, np.full(len(services), -1)])
    return Frame(
        "ssd_department",
        {
            "dept_team_id": Codes(ids, np.arange(total)),
            "dept_team_name": Codes((*teams.names, *services), np.arange(total)),
            "dept_team_parent_id": Codes(ids[count:], parent),
            "dept_team_parent_name": Codes(services, parent),
        },
    )


def _service_id(number: int) -> str:
    return f"S{number + 1:02d}"


def _names(count: int) -> Codes:
    pairs = tuple(f"{first} {last}" for first in FORENAMES for last in SURNAMES)
    return Codes(pairs, (np.arange(count) * 7 + 11) % len(pairs))


def _addresses(count: int) -> tuple[str, ...]:
    """An address for each worker, at a name that is kept for examples and can never be anybody's."""
    return tuple(f"w{worker + 1:05d}@example.org" for worker in range(count))


def _present(world: World) -> IntArray:
    """Workers who were here at some time in the window."""
    return np.flatnonzero(world.workforce.workers.end >= world.shape.window_day)


def _professionals(world: World) -> Frame:
    workers = world.workforce.workers
    # Everybody with a payroll number, long gone or not, as the standard's extract has it.
    rows = np.arange(len(workers))
    qualified = ~np.isin(workers.role[rows], (ADVISER, SUPPORT))
    names = _names(len(workers))
    return Frame(
        "ssd_professionals",
        {
            "prof_professional_id": world.worker_ids(rows),
            "prof_staff_id": world.staff_ids(rows),
            "prof_professional_name": names,
            "prof_social_worker_registration_no": Ids("SWX", np.where(qualified, rows + 1, -1), 5),
            # Always blank in the extract of version 1.4.5; the local table has it.
            "prof_agency_worker_flag": empty(len(rows)),
            "prof_professional_job_title": Codes(_JOB_TITLES, workers.role[rows]),
            "prof_professional_caseload": Numbers(_september_caseloads(world), whole=True),
            "prof_professional_department": Codes(world.workforce.teams.names, workers.team[rows]),
            "prof_full_time_equivalency": Numbers(workers.fte),
        },
    )


def _september_caseloads(world: World) -> FloatArray:
    """Children held at the last 30 September, as the standard has it."""
    as_at = world.shape.as_at
    year = as_at.year if (as_at.month, as_at.day) >= (9, 30) else as_at.year - 1
    day = int(np.datetime64(f"{year}-09-30").astype(np.int64))
    work = world.casework
    held = np.flatnonzero((work.start <= day) & (work.end > day) & (work.role == 0))
    worker = world.workforce.worker_on(work.seat[held], np.full(len(held), day))
    return np.bincount(worker[worker >= 0], minlength=len(world.workforce.workers)).astype(np.float64)


def _involvements(world: World) -> Frame:
    rng = world.shape.stream("involvements")
    work, workers = world.casework, world.workforce.workers
    span, worker, start, end = world.workforce.stays(work.seat, work.start, work.end)
    keep = np.flatnonzero((start <= world.shape.as_at_day) & (end >= world.shape.window_day) & (start <= end))
    keep = keep[np.argsort(start[keep], kind="stable")]
    span, worker, start, end = span[keep], worker[keep], start[keep], end[keep]
    left = workers.end[worker] <= np.where(is_day(end), end, NEVER)
    reason = np.where(left, np.where(rng.random(len(span)) < 0.7, _LEFT, 0), _HANDED_ON)
    ended = world.dates(end)
    return Frame(
        "ssd_involvements",
        {
            "invo_involvements_id": Ids("INV-", row_numbers(len(span))),
            "invo_professional_id": world.worker_ids(worker),
            "invo_professional_role_id": Codes(CASE_ROLES, work.role[span]),
            "invo_professional_team": world.team_ids(work.team[span]),
            "invo_person_id": world.person_ids(work.person[span]),
            "invo_involvement_start_date": world.dates(start),
            "invo_involvement_end_date": ended,
            "invo_worker_change_reason": Codes(CHANGE_REASONS, np.where(is_day(ended.days), reason, -1)),
            "invo_referral_id": world.referral_ids(work.need[span]),
        },
    )


def _units(world: World) -> Frame:
    """Seven services under the directorate, and the teams under them. A team's unit id is its department id."""
    teams = world.workforce.teams
    count, services = len(teams.names), len(SERVICES)
    ids = _flat("D01", [_service_id(number) for number in range(services)], [f"T{n + 1:03d}" for n in range(count)])
    names = ("Children's services", *(name for name, _ in SERVICES), *teams.names)
    parents = ("", "D01", *ids[1 : services + 1])
    parent = np.concatenate([[-1], np.ones(services, np.int64), teams.service + 2])
    groups = ("other", *sorted(set(teams.groups)))
    group = np.concatenate([np.zeros(services + 1, np.int64), [groups.index(name) for name in teams.groups]])
    total = count + services + 1
    in_scope = np.isin(np.array(groups)[group], _MAX_CASELOAD_GROUPS)
    kind = np.concatenate([[0], np.ones(services, np.int64), np.full(count, 2)])
    return Frame(
        "loc_org_unit",
        {
            "unit_id": Codes(ids, np.arange(total)),
            "unit_name": Codes(names, np.arange(total)),
            "unit_type": Codes(("department", "service", "team"), kind),
            "parent_unit_id": Codes(parents, parent),
            "service_group": Codes(groups, group),
            "dept_team_id": Codes(ids, np.where(kind == 2, np.arange(total), -1)),
            "in_max_caseload_scope": yes_no(in_scope),
            "valid_from": Dates(np.full(total, world.shape.warm_day)),
            "valid_to": Dates(np.full(total, NEVER)),
        },
    )


def _flat(*parts: str | list[str]) -> tuple[str, ...]:
    return tuple(text for part in parts for text in ([part] if isinstance(part, str) else part))


def _workers(world: World) -> Frame:
    workers, rows = world.workforce.workers, _present(world)
    groups = np.array(world.workforce.teams.groups)[workers.team[rows]]
    role = workers.role[rows]
    holding = np.isin(groups, _CASE_HOLDING_GROUPS) & ~np.isin(role, (MANAGER, IRO))
    ended = world.dates(workers.end[rows])
    # Newly qualified for the first year: a second row from then on.
    grown = np.flatnonzero(
        workers.newly_qualified[rows] & (np.minimum(workers.end[rows], world.shape.as_at_day) > workers.start[rows] + 365)
    )
    again = np.concatenate([np.arange(len(rows)), grown])
    is_second = np.arange(len(again)) >= len(rows)
    first_until = np.full(len(rows), NEVER)
    first_until[grown] = workers.start[rows][grown] + 365
    person = rows[again]
    start = workers.start[person]
    frame = Frame(
        "loc_worker",
        {
            "worker_id": world.worker_ids(person),
            "prof_professional_id": world.worker_ids(person),
            "prof_staff_id": world.staff_ids(person),
            "name": _names(len(workers)).take(person),
            "swe_registration_no": Ids("SWX", np.where(np.isin(role[again], (ADVISER, SUPPORT)), -1, person + 1), 5),
            "email": Codes(_addresses(len(workers)), person),
            "role": Codes(ROLES, role[again]),
            "qualified": yes_no(~np.isin(role[again], (ADVISER, SUPPORT))),
            "case_holding": yes_no(holding[again]),
            "nqsw": yes_no(workers.newly_qualified[person] & ~is_second),
            "agency": yes_no(workers.agency[person]),
            "agency_covering_vacancy": Codes(YES_NO, np.where(workers.agency[person], (person % 4 != 0).astype(np.int64), -1)),
            "fte_contracted": Numbers(workers.fte[person]),
            "unit_id": world.team_ids(workers.team[person]),
            "start_date": Dates(start),
            "leave_date": ended.take(again),
            "leave_reason": Codes(
                ("resigned", "end of agency contract", "retired", "moved within the authority"),
                np.where(is_day(ended.days[again]), np.where(workers.agency[person], 1, person % 7 // 2 % 4), -1),
            ),
            "valid_from": Dates(np.where(is_second, start + 365, start)),
            "valid_to": Dates(
                np.where(is_second, ended.days[again], np.minimum(first_until[np.where(is_second, 0, again)], ended.days[again]))
            ),
        },
    )
    return frame


def _month_ends(world: World) -> IntArray:
    first, last = (int(month_index(np.array([day]))[0]) for day in (world.shape.window_day, world.shape.as_at_day))
    ends = first_of_month(np.arange(first + 1, last + 2)) - 1
    return np.minimum(ends, world.shape.as_at_day)


def _posts(world: World) -> Frame:
    """Established, filled and vacant posts of social workers in each team at each month end."""
    workers, teams = world.workforce.workers, world.workforce.teams
    ends, count = _month_ends(world), len(teams.names)
    here = (workers.start[:, None] <= ends) & (workers.end[:, None] > ends)
    rows = []
    for agency in (False, True):
        matrix = np.zeros((count, len(ends)))
        chosen = (workers.agency == agency) & (workers.role < MANAGER)
        np.add.at(matrix, workers.team[chosen], here[chosen] * workers.fte[chosen, None])
        rows.append(matrix)
    in_post, covering = rows
    established = np.maximum(np.ceil(np.quantile(in_post + covering, 0.5, axis=1)), 1.0)[:, None] * np.ones(len(ends))
    vacant: FloatArray = np.round(np.maximum(established - in_post, 0.0), 2).astype(np.float64)
    social = np.flatnonzero(in_post.max(axis=1) + covering.max(axis=1) > 0)
    team = np.repeat(social, len(ends))
    return Frame(
        "loc_post",
        {
            "unit_id": world.team_ids(team),
            "role": constant("social_worker", len(team)),
            "as_at": Dates(np.tile(ends, len(social))),
            "established_fte": Numbers(established[social].ravel()),
            "in_post_fte": Numbers(np.round(in_post[social], 2).ravel()),
            "vacant_fte": Numbers(vacant[social].ravel()),
            "vacant_posts": Numbers(np.round(vacant[social]).ravel(), whole=True),
            "agency_covering_fte": Numbers(np.round(covering[social], 2).ravel()),
        },
    )


def _absences(world: World) -> Frame:
    rng = world.shape.stream("absence")
    workers = world.workforce.workers
    start_in = np.maximum(workers.start, world.shape.window_day)
    length = np.maximum(np.minimum(workers.end, world.shape.as_at_day) - start_in, 0)
    spells = rng.poisson(length / 365.25 * 1.25)
    worker = np.repeat(np.arange(len(workers)), spells)
    start = world.shape.working.add(start_in[worker] + (rng.random(len(worker)) * length[worker]).astype(np.int64), 0)
    days = np.where(rng.random(len(worker)) < 0.09, rng.integers(20, 90, len(worker)), rng.integers(1, 9, len(worker)))
    end = world.shape.working.add(start, days)
    # One spell a worker and day: a second that would begin on the same day is the same spell.
    _, inside = np.unique(worker * NEVER + start, return_index=True)
    inside = inside[start[inside] <= world.shape.as_at_day]
    inside = inside[np.argsort(start[inside], kind="stable")]
    worker, start, end, days = worker[inside], start[inside], end[inside], days[inside]
    return Frame(
        "loc_absence",
        {
            "worker_id": world.worker_ids(worker),
            "unit_id": world.team_ids(workers.team[worker]),
            "start_date": Dates(start),
            "end_date": world.dates(end),
            "fte_days_lost": Numbers(np.round(days * workers.fte[worker], 1)),
            "fte_days_available": Numbers(np.full(len(worker), np.nan)),
            "reason_group": Codes(("short illness", "stress", "surgery", "musculoskeletal"), rng.integers(0, 4, len(worker))),
        },
    )
