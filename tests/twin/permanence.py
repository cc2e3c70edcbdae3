"""Leaving care for permanence, and adoption (indicators.md section 5.7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sightline.vocabulary.dates import add_months
from tests.twin.base_sets import allocated_unit, text_key
from tests.twin.care import periods_ceased
from tests.twin.care_sets import care_periods, looked_after, people_with_care
from tests.twin.cin import asks
from tests.twin.extract import Extract, Row, memo, yes
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, mean, share, standing

ADOPTED = ("E11", "E12")
SGO = ("E45", "E46", "E47", "E48")
CAO = ("E41",)
SCORECARD = ("three_year",)


# --- permanence records -----------------------------------------------------------------------------------------------


@memo
def permanence_of(x: Extract, person: str) -> Row:
    """B-PERM: the permanence record of a child, matched on the person's id and then on the older one."""
    rows = x.where("ssd_permanence", "perm_person_id", person)
    if not rows:
        rows = x.where("ssd_permanence", "perm_person_id", x.person(person).get("pers_legacy_id"))
        known = {row["pers_person_id"] for row in x.table("ssd_person")}
        rows = [row for row in rows if row["perm_person_id"] not in known]
    return max(
        rows,
        key=lambda row: (row.get("perm_adm_decision_date") or date.min, text_key(row["perm_table_id"])),
        default={},
    )


def people_with_permanence(x: Extract) -> list[str]:
    """Every child who has a permanence record."""
    persons = {row["pers_person_id"] for row in x.table("ssd_person")}
    persons |= {row["perm_person_id"] for row in x.table("ssd_permanence") if row.get("perm_person_id")}
    own_legacy = {row.get("pers_legacy_id") for row in x.table("ssd_person")} - {
        row["pers_person_id"] for row in x.table("ssd_person")
    }
    return sorted(person for person in persons - own_legacy if permanence_of(x, person))


@memo
def adoption_orders(x: Extract) -> dict[str, list[date]]:
    """Child to the dates of their adoption orders: the end of care, else what the permanence record says."""
    orders: dict[str, list[date]] = {}
    for person in people_with_care(x):
        for period in care_periods(x):
            if period.person == person and period.ceased_reason in ADOPTED and period.ended_on is not None:
                orders.setdefault(person, []).append(period.ended_on)
    for person in people_with_permanence(x):
        row = permanence_of(x, person)
        ordered_on = row.get("perm_permanence_order_date")
        is_adoption = str(row.get("perm_permanence_order_type") or "").strip().lower() == "adoption"
        if person not in orders and ordered_on is not None and is_adoption:
            orders[person] = [ordered_on]
    return orders


def days_between(start: date | None, end: date | None) -> int | None:
    """Calendar days, where both dates are known and in order."""
    return (end - start).days if start is not None and end is not None and start <= end else None


def entered_care_on(x: Extract, person: str, row: Row, ordered_on: date) -> date | None:
    """When the care that led to an order began."""
    before = [period for period in care_periods(x) if period.person == person and period.started_on <= ordered_on]
    named = [period for period in before if period.cla_id is not None and period.cla_id == row.get("perm_cla_id")]
    return max((period.started_on for period in named or before), default=None)


@memo
def adoptions(x: Extract) -> list[Unit]:
    """Adoption orders with the days that each stage took."""
    found = []
    for person, orders in adoption_orders(x).items():
        for ordered_on in orders:
            if ordered_on > x.as_at:
                continue
            row = permanence_of(x, person)
            decided_on, placed_on = row.get("perm_adm_decision_date"), row.get("perm_placed_for_adoption_date")
            entered_on = entered_care_on(x, person, row, ordered_on)
            fostered_on = fostered_by_adopters_on(row)
            moved_in_on = min(fostered_on, placed_on) if fostered_on and placed_on else placed_on
            has = {
                "has_decision": decided_on is not None and decided_on <= ordered_on,
                "in_12_months": decided_on is not None and decided_on <= ordered_on <= add_months(decided_on, 12),
                "a1": days_between(entered_on, placed_on),
                "a10": days_between(entered_on, moved_in_on),
                "a2": days_between(row.get("perm_placement_order_date"), row.get("perm_matched_date")),
                "is_harder": any(
                    yes(event.get("harder_to_place")) for event in x.where("loc_adoption_event", "person_id", person)
                ),
            }
            found.append(allocated_unit(x, person, f"{person}:{ordered_on}", ordered_on, **has))
    return found


def fostered_by_adopters_on(row: Row) -> date | None:
    """When a child adopted by former foster carers moved in with them."""
    if not yes(row.get("perm_adopted_by_carer_flag")):
        return None
    days = [row[column] for column in ("perm_placed_foster_carer_date", "perm_placed_ffa_cp_date") if row.get(column) is not None]
    return min(days, default=None)


def matches(x: Extract) -> list[Unit]:
    """Matches by their own day, for the setting a2_basis = matches."""
    found = []
    for person in people_with_permanence(x):
        row = permanence_of(x, person)
        matched_on = row.get("perm_matched_date")
        days = days_between(row.get("perm_placement_order_date"), matched_on)
        if matched_on is not None and matched_on <= x.as_at:
            found.append(allocated_unit(x, person, row["perm_table_id"], matched_on, a2=days))
    return found


