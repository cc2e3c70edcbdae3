"""Base sets of indicators.md section 3: allocation, referrals, enquiries and assessments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.twin.extract import FAR, Extract, Row, has_any, is_open, memo, yes
from tests.twin.figures import Unit

# The code of the CIN census to the seven groups of contacts-by-source.
SOURCE_GROUPS = {
    **dict.fromkeys(["6"], "police"),
    **dict.fromkeys(["2A", "2B"], "education"),
    **dict.fromkeys(["3A", "3B", "3C", "3D", "3E", "3F"], "health"),
    **dict.fromkeys(["4", "5A", "5B", "5D"], "council"),
    **dict.fromkeys(["1A", "1B", "1C", "1D", "9"], "public"),
    "5C": "other_la",
}
ONGOING_FLAGS = (
    "STRATEGY_DISCUSSION",
    "CLA_REQUEST",
    "LEGAL_ACTION",
    "PROV_OF_SERVICES",
    "PROV_OF_SB_CARE",
    "SPECIALIST_ASSESSMENT",
    "PRIVATE_FOSTERING",
)


def text_key(value: object) -> str:
    """Ids are text and sort as text."""
    return str(value)


# --- allocation -------------------------------------------------------------------------------------------------------


@memo
def care_leaver_row(x: Extract, person: str, on: date = date.max) -> Row | None:
    """B-CL: the one row of a person, by latest contact, then latest pathway plan, then lowest id; later dates are not known."""

    def by_then(day: date | None) -> date:
        return day if day is not None and day <= on else date.min

    rows = sorted(x.where("ssd_care_leavers", "clea_person_id", person), key=lambda row: text_key(row["clea_table_id"]))
    return max(
        rows,
        key=lambda row: (
            by_then(row.get("clea_care_leaver_latest_contact")),
            by_then(row.get("clea_pathway_plan_review_date")),
        ),
        default=None,
    )


def leaver_eligibilities(x: Extract, on: date) -> set[str]:
    """The eligibilities that make somebody a care leaver."""
    return {"Relevant", "Former Relevant"} | ({"Qualifying"} if x.is_on("include_qualifying", on) else set())


def allocated_roles(x: Extract, person: str, on: date) -> set[str]:
    """The roles whose holder is the allocated worker of a person."""
    roles = {role.strip().upper() for role in x.setting("allocated_roles", on).split(";")}
    row = care_leaver_row(x, person)
    if row is not None and row.get("clea_care_leaver_eligibility") in ("Relevant", "Former Relevant"):
        roles.add("16PLUS")
    return roles


@memo
def allocation(x: Extract, person: str | None, on: date) -> tuple[str | None, str | None]:
    """B-ALLOC: the worker and team allocated to a child on a day."""
    if person is None:
        return None, None
    roles = allocated_roles(x, person, on)
    held = [
        row
        for row in x.where("ssd_involvements", "invo_person_id", person)
        if str(row.get("invo_professional_role_id")).strip().upper() in roles
        and row.get("invo_professional_id") is not None
        and is_open(row.get("invo_involvement_start_date"), row.get("invo_involvement_end_date"), on)
    ]
    best = max(
        held,
        key=lambda row: (row["invo_involvement_start_date"], text_key(row["invo_involvements_id"])),
        default=None,
    )
    return (best["invo_professional_id"], best.get("invo_professional_team")) if best else (None, None)


def allocated_unit(x: Extract, person: str | None, record: object, on: date, **has: Any) -> Unit:
    """A unit of a child that belongs to the worker allocated on its day."""
    worker, team = allocation(x, person, on)
    return Unit(person, text_key(record), on, team, worker, has)


def source_group(x: Extract, code: object, on: date) -> str:
    """The group of a source code, by the setting source_groups first."""
    key = str(code).strip().upper() if code is not None else ""
    mapped = {str(k).upper(): v for k, v in json.loads(x.setting("source_groups", on)).items()}
    return mapped.get(key) or SOURCE_GROUPS.get(key, "other")


# --- contacts and referrals -------------------------------------------------------------------------------------------


@memo
def referrals(x: Extract) -> list[Row]:
    """B-REF: one row a child and referral date; one that went somewhere before one that did not, then lowest id."""
    kept: dict[tuple[str, date], Row] = {}
    for row in sorted(
        x.table("ssd_cin_episodes"),
        key=lambda row: (yes(row.get("cine_referral_nfa")) is True, text_key(row["cine_referral_id"])),
    ):
        person, on = row.get("cine_person_id"), row.get("cine_referral_date")
        if person is not None and on is not None and on <= x.as_at:
            kept.setdefault((person, on), row)
    return sorted(kept.values(), key=lambda row: (row["cine_referral_date"], text_key(row["cine_referral_id"])))


@memo
def referrals_of(x: Extract, person: str) -> list[Row]:
    """The referrals of a child, earliest first."""
    return [row for row in referrals(x) if row["cine_person_id"] == person]


def episodes_of(x: Extract, person: str) -> list[Row]:
    """Every episode of need of a child that has a referral date."""
    return [
        row
        for row in x.where("ssd_cin_episodes", "cine_person_id", person)
        if row.get("cine_referral_date") is not None and row["cine_referral_date"] <= x.as_at
    ]


def is_nfa(row: Row) -> bool:
    """Whether a referral ended in no further action."""
    return yes(row.get("cine_referral_nfa")) is True


def enquiries(x: Extract) -> list[Row]:
    """B-S47."""
    return [
        row
        for row in x.table("ssd_s47_enquiry")
        if row.get("s47e_person_id") is not None
        and row.get("s47e_s47_start_date") is not None
        and row["s47e_s47_start_date"] <= x.as_at
    ]


def enquiries_of(x: Extract, person: str) -> list[Row]:
    """The section 47 enquiries of a child."""
    return [row for row in enquiries(x) if row["s47e_person_id"] == person]


# --- assessments ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assessment:
    """An assessment with its referral, its type and the day its clock started."""

    row: Row
    person: str
    record: str
    started_on: date
    completed_on: date | None
    referral: Row | None
    is_first: bool
    is_new: bool

    @property
    def clock_starts_on(self) -> date:
        """Ruling 2: the referral date for the first assessment of a referral, else its own start."""
        if self.is_first and self.referral is not None:
            return self.referral["cine_referral_date"]
        return self.started_on


def linked_referral(x: Extract, row: Row) -> Row | None:
    """The referral of an assessment: its link, else the child's latest episode that was open when it started."""
    named = [
        episode
        for episode in x.where("ssd_cin_episodes", "cine_referral_id", row.get("cina_referral_id"))
        if episode.get("cine_referral_date") is not None
    ]
    if named:
        return named[0]
    started = row["cina_assessment_start_date"]
    around = [
        episode
        for episode in episodes_of(x, row["cina_person_id"])
        if episode["cine_referral_date"] <= started <= (episode.get("cine_close_date") or FAR)
    ]
    # Two episodes referred on one day are told apart as B-REF does: one that went somewhere, then the lowest id.
    around.sort(key=lambda episode: (is_nfa(episode), text_key(episode["cine_referral_id"])))
    return max(around, key=lambda episode: episode["cine_referral_date"], default=None)


