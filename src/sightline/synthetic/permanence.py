"""Roads to a permanent home: adoption, guardianship, child arrangements; care plans and earlier orders."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.care import Exit
from sightline.synthetic.columns import Codes, Dates, Frame, Ids, Numbers, row_numbers, yes_no
from sightline.synthetic.days import NEVER, NO_DATE, IntArray, is_day, when
from sightline.synthetic.events import is_last
from sightline.synthetic.world import World

ORDER_TYPES = ("Adoption", "Special Guardianship Order", "Child Arrangements/ Residence Order")
# The place in `ORDER_TYPES` of each way to leave care.
_ORDER_OF = np.array([{Exit.ADOPTED: 0, Exit.GUARDIAN: 1, Exit.ARRANGEMENTS: 2}.get(ending, -1) for ending in Exit])
ADOPTER_SEXES = ("MF", "F1", "FF", "MM", "M1")
ADOPTER_STATUSES = ("L11", "L0", "L12", "L2", "L3", "L4")
REVERSED = ("RD1", "RD2", "RD3", "RD4")
CARE_PLANS = (
    "REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "LTRELFR", "LTFOST18", "RESPLMT", "SUPPLIV", "ADOPTION", "OTHERPLN",
)  # fmt: skip
_PLAN_TEXTS = tuple(
    "{" + ",".join(f'"{flag}":"{"Y" if flag == chosen else "N"}"' for flag in CARE_PLANS) + "}" for chosen in CARE_PLANS
)
_NEW_PLAN_DAYS = 170


def build_permanence(world: World) -> list[Frame]:
    """The permanence record of each child who has one, adoption events, current care plans, earlier orders."""
    rng = world.shape.stream("permanence")
    return [*_permanence(world, rng), _care_plans(world, rng), _previous(world, rng)]


def _adoption_days(world: World, rng: np.random.Generator, rows: IntArray) -> dict[str, IntArray]:
    """The steps to adoption in order: decision, placement order, match, moving in; each may still be to come."""
    spells, legal, places = world.spells, world.legal, world.placements
    order_on = legal.start[rows, 3]
    last = np.searchsorted(places.spell, rows, "right") - 1
    moved_in = places.start[last]
    order_on = np.where(is_day(order_on) & (order_on < moved_in), order_on, (spells.start[rows] + moved_in * 2) // 3)
    decided = np.maximum(order_on - rng.integers(20, 110, len(rows)), spells.start[rows] + 20)
    decided = np.minimum(decided, order_on)
    matched = order_on + ((moved_in - order_on) * (0.35 + 0.6 * rng.random(len(rows)))).astype(np.int64)
    return {"decided": decided, "order": order_on, "matched": matched, "moved": moved_in}


def _permanence(world: World, rng: np.random.Generator) -> list[Frame]:
    spells, shape = world.spells, world.shape
    breaks = np.isin(np.arange(len(spells)), world.short_breaks)
    adopted = np.flatnonzero((spells.ends_as == Exit.ADOPTED) & (spells.end >= shape.window_day) & ~breaks)
    steps = _adoption_days(world, rng, adopted)
    adopted = adopted[steps["decided"] <= shape.as_at_day]
    steps = {name: days[steps["decided"] <= shape.as_at_day] for name, days in steps.items()}
    # Children for whom adoption was the plan until it was changed.
    dropped = np.flatnonzero((spells.ends_as == Exit.GROWN_UP) & (spells.age < 8) & (spells.end >= shape.window_day) & ~breaks)
    dropped = dropped[rng.random(len(dropped)) < 0.2]
    others = np.flatnonzero(
        np.isin(spells.ends_as, (Exit.GUARDIAN, Exit.ARRANGEMENTS))
        & (spells.end >= shape.window_day)
        & (spells.end <= shape.as_at_day)
        & ~breaks
    )
    spell = np.concatenate([adopted, dropped, others])
    nothing = np.full(len(others), NEVER)
    was_decided = spells.start[dropped] + rng.integers(100, 300, len(dropped))
    days = {
        "decided": np.concatenate([steps["decided"], was_decided, nothing]),
        "order": np.concatenate([steps["order"], was_decided + 60, nothing]),
        "matched": np.concatenate([steps["matched"], np.full(len(dropped), NEVER), nothing]),
        "moved": np.concatenate([steps["moved"], np.full(len(dropped), NEVER), nothing]),
        "reversed": np.concatenate([np.full(len(adopted), NEVER), was_decided + rng.integers(200, 900, len(dropped)), nothing]),
    }
    # One row a child: the latest period of care.
    order = np.lexsort((spells.start[spell], spells.person[spell]))
    latest = order[is_last(spells.person[spell][order])]
    table = _permanence_table(world, rng, spell[latest], {name: part[latest] for name, part in days.items()})
    return [table, _adoption_events(world, rng, adopted)]


def _permanence_table(world: World, rng: np.random.Generator, spell: IntArray, days: dict[str, IntArray]) -> Frame:
    spells, count = world.spells, len(spell)
    seeking = is_day(days["decided"])
    ended = spells.end[spell] <= world.shape.as_at_day
    kind = np.where(ended, _ORDER_OF[spells.ends_as[spell]], -1)
    siblings = seeking & (rng.random(count) < 0.35)
    together = np.where(siblings, rng.integers(2, 4, count), 1)
    placed = seeking & (days["moved"] <= world.shape.as_at_day)
    by_carer = placed & (rng.random(count) < 0.15)
    early = by_carer | (placed & (rng.random(count) < 0.12))
    adopters = np.where(placed, rng.choice(len(ADOPTER_SEXES), count, p=[0.72, 0.12, 0.06, 0.07, 0.03]), -1)
    status = np.select([adopters < 0, np.isin(adopters, (1, 4)), adopters == 0], [-1, 1, 0], 2)
    reverse = world.dates(days["reversed"])
    adoption_team = world.workforce.teams.of_group("adoption")[0]
    seat = world.workforce.seat_in(rng, np.full(count, adoption_team))
    worker = world.workforce.worker_on(seat, np.minimum(spells.end[spell], world.shape.as_at_day))
    return Frame(
        "ssd_permanence",
        {
            "perm_table_id": Ids("PERM-", row_numbers(count), 6),
            "perm_person_id": world.person_ids(spells.person[spell]),
            "perm_cla_id": world.care_ids(spell),
            "perm_adm_decision_date": world.dates(days["decided"]),
            "perm_part_of_sibling_group": Codes(("0", "1"), np.where(seeking, siblings.astype(np.int64), -1)),
            "perm_siblings_placed_together": Numbers(np.where(seeking, together, np.nan), whole=True),
            "perm_siblings_placed_apart": Numbers(np.where(seeking, siblings * rng.integers(0, 2, count), np.nan), whole=True),
            "perm_ffa_cp_decision_date": world.dates(when(early & ~by_carer, days["order"] - 30)),
            "perm_placement_order_date": world.dates(days["order"]),
            "perm_matched_date": world.dates(days["matched"]),
            "perm_adopter_sex": Codes(ADOPTER_SEXES, adopters),
            "perm_adopter_legal_status": Codes(ADOPTER_STATUSES, status),
            "perm_number_of_adopters": Numbers(
                np.where(adopters < 0, np.nan, np.where(np.isin(adopters, (1, 4)), 1, 2)), whole=True
            ),
            "perm_placed_for_adoption_date": world.dates(days["moved"]),
            "perm_adopted_by_carer_flag": Codes(("N", "Y"), np.where(placed, by_carer.astype(np.int64), -1)),
            # The extract writes 1 January 1900 for everybody else, as the standard's script does.
            "perm_placed_foster_carer_date": Dates(
                np.where(by_carer, days["moved"] - rng.integers(200, 500, count), np.where(seeking, NO_DATE, NEVER))
            ),
            "perm_placed_ffa_cp_date": world.dates(when(early & ~by_carer, days["order"] - 10)),
            "perm_placement_provider_urn": Ids("SC", np.where(placed, 990_900 + spell % 9, -1), 6),
            "perm_decision_reversed_date": reverse,
            "perm_decision_reversed_reason": Codes(REVERSED, np.where(is_day(reverse.days), rng.integers(0, 4, count), -1)),
            "perm_permanence_order_date": world.dates(when(kind >= 0, spells.end[spell])),
            "perm_permanence_order_type": Codes(ORDER_TYPES, kind),
            "perm_adoption_worker_id": world.worker_ids(np.where(seeking, worker, -1)),
        },
    )


def _adoption_events(world: World, rng: np.random.Generator, adopted: IntArray) -> Frame:
    spells, shape = world.spells, world.shape
    done = adopted[spells.end[adopted] <= shape.as_at_day]
    panel = done[rng.random(len(done)) < 0.9]
    broken = done[rng.random(len(done)) < 0.03]
    spell = np.concatenate([panel, broken])
    kind = np.concatenate([np.zeros(len(panel), np.int64), np.ones(len(broken), np.int64)])
    day = np.concatenate(
        [spells.end[panel] - rng.integers(180, 320, len(panel)), spells.end[broken] + rng.integers(60, 900, len(broken))]
    )
    rows = np.flatnonzero((day >= shape.window_day) & (day <= shape.as_at_day))
    return Frame(
        "loc_adoption_event",
        {
            "person_id": world.person_ids(spells.person[spell[rows]]),
            "event": Codes(("panel", "disruption_after_order"), kind[rows]),
            "event_date": Dates(day[rows]),
            "harder_to_place": yes_no(rng.random(len(rows)) < 0.38),
            "notes_code": Codes(("sibling group", "aged 5 or over", "disability"), rng.integers(-1, 3, len(rows))),
        },
    )


def _care_plans(world: World, rng: np.random.Generator) -> Frame:
    """Active plans only, as the extract has them: one for each child in care now, sometimes with the one before it."""
    spells, as_at = world.spells, world.shape.as_at_day
    now = np.flatnonzero((spells.start <= as_at) & (spells.end > as_at))
    now = now[~np.isin(now, world.short_breaks)]
    ends_as, age = spells.ends_as[now], (as_at - spells.born[now]) / 365.25
    chosen = np.where(age >= 16, 7, np.where(rng.random(len(now)) < 0.65, 5, 6))
    chosen = np.where(ends_as == Exit.ADOPTED, 8, np.where(ends_as == Exit.GUARDIAN, 4, chosen))
    chosen = np.where(ends_as == Exit.HOME, rng.choice([1, 2, 3], len(now)), chosen)
    start = np.maximum(as_at - rng.integers(5, _NEW_PLAN_DAYS * 2, len(now)), spells.start[now] + 3)
    return Frame(
        "ssd_cla_care_plan",
        {
            "lacp_table_id": Ids("LACP-", row_numbers(len(now)), 6),
            "lacp_person_id": world.person_ids(spells.person[now]),
            "lacp_cla_care_plan_start_date": world.dates(start),
            "lacp_cla_care_plan_end_date": Dates(np.full(len(now), NEVER)),
            "lacp_cla_care_plan_json": Codes(_PLAN_TEXTS, chosen),
        },
    )


def _previous(world: World, rng: np.random.Generator) -> Frame:
    """The form asks on each admission; few children had a permanent home before. The date is text, unknown parts zz."""
    spells = world.spells
    rows = np.flatnonzero((spells.end >= world.shape.window_day) & (spells.age >= 3) & (spells.start <= world.shape.as_at_day))
    option = rng.choice(5, len(rows), p=[0.025, 0.04, 0.015, 0.01, 0.91])
    years = tuple(f"zz/zz/{year}" for year in range(2005, 2026))
    year = np.clip(1970 + (spells.born[rows] / 365.25).astype(np.int64) + 2 - 2005, 0, len(years) - 1)
    return Frame(
        "ssd_cla_previous_permanence",
        {
            "lapp_table_id": Ids("LAPP-", row_numbers(len(rows)), 6),
            "lapp_person_id": world.person_ids(spells.person[rows]),
            "lapp_previous_permanence_option": Codes(("P1", "P2", "P3", "P4", "Z1"), option),
            "lapp_previous_permanence_la": Codes(
                ("this authority", "another authority"), np.where(option < 4, rng.integers(0, 2, len(rows)), -1)
            ),
            "lapp_previous_permanence_order_date": Codes(years, np.where(option < 4, year, -1)),
        },
    )
