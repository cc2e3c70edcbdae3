"""The front door's tables: contacts and the decisions on them, referrals, and early help."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.care import Exit
from sightline.synthetic.columns import (
    Codes,
    Frame,
    Ids,
    Times,
    constant,
    flags_text,
    row_numbers,
    yes_no,
)
from sightline.synthetic.days import NEVER, BoolArray, IntArray, add_months, birthday, is_day, when
from sightline.synthetic.needs import Path
from sightline.synthetic.people import FamilyKind
from sightline.synthetic.performance import Practice
from sightline.synthetic.world import World

CONTACT_FLAGS = (
    "NEW_REFERRAL", "EXISTING_REFERRAL", "CP_ENQUIRY", "NFA", "NON_AGENCY_ADOPTION", "PRIVATE_FOSTERING", "ADVICE",
    "MISSING", "OLA_CP", "OTHER_OUTCOMES_EXIST",
)  # fmt: skip
CONTACT_OUTCOMES = (
    flags_text(CONTACT_FLAGS, "NEW_REFERRAL"),
    flags_text(CONTACT_FLAGS, "NEW_REFERRAL", "CP_ENQUIRY"),
    flags_text(CONTACT_FLAGS, "EXISTING_REFERRAL"),
    flags_text(CONTACT_FLAGS, "NFA"),
    flags_text(CONTACT_FLAGS, "ADVICE"),
    flags_text(CONTACT_FLAGS, "OTHER_OUTCOMES_EXIST"),
)
_REFERRED, _REFERRED_S47, _EXISTING, _NFA, _ADVICE, _EARLY_HELP = range(len(CONTACT_OUTCOMES))
_DECISIONS = ("referral", "referral", "open_case", "nfa", "advice", "early_help")
REFERRAL_FLAGS = (
    "SINGLE_ASSESSMENT", "STRATEGY_DISCUSSION", "CLA_REQUEST", "NON_AGENCY_ADOPTION", "PRIVATE_FOSTERING",
    "CP_TRANSFER_IN", "CP_CONFERENCE", "CARE_LEAVER", "OTHER_OUTCOMES_EXIST",
)  # fmt: skip
REFERRAL_OUTCOMES = (
    flags_text(REFERRAL_FLAGS),
    flags_text(REFERRAL_FLAGS, "SINGLE_ASSESSMENT"),
    flags_text(REFERRAL_FLAGS, "SINGLE_ASSESSMENT", "STRATEGY_DISCUSSION"),
    flags_text(REFERRAL_FLAGS, "SINGLE_ASSESSMENT", "CLA_REQUEST"),
)
# (code, label, share of contacts that become referrals, share of the others)
SOURCES = (
    ("1A", "Individual: family member, relative or carer", 0.055, 0.055),
    ("1B", "Individual: acquaintance", 0.020, 0.025),
    ("1C", "Individual: self", 0.012, 0.010),
    ("1D", "Individual: other", 0.012, 0.015),
    ("2A", "Schools", 0.200, 0.150),
    ("2B", "Education services", 0.018, 0.015),
    ("3A", "Health services: GP", 0.018, 0.015),
    ("3B", "Health services: health visitor", 0.030, 0.020),
    ("3C", "Health services: school nurse", 0.008, 0.006),
    ("3D", "Health services: other primary health services", 0.025, 0.020),
    ("3E", "Health services: A and E", 0.032, 0.040),
    ("3F", "Health services: other", 0.050, 0.045),
    ("4", "Housing", 0.018, 0.024),
    ("5A", "LA services: social care", 0.085, 0.035),
    ("5B", "LA services: other internal", 0.060, 0.050),
    ("5C", "LA services: external", 0.040, 0.060),
    ("5D", "LA services: youth justice", 0.012, 0.010),
    ("6", "Police", 0.230, 0.330),
    ("7", "Other legal agency", 0.030, 0.030),
    ("8", "Other", 0.030, 0.030),
    ("9", "Anonymous", 0.012, 0.012),
    ("10", "Unknown", 0.003, 0.003),
)
_EXISTING_A_YEAR = 2_050
_ISSUES = ("domestic abuse", "neglect", "parental mental health", "substance misuse", "child behaviour", "exploitation", "other")
CLOSE_REASONS = tuple(f"RC{number}" for number in range(1, 10))
NEED_CODES = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N0")
NEED_SHARE = (0.50, 0.07, 0.03, 0.09, 0.16, 0.05, 0.02, 0.05, 0.025, 0.005)


def build_front_door(world: World) -> list[Frame]:
    """Contacts, decisions, families, referrals and early help."""
    return [*_contacts(world), _referrals(world), _early_help(world), _homeless(world), _private_fostering(world)]


def source_codes(places: IntArray) -> tuple[Codes, Codes]:
    return Codes(tuple(row[0] for row in SOURCES), places), Codes(tuple(row[1] for row in SOURCES), places)


def draw_sources(rng: np.random.Generator, referred: BoolArray) -> IntArray:
    shares = np.array([row[2:] for row in SOURCES])
    limits = np.cumsum(shares / shares.sum(axis=0), axis=0)
    lot = rng.random(len(referred))
    drawn = [np.minimum(np.searchsorted(limits[:, kind], lot, "right"), len(SOURCES) - 1) for kind in (0, 1)]
    return np.where(referred, drawn[0], drawn[1])


def _contacts(world: World) -> list[Frame]:
    rng = world.shape.stream("contacts")
    person, day, outcome, family, order = _gather_contacts(world, rng)
    count = len(person)
    # A family's contact is one telephone call: the same minute and source for all its children.
    call = family * NEVER + day
    _, first, same = np.unique(call, return_index=True, return_inverse=True)
    working_hours = rng.random(len(first)) < 0.82
    minute = np.where(working_hours, 510 + rng.integers(0, 540, len(first)), rng.integers(0, 1440, len(first)))[same]
    source = draw_sources(rng, outcome[first] <= _REFERRED_S47)[same]
    numbers = row_numbers(count)
    code, label = source_codes(source)
    contacts = Frame(
        "ssd_contacts",
        {
            "cont_contact_id": Ids("CON-", numbers),
            "cont_person_id": world.person_ids(person),
            "cont_contact_date": Times(day, minute),
            "cont_contact_source_code": code,
            "cont_contact_source_desc": label,
            "cont_contact_outcome_json": Codes(CONTACT_OUTCOMES, outcome),
        },
    )
    families = Frame(
        "ssd_family",
        {
            "fami_table_id": Ids("CON-", numbers),
            "fami_family_id": Ids("FAM-", family + 1, 6),
            "fami_person_id": world.person_ids(person),
        },
    )
    return [contacts, families, _decisions(world, rng, numbers, day, minute, outcome, same)]


def _gather_contacts(world: World, rng: np.random.Generator) -> tuple[IntArray, IntArray, IntArray, IntArray, IntArray]:
    """Contacts that led to referrals, those on open cases, and those that went no further, in order of day."""
    shape, people, needs = world.shape, world.people, world.children.dates
    lag = rng.choice([0, 1, 2, 3], int(world.children.family_need.max()) + 1, p=[0.52, 0.36, 0.09, 0.03])
    referred_on = needs.referral_on - lag[world.children.family_need]
    outcome = np.where(is_day(needs.s47_from) & (needs.s47_from <= needs.referral_on + 3), _REFERRED_S47, _REFERRED)
    length = np.minimum(needs.closed_on, shape.as_at_day) - needs.referral_on
    weight = np.where(needs.path == Path.NFA, 0, np.clip(length, 0, 900))
    number = int(_EXISTING_A_YEAR * shape.scale * (shape.years + 3))
    on_open = np.searchsorted(np.cumsum(weight), rng.random(number) * weight.sum(), "right")
    open_on = needs.referral_on[on_open] + 1 + (rng.random(number) * weight[on_open]).astype(np.int64)
    only = np.flatnonzero(people.families.kind == FamilyKind.CONTACT_ONLY)
    family, family_on = only, people.families.first_on[only]
    families, days = [family], [family_on]
    for _ in range(4):
        again = family_on + 10 + rng.exponential(420, len(family)).astype(np.int64)
        back = (rng.random(len(family)) < 0.55) & (again <= shape.as_at_day)
        family, family_on = family[back], again[back]
        families.append(family)
        days.append(family_on)
    other, other_on = np.concatenate(families), np.concatenate(days)
    size = people.families.size[other]
    children = (
        np.repeat(people.families.first_child[other], size) + np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    )
    child_on = np.repeat(other_on, size)
    result = np.repeat(rng.choice([_NFA, _ADVICE, _EARLY_HELP], len(other), p=[0.55, 0.25, 0.20]), size)
    person = np.concatenate([world.children.person, world.children.person[on_open], children])
    day = np.concatenate([referred_on, open_on, child_on])
    outcomes = np.concatenate([outcome, np.full(number, _EXISTING), result])
    young = (birthday(people.born[person], 18) > day) & (people.born[person] < day + 200) & (people.died[person] > day)
    rows = np.flatnonzero((day <= shape.as_at_day) & (day >= shape.window_day) & young)
    rows = rows[np.lexsort((person[rows], people.family[person[rows]], day[rows]))]
    return person[rows], day[rows], outcomes[rows], people.family[person[rows]], rows


def _decisions(
    world: World,
    rng: np.random.Generator,
    numbers: IntArray,
    day: IntArray,
    minute: IntArray,
    outcome: IntArray,
    same: IntArray,
) -> Frame:
    count = len(numbers)
    mash = np.full(count, world.workforce.teams.of_group("mash")[0])
    quick = rng.random(same.max() + 1)[same] < world.performance.chance(Practice.DECISION, 0.84, mash, day)
    lot = rng.random(same.max() + 1)[same]
    hours = np.where(quick, 0.3 + 22.0 * lot**1.5, 24.5 - 30.0 * np.log1p(-lot * 0.98))
    decided = day * 1440 + minute + (hours * 60).astype(np.int64)
    # What has not been decided by the last midnight of the extract is still open.
    known = decided // 1440 <= world.shape.as_at_day
    return Frame(
        "loc_contact_decision",
        {
            "cont_contact_id": Ids("CON-", numbers),
            "received_at": Times(day, minute),
            "decision_at": Times(when(known, decided // 1440), decided % 1440),
            "decision": Codes(_DECISIONS, outcome),
            "on_open_case": yes_no(outcome == _EXISTING),
            "early_help_only": yes_no((outcome == _EARLY_HELP) & (rng.random(count) < 0.08)),
            "presenting_issue": Codes(_ISSUES, rng.choice(len(_ISSUES), same.max() + 1)[same]),
            "screened_by_unit": world.team_ids(mash),
        },
    )


def _referrals(world: World) -> Frame:
    rng = world.shape.stream("referrals")
    children, needs = world.children, world.children.dates
    count = len(children)
    outcome = np.where(needs.path == Path.NFA, 0, np.where(needs.path == Path.CARE, 3, 1))
    outcome = np.where((outcome == 1) & (needs.s47_from <= needs.referral_on + 5), 2, outcome)
    families = int(children.family_need.max()) + 1
    source = draw_sources(rng, np.ones(families, bool))[children.family_need]
    code, label = source_codes(source)
    cwd = world.people.families.cwd[needs.family]
    need = np.where(cwd, 1, rng.choice(len(NEED_CODES), families, p=NEED_SHARE)[children.family_need])
    closed = world.dates(needs.closed_on)
    return Frame(
        "ssd_cin_episodes",
        {
            "cine_referral_id": world.referral_ids(np.arange(count)),
            "cine_person_id": world.person_ids(children.person),
            "cine_referral_date": world.dates(needs.referral_on),
            "cine_cin_primary_need_code": Codes(NEED_CODES, np.where(needs.path == Path.NFA, -1, need)),
            "cine_referral_source_code": code,
            "cine_referral_source_desc": label,
            "cine_referral_outcome_json": Codes(REFERRAL_OUTCOMES, outcome),
            "cine_referral_nfa": yes_no(needs.path == Path.NFA),
            "cine_close_reason": Codes(CLOSE_REASONS, np.where(is_day(closed.days), _close_reasons(world, rng), -1)),
            "cine_close_date": closed,
            "cine_referral_team": world.team_ids(needs.team),
            "cine_referral_worker_id": world.worker_ids(
                world.workforce.worker_on(world.casework.assessing_seat, needs.referral_on)
            ),
        },
    )


def _close_reasons(world: World, rng: np.random.Generator) -> IntArray:
    needs, spells = world.children.dates, world.spells
    reason = np.where(rng.random(len(needs)) < 0.07, 4, 6)
    reason = np.where(needs.path == Path.ASSESSED_NFA, 7, reason)
    reason = np.where(needs.path == Path.STEP_DOWN, 8, reason)
    by_exit = {Exit.ADOPTED: 0, Exit.ARRANGEMENTS: 2, Exit.GUARDIAN: 3}
    for ending, place in by_exit.items():
        reason[spells.need[spells.ends_as == ending]] = place
    return reason


_EH_REASONS = ("parenting support", "school attendance", "domestic abuse recovery", "behaviour", "housing and money")
_EH_ENDS = ("needs met", "family not engaged", "stepped up to social care", "moved away", "other")
_EH_END_SHARE = (0.62, 0.16, 0.12, 0.05, 0.05)
_EH_ORGANISATIONS = ("Family Hub", "School", "Health visiting", "Voluntary sector")


def _early_help(world: World) -> Frame:
    """Early help follows assessments that step down, and some contacts."""
    rng = world.shape.stream("early help")
    needs, people = world.children.dates, world.people
    stepped = np.flatnonzero((needs.path == Path.STEP_DOWN) & (rng.random(len(needs)) < 0.8))
    only = np.flatnonzero(people.families.kind[people.family] == FamilyKind.CONTACT_ONLY)
    only = only[(rng.random(len(only)) < 0.22)]
    person = np.concatenate([world.children.person[stepped], only])
    start = np.concatenate([needs.closed_on[stepped], people.families.first_on[people.family[only]]])
    start = start + rng.integers(1, 20, len(start))
    end = start + 35 + rng.gamma(2.2, 70.0, len(start)).astype(np.int64)
    rows = np.flatnonzero((start <= world.shape.as_at_day) & (end >= world.shape.window_day))
    rows = rows[np.argsort(start[rows], kind="stable")]
    person, start, end = person[rows], start[rows], end[rows]
    closed = world.dates(end)
    reason = rng.choice(len(_EH_ENDS), len(rows), p=_EH_END_SHARE)
    return Frame(
        "ssd_early_help_episodes",
        {
            "earl_episode_id": Ids("EH-", row_numbers(len(rows))),
            "earl_person_id": world.person_ids(person),
            "earl_episode_start_date": world.dates(start),
            "earl_episode_end_date": closed,
            "earl_episode_reason": Codes(_EH_REASONS, rng.integers(0, len(_EH_REASONS), len(rows))),
            "earl_episode_end_reason": Codes(_EH_ENDS, np.where(is_day(closed.days), reason, -1)),
            "earl_episode_organisation": Codes(_EH_ORGANISATIONS, rng.choice(4, len(rows), p=[0.5, 0.25, 0.1, 0.15])),
            "earl_episode_worker_id": constant("SSD_PH", len(rows)),
        },
    )


def _homeless(world: World) -> Frame:
    """Young people of 16 and 17 who came to the council without a home; most are referred."""
    rng = world.shape.stream("homeless")
    needs, born = world.children.dates, world.people.born[world.children.person]
    old = (add_months(born, 192) <= needs.referral_on) & (birthday(born, 18) > needs.referral_on)
    rows = np.flatnonzero(old & (rng.random(len(born)) < 0.10) & (needs.referral_on >= world.shape.window_day))
    referred = rng.random(len(rows)) < 0.82
    return Frame(
        "loc_homeless_presentation",
        {
            "presentation_id": Ids("HOM-", row_numbers(len(rows)), 5),
            "person_id": world.person_ids(world.children.person[rows]),
            "presented_date": world.dates(needs.referral_on[rows] - rng.integers(0, 3, len(rows))),
            "cine_referral_id": world.referral_ids(np.where(referred, rows, -1)),
            "progressed_to_referral": yes_no(referred),
            "outcome": Codes(("accommodated", "returned home", "supported lodgings"), rng.integers(0, 3, len(rows))),
        },
    )


def _private_fostering(world: World) -> Frame:
    rng = world.shape.stream("private fostering")
    needs = world.children.dates
    rows = np.flatnonzero((needs.referral_on >= world.shape.window_day) & (rng.random(len(needs)) < 0.006))
    told = needs.referral_on[rows] + rng.integers(0, 6, len(rows))
    visited = world.shape.working.add(told, 2 + rng.exponential(3.0, len(rows)).astype(np.int64))
    assessed = world.shape.working.add(told, 3 + rng.exponential(4.0, len(rows)).astype(np.int64))
    ends = told + 20 + rng.exponential(260, len(rows)).astype(np.int64)
    ended = world.dates(ends)
    return Frame(
        "loc_private_fostering",
        {
            "pf_id": Ids("PF-", row_numbers(len(rows)), 5),
            "person_id": world.person_ids(world.children.person[rows]),
            "notified_date": world.dates(told),
            "first_visit_date": world.dates(visited),
            "assessment_completed_date": world.dates(assessed),
            "start_date": world.dates(told - rng.integers(0, 60, len(rows))),
            "end_date": ended,
            "end_reason": Codes(
                ("returned home", "turned 16", "moved"), np.where(is_day(ended.days), rng.integers(0, 3, len(rows)), -1)
            ),
        },
    )
