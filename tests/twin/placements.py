"""Where looked-after children live (indicators.md sections 5.9 and 5.10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sightline.vocabulary.dates import add_months
from tests.twin.base_sets import allocated_unit
from tests.twin.care import LEGAL_GROUPS
from tests.twin.care_sets import (
    ADOPTIVE,
    FOSTER,
    CarePeriod,
    Placement,
    for_months,
    legal_status,
    looked_after,
    periods_of,
    placement_at,
    placements,
    postcode,
)
from tests.twin.cin import asks
from tests.twin.extract import Extract, memo
from tests.twin.figures import STOCK, Indicator, Unit, count, share, standing

COMMISSIONED_TYPES = FOSTER | {"K1", "K2", "R1", "R2", "R3", "R5", "S1", "H5"}
COMMISSIONED_PROVIDERS = frozenset({"PR2", "PR4", "PR5"})
MAINSTREAM = frozenset({"U4", "U5", "U6"})
APRIL = 4


def overlapping(x: Extract, periods: list[CarePeriod], after: date, on: date) -> int:
    """How many placements of the periods of care touch the days after one day and up to another (ruling 13)."""
    # A row that lies across two periods of care is one placement.
    touching = {
        placement.record
        for period in periods
        if period.started_on <= on
        for placement in placements(x, period, on)
        if placement.started_on <= on and (placement.ended_on is None or placement.ended_on > after)
    }
    return len(touching)


def is_settled(x: Extract, period: CarePeriod, here: Placement | None, on: date) -> bool:
    """Two years in the same placement, or with adopters and the placement before together."""
    if here is None:
        return False
    since = add_months(on, -24)
    if here.started_on <= since:
        return True
    before = [placement for placement in placements(x, period, on) if placement.started_on < here.started_on]
    return here.placement_type in ADOPTIVE and bool(before) and before[-1].started_on <= since


def is_outside(x: Extract, here: Placement | None) -> bool | None:
    """Whether a placement is in another authority; None where the local table does not say."""
    code = postcode(here.row) if here else None
    if code is None:
        return None
    found = [row for row in x.table("loc_postcode_la") if str(row["postcode"]).upper().replace(" ", "") == code]
    return found[0]["la_code"] != x.authority if found and found[0].get("la_code") is not None else None


@memo
def children(x: Extract, on: date) -> list[Unit]:
    """B-CLA(T) with what is known of their placements on the day."""
    april = date(on.year if on.month >= APRIL else on.year - 1, APRIL, 1)
    found = []
    for person, period in looked_after(x, on).items():
        here = placement_at(x, period, on)
        every_period = periods_of(x, person)
        age = x.age(person, on)
        status = legal_status(x, person, on)
        has = {
            "type": here.placement_type if here else None,
            "provider": here.provider if here else None,
            "distance": here.row.get("clap_cla_placement_distance") if here else None,
            "is_outside": is_outside(x, here),
            "distance_base": x.setting("distance_base", on),
            "status": status,
            "legal_status": status if status in LEGAL_GROUPS else "other",
            "is_long_term": age is not None and age < 16 and for_months(period, 30, on),
            "is_settled": is_settled(x, period, here, on),
            "in_year": overlapping(x, every_period, add_months(on, -12), on),
            "since_april": overlapping(x, every_period, april - timedelta(days=1), on),
            "in_period": sum(placement.started_on <= on for placement in placements(x, period, on)),
        }
        found.append(allocated_unit(x, person, period.record, on, **has))
    return found


def of_type(*types: str) -> Any:
    return lambda unit: unit.has["type"] in types


def three_or_more(name: str) -> Any:
    return lambda unit: unit.has[name] >= 3


def with_parents_under(*orders: str) -> Any:
    return lambda unit: unit.has["type"] == "P1" and unit.has["status"] in orders


def is_commissioned(unit: Unit) -> bool:
    return unit.has["provider"] in COMMISSIONED_PROVIDERS and unit.has["type"] in COMMISSIONED_TYPES


def is_far_away(unit: Unit) -> bool:
    distance = unit.has["distance"]
    return distance is not None and distance > 20 and unit.has["is_outside"] is True


def is_in_distance_base(unit: Unit) -> bool:
    return unit.has["distance_base"] == "all" or unit.has["is_outside"] is True


def stock(met: Any, **options: Any) -> Indicator:
    return share(standing(children), met, windows=STOCK, **options)


INDICATORS: dict[str, Indicator] = {
    "cla-long-term-stability": stock(asks("is_settled"), where=asks("is_long_term")),
    "cla-3plus-placements": stock(three_or_more("in_year")),
    "cla-3plus-placements-ytd": stock(three_or_more("since_april")),
    "cla-3plus-placements-period": stock(three_or_more("in_period")),
    "cla-family-setting": stock(of_type("P1", *FOSTER, *ADOPTIVE)),
    "cla-placed-with-parents": stock(of_type("P1")),
    "cla-pwp-full-care-order": stock(with_parents_under("C2")),
    "cla-pwp-any-care-order": stock(with_parents_under("C1", "C2")),
    "cla-commissioned-placement": stock(is_commissioned),
    "cla-inhouse-foster": stock(lambda unit: unit.has["type"] in FOSTER and unit.has["provider"] == "PR1"),
    "cla-over-20-miles": stock(is_far_away, where=is_in_distance_base, needs=("loc_postcode_la",)),
    "cla-mainstream-foster-count": count(standing(children), windows=STOCK, where=of_type(*MAINSTREAM)),
    "cla-mainstream-foster-pct": stock(of_type(*MAINSTREAM)),
}
