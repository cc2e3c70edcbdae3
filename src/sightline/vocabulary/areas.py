"""Authorities, regions, England and statistical neighbours: who can be compared with whom.

An authority is known by the Department's three-digit code, which outlives its ONS code: Barnsley is 370 before and
after its boundary moved. A set of statistical neighbours has a version: the Department drew new ones in May 2025.
Source of the shipped list: codes in the Department's statistical releases of 2025, and the orders that reorganised
Dorset (2019), Northamptonshire (2021) and Cumbria (2023).
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files

from sightline.errors import UsageError

ENGLAND = "E92000001"
# The nine regions, with London also split in two, as the Department publishes them.
REGIONS: Mapping[str, str] = {
    "North East": "E12000001",
    "North West": "E12000002",
    "Yorkshire and The Humber": "E12000003",
    "East Midlands": "E12000004",
    "West Midlands": "E12000005",
    "East of England": "E12000006",
    "London": "E12000007",
    "South East": "E12000008",
    "South West": "E12000009",
    "Inner London": "E13000001",
    "Outer London": "E13000002",
}
NEIGHBOURS_IN_A_SET = 10
EVERY_AUTHORITY = "all"
PART_OF = "part of "


@dataclass(frozen=True)
class Authority:
    """A local authority with duties to children. `region` is one of REGIONS; London is Inner or Outer.

    `valid_from` and `valid_to` are the authority's first and last day, both included; None is open. `ons_code` is the
    one that holds now, or held last.
    """

    code: str
    ons_code: str
    name: str
    region: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def region_code(self) -> str:
        """The ONS code of the region."""
        return REGIONS[self.region]

    def exists_on(self, day: date) -> bool:
        """Whether there is such an authority on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class NeighbourSet:
    """The statistical neighbours of every authority, nearest first, in one version of the Department's model."""

    version: str
    neighbours: Mapping[str, tuple[str, ...]] = field(repr=False)

    def of(self, code: str) -> tuple[str, ...]:
        """The neighbours' codes, nearest first; empty where the set has none for this authority."""
        return self.neighbours.get(code, ())


class Authorities:
    """All authorities that a list names, found by code, ONS code or name."""

    def __init__(self, rows: Iterable[Authority], successors: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._by_code: dict[str, Authority] = {}
        self._by_other_name: dict[str, str] = {}
        self._names: list[str] = []
        for row in rows:
            self._by_other_name[row.ons_code.lower()] = row.code
            # Where an authority's ONS code changed, the one that holds now stands for it; both still find it.
            held = self._by_code.get(row.code)
            if held is not None:
                older, newer = sorted((held, row), key=lambda each: each.valid_to is None)
                row = replace(newer, valid_from=older.valid_from)
            self._by_code[row.code] = row
        # Dorset is the name of an authority that ended and of one that did not: the living one has the name.
        for row in sorted(self._by_code.values(), key=lambda each: each.valid_to is None):
            self._by_other_name[row.name.lower()] = row.code
            self._names.append(row.name)
        self._successors = dict(successors or {})

    def __iter__(self) -> Iterator[Authority]:
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Authority:
        return self._by_code[code]

    def knows(self, text: str) -> bool:
        """Whether this is the code, ONS code or name of an authority."""
        return text in self._by_code or text.lower() in self._by_other_name

    def find(self, text: str) -> Authority:
        """The authority with this code, ONS code or name. Raises UsageError with what is near."""
        text = text.strip()
        if self.knows(text):
            return self._by_code[text if text in self._by_code else self._by_other_name[text.lower()]]
        near = difflib.get_close_matches(text, self._names, n=3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"'{text}' is not an authority. Give its three-digit code (343), its ONS code or its name.{meant}")

    def successors(self, code: str) -> tuple[str, ...]:
        """The codes of the authorities that took over from this one; empty where it was not reorganised."""
        return self._successors.get(code, ())

    def predecessors(self, code: str) -> tuple[str, ...]:
        """The codes of the authorities that this one, wholly or in part, took over from."""
        return tuple(old for old, new in self._successors.items() if code in new)


def totals(codes: Iterable[str], known: Authorities, on: date) -> dict[str, tuple[str, ...]]:
    """The areas that several of these authorities make up together, each with its authorities' codes.

    A region, or England, has its ONS code where every authority that it has on the day is among them, and is called
    `part of` that code where one is missing: the sum of some is not the region. Authorities that nobody knows, as made-up
    ones, lie in no region; where there are any, `all` is every authority. Nothing is made up of fewer than two.
    """
    given = sorted(set(codes))
    lie_in: dict[str, list[str]] = {}
    for authority in known:
        london = [REGIONS["London"]] if authority.region in ("Inner London", "Outer London") else []
        for area in (authority.region_code, *london, ENGLAND):
            lie_in.setdefault(area, []).append(authority.code)
    found: dict[str, tuple[str, ...]] = {}
    for area, codes_of_area in sorted(lie_in.items(), key=lambda item: (len(item[1]), item[0])):
        members = tuple(code for code in given if code in codes_of_area)
        is_whole = all(code in members for code in codes_of_area if known[code].exists_on(on))
        # The same authorities are not summed twice: a region's are England's, too, where no other region is there.
        if len(members) > 1 and members not in found.values():
            found[area if is_whole else f"{PART_OF}{area}"] = members
    if len(given) > 1 and any(code not in known for code in given):
        found[EVERY_AUTHORITY] = tuple(given)
    return found


def area_name(code: str) -> str:
    """What people call an authority, a region or a total of either; the code itself where nobody knows it."""
    if code.startswith(PART_OF):
        return f"Part of {area_name(code.removeprefix(PART_OF))}"
    known = shipped_authorities()
    names = {ENGLAND: "England", EVERY_AUTHORITY: "All authorities", **{each: name for name, each in REGIONS.items()}}
    return known[code].name if code in known else names.get(code, code)


def region_named(text: str) -> str | None:
    """The ONS code of a region from its code or its name as any of the Department's files spells it, or None."""
    wanted = " ".join(text.replace("&", "and").lower().split())
    if wanted.upper() in REGIONS.values():
        return wanted.upper()
    # The neighbour workbooks and LAIT turn the two halves of London round.
    turned = {"london (inner)": "inner london", "london (outer)": "outer london"}
    wanted = turned.get(wanted) or wanted
    return {name.lower(): code for name, code in REGIONS.items()}.get(wanted)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_authorities(lines: Iterable[str], reorganisations: Iterable[str] = ()) -> Authorities:
    """Authorities from CSV with columns la_code, ons_code, name, region, valid_from, valid_to.

    `reorganisations` is CSV with columns predecessor, successor, on.
    """
    rows = [
        Authority(
            row["la_code"],
            row["ons_code"],
            row["name"],
            row["region"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
        )
        for row in csv.DictReader(lines)
    ]
    successors: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(reorganisations):
        successors[row["predecessor"]] = (*successors.get(row["predecessor"], ()), row["successor"])
    return Authorities(rows, successors)


@cache
def shipped_authorities() -> Authorities:
    """The list that ships with Sightline, as at April 2026."""
    codes = files("sightline").joinpath("definitions", "codes")
    return read_authorities(
        codes.joinpath("authorities.csv").read_text("utf-8").splitlines(),
        codes.joinpath("reorganisations.csv").read_text("utf-8").splitlines(),
    )