@memo
def assessments(x: Extract) -> list[Assessment]:
    """B-ASM."""
    rows = [
        row
        for row in x.table("ssd_cin_assessments")
        if row.get("cina_person_id") is not None
        and row.get("cina_assessment_start_date") is not None
        and row["cina_assessment_start_date"] <= x.as_at
    ]
    rows.sort(key=lambda row: (row["cina_assessment_start_date"], text_key(row["cina_assessment_id"])))
    seen: set[Any] = set()
    found = []
    for row in rows:
        referral = linked_referral(x, row)
        referral_id = referral["cine_referral_id"] if referral else None
        is_first = referral is not None and referral_id not in seen
        seen.add(referral_id)
        is_new = is_first or referral is None or follows_strategy_discussion(x, row)
        for detail in x.where("loc_assessment_detail", "cina_assessment_id", row["cina_assessment_id"]):
            if detail.get("assessment_type") is not None:
                is_new = detail["assessment_type"] in ("new", "s47_triggered")
        found.append(
            Assessment(
                row,
                row["cina_person_id"],
                text_key(row["cina_assessment_id"]),
                row["cina_assessment_start_date"],
                row.get("cina_assessment_auth_date"),
                referral,
                is_first,
                is_new,
            )
        )
    return found


def follows_strategy_discussion(x: Extract, row: Row) -> bool:
    """Whether a section 47 enquiry of the child starts within a working day of the assessment, either side."""
    return any(
        abs(x.working_days(row["cina_assessment_start_date"], enquiry["s47e_s47_start_date"])) <= 1
        for enquiry in enquiries_of(x, row["cina_person_id"])
    )


def outcome_class(x: Extract, assessment: Assessment) -> str:
    """ongoing, step_down, nfa or other: the first that fits (B-ASM, ruling 5)."""
    row, completed_on = assessment.row, assessment.completed_on
    for detail in x.where("loc_assessment_detail", "cina_assessment_id", row["cina_assessment_id"]):
        if detail.get("outcome_group") is not None:
            return str(detail["outcome_group"])
    outcome = row.get("cina_assessment_outcome_json")
    if has_any(outcome, *ONGOING_FLAGS) or any(
        is_open(start, end, completed_on) or x.within(completed_on, start, 10)
        for start, end in plans_and_care(x, assessment.person)
    ):
        return "ongoing"
    episode = assessment.referral or {}
    closed_on, reason = episode.get("cine_close_date"), episode.get("cine_close_reason")
    if has_any(outcome, "REFERRAL_TO_OTHER_AGENCY") or (reason == "RC9" and x.within(completed_on, closed_on, 10)):
        return "step_down"
    is_closed_rc8 = reason == "RC8" and closed_on is not None and closed_on <= x.as_at
    if yes(row.get("cina_assessment_outcome_nfa")) or has_any(outcome, "NFA", "NFA_S47_END") or is_closed_rc8:
        return "nfa"
    return "other"


def plans_and_care(x: Extract, person: str) -> list[tuple[date, date | None]]:
    """Start and end of each CIN plan, CP plan and period of care of a child."""
    from tests.twin.care_sets import periods_of

    spells = [
        (row.get("cinp_cin_plan_start_date"), row.get("cinp_cin_plan_end_date"))
        for row in x.where("ssd_cin_plans", "cinp_person_id", person)
    ]
    spells += [
        (row.get("cppl_cp_plan_start_date"), row.get("cppl_cp_plan_end_date"))
        for row in x.where("ssd_cp_plans", "cppl_person_id", person)
    ]
    spells += [(period.started_on, period.ended_on) for period in periods_of(x, person)]
    return [(start, end) for start, end in spells if start is not None and start <= x.as_at]
