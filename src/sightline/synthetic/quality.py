"""Quality assurance: audits and their domains, alerts, feedback, surveys, and risk flags."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.columns import YES_NO, Codes, Dates, Frame, Ids, Numbers, empty, row_numbers, yes_no
from sightline.synthetic.days import BoolArray, FloatArray, IntArray, age_on, birthday, day_number, when
from sightline.synthetic.world import World

AUDIT_TYPES = ("case_file", "thematic", "supervision", "assessment", "dip_sample")
GRADES = ("Outstanding", "Good", "Requires improvement", "Inadequate")
DOMAINS = (
    "assessment", "plan", "review", "impact", "child_centred", "risk", "placement_quality", "management_oversight",
    "supervision_frequency", "supervision_quality",
)  # fmt: skip
# The domains that an audit of a record, of supervision and of an assessment looks at.
_DOMAINS_OF = np.array(
    [
        [not domain.startswith("supervision") for domain in DOMAINS],
        [domain.startswith("supervision") or domain == "management_oversight" for domain in DOMAINS],
        [domain in ("assessment", "child_centred", "risk") for domain in DOMAINS],
    ]
)
_AUDITS_A_YEAR, _ALERTS_A_YEAR, _FEEDBACK_A_YEAR = 430, 120, 340
_THEMES = ("neglect", "voice of the child", "exploitation", "permanence", "pre-birth")
_ALERT_THEMES = ("plan not progressed", "visits late", "report late", "placement drift", "no supervision")
RESPONDENTS = ("child", "parent", "carer", "professional")


def build_quality(world: World) -> list[Frame]:
    """Audits, alerts, feedback, surveys and flags."""
    rng = world.shape.stream("quality")
    return [*_audits(world, rng), _alerts(world, rng), _feedback(world, rng), _surveys(world), _flags(world)]


def _open_on(world: World, rng: np.random.Generator, days: IntArray) -> IntArray:
    """For each day, a span of casework that was open on it, by lot."""
    work = world.casework
    order = np.argsort(work.start, kind="stable")
    # Take one that began in the year before; nearly all of those found are still open.
    begun = np.searchsorted(work.start[order], days, "right")
    before = np.searchsorted(work.start[order], days - 300, "right")
    chosen = before + np.floor(rng.random(len(days)) * np.maximum(begun - before, 1)).astype(np.int64)
    spans: IntArray = order[np.clip(chosen, 0, len(order) - 1)]
    return spans


def _grades(rng: np.random.Generator, goodness: FloatArray) -> IntArray:
    """Grades by lot: the better the team was that month, the higher."""
    score = goodness + rng.normal(0.0, 0.9, goodness.shape)
    return np.select([score > 1.75, score > 0.1, score > -1.5], [0, 1, 2], 3)


def _goodness(world: World, team: IntArray, days: IntArray) -> FloatArray:
    performance = world.performance
    month = np.clip(
        days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - performance.first_month,
        0,
        performance.teams.shape[1] - 1,
    )
    years = (days - world.shape.as_at_day) / 365.25
    result: FloatArray = performance.teams[team, month] + 0.35 + 0.10 * np.maximum(years, -6.0)
    return result


def _audits(world: World, rng: np.random.Generator) -> list[Frame]:
    shape = world.shape
    day = shape.arrivals(rng, _AUDITS_A_YEAR, shape.window_day, shape.as_at_day)
    day = shape.working.add(day, 0)
    day = day[day <= shape.as_at_day]
    work = _open_on(world, rng, day)
    count = len(day)
    person, team = world.casework.person[work], world.casework.team[work]
    worker = world.workforce.worker_on(world.casework.seat[work], day)
    goodness = _goodness(world, team, day)
    grade = _grades(rng, goodness)
    kind = rng.choice(len(AUDIT_TYPES), count, p=[0.55, 0.15, 0.12, 0.10, 0.08])
    moderated = rng.random(count) < 0.32
    # Moderators are stricter than auditors: one audit in seven comes out a grade lower, one in fifty higher.
    shift = rng.choice([0, 1, -1], count, p=[0.84, 0.14, 0.02])
    after = np.clip(grade + shift, 0, 3)
    numbers = row_numbers(count)
    audits = Frame(
        "loc_audit",
        {
            "audit_id": Ids("AUD-", numbers, 6),
            "audit_type": Codes(AUDIT_TYPES, kind),
            "theme": Codes(_THEMES, np.where(kind == 1, rng.integers(0, len(_THEMES), count), -1)),
            "audit_date": Dates(day),
            "person_id": world.person_ids(np.where(kind == 2, -1, person)),
            "worker_id": world.worker_ids(worker),
            "unit_id": world.team_ids(team),
            "scale": Codes(("ofsted4",), np.zeros(count, np.int64)),
            "overall_grade": Codes(GRADES, grade),
            "moderated": yes_no(moderated),
            "moderated_grade": Codes(GRADES, np.where(moderated, after, -1)),
            "moderated_date": world.dates(when(moderated, shape.working.add(day, rng.integers(5, 25, count)))),
        },
    )
    return [audits, _domains(rng, numbers, kind, goodness, moderated, shift)]


def _domains(
    rng: np.random.Generator,
    numbers: IntArray,
    kind: IntArray,
    goodness: FloatArray,
    moderated: BoolArray,
    shift: IntArray,
) -> Frame:
    wanted = _DOMAINS_OF[np.select([kind == 2, kind == 3], [1, 2], 0)]
    wanted = wanted & (rng.random(wanted.shape) < 0.93)
    # Some domains are weaker everywhere: plans and reviews are, child-centred work is not.
    lift = np.array([0.1, -0.35, -0.1, 0.0, 0.5, 0.1, 0.3, -0.2, 0.0, -0.3])
    grade = _grades(rng, goodness[:, None] + lift[None, :])
    audit, domain = np.nonzero(wanted)
    given = grade[audit, domain]
    return Frame(
        "loc_audit_domain",
        {
            "audit_id": Ids("AUD-", numbers[audit], 6),
            "domain": Codes(DOMAINS, domain),
            "grade": Codes(GRADES, given),
            "moderated_grade": Codes(GRADES, np.where(moderated[audit], np.clip(given + shift[audit], 0, 3), -1)),
        },
    )


def _alerts(world: World, rng: np.random.Generator) -> Frame:
    shape = world.shape
    day = shape.arrivals(rng, _ALERTS_A_YEAR, shape.window_day, shape.as_at_day)
    in_care = np.flatnonzero(world.casework.role == 2)
    work = in_care[rng.integers(0, len(in_care), len(day))]
    length = np.minimum(world.casework.end[work], shape.as_at_day) - world.casework.start[work]
    day = world.casework.start[work] + (rng.random(len(day)) * np.maximum(length, 1)).astype(np.int64)
    rows = np.flatnonzero((day >= shape.window_day) & (day <= shape.as_at_day))
    rows = rows[np.argsort(day[rows], kind="stable")]
    work, day = work[rows], day[rows]
    solved = shape.working.add(day, 2 + rng.exponential(14, len(rows)).astype(np.int64))
    return Frame(
        "loc_practice_alert",
        {
            "alert_id": Ids("ALT-", row_numbers(len(rows)), 6),
            "person_id": world.person_ids(world.casework.person[work]),
            "raised_date": Dates(day),
            "raised_by_worker_id": world.worker_ids(world.workforce.worker_on(world.casework.seat[work], day)),
            "level": Codes(("informal", "formal", "escalated"), rng.choice(3, len(rows), p=[0.62, 0.33, 0.05])),
            "theme": Codes(_ALERT_THEMES, rng.integers(0, len(_ALERT_THEMES), len(rows))),
            "unit_id": world.team_ids(world.casework.team[work]),
            "resolved_date": world.dates(solved),
            "outcome": Codes(
                ("resolved", "escalated"), np.where(solved <= shape.as_at_day, (rng.random(len(rows)) < 0.1).astype(np.int64), -1)
            ),
        },
    )


def _feedback(world: World, rng: np.random.Generator) -> Frame:
    shape = world.shape
    day = shape.arrivals(rng, _FEEDBACK_A_YEAR, shape.window_day, shape.as_at_day)
    work = _open_on(world, rng, day)
    team = world.casework.team[work]
    rating = np.clip(np.round(3.7 + 0.6 * _goodness(world, team, day) + rng.normal(0, 1.0, len(day))), 1, 5).astype(np.int64)
    return Frame(
        "loc_feedback",
        {
            "feedback_id": Ids("FBK-", row_numbers(len(day)), 6),
            "received_date": Dates(day),
            "respondent": Codes(RESPONDENTS, rng.choice(4, len(day), p=[0.25, 0.40, 0.15, 0.20])),
            "channel": Codes(("audit call", "survey", "compliment", "review form"), rng.integers(0, 4, len(day))),
            "unit_id": world.team_ids(team),
            "audit_id": empty(len(day)),
            "rating": Codes(("1", "2", "3", "4", "5"), rating - 1),
            "themes": Codes(("listened to", "kept informed", "reliable", "changes of worker"), rng.integers(0, 4, len(day))),
            "publishable": Codes(YES_NO, (rng.random(len(day)) < 0.4).astype(np.int64)),
        },
    )


def _surveys(world: World) -> Frame:
    """The staff survey each March and the children's pledge survey each June."""
    rng = world.shape.stream("surveys")
    shape = world.shape
    rows = []
    for year in range(shape.as_at.year - shape.years, shape.as_at.year + 1):
        for place, month in ((0, 3), (1, 6)):
            closed = day_number(shape.as_at.replace(year=year, month=month, day=28))
            if shape.window_day <= closed <= shape.as_at_day:
                spells, workers = world.spells, world.workforce.workers
                eligible = (
                    ((workers.start <= closed) & (workers.end > closed)).sum()
                    if place == 0
                    else ((spells.start <= closed) & (spells.end > closed) & (birthday(spells.born, 5) <= closed)).sum()
                )
                answered = int(eligible * rng.uniform(0.35, 0.62))
                rows.append((year, place, closed, eligible, answered, int(answered * rng.uniform(0.68, 0.84))))
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    return Frame(
        "loc_survey",
        {
            "survey_id": Ids("SUR-", table[:, 0] * 10 + table[:, 1], 5),
            "survey_name": Codes(("staff_supervision", "pledge"), table[:, 1]),
            "closed_date": Dates(table[:, 2]),
            "question": Codes(("Supervision helps me in my work", "I feel listened to"), table[:, 1]),
            "eligible_n": Numbers(table[:, 3].astype(np.float64), whole=True),
            "responses_n": Numbers(table[:, 4].astype(np.float64), whole=True),
            "positive_n": Numbers(table[:, 5].astype(np.float64), whole=True),
        },
    )


def _flags(world: World) -> Frame:
    """Exploitation and other risks, mostly of teenagers, found at a referral."""
    rng = world.shape.stream("flags")
    needs, person = world.children.dates, world.children.person
    old = age_on(world.people.born[person], needs.referral_on) >= 11
    rows = np.flatnonzero(old & (needs.referral_on >= world.shape.window_day) & (rng.random(len(person)) < 0.055))
    found = needs.referral_on[rows]
    start = world.shape.working.add(found, rng.integers(0, 9, len(rows)))
    end = world.dates(start + 60 + rng.exponential(300, len(rows)).astype(np.int64))
    live = np.flatnonzero(start <= world.shape.as_at_day)
    return Frame(
        "loc_child_flag",
        {
            "person_id": world.person_ids(person[rows]),
            "flag": Codes(
                ("cse", "cce", "missing_risk", "gangs", "trafficking"), rng.choice(5, len(rows), p=[0.38, 0.36, 0.14, 0.09, 0.03])
            ),
            "role": Codes(("victim", "perpetrator", "both"), rng.choice(3, len(rows), p=[0.86, 0.06, 0.08])),
            "start_date": Dates(start),
            "end_date": end,
            "referral_flag_date": Dates(found),
        },
    ).take(live)
