"""The tables of children in care: legal status, episodes, placements, reviews, care plans and permanence."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.care import CEASED_REASONS, CONTINUES, LEGAL_STATUSES, Exit
from sightline.synthetic.columns import YES_NO, Codes, Dates, Frame, Ids, Numbers, row_numbers
from sightline.synthetic.days import NEVER, IntArray, add_months, birthday, is_day
from sightline.synthetic.events import following, is_last
from sightline.synthetic.front_door import NEED_CODES, NEED_SHARE
from sightline.synthetic.performance import Practice
from sightline.synthetic.placements import CHANGE_REASONS, PROVIDERS, TYPES
from sightline.synthetic.world import World

_MAX_REVIEWS = 52
_ORDERS_OUTSIDE_CARE = 0.0022


def build_care(world: World) -> list[Frame]:
    """Every dated table of children in care, whole; the extract cuts it."""
    return [_legal_status(world), _episodes(world), _placements(world), _reviews(world)]


def postcode_codes(places: IntArray) -> Codes:
    """Made-up postcodes: 400 places inside the authority (ZZ1 to ZZ40), 400 outside (ZY1 to ZY40)."""
    values = tuple(
        f"{area}{1 + place // 10} {1 + place % 9}{'ABDEFGHJLN'[place % 10]}{'PQRSTUWXYZ'[place // 40]}"
        for area in ("ZZ", "ZY")
        for place in range(400)
    )
    return Codes(values, places)


def _legal_status(world: World) -> Frame:
    rng = world.shape.stream("legal")
    spells, legal = world.spells, world.legal
    spell, turn = np.nonzero(is_day(legal.start))
    start, kind = legal.start[spell, turn], legal.kind[spell, turn]
    order = np.lexsort((turn, start, spell))
    spell, start, kind = spell[order], start[order], kind[order]
    last = is_last(spell)
    end = np.where(last, spells.end[spell], following(start))
    # Orders that end care live on after it; some are made for children who never were in care.
    sgo, cao = LEGAL_STATUSES.index("SGO"), LEGAL_STATUSES.index("CAO")
    left = np.flatnonzero(np.isin(spells.ends_as, (Exit.GUARDIAN, Exit.ARRANGEMENTS)))
    needs = world.children.dates
    a_child = birthday(world.people.born[world.children.person], 18) > needs.closed_on
    never_in = np.flatnonzero(a_child & ~is_day(needs.care_on) & (rng.random(len(needs)) < _ORDERS_OUTSIDE_CARE))
    person = np.concatenate([spells.person[spell], spells.person[left], world.children.person[never_in]])
    after = np.where(spells.ends_as[left] == Exit.GUARDIAN, sgo, cao)
    start = np.concatenate([start, spells.end[left], needs.closed_on[never_in]])
    others = world.people.born[np.concatenate([spells.person[left], world.children.person[never_in]])]
    end = np.concatenate([end, birthday(others, 18)])
    kind = np.concatenate([kind, after, np.full(len(never_in), sgo)])
    return Frame(
        "ssd_legal_status",
        {
            "lega_legal_status_id": Ids("LEG-", row_numbers(len(person))),
            "lega_person_id": world.person_ids(person),
            "lega_legal_status": Codes(LEGAL_STATUSES, kind),
            "lega_legal_status_start_date": world.dates(start),
            "lega_legal_status_end_date": world.dates(end),
        },
    )


def _episodes(world: World) -> Frame:
    """One row a change of placement or legal status: the two series merged by day."""
    rng = world.shape.stream("episodes")
    spells, places, legal = world.spells, world.placements, world.legal
    law_spell, law_turn = np.nonzero(is_day(legal.start))
    spell = np.concatenate([places.spell, law_spell])
    day = np.concatenate([places.start, legal.start[law_spell, law_turn]])
    moves = np.concatenate([np.ones(len(places), bool), np.zeros(len(law_spell), bool)])
    key = spell * NEVER + day
    unique, inverse = np.unique(key, return_inverse=True)
    moved, ruled = np.zeros(len(unique), bool), np.zeros(len(unique), bool)
    moved[inverse[moves]] = True
    ruled[inverse[~moves]] = True
    spell, day = unique // NEVER, unique % NEVER
    first = np.diff(spell, prepend=-1) != 0
    last = is_last(spell)
    placement = np.searchsorted(places.spell * NEVER + places.start, unique, "right") - 1
    # S began, L legal status only, P placement, B both; a twentieth of moves are with the same carer (T).
    start_reason = np.where(first, 0, np.where(moved & ruled, 3, np.where(moved, 2, 1)))
    start_reason = np.where((start_reason == 2) & (rng.random(len(unique)) < 0.05), 4, start_reason)
    end = np.where(last, spells.end[spell], following(day))
    known = world.dates(end)
    reason = np.where(is_day(known.days), np.where(last, spells.reason[spell], CONTINUES), -1)
    need_code = rng.choice(len(NEED_CODES) - 2, len(spells), p=np.array(NEED_SHARE[:8]) / sum(NEED_SHARE[:8]))
    contact = np.minimum(spells.end, world.shape.as_at_day) - rng.integers(3, 120, len(spells))
    return Frame(
        "ssd_cla_episodes",
        {
            "clae_cla_episode_id": Ids("EPI-", row_numbers(len(unique))),
            "clae_person_id": world.person_ids(spells.person[spell]),
            "clae_cla_placement_id": Ids("PLC-", placement + 1),
            "clae_cla_episode_start_date": world.dates(day),
            "clae_cla_episode_start_reason": Codes(("S", "L", "P", "B", "T"), start_reason),
            "clae_cla_primary_need_code": Codes(NEED_CODES, need_code[spell]),
            "clae_cla_episode_ceased_date": known,
            "clae_cla_episode_ceased_reason": Codes(CEASED_REASONS, reason),
            "clae_cla_id": world.care_ids(spell),
            "clae_referral_id": world.referral_ids(spells.need[spell]),
            "clae_cla_last_iro_contact_date": world.dates(np.maximum(contact, spells.start)[spell]),
            "clae_entered_care_date": world.dates(spells.start[spell]),
        },
    )


def _placements(world: World) -> Frame:
    rng = world.shape.stream("placement table")
    places, spells = world.placements, world.spells
    count = len(places)
    ended = world.dates(places.end)
    distance = np.where(rng.random(count) < 0.025, 999.9, places.distance)
    return Frame(
        "ssd_cla_placement",
        {
            "clap_cla_placement_id": Ids("PLC-", row_numbers(count)),
            "clap_cla_id": world.care_ids(places.spell),
            "clap_person_id": world.person_ids(spells.person[places.spell]),
            "clap_cla_placement_start_date": world.dates(places.start),
            "clap_cla_placement_type": Codes(TYPES, places.kind),
            "clap_cla_placement_urn": Ids("SC", np.where(places.urn >= 0, 990_000 + places.urn, -1), 6),
            "clap_cla_placement_distance": Numbers(distance),
            "clap_cla_placement_provider": Codes(PROVIDERS, places.provider),
            "clap_cla_placement_postcode": postcode_codes(places.postcode),
            "clap_cla_placement_end_date": ended,
            "clap_cla_placement_change_reason": Codes(CHANGE_REASONS, np.where(is_day(ended.days), places.reason, -1)),
        },
    )


def _reviews(world: World) -> Frame:
    """Within 20 working days, then three months, then every six months; now and then late or called off."""
    rng = world.shape.stream("care reviews")
    shape, spells = world.shape, world.spells
    running = np.flatnonzero((spells.end >= shape.window_day) & (spells.start <= shape.as_at_day))
    running = running[~np.isin(running, world.short_breaks)]
    chairs = world.workforce.teams.of_group("iro_safeguarding")
    team = chairs[spells.area[running] % len(chairs)]
    previous, nothing = spells.start[running], np.zeros(0, np.int64)
    rows = [(nothing, nothing, nothing)]
    for turn in range(_MAX_REVIEWS):
        due = shape.working.add(previous, 20) if turn == 0 else add_months(previous, 3 if turn == 1 else 6)
        on_time = rng.random(len(running)) < world.performance.chance(Practice.CLA_REVIEW, 0.95, team, due, strength=0.5)
        early = due - 4 - (rng.random(len(running)) * (8 if turn == 0 else 24)).astype(np.int64)
        held = shape.working.add(np.where(on_time, early, due + 1 + rng.exponential(16, len(due)).astype(np.int64)), 0)
        going_on = previous < np.minimum(spells.end[running], shape.as_at_day)
        # The last one on the list is the one to come, unless care ended first.
        going_on &= (held < spells.end[running]) | (held > shape.as_at_day)
        if not going_on.any():
            break
        rows.append((running[going_on], due[going_on], held[going_on]))
        running, team, previous = running[going_on], team[going_on], held[going_on]
    spell, due, held = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    listed = np.flatnonzero((due >= shape.window_day - 60) & ((held <= shape.as_at_day) | (spells.end[spell] > shape.as_at_day)))
    listed = listed[np.argsort(due[listed], kind="stable")]
    spell, due, held = spell[listed], due[listed], held[listed]
    count, happened = len(spell), held <= shape.as_at_day
    cancelled = ~happened & (rng.random(count) < 0.03)
    age = (held - spells.born[spell]) / 365.25
    part = np.where(age < 4, 0, rng.choice([1, 2, 3, 5, 7], count, p=[0.62, 0.05, 0.13, 0.12, 0.08]))
    return Frame(
        "ssd_cla_reviews",
        {
            "clar_cla_review_id": Ids("CLAR-", row_numbers(count), 6),
            "clar_cla_id": world.care_ids(spell),
            "clar_cla_person_id": world.person_ids(spells.person[spell]),
            "clar_cla_review_due_date": Dates(due),
            "clar_cla_review_date": world.dates(held),
            "clar_cla_review_cancelled": Codes(YES_NO, np.where(cancelled, 1, np.where(rng.random(count) < 0.5, 0, -1))),
            "clar_cla_review_participation": Codes(tuple(f"PN{number}" for number in range(8)), np.where(happened, part, -1)),
        },
    )
