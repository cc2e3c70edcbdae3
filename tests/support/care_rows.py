"""Rows of care, of leaving care and of permanence for made-up extracts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.support.need_rows import TEAMS, WORKERS, add_visits

if TYPE_CHECKING:
    from tests.support.extract_strategies import Maker

CEASED = ("E11", "E12", "E2", "E3", "E4A", "E41", "E45", "E48", "E8", "E9", "X1", None)
PLACEMENTS = ("U1", "U3", "U4", "U6", "P1", "P1", "A3", "A5", "R1", "K2", "H5", "T0", "T1", "P2", None)
LEGAL = ("C1", "C2", "C2", "E1", "V2", "V2", "V3", "V4", "L1", "SGO", None)
IN_TOUCH = ("YES", "YES", "NO", "DIED", "REFU", "RHOM", None)
ACCOMMODATION = ("B", "C", "G", "H", "R", "U", "V", "X", None)


def add_care(make: Maker) -> None:
    """Everything from the door of care on."""
    for person in make.children:
        is_long = make.theme == "long in care"
        start = make.early_day() if is_long else make.day()
        for _ in range(1 + make.pick((0, 0, 1))) if is_long else make.some(2):
            start = add_period(make, person, start)
        add_health(make, person)
        add_missing(make, person)
        add_visits(make, person, "cla", "ssd_cla_visits", "clav_cla_visit", "clav_person_id")
        if make.chance(95 if make.theme == "leaving care" else 40):
            add_leaver(make, person)
            if make.chance(20):
                add_leaver(make, person)
        if make.chance(50):
            add_permanence(make, person)
        if make.chance(25):
            add_care_plan(make, person)


def add_period(make: Maker, person: str, start: date) -> date:
    """A chain of episodes with their placements, legal rows and reviews; returns a day after it."""
    cla_id = make.maybe(make.id("cla"), 85)
    entered, on, placement = start, start, None
    is_long = make.theme == "long in care"
    for number in range(make.pick((3, 4, 5, 6)) if is_long else make.pick((1, 1, 2, 3, 4))):
        if placement is None or make.chance(75):
            end_placement(make, placement, on)
            placement = add_placement(make, person, cla_id, on)
        end = make.end(on, 25 if is_long else 30)
        is_last = end is None or end < on or make.chance(8 if is_long else 30)
        reason = None if end is None else make.pick(CEASED) if is_last else make.pick(("X1", "X1", "X1", "E8", None))
        make.add(
            "ssd_cla_episodes",
            clae_cla_episode_id=make.id("ep"),
            clae_person_id=person,
            clae_cla_placement_id=placement["clap_cla_placement_id"],
            clae_cla_episode_start_date=on,
            clae_cla_episode_start_reason="S" if number == 0 else make.pick(("P", "P", "L", "T", "B", "U")),
            clae_cla_episode_ceased_date=end,
            clae_cla_episode_ceased_reason=reason,
            clae_cla_id=cla_id,
            clae_entered_care_date=make.maybe(entered, 90),
        )
        if make.chance(55) or number == 0:
            add_legal(make, person, on, end)
        if end is None or end < on:
            break
        if is_last and make.chance(90):
            placement["clap_cla_placement_end_date"] = end
        # The same day and the next go on; two days or more make a new period of care.
        on = end + timedelta(days=make.pick((0, 0, 0, 1, 2, 40)))
    add_reviews(make, person, cla_id, start)
    add_visits(make, person, "cla", "ssd_cla_visits", "clav_cla_visit", "clav_person_id", start)
    return make.after(on + timedelta(days=make.pick((1, 2, 60))))


def add_placement(make: Maker, person: str, cla_id: str | None, on: date) -> dict[str, Any]:
    return make.add(
        "ssd_cla_placement",
        clap_cla_placement_id=make.id("pl"),
        clap_cla_id=make.maybe(cla_id, 95),
        clap_person_id=person,
        clap_cla_placement_start_date=on,
        clap_cla_placement_type=make.pick(PLACEMENTS),
        clap_cla_placement_urn=make.pick((None, "SC000001", "SC000002")),
        clap_cla_placement_distance=make.pick((None, 999.9, 3.0, 20.0, 20.1, 40.0)),
        clap_cla_placement_provider=make.pick(("PR0", "PR1", "PR2", "PR4", "PR5", None)),
        clap_cla_placement_postcode=make.pick((None, "AB1 1AA", "ZZ9 9ZZ", "AB11AA")),
        clap_cla_placement_end_date=None,
        clap_cla_placement_change_reason=make.pick((None, None, "PLACE", "CARPL", "CHILD")),
    )


def end_placement(make: Maker, placement: dict[str, Any] | None, on: date) -> None:
    """End the placement before on the day that the next begins, as systems do; now and then with days between."""
    if placement is not None and placement["clap_cla_placement_end_date"] is None:
        began = placement["clap_cla_placement_start_date"]
        placement["clap_cla_placement_end_date"] = max(began, on - timedelta(days=make.pick((0, 0, 0, 0, 1, 3))))


def add_legal(make: Maker, person: str, on: date, end: date | None) -> None:
    for _ in range(make.pick((1, 1, 1, 2))):
        make.add(
            "ssd_legal_status",
            lega_legal_status_id=make.id("leg"),
            lega_person_id=person,
            lega_legal_status=make.pick(LEGAL),
            lega_legal_status_start_date=on,
            lega_legal_status_end_date=make.pick((end, make.end(on))),
        )
        on = make.after(on)


def add_reviews(make: Maker, person: str, cla_id: str | None, start: date) -> None:
    on = start
    for number in make.some(4):
        on = make.after(on, 20) if number == 0 else make.after(on)
        for _ in range(make.pick((1, 1, 1, 2))):
            make.add(
                "ssd_cla_reviews",
                clar_cla_review_id=make.id("clar"),
                clar_cla_id=make.pick((cla_id, cla_id, None, "gone")),
                clar_cla_person_id=person,
                clar_cla_review_date=make.maybe(on, 95),
                clar_cla_review_cancelled=make.pick((None, "N", "N", "Y")),
            )


def add_health(make: Maker, person: str) -> None:
    starts: list[date] = [
        row["clae_cla_episode_start_date"] for row in make.rows.get("ssd_cla_episodes", []) if row["clae_person_id"] == person
    ]
    for _ in make.some(5):
        on = make.after(make.pick(starts), 20) if starts and make.chance(50) else make.day()
        make.add(
            "ssd_cla_health",
            clah_health_check_id=make.id("hc"),
            clah_person_id=person,
            clah_health_check_type=make.pick(
                ("Health Assessment", "HEALTH", "Dental Check", "DENTAL", "Health Check (development)", None)
            ),
            clah_health_check_date=make.maybe(on, 97),
            clah_health_check_status=make.pick(("Completed", "Completed", None, "Refused")),
        )


def add_missing(make: Maker, person: str) -> None:
    for _ in make.some(2):
        start = make.day()
        end = make.end(start)
        make.add(
            "ssd_missing",
            miss_table_id=make.id("miss"),
            miss_person_id=person,
            miss_missing_episode_start_date=make.at_time(start),
            miss_missing_episode_type=make.pick(("M", "M", "A", None)),
            miss_missing_episode_end_date=None if end is None else make.at_time(max(start, end)),
        )


def add_leaver(make: Maker, person: str) -> None:
    make.add(
        "ssd_care_leavers",
        clea_table_id=make.id("cl"),
        clea_person_id=person,
        clea_care_leaver_eligibility=make.pick(
            ("Former Relevant", "Former Relevant", "Relevant", "Eligible", "Qualifying", "No Current Eligibility", None)
        ),
        clea_care_leaver_in_touch=make.pick(IN_TOUCH),
        clea_care_leaver_latest_contact=make.maybe(make.day()),
        clea_care_leaver_accommodation=make.pick(ACCOMMODATION),
        clea_care_leaver_accom_suitable=make.pick(("1", "1", "2", None)),
        clea_care_leaver_activity=make.pick(("F1", "P2", "F4", "P5", "G4", "G5", None)),
        clea_pathway_plan_review_date=make.pick((make.day(), make.day(), None, date(1900, 1, 1))),
        clea_care_leaver_allocated_team=make.pick(TEAMS),
        clea_care_leaver_worker_id=make.pick(WORKERS),
    )


def add_permanence(make: Maker, person: str) -> None:
    """One record a child, now and then under the id that an older system gave."""
    own = next(row for row in make.rows["ssd_person"] if row["pers_person_id"] == person)
    ends = [
        row["clae_cla_episode_ceased_date"]
        for row in make.rows.get("ssd_cla_episodes", [])
        if row["clae_person_id"] == person and row["clae_cla_episode_ceased_date"] is not None
    ]
    decided = make.day()
    ordered_days = (make.after(decided), *ends, None)
    make.add(
        "ssd_permanence",
        perm_table_id=make.id("perm"),
        perm_person_id=own["pers_legacy_id"] if own["pers_legacy_id"] and make.chance(30) else person,
        perm_adm_decision_date=make.maybe(decided),
        perm_placement_order_date=make.maybe(make.after(decided), 70),
        perm_matched_date=make.maybe(make.after(decided), 60),
        perm_placed_for_adoption_date=make.maybe(make.after(decided), 60),
        perm_adopted_by_carer_flag=make.flag(),
        perm_placed_foster_carer_date=make.pick((None, date(1900, 1, 1), make.day())),
        perm_placed_ffa_cp_date=make.maybe(make.day(), 20),
        perm_decision_reversed_date=make.maybe(make.after(decided), 20),
        perm_permanence_order_date=make.pick(ordered_days),
        perm_permanence_order_type=make.pick(("Adoption", "Adoption", "Special Guardianship Order", None)),
    )


def add_care_plan(make: Maker, person: str) -> None:
    start = make.day()
    make.add(
        "ssd_cla_care_plan",
        lacp_table_id=make.id("lacp"),
        lacp_person_id=person,
        lacp_cla_care_plan_start_date=start,
        lacp_cla_care_plan_end_date=make.end(start, 70),
        lacp_cla_care_plan_json=json.dumps({make.pick(("LTFOST18", "LTRELFR", "RETURN6M")): make.pick(("Y", "N"))}),
    )
