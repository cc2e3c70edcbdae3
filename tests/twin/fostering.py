"""Foster carer households and enquiries (indicators.md section 5.10)."""

from __future__ import annotations

from datetime import date

from tests.twin.base_sets import text_key
from tests.twin.extract import Extract, Row, is_open
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, standing

# Where two stages of an enquiry carry one date, the later of these is where it stands.
STAGES = ("enquiry", "initial_visit", "stage1", "stage2", "panel", "approved", "withdrawn", "on_hold")
GONE = ("resigned", "deregistered")


def households(x: Extract, on: date) -> list[Unit]:
    """Mainstream households approved and not ceased; connected carers too where the setting says so."""
    wanted = {"mainstream"} | ({"connected"} if x.is_on("foster_include_connected", on) else set())
    return [
        Unit(None, text_key(row["household_id"]), on)
        for row in x.table("loc_foster_household")
        if row.get("approval_type") in wanted and is_open(row.get("approved_date"), row.get("ceased_date"), on)
    ]


def households_dated(x: Extract, column: str) -> list[Unit]:
    return [
        Unit(None, text_key(row["household_id"]), row[column], has=row)
        for row in x.table("loc_foster_household")
        if row.get(column) is not None
    ]


def approved(x: Extract) -> list[Unit]:
    return households_dated(x, "approved_date")


def deregistered(x: Extract) -> list[Unit]:
    return [unit for unit in households_dated(x, "ceased_date") if unit.has.get("ceased_reason") in GONE]


def assessments_under_way(x: Extract, on: date) -> list[Unit]:
    """Enquiries that stand at stage 1 or 2."""
    latest: dict[str, Row] = {}
    for row in x.table("loc_foster_enquiry"):
        if row.get("stage_date") is not None and row["stage_date"] <= on:
            key = text_key(row["enquiry_id"])
            latest[key] = max(latest.get(key, row), row, key=standing_of)
    return [Unit(None, key, on) for key, row in latest.items() if row["stage"] in ("stage1", "stage2")]


def standing_of(row: Row) -> tuple[date, int]:
    return row["stage_date"], STAGES.index(row["stage"])


HOUSEHOLDS = ("loc_foster_household",)
INDICATORS: dict[str, Indicator] = {
    "foster-households": count(standing(households), windows=STOCK, needs=HOUSEHOLDS),
    "foster-recruited": count(dated(approved), needs=HOUSEHOLDS),
    "foster-deregistered": count(dated(deregistered), needs=HOUSEHOLDS),
    "foster-pipeline": count(standing(assessments_under_way), windows=STOCK, needs=("loc_foster_enquiry",)),
}
