"""Tables about the area rather than a child: population, postcodes, targets and settings."""

from __future__ import annotations

from datetime import date

import numpy as np

from sightline.synthetic.care_tables import postcode_codes
from sightline.synthetic.columns import Codes, Dates, Frame, Numbers, constant, empty
from sightline.synthetic.days import NEVER, day_number
from sightline.synthetic.world import World

# (from, to, share of those aged 0 to 17)
_BANDS = ((0, 0, 0.050), (1, 4, 0.209), (5, 9, 0.280), (10, 15, 0.350), (16, 17, 0.111))
_BOYS = 0.512
# Estimates for the middle of a year are published in the summer of the next.
_PUBLISHED_MONTH = 7
# (indicator, green, amber, red, direction): targets such a council might set.
_TARGETS = (
    ("assessments-45-days", 85.0, 80.0, 75.0, "high"),
    ("rereferrals-12m", 20.0, 22.0, 24.0, "low"),
    ("icpc-15-days", 90.0, 85.0, 80.0, "high"),
    ("cp-reviews-timely", 98.0, 95.0, 92.0, "high"),
    ("cpp-visit-14d", 90.0, 85.0, 80.0, "high"),
    ("cla-reviews-timely", 95.0, 92.0, 88.0, "high"),
    ("cla-visits-uptodate", 95.0, 90.0, 85.0, "high"),
    ("cla-dental-12m", 85.0, 80.0, 75.0, "high"),
    ("cla-health-12m-cohort", 95.0, 90.0, 85.0, "high"),
    ("cla-3plus-placements", 9.0, 11.0, 13.0, "low"),
    ("care-leavers-suitable-19-21", 92.0, 88.0, 84.0, "high"),
    ("care-leavers-eet-19-21", 60.0, 55.0, 50.0, "high"),
)


def build_area_tables(world: World) -> list[Frame]:
    """Population by mid-year and age band, which postcodes are whose, and targets."""
    return [_population(world), _postcodes(world), _targets(world)]


def _population(world: World) -> Frame:
    """All children and each age band, and girls and boys, by mid-year; a little growth, rounded as estimates are not."""
    shape = world.shape
    rng = shape.stream("population")
    latest = shape.as_at.year - (1 if shape.as_at.month >= _PUBLISHED_MONTH else 2)
    years = np.arange(shape.as_at.year - shape.years - 2, latest + 1)
    total = np.round(shape.children * (1.0 + 0.004 * (years - latest)) * (1.0 + rng.normal(0.0, 0.002, len(years))))
    bands = [np.round(total * share) for _, _, share in _BANDS[:-1]]
    bands.append(total - sum(bands))
    boys = np.round(total * _BOYS)
    series = [(0, 17, -1, total), *((a, b, -1, part) for (a, b, _), part in zip(_BANDS, bands, strict=True))]
    series += [(0, 17, 1, boys), (0, 17, 0, total - boys)]
    count = len(series) * len(years)
    used_from = np.array([day_number(date(int(year), 4, 1)) for year in years])
    return Frame(
        "loc_population",
        {
            "area_code": constant(shape.authority, count),
            "mid_year": Numbers(np.tile(years, len(series)).astype(np.float64), whole=True),
            "age_from": Numbers(np.repeat([float(row[0]) for row in series], len(years)), whole=True),
            "age_to": Numbers(np.repeat([float(row[1]) for row in series], len(years)), whole=True),
            "sex": Codes(("F", "M"), np.repeat([row[2] for row in series], len(years))),
            "ethnic_group": empty(count),
            "persons": Numbers(np.concatenate([row[3] for row in series]), whole=True),
            "used_from": Dates(np.tile(used_from, len(series))),
            "used_to": Dates(np.full(count, NEVER)),
            "source": constant("made up", count),
        },
    )


def _postcodes(world: World) -> Frame:
    """Our own 400 postcodes, and 400 of five authorities that do not exist either."""
    places = np.arange(800)
    codes = (world.shape.authority, "991", "992", "993", "994", "995")
    owner = np.where(places < 400, 0, 1 + places % 5)
    rng = world.shape.stream("postcodes")
    return Frame(
        "loc_postcode_la",
        {
            "postcode": postcode_codes(places),
            "la_code": Codes(codes, owner),
            "lat": Numbers(np.round(54.0 + 0.2 * rng.standard_normal(800), 4)),
            "lon": Numbers(np.round(-1.8 + 0.3 * rng.standard_normal(800), 4)),
        },
    )


def _targets(world: World) -> Frame:
    count = len(_TARGETS)
    start = day_number(date(world.shape.as_at.year - 1, 4, 1))
    return Frame(
        "loc_target",
        {
            "indicator_id": Codes(tuple(row[0] for row in _TARGETS), np.arange(count)),
            "unit_id": empty(count),
            "valid_from": Dates(np.full(count, start)),
            "valid_to": Dates(np.full(count, NEVER)),
            "green": Numbers(np.array([row[1] for row in _TARGETS])),
            "amber": Numbers(np.array([row[2] for row in _TARGETS])),
            "red": Numbers(np.array([row[3] for row in _TARGETS])),
            "direction": Codes(tuple(row[4] for row in _TARGETS), np.arange(count)),
            "low": Numbers(np.full(count, np.nan)),
            "high": Numbers(np.full(count, np.nan)),
        },
    )
