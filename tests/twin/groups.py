"""The group of a unit under a breakdown (indicators.md section 2.9). Never empty: `unknown`."""

from __future__ import annotations

from datetime import date

from tests.twin.assessments import service_group
from tests.twin.extract import Extract
from tests.twin.figures import Unit

UNKNOWN = "unknown"
WHITE = ("WBRI", "WIRI", "WOTH", "WIRT", "WROM")
MIXED = ("MWBC", "MWBA", "MWAS", "MOTH")
ASIAN = ("AIND", "APKN", "ABAN", "AOTH", "CHNE")
BLACK = ("BCRB", "BAFR", "BOTH")
ETHNICITIES = {
    **dict.fromkeys(WHITE, "white"),
    **dict.fromkeys(MIXED, "mixed"),
    **dict.fromkeys(ASIAN, "asian"),
    **dict.fromkeys(BLACK, "black"),
    "OOTH": "other",
}
BANDS = ((0, "under_1"), (4, "1_4"), (9, "5_9"), (15, "10_15"))


def age_band(x: Extract, person: str | None, on: date) -> str:
    """The band of a child's age. Somebody not yet born, or of unknown birth, has none."""
    age = x.age(person, on)
    if age is None:
        return UNKNOWN
    return next((band for oldest, band in BANDS if age <= oldest), "16_plus")


def disability(x: Extract, person: str | None) -> str:
    """disabled, not_disabled or unknown, from the present codes."""
    codes = {row.get("disa_disability_code") for row in x.where("ssd_disability", "disa_person_id", person)} - {None}
    if not codes:
        return UNKNOWN
    return "disabled" if codes - {"NONE"} else "not_disabled"


def group_of(x: Extract, unit: Unit, breakdown: str) -> str:
    """The group of a unit."""
    row = x.person(unit.person)
    if breakdown == "team":
        return unit.team or UNKNOWN
    if breakdown == "worker":
        return unit.worker or UNKNOWN
    if breakdown == "service":
        return service_group(x, unit.team, unit.on) or UNKNOWN
    if breakdown == "age_band":
        return age_band(x, unit.person, unit.on)
    if breakdown == "sex":
        return row.get("pers_sex") or UNKNOWN
    if breakdown == "ethnicity":
        return ETHNICITIES.get(str(row.get("pers_ethnicity")), UNKNOWN)
    if breakdown == "disability":
        return disability(x, unit.person)
    return str(unit.has.get(breakdown) or UNKNOWN)
