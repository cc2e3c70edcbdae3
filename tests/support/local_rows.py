"""Rows of the local tables for made-up extracts: units and population for all, the rest where asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sightline.vocabulary.dates import add_months, birthday
from tests.support.need_rows import WORKERS

if TYPE_CHECKING:
    from tests.support.extract_strategies import Maker

SERVICES = ("assessment_duty", "locality_cin", "locality_cin", "cwd", "cwd", "cla", "leaving_care")
ROLES = ("social_worker", "senior_sw", "advanced_practitioner", "team_manager", "iro_cp_chair", "personal_adviser")
DOMAINS = ("assessment", "plan", "review", "impact", "child_centred", "risk", "placement_quality")
MORE_DOMAINS = (
    "management_oversight",
    "decision_making",
    "supervision_frequency",
    "supervision_quality",
    "worker_wellbeing",
)
OFSTED = ("Outstanding", "Good", "Requires improvement", "Inadequate", None)
OLD_SCALE = ("Exceeds good", "Meets good", "Does not meet good", None)
UNITS = ("u1", "u2", "u3", "u4", None)


def add_structure(make: Maker) -> None:
    """Units of the council with their services, and the population that rates are over."""
    for number in range(1, 5):
        make.add(
            "loc_org_unit",
            unit_id=f"u{number}",
            unit_name=f"Team {number}",
            unit_type="team",
            service_group=make.pick(SERVICES),
            dept_team_id=f"t{number}",
            in_max_caseload_scope=make.pick(("Y", "N")),
            valid_from=date(2015, 4, 1),
        )
    for year in range(make.as_at.year - 5, make.as_at.year + 1):
        add_population(make, year, 0, 17, 50_000 + 11 * year)
        add_population(make, year, 0, 4, 9_000)


def add_population(make: Maker, year: int, youngest: int, oldest: int, persons: int) -> None:
    make.add(
        "loc_population",
        area_code="343",
        mid_year=year,
        age_from=youngest,
        age_to=oldest,
        persons=persons,
        used_from=date(year, 6, 1) if year % 3 == 0 else None,
    )


def add_local(make: Maker) -> None:
    """Every other local table, each with a few rows."""
    add_decisions(make)
    for person in make.children:
        add_child_tables(make, person)
        add_planning(make, person)
        add_later_life(make, person)
    add_households(make)
    add_workforce(make)
    add_quality(make)
    add_forecast(make)


def add_decisions(make: Maker) -> None:
    for row in make.rows.get("ssd_contacts", []):
        if make.chance(60):
            received = row["cont_contact_date"] or datetime.combine(make.day(), datetime.min.time())
            hours = make.pick((0, 1, 24, 25, 48, 96))
            make.add(
                "loc_contact_decision",
                cont_contact_id=row["cont_contact_id"],
                received_at=make.maybe(received, 70),
                decision_at=make.maybe(received + timedelta(hours=hours)),
                decision=make.pick(("referral", "nfa", None)),
                on_open_case=make.flag(),
                early_help_only=make.pick(("N", "N", "Y", None)),
            )
    for row in make.rows.get("ssd_cin_assessments", []):
        if make.chance(40):
            start = row["cina_assessment_start_date"] or make.day()
            make.add(
                "loc_assessment_detail",
                cina_assessment_id=row["cina_assessment_id"],
                assessment_type=make.pick(("new", "updated", "s47_triggered", None)),
                child_first_seen_date=make.maybe(make.after(start, 5, 10), 60),
                checkpoint_10d_date=make.maybe(make.after(start, 10), 60),
                outcome_group=make.pick(("ongoing", "step_down", "nfa", "other", None, None)),
            )
    for row in make.rows.get("ssd_cla_health", []):
        if make.chance(30):
            kind = make.pick(("iha", "rha", "dental", "development"))
            make.add("loc_health_detail", clah_health_check_id=row["clah_health_check_id"], kind=kind)


def add_child_tables(make: Maker, person: str) -> None:
    """Flags, private fostering, homelessness, earlier plans."""
    for _ in make.some(1):
        start = make.day()
        make.add(
            "loc_child_flag",
            person_id=person,
            flag=make.pick(("cse", "cse", "gangs")),
            role=make.pick(("victim", "perpetrator", "both", None)),
            start_date=start,
            end_date=make.end(start),
            referral_flag_date=make.maybe(start, 50),
        )
        notified = make.day()
        make.add(
            "loc_private_fostering",
            pf_id=make.id("pf"),
            person_id=person,
            notified_date=notified,
            first_visit_date=make.maybe(make.after(notified, 7)),
            assessment_completed_date=make.maybe(make.after(notified, 7)),
        )
        make.add(
            "loc_homeless_presentation",
            presentation_id=make.id("home"),
            person_id=person,
            presented_date=make.day(),
            progressed_to_referral=make.flag(),
        )
        make.add(
            "loc_cp_history",
            person_id=person,
            previous_plan_start=make.maybe(add_months(make.day(), -48), 50),
            previous_plan_end=make.maybe(make.day(), 50),
            previous_plans_count=make.pick((None, 0, 1)),
        )


def add_planning(make: Maker, person: str) -> None:
    """Versions, meetings, supervision and agreed frequencies."""
    for _ in make.some(4):
        make.add(
            "loc_plan_version",
            version_id=make.id("ver"),
            plan_type=make.pick(("cin", "cp", "cla", "pathway")),
            person_id=person,
            authorised_date=make.pick((make.day(), make.late_day())),
        )
        due = make.day()
        make.add(
            "loc_meeting",
            meeting_id=make.id("mtg"),
            person_id=person,
            meeting_type=make.pick(("cin_initial", "cin_review", "core_group")),
            due_date=make.maybe(due),
            held_date=make.maybe(make.after(due)),
            cancelled=make.pick(("N", None, None, "Y")),
        )
        make.add(
            "loc_supervision",
            record_id=make.id("sup"),
            person_id=person,
            kind=make.pick(("case_supervision", "management_oversight")),
            record_date=make.day(),
        )
    if make.chance(20):
        make.add(
            "loc_visit_standard",
            person_id=person,
            plan_type=make.pick(("cin", "cp", "cla", "cla_pwp")),
            frequency_n=make.pick((1, 2, 14)),
            frequency_unit=make.pick(("weeks", "months", "calendar_days", "working_days")),
            first_visit_n=make.pick((None, 3)),
            first_visit_unit="working_days",
            valid_from=make.day(),
        )


def near_birthday(make: Maker, person: str) -> date:
    """A day on the edge of what counts as around a birthday; any day where the date of birth is not known."""
    born = next(row["pers_dob"] for row in make.rows["ssd_person"] if row["pers_person_id"] == person)
    if born is None:
        return make.day()
    turned = birthday(born, make.pick((19, 20, 21)))
    return make.pick((turned, add_months(turned, -3), add_months(turned, -3) - timedelta(days=1), add_months(turned, 1)))


def add_later_life(make: Maker, person: str) -> None:
    """School, personal education plans, care-leaver states, adoption events, reviewing officers."""
    for _ in make.some(2):
        on = make.day()
        make.add(
            "loc_pep",
            pep_id=make.id("pep"),
            person_id=person,
            academic_year=f"{on.year}/{on.year % 100 + 1:02d}",
            term=make.pick(("autumn", "spring", "summer")),
            completed_date=make.maybe(on),
        )
        make.add(
            "loc_education",
            person_id=person,
            period_label=make.id("att"),
            period_end=make.day(),
            sessions_possible=make.pick((100, 200, 0)),
            sessions_missed=make.pick((0, 10, 19, 20)),
            neet=make.flag(),
            year_group=make.pick((9, 11, 11)),
        )
        make.add(
            "loc_care_leaver_status",
            person_id=person,
            status_date=make.pick((make.day(), near_birthday(make, person))),
            basis=make.pick(("birthday_19", "birthday_20", "birthday_21", "contact", "snapshot")),
            in_touch=make.pick(("YES", "NO", "DIED", None)),
            accommodation=make.pick(("B", "G", "V", "W", None)),
            accommodation_suitable=make.pick(("1", "2", None)),
            emergency_accommodation=make.flag(),
            activity=make.pick(("F1", "G4", None)),
        )
        make.add(
            "loc_adoption_event",
            person_id=person,
            event=make.pick(("disruption_before_order", "disruption_after_order", "linking")),
            event_date=make.day(),
            harder_to_place=make.flag(),
        )
        start = make.day()
        make.add(
            "loc_iro_allocation",
            person_id=person,
            worker_id=make.pick(("lw1", "lw2", "lw3")),
            role=make.pick(("iro", "cp_chair")),
            start_date=start,
            end_date=make.end(start),
        )


def add_households(make: Maker) -> None:
    for _ in range(4):
        start = make.day()
        make.add(
            "loc_foster_household",
            household_id=make.id("fh"),
            approval_type=make.pick(("mainstream", "mainstream", "connected", "short_break")),
            approved_date=start,
            ceased_date=make.end(start),
            ceased_reason=make.pick(("resigned", "deregistered", "to_adoption", None)),
        )
        make.add("loc_adopter_household", household_id=make.id("ah"), approved_date=make.maybe(make.day()))
        enquiry = make.id("fe")
        for _ in make.some(3):
            make.add(
                "loc_foster_enquiry",
                enquiry_id=enquiry,
                stage=make.pick(("enquiry", "stage1", "stage2", "approved", "on_hold")),
                stage_date=make.day(),
            )
    for code, authority in (("AB1 1AA", "own"), ("ZZ9 9ZZ", "999")):
        make.add("loc_postcode_la", postcode=code, la_code=authority)


def add_workforce(make: Maker) -> None:
    for number in range(1, 6):
        start = make.day()
        add_worker(make, number, start)
        for _ in make.some(2):
            on = make.day()
            make.add(
                "loc_absence",
                worker_id=f"lw{number}",
                start_date=on,
                end_date=make.end(on),
                fte_days_lost=make.pick((0.5, 1.0, 4.0)),
            )
    for unit in ("u1", "u2"):
        for _ in make.some(3):
            make.add(
                "loc_post",
                unit_id=unit,
                role=make.pick(("social_worker", "advanced_practitioner", "team_manager")),
                as_at=make.day(),
                established_fte=5.0,
                in_post_fte=make.pick((3.0, 4.5)),
                vacant_fte=make.pick((0.5, 2.0, None)),
                vacant_posts=make.pick((1, 2, None)),
            )


def add_worker(make: Maker, number: int, start: date) -> None:
    """A worker, with a second row from a later day for some."""
    worker: dict[str, Any] = {
        "worker_id": f"lw{number}",
        "prof_professional_id": f"w{number}" if number < 5 else None,
        "role": make.pick(ROLES),
        "qualified": make.pick(("Y", "Y", "N", None)),
        "case_holding": make.pick(("Y", "Y", "N", None)),
        "nqsw": make.flag(),
        "agency": make.pick(("Y", "N")),
        "fte_contracted": make.pick((0.5, 1.0, 1.0)),
        "unit_id": make.pick(("u1", "u2", "u3", "u4")),
        "start_date": start,
        "leave_date": make.end(start, 70),
        "valid_from": start,
        "valid_to": None,
    }
    if make.chance(30):
        changed = make.after(start)
        make.add("loc_worker", **{**worker, "valid_to": changed - timedelta(days=1)})
        worker |= {"valid_from": changed, "fte_contracted": 0.8, "role": make.pick(ROLES)}
    make.add("loc_worker", **worker)


def add_forecast(make: Maker) -> None:
    """The two values that somebody typed for the coming month."""
    first = add_months(make.as_at.replace(day=1), 1)
    for bound, value in (("low", make.pick((3.0, 5.0))), ("high", 8.0)):
        make.add(
            "loc_manual_series",
            indicator_id="cla-forecast-exits",
            period_start=first,
            period_end=add_months(first, 1) - timedelta(days=1),
            window=bound,
            value=value,
            source="court list",
        )


def add_audits(make: Maker) -> None:
    # Enough audits in two quarters running, now and then, for one cycle to be compared with the next.
    is_cycle = make.chance(15)
    for _ in range(40 if is_cycle else 6):
        scale = make.pick(("ofsted4", "ofsted4", "met_good3"))
        grades = OFSTED if scale == "ofsted4" else OLD_SCALE
        audit = make.add(
            "loc_audit",
            audit_id=make.id("aud"),
            audit_type=make.pick(("case_file", "supervision", "assessment", "dip_sample")),
            theme=make.pick(("front door", None)),
            audit_date=add_months(make.as_at, make.pick((0, -1, -3, -4))) if is_cycle else make.day(),
            person_id=make.pick((*make.children, None)),
            worker_id=make.pick(WORKERS),
            unit_id=make.pick(UNITS),
            scale=scale,
            overall_grade=make.pick(grades),
            moderated=make.flag(),
            moderated_grade=make.maybe(make.pick(grades), 25),
        )
        for domain in dict.fromkeys(make.pick(DOMAINS if is_cycle else DOMAINS + MORE_DOMAINS) for _ in range(4)):
            make.add(
                "loc_audit_domain",
                audit_id=audit["audit_id"],
                domain=domain,
                grade=make.pick(grades[:-1]),
                moderated_grade=make.maybe(make.pick(grades), 20),
            )


def add_quality(make: Maker) -> None:
    add_audits(make)
    for _ in range(3):
        make.add(
            "loc_practice_alert",
            alert_id=make.id("al"),
            person_id=make.pick((*make.children, None)),
            raised_date=make.day(),
            raised_by_worker_id=make.pick(WORKERS),
            level=make.pick(("informal", "formal", "escalated")),
            unit_id=make.pick(UNITS),
        )
        make.add(
            "loc_feedback",
            feedback_id=make.id("fb"),
            received_date=make.day(),
            respondent=make.pick(("child", "parent", "carer", "professional")),
            unit_id=make.pick(UNITS),
        )
        ended = make.day()
        make.add(
            "loc_early_help_episode",
            episode_id=make.id("fam"),
            person_id=make.pick(make.children),
            start_date=add_months(ended, -3),
            end_date=make.maybe(ended),
            closure_group=make.pick(("needs_met", "not_engaged", "stepped_up", None)),
            unit_id=make.pick(UNITS),
        )
        make.add(
            "loc_survey",
            survey_id=make.id("sv"),
            survey_name=make.pick(("staff_supervision", "pledge")),
            closed_date=make.day(),
            eligible_n=40,
            responses_n=make.pick((0, 20, 30)),
            positive_n=make.pick((0, 15)),
        )
