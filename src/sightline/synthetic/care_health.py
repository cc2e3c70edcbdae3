"""Health, schooling and safety of children in care: checks, questionnaires, missing episodes, education plans."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.columns import Codes, Dates, Frame, Ids, Numbers, Times, row_numbers, yes_no
from sightline.synthetic.days import NEVER, BoolArray, FloatArray, IntArray, age_on, is_day, when
from sightline.synthetic.events import is_last, known_by, recurring
from sightline.synthetic.performance import Practice
from sightline.synthetic.world import World

CHECK_TYPES = ("Health Assessment", "Dental Check", "Health Check")
CHECK_STATUSES = ("Completed", "Planned", "Refused", "Cancelled")
_HEALTH, _DENTAL, _DEVELOPMENT = range(len(CHECK_TYPES))
_KINDS = ("iha", "rha", "dental", "development")
_DELAYS = ("no consent", "placed at a distance", "no appointment", "late notification")
_MISSING_OUTSIDE_A_YEAR = 95


def build_care_health(world: World) -> list[Frame]:
    """Checks with their details, immunisations, substance misuse, offences, SDQ, missing episodes and return interviews."""
    rng = world.shape.stream("health")
    return [
        *_checks(world, rng),
        _immunisations(world, rng),
        *_substances_and_offences(world, rng),
        _questionnaires(world, rng),
        *_missing(world),
    ]


def _spell_years(world: World) -> tuple[IntArray, IntArray]:
    """Start and end of each period of care as far as the extract can see it; short breaks have none."""
    spells = world.spells
    start = np.maximum(spells.start, world.shape.window_day - 200)
    end = world.until_now(spells.end)
    return start, np.where(np.isin(np.arange(len(spells)), world.short_breaks), start, end)


_Checks = tuple[IntArray, IntArray, IntArray, IntArray]


def _checks(world: World, rng: np.random.Generator) -> list[Frame]:
    """Every check: period of care, day, type and kind of detail."""
    initial = _initial_assessments(world, rng)
    seen_on = np.full(len(world.spells), NEVER)
    seen_on[initial[0]] = initial[1]
    age = age_on(world.spells.born, _spell_years(world)[0])
    yearly = np.full(len(world.spells), 362.0)
    parts = [
        initial,
        _repeated_checks(world, rng, Practice.HEALTH, 0.90, np.where(age < 5, 181.0, 362.0), seen_on, (_HEALTH, 1)),
        _repeated_checks(world, rng, Practice.DENTAL, 0.83, yearly, seen_on, (_DENTAL, 2)),
        _development_checks(world, rng, age),
    ]
    spell, day, kind, detail = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    rows = np.flatnonzero((day >= world.shape.window_day) & known_by(rng, day, world.shape.as_at_day))
    rows = rows[np.argsort(day[rows], kind="stable")]
    return _check_tables(world, rng, spell[rows], day[rows], kind[rows], detail[rows])


def _initial_assessments(world: World, rng: np.random.Generator) -> _Checks:
    """Within 20 working days for some three in four, for a few never."""
    spells, count = world.spells, len(world.spells)
    on_time = rng.random(count) < world.performance.chance(Practice.HEALTH, 0.74, world.casework.care_team, spells.start)
    day = world.shape.working.add(spells.start, np.where(on_time, rng.integers(8, 21, count), rng.integers(21, 60, count)))
    start, end = _spell_years(world)
    rows = np.flatnonzero((day < end) & (spells.start >= start) & (rng.random(count) < 0.96))
    return rows, day[rows], np.full(len(rows), _HEALTH), np.zeros(len(rows), np.int64)


def _repeated_checks(
    world: World,
    rng: np.random.Generator,
    practice: Practice,
    usual: float,
    every: FloatArray,
    seen_on: IntArray,
    kind_and_detail: tuple[int, int],
) -> _Checks:
    """Checks about `every` so many days, drawn one after the other, so that each has the chance of its own month."""
    start, end = _spell_years(world)
    spells = np.flatnonzero(start < end)
    # Periods that began before the extract are somewhere in their rhythm when it opens.
    began_before = start[spells] > world.spells.start[spells]
    last = np.where(began_before, start[spells] - (rng.random(len(spells)) * 300).astype(np.int64), start[spells])
    last = np.where(is_day(seen_on[spells]), seen_on[spells], last)
    found, days = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    while len(spells):
        due = np.minimum(last + every[spells].astype(np.int64), world.shape.as_at_day)
        chance = world.performance.chance(practice, usual, world.casework.care_team[spells], due)
        lot = rng.random(len(spells))
        share = np.where(rng.random(len(spells)) < chance, 0.80 + 0.20 * lot, 1.0 - 0.5 * np.log1p(-lot))
        last = last + 1 + (every[spells] * share).astype(np.int64)
        goes_on = last < end[spells]
        spells, last = spells[goes_on], last[goes_on]
        found.append(spells)
        days.append(last)
    span, day = np.concatenate(found), np.concatenate(days)
    kind, detail = kind_and_detail
    return span, day, np.full(len(span), kind), np.full(len(span), detail)


def _development_checks(world: World, rng: np.random.Generator, age: IntArray) -> _Checks:
    start, end = _spell_years(world)
    until = np.where(age < 4, end, start)
    span, day = recurring(rng, start, until, np.full(len(start), 240.0), np.full(len(start), 0.85))
    return span, day, np.full(len(span), _DEVELOPMENT), np.full(len(span), 3)


def _check_tables(
    world: World, rng: np.random.Generator, spell: IntArray, day: IntArray, kind: IntArray, detail: IntArray
) -> list[Frame]:
    count = len(spell)
    day = world.shape.working.add(day - 1, 1)
    status = rng.choice([0, 2, 3], count, p=[0.955, 0.025, 0.02])
    numbers = row_numbers(count)
    checks = Frame(
        "ssd_cla_health",
        {
            "clah_health_check_id": Ids("HEA-", numbers),
            "clah_person_id": world.person_ids(world.spells.person[spell]),
            "clah_health_check_type": Codes(CHECK_TYPES, kind),
            "clah_health_check_date": world.dates(day),
            "clah_health_check_status": Codes(CHECK_STATUSES, status),
        },
    )
    assessed = np.flatnonzero(kind == _HEALTH)
    late = (detail[assessed] == 0) & (day[assessed] > world.shape.working.add(world.spells.start[spell[assessed]], 20))
    asked = np.maximum(day[assessed] - rng.integers(12, 40, len(assessed)), world.spells.start[spell[assessed]])
    details = Frame(
        "loc_health_detail",
        {
            "clah_health_check_id": Ids("HEA-", numbers[assessed]),
            "kind": Codes(_KINDS, detail[assessed]),
            "requested_date": world.dates(asked),
            "consent_date": world.dates(asked + rng.integers(0, 8, len(assessed))),
            "report_received_date": world.dates(day[assessed] + rng.integers(3, 30, len(assessed))),
            "delay_reason": Codes(_DELAYS, np.where(late, rng.integers(0, len(_DELAYS), len(assessed)), -1)),
        },
    )
    return [checks, details]


def _seen_in_window(world: World) -> IntArray:
    """The latest period of care of each child who was looked after in the window."""
    spells = world.spells
    rows = np.flatnonzero((spells.end >= world.shape.window_day) & ~np.isin(np.arange(len(spells)), world.short_breaks))
    rows = rows[np.lexsort((spells.start[rows], spells.person[rows]))]
    latest: IntArray = rows[is_last(spells.person[rows])]
    return latest


def _immunisations(world: World, rng: np.random.Generator) -> Frame:
    rows = _seen_in_window(world)
    until = world.until_now(world.spells.end[rows])
    return Frame(
        "ssd_cla_immunisations",
        {
            "clai_person_id": world.person_ids(world.spells.person[rows]),
            "clai_immunisations_status": yes_no(rng.random(len(rows)) < 0.87),
            "clai_immunisations_status_date": world.dates(
                np.maximum(until - rng.integers(5, 300, len(rows)), world.spells.start[rows])
            ),
        },
    )


def _substances_and_offences(world: World, rng: np.random.Generator) -> list[Frame]:
    rows = _seen_in_window(world)
    spells = world.spells
    teen = age_on(spells.born[rows], world.until_now(spells.end[rows])) >= 13
    using = rows[teen & (rng.random(len(rows)) < 0.08)]
    offending = rows[teen & (rng.random(len(rows)) < 0.05)]

    def day_in_care(chosen: IntArray) -> IntArray:
        length = world.until_now(spells.end[chosen]) - spells.start[chosen]
        day = spells.start[chosen] + (rng.random(len(chosen)) * length).astype(np.int64)
        return np.maximum(day, world.shape.window_day)

    substances = Frame(
        "ssd_cla_substance_misuse",
        {
            "clas_substance_misuse_id": Ids("SUB-", row_numbers(len(using)), 6),
            "clas_person_id": world.person_ids(spells.person[using]),
            "clas_substance_misuse_date": world.dates(day_in_care(using)),
            "clas_substance_misused": Codes(("cannabis", "alcohol", "other"), rng.integers(0, 3, len(using))),
            "clas_intervention_received": yes_no(rng.random(len(using)) < 0.6),
        },
    )
    offences = Frame(
        "ssd_cla_convictions",
        {
            "clac_cla_conviction_id": Ids("OFF-", row_numbers(len(offending)), 6),
            "clac_person_id": world.person_ids(spells.person[offending]),
            "clac_cla_conviction_date": world.dates(day_in_care(offending)),
            "clac_cla_conviction_offence": Codes(("theft", "criminal damage", "assault"), rng.integers(0, 3, len(offending))),
        },
    )
    return [substances, offences]


def _questionnaires(world: World, rng: np.random.Generator) -> Frame:
    spells = world.spells
    start, end = _spell_years(world)
    span, day = recurring(rng, start, end, np.full(len(spells), 365.0), np.full(len(spells), 0.8), soonest=0.8, late_by=0.6)
    age = age_on(spells.born[span], day)
    rows = np.flatnonzero((age >= 4) & (age < 17) & (day >= world.shape.window_day))
    rows = rows[np.argsort(day[rows], kind="stable")]
    person, day = spells.person[span[rows]], day[rows]
    mean = 13.8 + (person % 7 - 3) * 1.6
    score = np.clip(np.round(rng.normal(mean, 5.0)), 0, 40)
    return Frame(
        "ssd_sdq_scores",
        {
            "csdq_table_id": Ids("SDQ-", row_numbers(len(rows)), 6),
            "csdq_person_id": world.person_ids(person),
            "csdq_sdq_completed_date": world.dates(day),
            "csdq_sdq_score": Numbers(score, whole=True),
            "csdq_sdq_reason": Codes(("SSD_PH",), np.zeros(len(rows), np.int64)),
        },
    )


def _missing(world: World) -> list[Frame]:
    """A tenth of children in care go missing in a year, a few of them often; others do so from home."""
    rng = world.shape.stream("missing")
    spells, shape = world.spells, world.shape
    start, end = _spell_years(world)
    age = age_on(spells.born, end)
    # A child's habit: most never go, and those who do go again.
    goes = rng.random(len(spells)) < np.where(age >= 12, 0.34, np.where(age >= 9, 0.05, 0.0))
    from_age = np.maximum(start, spells.born + 11 * 365)
    length = np.maximum(end - from_age, 0)
    times = np.where(goes, rng.poisson(length / 365.25 * rng.gamma(0.8, 3.2, len(spells))), 0)
    times = np.minimum(times, 60)
    spell = np.repeat(np.arange(len(spells)), times)
    day = from_age[spell] + (rng.random(len(spell)) * length[spell]).astype(np.int64)
    needs = world.children.dates
    home = rng.integers(0, len(needs), int(_MISSING_OUTSIDE_A_YEAR * shape.scale * shape.years * 3))
    home = home[age_on(world.people.born[world.children.person[home]], needs.referral_on[home]) >= 11]
    person = np.concatenate([spells.person[spell], world.children.person[home]])
    day = np.concatenate([day, needs.referral_on[home] - rng.integers(0, 30, len(home))])
    minute = (1080 + rng.integers(0, 900, len(day))) % 1440
    hours = np.where(rng.random(len(day)) < 0.82, rng.exponential(7.0, len(day)), rng.exponential(60.0, len(day))) + 0.5
    back = day * 1440 + minute + (hours * 60).astype(np.int64)
    rows = np.flatnonzero((day >= shape.window_day) & (day <= shape.as_at_day))
    rows = rows[np.argsort(day[rows] * 1440 + minute[rows], kind="stable")]
    person, day, minute, back = person[rows], day[rows], minute[rows], back[rows]
    returned = when(back // 1440 <= shape.as_at_day, back // 1440)
    offered = is_day(returned) & (rng.random(len(rows)) < 0.93)
    accepted = offered & (rng.random(len(rows)) < 0.66)
    away = rng.random(len(rows)) < 0.12
    numbers = row_numbers(len(rows))
    episodes = Frame(
        "ssd_missing",
        {
            "miss_table_id": Ids("MIS-", numbers, 6),
            "miss_person_id": world.person_ids(person),
            "miss_missing_episode_start_date": Times(day, minute),
            "miss_missing_episode_type": Codes(("M", "A"), away.astype(np.int64)),
            "miss_missing_episode_end_date": Times(returned, back % 1440),
            "miss_missing_rhi_offered": Codes(("N", "Y"), np.where(is_day(returned), offered.astype(np.int64), -1)),
            "miss_missing_rhi_accepted": Codes(("N", "Y"), np.where(offered, accepted.astype(np.int64), -1)),
        },
    )
    return [episodes, _return_interviews(world, rng, numbers, returned, offered, accepted)]


def _return_interviews(
    world: World, rng: np.random.Generator, numbers: IntArray, returned: IntArray, offered: BoolArray, accepted: BoolArray
) -> Frame:
    rows = np.flatnonzero(offered)
    asked = returned[rows] + rng.choice([0, 1, 2], len(rows), p=[0.4, 0.45, 0.15])
    held = asked + np.where(rng.random(len(rows)) < 0.78, rng.integers(0, 2, len(rows)), rng.integers(2, 12, len(rows)))
    return Frame(
        "loc_rhi",
        {
            "miss_table_id": Ids("MIS-", numbers[rows], 6),
            "offered_date": world.dates(asked),
            "interview_date": world.dates(when(accepted[rows], held)),
            "declined": yes_no(~accepted[rows]),
            "completed_by": Codes(
                ("social worker", "independent interviewer"), np.where(accepted[rows], rng.integers(0, 2, len(rows)), -1)
            ),
        },
    )


_TERMS = ("autumn", "spring", "summer")
# (month and day on which each term ends, and how many years after September it is)
_TERM_ENDS = ((12, 20, 0), (3, 31, 1), (7, 22, 1))


def build_schooling(world: World) -> list[Frame]:
    """Personal education plans each term, and attendance each term, of children in care."""
    rng = world.shape.stream("schooling")
    spells, shape = world.spells, world.shape
    plans, attendance = [], []
    first_year = shape.as_at.year - shape.years - 1
    years = range(first_year, shape.as_at.year + 1)
    for year in years:
        for term, (month, day, later) in enumerate(_TERM_ENDS):
            end = int(np.datetime64(f"{year + later}-{month:02d}-{day:02d}").astype(np.int64))
            if not shape.window_day <= end <= shape.as_at_day:
                continue
            age = age_on(spells.born, np.full(len(spells), end))
            there = np.flatnonzero((spells.start < end - 14) & (spells.end > end) & (age >= 2) & (age < 18))
            there = there[~np.isin(there, world.short_breaks)]
            plans.append((there, np.full(len(there), end), np.full(len(there), (year - first_year) * 3 + term)))
            pupils = there[(age[there] >= 5) & (age[there] < 16)]
            attendance.append((pupils, np.full(len(pupils), end), np.full(len(pupils), (year - first_year) * 3 + term)))
    years_text = tuple(f"{year}/{(year + 1) % 100:02d}" for year in years)
    return [_education_plans(world, rng, plans, years_text), _attendance(world, rng, attendance, years_text)]


def _joined(parts: list[tuple[IntArray, IntArray, IntArray]]) -> tuple[IntArray, ...]:
    nothing = np.zeros(0, np.int64)
    return tuple(np.concatenate([nothing, *columns]) for columns in zip(*parts, strict=True)) if parts else (nothing,) * 3


def _education_plans(
    world: World, rng: np.random.Generator, parts: list[tuple[IntArray, IntArray, IntArray]], years: tuple[str, ...]
) -> Frame:
    spell, end, place = _joined(parts)
    count = len(spell)
    done = rng.random(count) < world.performance.chance(Practice.PLAN, 0.93, world.casework.care_team[spell], end)
    day = np.where(done, end - rng.integers(1, 70, count), end + rng.integers(1, 40, count))
    day = when(done | (rng.random(count) < 0.6), day)
    return Frame(
        "loc_pep",
        {
            "pep_id": Ids("PEP-", row_numbers(count), 6),
            "person_id": world.person_ids(world.spells.person[spell]),
            "academic_year": Codes(years, place // 3),
            "term": Codes(_TERMS, place % 3),
            "due_date": Dates(end),
            "completed_date": world.dates(day),
            "quality": Codes(("green", "amber", "red"), np.where(is_day(day), rng.choice(3, count, p=[0.6, 0.3, 0.1]), -1)),
            "school_urn": Ids("99", 1000 + spell % 97, 4),
            "setting": Codes(("early years", "primary", "secondary", "post-16"), _setting(world, spell, end)),
        },
    )


def _setting(world: World, spell: IntArray, day: IntArray) -> IntArray:
    return np.searchsorted([4.6, 11.2, 16.2], (day - world.spells.born[spell]) / 365.25, "right")


def _attendance(
    world: World, rng: np.random.Generator, parts: list[tuple[IntArray, IntArray, IntArray]], years: tuple[str, ...]
) -> Frame:
    spell, end, place = _joined(parts)
    count = len(spell)
    possible = np.array([140, 116, 124])[place % 3].astype(np.float64)
    # A child who stays away does so in every term.
    habit = rng.gamma(0.7, 0.075, len(world.spells))[spell]
    missed = np.minimum(np.round(possible * np.clip(habit * rng.gamma(6.0, 1 / 6.0, count), 0, 1)), possible)
    labels = tuple(f"{year} {term}" for year in years for term in _TERMS)
    return Frame(
        "loc_education",
        {
            "person_id": world.person_ids(world.spells.person[spell]),
            "period_label": Codes(labels, place),
            "period_end": Dates(end),
            "sessions_possible": Numbers(possible, whole=True),
            "sessions_missed": Numbers(missed, whole=True),
            "exclusions": Numbers((rng.random(count) < 0.002).astype(np.float64), whole=True),
            "suspensions": Numbers(rng.poisson(0.09, count).astype(np.float64), whole=True),
            "hours_per_week": Numbers(np.where(rng.random(count) < 0.04, 15.0, 25.0)),
            "neet": yes_no((_setting(world, spell, end) == 2) & (rng.random(count) < 0.01)),
            "year_group": Codes(
                tuple(f"Year {n}" for n in range(14)),
                np.clip(((end - world.spells.born[spell]) / 365.25 - 4.7).astype(np.int64), 0, 13),
            ),
        },
    )
