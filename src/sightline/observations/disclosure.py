"""Small numbers: which counts are hidden, so that no child can be recognised, and which others so that none can be worked out.

The published counts and the sums that hold between them are a system of equations. A hidden count is safe when the system
leaves it every value of the hidden band: `possible_range` asks an integer programme for its least and its greatest value, as an
attacker would who knows every published figure and every sum. Nothing here knows what the counts are of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

# Whatever names a count; nothing is asked of it but to be told apart.
Atom = Any
OPTIMAL = 0
# How many sums away other hidden counts are let vary at first.
REACH = 2


class Why(StrEnum):
    """Why a count is hidden."""

    SMALL = "small"
    """It lies in the hidden band."""
    PROTECTS = "protects"
    """Without it a small count could be worked out."""
    HIDDEN_BEFORE = "hidden_before"
    """An edition already published hides it."""


@dataclass(frozen=True)
class Band:
    """The counts that are hidden: from `low` to `high`, both included."""

    low: int
    high: int

    def holds(self, count: float | None) -> bool:
        return count is not None and self.low <= count <= self.high


@dataclass(frozen=True)
class Sum:
    """Counts of which some added and some taken away make nothing: `(total, 1), (part, -1), (other part, -1)`."""

    terms: tuple[tuple[Atom, int], ...]

    def holds_for(self, counts: Mapping[Atom, float]) -> bool:
        """Whether the counts make nothing; those that are not known leave it open, and it is taken to hold."""
        if any(atom not in counts for atom, _ in self.terms):
            return True
        return abs(sum(sign * counts[atom] for atom, sign in self.terms)) < 0.5


@dataclass(frozen=True)
class Published:
    """What is to be published: the true counts, which of them are shown, and the sums that readers know to hold.

    `shown` may leave out counts that are known here: those are of no table, and follow from the sums or do not.
    `apart` gives how dear it is to hide a count beside its size: the whole authority's is wanted more than a team's.
    """

    counts: Mapping[Atom, float]
    shown: frozenset[Atom]
    sums: tuple[Sum, ...]
    apart: Mapping[Atom, float] = field(default_factory=dict)

    @cached_property
    def greatest(self) -> float:
        return max((abs(count) for count in self.counts.values()), default=0.0)


@dataclass(frozen=True)
class Protection:
    """What is hidden and why. `unprotected` are small counts that stay narrowed by what readers have seen already."""

    hidden: Mapping[Atom, Why]
    unprotected: frozenset[Atom] = frozenset()


def protect(
    published: Published, band: Band, *, hidden_before: Collection[Atom] = (), shown_before: Collection[Atom] = ()
) -> Protection:
    """Which counts are hidden, each with the reason. What readers have seen already cannot be hidden to any purpose.

    First the small ones, then, while one of them can still be narrowed, the least dear count of a sum that narrows it. To
    hide one more never narrows another, so a count that was found safe stays so.
    """
    names, published = _numbered(published)
    numbers = {name: number for number, name in enumerate(names)}
    shown_before, hidden_before = ({numbers[a] for a in given if a in numbers} for given in (shown_before, hidden_before))
    sums = tuple(each for each in published.sums if each.holds_for(published.counts))
    small = {atom for atom, count in published.counts.items() if band.holds(count) and atom not in shown_before}
    hidden = dict.fromkeys(small & published.shown, Why.SMALL)
    hidden |= {atom: Why.HIDDEN_BEFORE for atom in published.shown & set(hidden_before) if atom not in hidden}
    by_atom = _sums_by_atom(sums)
    waiting = sorted((atom for atom in small if by_atom[atom]), reverse=True)
    unprotected = set()
    while waiting:
        atom = waiting.pop()
        if _is_safe(atom, published, by_atom, hidden, band):
            continue
        chosen = _next_to_hide(atom, published, by_atom, hidden, shown_before)
        if chosen is None:
            unprotected.add(atom)
            continue
        hidden |= {twin: Why.PROTECTS for twin in _twins(chosen, by_atom) if twin in published.shown and twin not in hidden}
        waiting.append(atom)
    return Protection({names[atom]: why for atom, why in sorted(hidden.items())}, frozenset(names[atom] for atom in unprotected))


def _twins(atom: Atom, by_atom: Mapping[Atom, list[Sum]]) -> set[Atom]:
    """A count with all that are known to equal it: to hide one of them alone would be to no purpose."""
    found, open_ones = {atom}, [atom]
    while open_ones:
        for row in by_atom[open_ones.pop()]:
            if len(row.terms) == 2 and row.terms[0][1] == -row.terms[1][1]:
                fresh = {each for each, _ in row.terms} - found
                found |= fresh
                open_ones += fresh
    return found


def _numbered(published: Published) -> tuple[list[Atom], Published]:
    """The counts by number, in the order of their names: the same document always hides the same, and sooner."""
    found = {atom for each in published.sums for atom, _ in each.terms} | set(published.counts)
    names = sorted(found, key=repr)
    number = {name: at for at, name in enumerate(names)}
    return names, Published(
        {number[atom]: count for atom, count in published.counts.items()},
        frozenset(number[atom] for atom in published.shown),
        tuple(Sum(tuple((number[atom], sign) for atom, sign in each.terms)) for each in published.sums),
        {number[atom]: price for atom, price in published.apart.items()},
    )


def narrowed(published: Published, hidden: Collection[Atom], band: Band) -> dict[Atom, tuple[float, float]]:
    """The small counts that an attacker could narrow below the whole band, with what is left to each: empty where all is safe."""
    sums = tuple(each for each in published.sums if each.holds_for(published.counts))
    by_atom = _sums_by_atom(sums)
    small = [atom for atom, count in published.counts.items() if band.holds(count)]
    ranges = {atom: _range(atom, published, by_atom, hidden) for atom in small}
    return {atom: found for atom, found in ranges.items() if found[0] > band.low or found[1] < band.high}


def possible_range(atom: Atom, published: Published, hidden: Collection[Atom]) -> tuple[float, float]:
    """The least and the greatest value that the published figures leave to a count; infinite where nothing bounds it."""
    return _range(atom, published, _sums_by_atom(published.sums), hidden)


def _sums_by_atom(sums: Iterable[Sum]) -> defaultdict[Atom, list[Sum]]:
    found: defaultdict[Atom, list[Sum]] = defaultdict(list)
    for each in sums:
        for atom, _ in each.terms:
            found[atom].append(each)
    return found


def _is_safe(
    atom: Atom,
    published: Published,
    by_atom: defaultdict[Atom, list[Sum]],
    hidden: Collection[Atom],
    band: Band,
) -> bool:
    # Whatever is possible while counts further off keep their true values is possible altogether, and far sooner found.
    for reach in (REACH, None):
        low, high = _range(atom, published, by_atom, hidden, reach)
        if low <= band.low and high >= band.high:
            return True
    return False


def _range(
    atom: Atom,
    published: Published,
    by_atom: defaultdict[Atom, list[Sum]],
    hidden: Collection[Atom],
    reach: int | None = None,
) -> tuple[float, float]:
    if _is_given(atom, published, hidden):
        value = published.counts[atom]
        return value, value
    unknown, rows = _around(atom, published, by_atom, hidden, reach)
    if not rows:
        return 0.0, inf
    places = {each: at for at, each in enumerate(unknown)}
    matrix, right = lil_array((len(rows), len(unknown))), np.zeros(len(rows))
    for at, row in enumerate(rows):
        for each, sign in row.terms:
            if each in places:
                matrix[at, places[each]] += sign
            else:
                right[at] -= sign * published.counts[each]
    constraint = LinearConstraint(matrix.tocsr(), right, right)
    # No count lies beyond this, so that what is unbounded has an end that can be told.
    end = 10.0 * published.greatest + 1000.0
    least, greatest = (_extreme(places[atom], len(unknown), constraint, end, sign) for sign in (1.0, -1.0))
    return least, inf if greatest >= end else greatest


def _extreme(place: int, size: int, constraint: LinearConstraint, end: float, sign: float) -> float:
    """The least value of one unknown count, or the greatest with `sign` -1; all are whole and not below nothing."""
    aim = np.zeros(size)
    aim[place] = sign
    found = milp(aim, integrality=np.ones(size), bounds=Bounds(0, end), constraints=constraint)
    if found.status != OPTIMAL:
        # Figures that contradict each other bound nothing, and nothing may be taken for safe among them.
        return sign * inf
    return sign * float(round(found.fun))


def _is_given(atom: Atom, published: Published, hidden: Collection[Atom]) -> bool:
    return atom in published.shown and atom not in hidden and atom in published.counts


def _around(
    atom: Atom,
    published: Published,
    by_atom: defaultdict[Atom, list[Sum]],
    hidden: Collection[Atom],
    reach: int | None = None,
) -> tuple[list[Atom], list[Sum]]:
    """The unknown counts that hang together with one, and the sums that join them.

    With a `reach` only those so many sums away may vary, and the others whose true count is known keep it.
    """
    unknown, rows, seen, taken = [atom], [], {atom}, set()
    open_ones = [(atom, 0)]
    while open_ones:
        here, away = open_ones.pop()
        for row in by_atom[here]:
            if id(row) in taken:
                continue
            taken.add(id(row))
            rows.append(row)
            for each, _ in row.terms:
                fixed = _is_given(each, published, hidden) or (reach is not None and away >= reach and each in published.counts)
                if each not in seen and not fixed:
                    seen.add(each)
                    unknown.append(each)
                    open_ones.append((each, away + 1))
    return unknown, rows


def _next_to_hide(
    atom: Atom,
    published: Published,
    by_atom: defaultdict[Atom, list[Sum]],
    hidden: Collection[Atom],
    shown_before: Collection[Atom],
) -> Atom | None:
    """The least dear published count in the sums nearest to a count that can be narrowed."""
    unknown, rows = _around(atom, published, by_atom, hidden)
    near = [row for row in rows if any(each == atom for each, _ in row.terms)]
    for where in (near, rows):
        named = {each for row in where for each, _ in row.terms}
        # What readers know already, by itself or by its equal, protects nothing.
        given = {
            each for each in named if _is_given(each, published, hidden) and not _twins(each, by_atom).intersection(shown_before)
        }
        if given:
            return min(given, key=lambda each: (_price(each, published), each))
    return None


def _price(atom: Atom, published: Published) -> float:
    count = published.counts[atom]
    # A nought is told apart from a small number by nobody, yet hiding it protects little: others go first.
    return published.apart.get(atom, 0.0) + (count if count else 1e6)
