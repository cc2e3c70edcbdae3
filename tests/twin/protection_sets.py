"""Base sets of indicators.md section 3: conferences, outcomes of enquiries, plans and visits."""

from __future__ import annotations

from datetime import date, timedelta

from tests.twin.base_sets import enquiries, enquiries_of, is_nfa, text_key
from tests.twin.extract import FAR, Extract, Row, has_any, is_open, memo, yes


def conferences(x: Extract) -> list[Row]:
    """B-ICPC: conferences that were held."""
    return [
        row
        for row in x.table("ssd_initial_cp_conference")
        if row.get("icpc_person_id") is not None and row.get("icpc_icpc_date") is not None and row["icpc_icpc_date"] <= x.as_at
    ]


def linked_enquiry(x: Extract, conference: Row) -> Row | None:
    """The enquiry that a conference names, if the extract holds it."""
    wanted = conference.get("icpc_s47_enquiry_id")
    return next((row for row in enquiries(x) if wanted is not None and row["s47e_s47_enquiry_id"] == wanted), None)


def clock_enquiry(x: Extract, conference: Row) -> Row | None:
    """Ruling 15: the linked enquiry, else the child's latest that started in the 90 days to the conference."""
    linked = linked_enquiry(x, conference)
    if linked is not None:
        return linked
    held_on = conference["icpc_icpc_date"]
    recent = [
        row
        for row in enquiries_of(x, conference["icpc_person_id"])
        if held_on - timedelta(days=90) <= row["s47e_s47_start_date"] <= held_on
    ]
    return max(recent, key=lambda row: row["s47e_s47_start_date"], default=None)


def enquiry_class(x: Extract, row: Row) -> str:
    """continuing, not_substantiated, not_continuing or not_recorded: the first that fits (B-S47, ruling 11)."""
    outcome = row.get("s47e_s47_outcome_json")
    ended_on = row.get("s47e_s47_end_date") or FAR - timedelta(days=30)
    conference = any(
        linked["s47e_s47_enquiry_id"] == row["s47e_s47_enquiry_id"]
        if (linked := linked_enquiry(x, held)) is not None
        else held["icpc_person_id"] == row["s47e_person_id"]
        and row["s47e_s47_start_date"] <= held["icpc_icpc_date"] <= ended_on + timedelta(days=30)
        for held in conferences(x)
    )
    if has_any(outcome, "CP_CONFERENCE", "LEGAL_ACTION") or conference:
        return "continuing"
    service = has_any(outcome, "PROV_OF_SERVICES", "PROV_OF_SB_CARE")
    if (yes(row.get("s47e_s47_nfa")) or has_any(outcome, "NFA")) and not service:
        return "not_substantiated"
    if service or has_any(outcome, "NFA_CONTINUE_SINGLE", "MONITOR", "OTHER_OUTCOMES_EXIST"):
        return "not_continuing"
    return "not_recorded"


# --- plans and visits -------------------------------------------------------------------------------------------------


def is_ola(row: Row) -> bool:
    """Whether another authority holds the plan."""
    return yes(row.get("cppl_cp_plan_ola")) is True


@memo
def cp_plans(x: Extract) -> list[Row]:
    """Child protection plans of this authority, open or ended."""
    return [row for row in x.table("ssd_cp_plans") if row.get("cppl_person_id") is not None and not is_ola(row)]


@memo
def on_cp_plan(x: Extract, on: date) -> dict[str, Row]:
    """B-CPP(T): child to the earliest of their open plans."""
    open_plans = [
        row
        for row in cp_plans(x)
        if is_open(row.get("cppl_cp_plan_start_date"), row.get("cppl_cp_plan_end_date"), on)
        and not x.died(row["cppl_person_id"], on)
    ]
    open_plans.sort(key=lambda row: (row["cppl_cp_plan_start_date"], text_key(row["cppl_cp_plan_id"])))
    earliest: dict[str, Row] = {}
    for row in open_plans:
        earliest.setdefault(row["cppl_person_id"], row)
    return earliest


def earliest_open(x: Extract, rows: list[Row], on: date, names: tuple[str, str, str, str]) -> dict[str, Row]:
    """Child to the earliest of their rows open on a day. `names`: columns of person, start, end and id."""
    person, start, end, key = names
    earliest: dict[str, Row] = {}
    for row in sorted(
        (row for row in rows if row.get(person) is not None and is_open(row.get(start), row.get(end), on)),
        key=lambda row: (row[start], text_key(row[key])),
    ):
        if not x.died(row[person], on):
            earliest.setdefault(row[person], row)
    return earliest


@memo
def in_need_dfe(x: Extract, on: date) -> dict[str, Row]:
    """B-CIN-DFE(T): child to the earliest of their open episodes that was not NFA."""
    rows = [row for row in x.table("ssd_cin_episodes") if not is_nfa(row)]
    return earliest_open(x, rows, on, ("cine_person_id", "cine_referral_date", "cine_close_date", "cine_referral_id"))


@memo
def on_any_cin_plan(x: Extract, on: date) -> dict[str, Row]:
    """Child to the earliest of their open CIN plans, whatever else is open."""
    return earliest_open(
        x,
        x.table("ssd_cin_plans"),
        on,
        ("cinp_person_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date", "cinp_cin_plan_id"),
    )


VISITS = {
    "cin": ("ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen"),
    "cp": ("ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date", "cppv_cp_visit_seen"),
    "cla": ("ssd_cla_visits", "clav_person_id", "clav_cla_visit_date", "clav_cla_visit_seen"),
}


@memo
def seen_on(x: Extract, person: str, *kinds: str) -> list[date]:
    """B-VIS: the days on which a child was seen at a visit of any of the kinds, in order, each once."""
    days = set()
    for kind in kinds:
        table, person_column, date_column, seen = VISITS[kind]
        days |= {
            row[date_column]
            for row in x.where(table, person_column, person)
            if row.get(date_column) is not None and row[date_column] <= x.as_at and yes(row.get(seen))
        }
    return sorted(days)
