"""The twin itself, on cases small enough to count by hand."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sightline.vocabulary.periods import Month, Spine, Window
from tests.support.calendars import shipped_bank_holidays
from tests.twin.figures import Figure
from tests.twin.twin import INDICATORS, Twin

HOLIDAYS = tuple(shipped_bank_holidays())
AS_AT = date(2024, 3, 31)
MARCH = Month(2024, 3)
SPINE = Spine(Month(2021, 4), AS_AT)


def twin_of(as_at: date = AS_AT, settings: dict[str, str] | None = None, **tables: list[dict[str, Any]]) -> Twin:
    spine = Spine(SPINE.first, as_at)
    return Twin(tables, as_at=as_at, bank_holidays=HOLIDAYS, settings=settings or {}, spine=spine)


def on(text: str) -> date:
    return date.fromisoformat(text)


def referral(key: str, day: str, person: str = "p1", **more: Any) -> dict[str, Any]:
    return {"cine_referral_id": key, "cine_person_id": person, "cine_referral_date": on(day), **more}


def episode(key: str, start: str, end: str | None, reason: str | None, person: str = "p1") -> dict[str, Any]:
    return {
        "clae_cla_episode_id": key,
        "clae_person_id": person,
        "clae_cla_id": "care",
        "clae_cla_episode_start_date": on(start),
        "clae_cla_episode_ceased_date": on(end) if end else None,
        "clae_cla_episode_ceased_reason": reason,
    }


def legal(key: str, status: str, start: str, end: str | None) -> dict[str, Any]:
    return {
        "lega_legal_status_id": key,
        "lega_person_id": "p1",
        "lega_legal_status": status,
        "lega_legal_status_start_date": on(start),
        "lega_legal_status_end_date": on(end) if end else None,
    }


def placement(key: str, kind: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    return {
        "clap_cla_placement_id": key,
        "clap_person_id": "p1",
        "clap_cla_id": "care",
        "clap_cla_placement_type": kind,
        "clap_cla_placement_start_date": on(start),
        "clap_cla_placement_end_date": on(end) if end else None,
        **more,
    }


def value(twin: Twin, indicator: str, window: Window | str = Window.MONTH, month: Month = MARCH) -> Figure:
    return twin.observe(indicator, month, window)["all"]


def test_one_referral_a_child_and_day() -> None:
    rows = [
        referral("r2", "2024-03-01", cine_referral_nfa="Y"),
        referral("r9", "2024-03-01", cine_referral_nfa="N"),
        referral("r1", "2024-03-01", cine_referral_nfa="Y"),
    ]
    twin = twin_of(ssd_cin_episodes=rows)
    assert value(twin, "referrals-received") == Figure(1, None, 1)
    assert twin.children("referrals-received", MARCH, Window.MONTH) == [("p1", "r9", True)]


def test_a_rereferral_looks_back_to_the_same_day_a_year_before() -> None:
    in_time = [referral("r1", "2023-03-15"), referral("r2", "2024-03-15")]
    too_late = [referral("r1", "2023-03-14"), referral("r2", "2024-03-15")]
    assert value(twin_of(ssd_cin_episodes=in_time), "rereferrals-12m") == Figure(1, 1, 100.0)
    assert value(twin_of(ssd_cin_episodes=too_late), "rereferrals-12m") == Figure(0, 1, 0.0)


def test_a_child_referred_twice_is_judged_on_the_latest() -> None:
    rows = [referral("r1", "2023-01-10"), referral("r2", "2023-05-10"), referral("r3", "2024-03-20", person="p2")]
    twin = twin_of(ssd_cin_episodes=rows)
    assert value(twin, "rereferrals-12m-children", Window.ROLLING_12) == Figure(1, 2, 50.0)


@pytest.mark.parametrize(("flags", "progressed"), [('{"NEW_REFERRAL_FLAG": "N"}', 0), (None, 1), ("{}", 1)])
def test_a_contact_without_the_flag_looks_for_a_referral(flags: str | None, progressed: int) -> None:
    contact = {
        "cont_contact_id": "c1",
        "cont_person_id": "p1",
        "cont_contact_date": datetime(2024, 3, 28, 17, 0),
        "cont_contact_outcome_json": flags,
    }
    # Maundy Thursday to the Thursday after is three working days, Good Friday and Easter Monday being none.
    twin = twin_of(on("2024-04-30"), ssd_contacts=[contact], ssd_cin_episodes=[referral("r1", "2024-04-04")])
    assert value(twin, "contacts-to-referral-rate").numerator == progressed


def test_a_contact_on_an_open_case_alone_is_not_new() -> None:
    contact = {
        "cont_contact_id": "c1",
        "cont_person_id": "p1",
        "cont_contact_date": datetime(2024, 3, 28, 17, 0),
        "cont_contact_outcome_json": '{"EXISTING_REFERRAL_FLAG": "Y", "NFA_FLAG": "N"}',
    }
    assert value(twin_of(ssd_contacts=[contact]), "contacts-received").value == 0
    assert value(twin_of(ssd_contacts=[contact], settings={"contacts_scope": "all"}), "contacts-received").value == 1


def test_the_clock_of_a_first_assessment_starts_with_its_referral() -> None:
    assessment = {
        "cina_assessment_id": "a1",
        "cina_person_id": "p1",
        "cina_referral_id": "r1",
        "cina_assessment_start_date": on("2023-12-28"),
        "cina_assessment_auth_date": on("2024-03-01"),
    }
    twin = twin_of(ssd_cin_episodes=[referral("r1", "2023-12-22")], ssd_cin_assessments=[assessment])
    assert twin.extract.working_days(on("2023-12-22"), on("2024-03-01")) == 47
    assert twin.extract.working_days(on("2023-12-28"), on("2024-03-01")) == 45
    assert value(twin, "assessments-45-days") == Figure(1, 1, 100.0)
    assert value(twin, "assessments-45-days-from-referral") == Figure(0, 1, 0.0)


def test_an_assessment_authorised_before_it_started_has_no_length() -> None:
    assessment = {
        "cina_assessment_id": "a1",
        "cina_person_id": "p1",
        "cina_assessment_start_date": on("2024-03-04"),
        "cina_assessment_auth_date": on("2024-03-03"),
    }
    twin = twin_of(ssd_cin_assessments=[assessment])
    assert value(twin, "assessments-completed") == Figure(1, None, 1)
    assert value(twin, "assessments-45-days") == Figure(0, 0, None)


def test_a_spell_that_ends_on_the_day_is_not_open() -> None:
    plan = {"cppl_cp_plan_id": "x", "cppl_person_id": "p1", "cppl_cp_plan_start_date": on("2023-04-01")}
    assert value(twin_of(ssd_cp_plans=[plan]), "cpp-open-count", Window.SNAPSHOT).value == 1
    ended = {**plan, "cppl_cp_plan_end_date": AS_AT}
    assert value(twin_of(ssd_cp_plans=[ended]), "cpp-open-count", Window.SNAPSHOT).value == 0
    assert value(twin_of(ssd_cp_plans=[ended]), "cpp-ended").value == 1


def test_a_plan_of_another_authority_makes_the_next_a_repeat() -> None:
    other = {
        "cppl_cp_plan_id": "x",
        "cppl_person_id": "p1",
        "cppl_cp_plan_start_date": on("2021-05-01"),
        "cppl_cp_plan_end_date": on("2022-03-15"),
        "cppl_cp_plan_ola": "Y",
    }
    plan = {"cppl_cp_plan_id": "y", "cppl_person_id": "p1", "cppl_cp_plan_start_date": on("2024-03-15")}
    twin = twin_of(ssd_cp_plans=[other, plan])
    assert value(twin, "cpp-repeat-2yr", Window.ROLLING_12) == Figure(1, 1, 100.0)
    assert value(twin, "cpp-started").value == 1
    earlier = {**other, "cppl_cp_plan_end_date": on("2022-03-14")}
    twin = twin_of(ssd_cp_plans=[earlier, plan])
    assert value(twin, "cpp-repeat-2yr", Window.ROLLING_12) == Figure(0, 1, 0.0)
    assert value(twin, "cpp-repeat-ever", Window.ROLLING_12) == Figure(1, 1, 100.0)


def test_reviews_run_from_the_day_held_and_count_once_a_day() -> None:
    plan = {"cppl_cp_plan_id": "x", "cppl_person_id": "p1", "cppl_cp_plan_start_date": on("2023-05-31")}
    held = ["2023-08-31", "2024-02-29", "2024-02-29", "2024-03-30"]
    reviews = [
        {
            "cppr_cp_review_id": f"r{index}",
            "cppr_person_id": "p1",
            "cppr_cp_plan_id": "x",
            "cppr_cp_review_date": on(day),
        }
        for index, day in enumerate(held)
    ]
    twin = twin_of(ssd_cp_plans=[plan], ssd_cp_reviews=reviews)
    assert value(twin, "cp-reviews-timely", Window.ROLLING_12) == Figure(3, 3, 100.0)
    due = twin_of(ssd_cp_plans=[plan], ssd_cp_reviews=reviews, settings={"review_basis": "due"})
    assert value(due, "cp-reviews-timely", Window.ROLLING_12) == Figure(2, 2, 100.0)


def test_a_day_between_episodes_makes_a_new_period_of_care() -> None:
    apart = [episode("e1", "2024-01-05", "2024-03-10", "X1"), episode("e2", "2024-03-12", None, None)]
    twin = twin_of(ssd_cla_episodes=apart)
    assert value(twin, "cla-started").value == 1
    assert value(twin, "cla-ceased").value == 1
    assert value(twin, "cla-count", Window.SNAPSHOT).value == 1
    joined = [apart[0], episode("e2", "2024-03-11", None, None)]
    assert value(twin_of(ssd_cla_episodes=joined), "cla-ceased").value == 0


def test_short_breaks_begin_a_period_on_the_day_they_change() -> None:
    rows = {
        "ssd_cla_episodes": [episode("e1", "2024-01-05", None, None)],
        "ssd_legal_status": [legal("l1", "V4", "2024-01-05", "2024-03-15"), legal("l2", "C2", "2024-03-15", None)],
    }
    twin = twin_of(**rows)
    assert value(twin, "cla-count", Window.SNAPSHOT, Month(2024, 2)).value == 0
    assert value(twin, "cla-count", Window.SNAPSHOT).value == 1
    assert value(twin, "cla-started").value == 1
    only = {**rows, "ssd_legal_status": rows["ssd_legal_status"][:1]}
    assert value(twin_of(**only), "cla-started", Window.ROLLING_12).value == 0


def test_two_temporary_stays_and_one_carer_are_one_placement() -> None:
    rows = {
        "ssd_cla_episodes": [episode("e1", "2024-01-05", None, None)],
        "ssd_cla_placement": [
            placement("a", "U4", "2024-01-05", "2024-02-01", clap_cla_placement_urn="SC1"),
            placement("b", "T0", "2024-02-01", "2024-02-10"),
            placement("c", "U4", "2024-02-10", "2024-03-01", clap_cla_placement_urn="SC1"),
            placement("d", "A3", "2024-03-01", None, clap_cla_placement_urn="SC1"),
        ],
    }
    twin = twin_of(**rows)
    assert value(twin, "cla-3plus-placements", Window.SNAPSHOT) == Figure(0, 1, 0.0)
    assert value(twin, "cla-family-setting", Window.SNAPSHOT) == Figure(1, 1, 100.0)
    moves = [{**row, "clap_cla_placement_urn": None} for row in rows["ssd_cla_placement"]]
    twin = twin_of(**{**rows, "ssd_cla_placement": moves})
    assert value(twin, "cla-3plus-placements", Window.SNAPSHOT) == Figure(1, 1, 100.0)


def test_a_year_in_care_counts_its_first_day() -> None:
    born = {"pers_person_id": "p1", "pers_dob": on("2010-01-01")}
    for start, number in (("2023-04-01", 1), ("2023-04-02", 0)):
        twin = twin_of(ssd_person=[born], ssd_cla_episodes=[episode("e1", start, None, None)])
        assert value(twin, "cla-dental-12m", Window.SNAPSHOT).denominator == number


def test_a_young_person_born_on_a_leap_day_turns_18_in_march() -> None:
    born = {"pers_person_id": "p1", "pers_dob": on("2004-02-29")}
    for ended, stayed in (("2022-02-28", 0), ("2022-03-01", 1)):
        rows = [episode("e1", "2021-05-05", ended, "E4A")]
        twin = twin_of(on("2022-03-31"), ssd_person=[born], ssd_cla_episodes=rows)
        figure = value(twin, "cla-remained-until-18", Window.ROLLING_6, Month(2022, 3))
        assert figure == Figure(stayed, 1, 100.0 * stayed)


def test_visits_to_a_new_placement_start_with_seven_days() -> None:
    rows = {
        "ssd_cla_episodes": [episode("e1", "2024-03-20", None, None)],
        "ssd_cla_placement": [placement("a", "R1", "2024-03-20", None)],
    }
    assert value(twin_of(on("2024-03-27"), **rows), "cla-visits-uptodate", Window.SNAPSHOT).numerator == 1
    assert value(twin_of(on("2024-03-28"), **rows), "cla-visits-uptodate", Window.SNAPSHOT).numerator == 0
    assert value(twin_of(**rows), "cla-visits-timely") == Figure(0, 1, 0.0)


def test_a_rate_is_made_annual_and_keeps_its_plain_count() -> None:
    population = {"area_code": "343", "mid_year": 2022, "age_from": 0, "age_to": 17, "persons": 50_000}
    later = {**population, "mid_year": 2024, "persons": 60_000}
    twin = twin_of(ssd_cin_episodes=[referral("r1", "2024-03-05")], loc_population=[population, later])
    assert value(twin, "referral-rate") == Figure(1, 50_000.0, 2.4)
    assert value(twin, "referral-rate", Window.ROLLING_6).value == pytest.approx(0.4)
    assert twin.observe("referral-rate", MARCH, Window.MONTH, "team") == {}


def test_care_leavers_are_known_for_the_present_alone() -> None:
    row = {
        "clea_table_id": "x",
        "clea_person_id": "p1",
        "clea_care_leaver_eligibility": "Former Relevant",
        "clea_care_leaver_accom_suitable": "1",
        "clea_care_leaver_accommodation": None,
    }
    born = {"pers_person_id": "p1", "pers_dob": on("2004-04-01")}
    twin = twin_of(ssd_care_leavers=[row], ssd_person=[born])
    assert value(twin, "care-leavers-count", Window.SNAPSHOT).value == 1
    assert value(twin, "care-leavers-suitable-19-21", Window.SNAPSHOT) == Figure(0, 1, 0.0)
    assert twin.observe("care-leavers-count", Month(2024, 2), Window.SNAPSHOT) == {}


def test_a_group_is_never_empty_and_groups_add_up() -> None:
    rows = [referral("r1", "2024-03-01", cine_referral_team="t1"), referral("r2", "2024-03-02", person="p2")]
    groups = twin_of(ssd_cin_episodes=rows).observe("referrals-received", MARCH, Window.MONTH, "team")
    assert {group: figure.value for group, figure in groups.items()} == {"t1": 1, "unknown": 1}


def test_a_window_that_the_months_cannot_bear_is_nothing() -> None:
    twin = twin_of(ssd_cin_episodes=[])
    assert twin.observe("referrals-received", Month(2024, 2), Window.QUARTER) == {}
    assert twin.observe("referrals-received", Month(2021, 6), Window.ROLLING_6) == {}
    assert twin.observe("cla-count", MARCH, Window.MONTH) == {}
    assert twin.observe("cse-cohort", MARCH, Window.SNAPSHOT) == {}


def test_every_indicator_of_the_catalogue_is_here(reference: Path) -> None:
    with (reference / "catalogue" / "indicators.csv").open(encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} == set(INDICATORS)
