"""Practice audits, alerts, feedback, supervision and early help (indicators.md sections 5.12 and 5.13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sightline.vocabulary.periods import Month, Period
from tests.twin.base_sets import allocated_unit, text_key
from tests.twin.care_sets import looked_after
from tests.twin.cin import asks, on_cin_plan
from tests.twin.extract import Extract, Row, memo
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, share, standing
from tests.twin.protection_sets import on_cp_plan
from tests.twin.workforce import team_of_unit

FEWEST_AUDITS = 5
Grade = Callable[[Extract, Row], str | None]


# --- audits -----------------------------------------------------------------------------------------------------------


def is_good(audit: Row, grade: str) -> bool:
    """Good or better on the scale of the audit."""
    text = grade.strip().lower()
    if audit.get("scale") == "met_good3":
        return text.startswith(("meet", "met", "exceed", "yes"))
    return text in ("good", "outstanding", "yes", "met")


def overall_grade(x: Extract, audit: Row) -> str | None:
    return audit.get("moderated_grade") or audit.get("overall_grade")


def domain_grade(*domains: str) -> Grade:
    """The grade of the first of the domains that an audit grades."""

    def find(x: Extract, audit: Row) -> str | None:
        rows = {row["domain"]: row for row in x.where("loc_audit_domain", "audit_id", audit["audit_id"])}
        grades = [rows[name].get("moderated_grade") or rows[name].get("grade") for name in domains if name in rows]
        return next((grade for grade in grades if grade is not None), None)

    return find


def audit_unit(x: Extract, audit: Row, **has: Any) -> Unit:
    on = audit["audit_date"]
    team = team_of_unit(x, audit.get("unit_id"), on)
    has = {name: audit.get(name) for name in ("audit_type", "theme", "scale")} | has
    return Unit(audit.get("person_id"), text_key(audit["audit_id"]), on, team, audit.get("worker_id"), has)


def audits(x: Extract) -> list[Row]:
    return [row for row in x.table("loc_audit") if row.get("audit_date") is not None and row["audit_date"] <= x.as_at]


def graded(grade_of: Grade, kind: str | None = None) -> Callable[[Extract], list[Unit]]:
    """Audits with a grade, by day, of one kind where it is given."""

    def find(x: Extract) -> list[Unit]:
        return [
            audit_unit(x, audit, met=is_good(audit, grade), grade=grade)
            for audit in audits(x)
            if (grade := grade_of(x, audit)) is not None and (kind is None or audit.get("audit_type") == kind)
        ]

    return find


def audit_share(grade_of: Grade, kind: str | None = None, **options: Any) -> Indicator:
    return share(dated(graded(grade_of, kind)), asks("met"), **options)


def completed(x: Extract) -> list[Unit]:
    return [audit_unit(x, audit) for audit in audits(x)]


def supervision_audits(x: Extract) -> list[Unit]:
    """Every supervision audit, with whether frequency was met."""
    grade_of = domain_grade("supervision_frequency")
    return [
        audit_unit(x, audit, met=(grade := grade_of(x, audit)) is not None and is_good(audit, grade))
        for audit in audits(x)
        if audit.get("audit_type") == "supervision"
    ]


def domains_compared(x: Extract, period: Period) -> list[Unit]:
    """Domains graded on one scale in a cycle and the one before, with whether more were good."""
    before = Month.of(period.first).shift(-3)
    earlier = grades_by_domain(x, Period(before.first, before.shift(2).last))
    now = grades_by_domain(x, period)
    found: dict[str, bool] = {}
    for key in sorted(set(now) & set(earlier)):
        is_enough = min(len(now[key]), len(earlier[key])) >= FEWEST_AUDITS
        is_better = sum(now[key]) * len(earlier[key]) > sum(earlier[key]) * len(now[key])
        found[key[0]] = found.get(key[0], False) or (is_enough and is_better)
    return [Unit(None, domain, period.last, has={"met": met, "domain": domain}) for domain, met in found.items()]


def grades_by_domain(x: Extract, period: Period) -> dict[tuple[str, str], list[bool]]:
    """Domain and scale to whether each grade of the period is good."""
    found: dict[tuple[str, str], list[bool]] = {}
    for audit in audits(x):
        if period.contains(audit["audit_date"]):
            for row in x.where("loc_audit_domain", "audit_id", audit["audit_id"]):
                grade = row.get("moderated_grade") or row.get("grade")
                if grade is not None:
                    found.setdefault((row["domain"], str(audit.get("scale"))), []).append(is_good(audit, grade))
    return found


# --- alerts and feedback ----------------------------------------------------------------------------------------------


def alerts(*levels: str) -> Callable[[Extract], list[Unit]]:
    """Alerts of the levels by the day they were raised."""

    def find(x: Extract) -> list[Unit]:
        return [
            Unit(
                row.get("person_id"),
                text_key(row["alert_id"]),
                row["raised_date"],
                team_of_unit(x, row.get("unit_id"), row["raised_date"]),
                row.get("raised_by_worker_id"),
                row,
            )
            for row in x.table("loc_practice_alert")
            if row.get("raised_date") is not None and row.get("level") in levels
        ]

    return find


def feedback(x: Extract) -> list[Unit]:
    return [
        Unit(None, text_key(row["feedback_id"]), on, team_of_unit(x, row.get("unit_id"), on), has=row)
        for row in x.table("loc_feedback")
        if (on := row.get("received_date")) is not None
    ]


# --- supervision ------------------------------------------------------------------------------------------------------


@memo
def open_children(x: Extract, on: date) -> list[Unit]:
    """Children on a CIN plan, on a CP plan or looked after, each once, with what was recorded."""
    closest = {**dict.fromkeys(on_cp_plan(x, on), True), **dict.fromkeys(looked_after(x, on), True)}
    found = []
    for person in sorted({*closest, *on_cin_plan(x, on)}):
        limit = x.number("cla_cp_supervision_wd" if person in closest else "cin_supervision_wd", on)
        has = {
            "plan_type": "cp" if person in on_cp_plan(x, on) else "cla" if person in closest else "cin",
            "is_supervised": was_recorded(x, person, "case_supervision", limit, on),
            "has_oversight": was_recorded(x, person, "management_oversight", x.number("oversight_wd", on), on),
        }
        found.append(allocated_unit(x, person, person, on, **has))
    return found


def was_recorded(x: Extract, person: str, kind: str, working_days: int, on: date) -> bool:
    """Whether a record of a kind was made in the working days to a day."""
    return any(
        row.get("kind") == kind and x.within(row.get("record_date"), on, working_days)
        for row in x.where("loc_supervision", "person_id", person)
    )


# --- early help -------------------------------------------------------------------------------------------------------


def early_help_closed(x: Extract) -> list[Unit]:
    """Early help episodes by the day they closed, from the standard and from a separate system."""
    found = [
        allocated_unit(
            x,
            row.get("earl_person_id"),
            row["earl_episode_id"],
            row["earl_episode_end_date"],
            met=str(row.get("earl_episode_end_reason")).lower() == "not_engaged",
        )
        for row in x.table("ssd_early_help_episodes")
        if row.get("earl_episode_end_date") is not None and row["earl_episode_end_date"] <= x.as_at
    ]
    for row in x.table("loc_early_help_episode"):
        on = row.get("end_date")
        if on is not None and on <= x.as_at:
            met = {"met": row.get("closure_group") == "not_engaged"}
            team = team_of_unit(x, row.get("unit_id"), on)
            found.append(Unit(row.get("person_id"), text_key(row["episode_id"]), on, team, has=met))
    return found


DOMAIN = {"needs": ("loc_audit", "loc_audit_domain")}
INDICATORS: dict[str, Indicator] = {
    "audit-overall-good": audit_share(overall_grade, needs=("loc_audit",)),
    "audit-assessments-good": audit_share(domain_grade("assessment"), **DOMAIN),
    "audit-supervision-frequency": audit_share(domain_grade("supervision_frequency"), **DOMAIN),
    "audit-supervision-quality": audit_share(domain_grade("supervision_quality"), **DOMAIN),
    "audit-management-oversight-good": audit_share(domain_grade("management_oversight", "decision_making"), **DOMAIN),
    "audit-child-centred-good": audit_share(domain_grade("child_centred"), **DOMAIN),
    "audit-plans-good": audit_share(domain_grade("plan"), **DOMAIN),
    "audit-risk-good": audit_share(domain_grade("risk"), **DOMAIN),
    "audit-placement-quality-good": audit_share(domain_grade("placement_quality"), **DOMAIN),
    "audit-review-good": audit_share(domain_grade("review"), **DOMAIN),
    "audit-impact-good": audit_share(domain_grade("impact"), **DOMAIN),
    "audit-supervision-overall-good": audit_share(overall_grade, "supervision", needs=("loc_audit",)),
    "audit-supervision-wellbeing": audit_share(domain_grade("worker_wellbeing"), **DOMAIN),
    "audit-grade-distribution": audit_share(overall_grade, needs=("loc_audit",), shares="grade"),
    "audit-supervision-frequency-last-cycle": share(dated(supervision_audits), asks("met"), windows=("cycle",), **DOMAIN),
    "audits-completed": count(dated(completed), needs=("loc_audit",)),
    "feedback-received": count(dated(feedback), needs=("loc_feedback",)),
    "practice-alerts-formal": count(dated(alerts("formal", "escalated")), needs=("loc_practice_alert",)),
    "practice-alerts-informal": count(dated(alerts("informal")), needs=("loc_practice_alert",)),
    "supervision-recorded-pct": share(standing(open_children), asks("is_supervised"), windows=STOCK, needs=("loc_supervision",)),
    "management-oversight-recorded-pct": share(
        standing(open_children), asks("has_oversight"), windows=STOCK, needs=("loc_supervision",)
    ),
    "audit-domains-improved": share(domains_compared, asks("met"), windows=("cycle",), **DOMAIN),
    "early-help-closed-not-engaged": share(dated(early_help_closed), asks("met")),
}