def a2_units(x: Extract) -> list[Unit]:
    """Adoptions, or matches, by the setting a2_basis."""
    return adoptions(x) if x.setting("a2_basis") == "adoptions" else matches(x)


# --- children on their way --------------------------------------------------------------------------------------------


@memo
def on_the_way(x: Extract, on: date) -> list[Unit]:
    """Looked-after children whose plan is adoption and was not reversed by the day."""
    found = []
    for person in people_with_permanence(x):
        row = permanence_of(x, person)
        reversed_on, placed_on = row.get("perm_decision_reversed_date"), row.get("perm_placed_for_adoption_date")
        if person not in looked_after(x, on) or (reversed_on is not None and reversed_on <= on):
            continue
        is_placed = placed_on is not None and placed_on <= on
        has = {
            "is_waiting": is_by(row.get("perm_adm_decision_date"), on) and not is_placed,
            "has_order": is_by(row.get("perm_placement_order_date"), on),
            "is_placed": is_placed and not any(day <= on for day in adoption_orders(x).get(person, [])),
        }
        found.append(allocated_unit(x, person, row["perm_table_id"], on, **has))
    return found


def is_by(event_on: date | None, on: date) -> bool:
    return event_on is not None and event_on <= on


def guardianships(x: Extract) -> list[Unit]:
    """Special guardianship orders among legal status rows, of any child."""
    return [
        allocated_unit(x, row["lega_person_id"], row["lega_legal_status_id"], row["lega_legal_status_start_date"])
        for row in x.table("ssd_legal_status")
        if row.get("lega_person_id") is not None
        and row.get("lega_legal_status_start_date") is not None
        and is_guardianship(row.get("lega_legal_status"))
    ]


def is_guardianship(status: object) -> bool:
    """SGO as code or in words."""
    text = str(status or "").strip().upper()
    return text.startswith("SGO") or "SPECIAL GUARDIANSHIP" in text


def disruptions(x: Extract) -> list[Unit]:
    """Adoptions that broke down, before or after the order."""
    return [
        allocated_unit(x, row["person_id"], f"{row['person_id']}:{row['event_date']}", row["event_date"])
        for row in x.table("loc_adoption_event")
        if row.get("event") in ("disruption_before_order", "disruption_after_order")
        and row.get("person_id") is not None
        and row.get("event_date") is not None
    ]


def adopters(x: Extract) -> list[Unit]:
    """Adopter households by the day of approval."""
    return [
        Unit(None, text_key(row["household_id"]), row["approved_date"])
        for row in x.table("loc_adopter_household")
        if row.get("approved_date") is not None
    ]


def ceased_for(*reasons: str) -> Any:
    return lambda unit: unit.has["reason"] in reasons


def known(name: str) -> Any:
    return lambda unit: unit.has[name] is not None


def is_16_or_over(unit: Unit) -> bool:
    return unit.has["age"] is not None and unit.has["age"] >= 16


def is_placed_with_order(unit: Unit) -> bool:
    return bool(unit.has["is_waiting"] and unit.has["has_order"])


CEASED = dated(periods_ceased)
ADOPTIONS = dated(adoptions)
INDICATORS: dict[str, Indicator] = {
    "cla-ceased-permanence-pct": share(CEASED, ceased_for(*ADOPTED, *SGO, *CAO)),
    "sgo-granted": count(dated(guardianships)),
    "cla-ceased-sgo-pct": share(CEASED, ceased_for(*SGO)),
    "cla-ceased-sgo-pct-children": share(CEASED, ceased_for(*SGO), distinct="latest"),
    "cla-ceased-adopted-pct": share(CEASED, ceased_for(*ADOPTED)),
    "cla-ceased-adopted-pct-children": share(CEASED, ceased_for(*ADOPTED), distinct="latest"),
    "cla-remained-until-18": share(CEASED, lambda unit: unit.has["age"] >= 18, where=is_16_or_over),
    "adoptions-count": count(ADOPTIONS),
    "adoptions-12m-of-adm": count(ADOPTIONS, where=asks("in_12_months")),
    "adoptions-12m-of-adm-pct": share(ADOPTIONS, asks("in_12_months"), where=asks("has_decision")),
    "adoption-a1-mean": mean(ADOPTIONS, asks("a1"), where=known("a1")),
    "adoption-a10-mean": mean(ADOPTIONS, asks("a10"), where=known("a10")),
    "adoption-a2-mean": mean(dated(a2_units), asks("a2"), where=known("a2")),
    "adoption-waiting": count(standing(on_the_way), windows=STOCK, where=asks("is_waiting")),
    "adoption-waiting-po": count(standing(on_the_way), windows=STOCK, where=is_placed_with_order),
    "adoption-placed": count(standing(on_the_way), windows=STOCK, where=asks("is_placed")),
    "adoption-disruptions": count(dated(disruptions), needs=("loc_adoption_event",)),
    "adopters-approved": count(dated(adopters), needs=("loc_adopter_household",)),
    "adoptions-harder-to-place-pct": share(ADOPTIONS, asks("is_harder"), needs=("loc_adoption_event",)),
}
