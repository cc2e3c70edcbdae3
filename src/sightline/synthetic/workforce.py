"""Services, teams, and the workers who come and go.

A team has seats; a seat is held by one worker after another, often with a gap between them. Work is given to a seat, so who
worked with a child, and when that changed, follows from who sat there. Seat 0 of a team is its manager's: what has nobody
else is the manager's for the time being.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.synthetic.days import NEVER, YEAR, BoolArray, FloatArray, IntArray
from sightline.synthetic.names import AREAS
from sightline.synthetic.shape import Shape

# (service, its teams: name, group of the standard, teams and seats a team for 55,000 children)
SERVICES: tuple[tuple[str, tuple[tuple[str, str, int, int], ...]], ...] = (
    ("Front door and assessment", (("MASH", "mash", 1, 8), ("Assessment", "assessment_duty", 7, 6))),
    ("Locality social work", (("Locality", "locality_cin", 12, 6),)),
    ("Children with disabilities", (("Disability", "cwd", 2, 7),)),
    ("Court and permanence", (("Court", "court_permanence", 3, 7),)),
    ("Children in care and leaving care", (("Children in Care", "cla", 5, 8), ("Leaving Care", "leaving_care", 3, 8))),
    ("Safeguarding and quality", (("Reviewing Officers", "iro_safeguarding", 2, 8),)),
    (
        "Fostering, adoption and early help",
        (("Fostering", "fostering", 2, 7), ("Adoption", "adoption", 1, 6), ("Early Help", "early_help", 3, 8)),
    ),
)
_TENURE_YEARS = 2.6
_MANAGER_TENURE_YEARS = 4.5
_LONGEST_GAP_DAYS = 45
_GENERATIONS = 14

ROLES = (
    "social_worker", "senior_sw", "advanced_practitioner", "team_manager", "iro_cp_chair", "personal_adviser",
    "family_support",
)  # fmt: skip
SOCIAL_WORKER, SENIOR, ADVANCED, MANAGER, IRO, ADVISER, SUPPORT = range(len(ROLES))


@dataclass(frozen=True)
class Teams:
    """One place a team; `first_seat` and `seats` say which seats are its own."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    service: IntArray
    first_seat: IntArray
    seats: IntArray

    def of_group(self, group: str) -> IntArray:
        """The teams of a service group, in order."""
        return np.array([team for team, other in enumerate(self.groups) if other == group], dtype=np.int64)


@dataclass(frozen=True)
class Workers:
    """One place a worker: a stay in one seat, both days included. Sorted by seat and start."""

    seat: IntArray
    team: IntArray
    start: IntArray
    end: IntArray
    role: IntArray
    fte: FloatArray
    agency: BoolArray
    newly_qualified: BoolArray

    def __len__(self) -> int:
        return len(self.seat)


@dataclass(frozen=True)
class Workforce:
    """Teams and workers, and who sits where on a day."""

    teams: Teams
    workers: Workers

    def seat_in(self, rng: np.random.Generator, team: IntArray) -> IntArray:
        """A case-holding seat of each team, by lot: never the manager's."""
        room = np.maximum(self.teams.seats[team] - 1, 1)
        return self.teams.first_seat[team] + 1 + np.floor(rng.random(len(team)) * room).astype(np.int64)

    def manager_seat(self, team: IntArray) -> IntArray:
        return self.teams.first_seat[team]

    def worker_on(self, seat: IntArray, day: IntArray) -> IntArray:
        """Who sits in a seat on a day; in a gap, the manager; if there is none either, -1."""
        found = self._sitting(seat, day)
        team = self.workers.team[np.searchsorted(self.workers.seat, seat)]
        return np.where(found >= 0, found, self._sitting(self.manager_seat(team), day))

    def _sitting(self, seat: IntArray, day: IntArray) -> IntArray:
        latest = np.searchsorted(_seat_key(self.workers.seat, self.workers.start), _seat_key(seat, day), "right") - 1
        latest = np.maximum(latest, 0)
        sits = (self.workers.seat[latest] == seat) & (self.workers.start[latest] <= day)
        return np.where(sits & (self.workers.end[latest] >= day), latest, -1)

    def stays(self, seat: IntArray, start: IntArray, end: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Split spans of work at the changes of worker: (span, worker, from, until), in order of span and day.

        `end` may be never. A gap between two workers is nobody's.
        """
        keys = _seat_key(self.workers.seat, self.workers.end)
        first = np.searchsorted(keys, _seat_key(seat, start), "left")
        last = np.searchsorted(_seat_key(self.workers.seat, self.workers.start), _seat_key(seat, end), "right")
        counts = np.maximum(last - first, 0)
        span = np.repeat(np.arange(len(seat)), counts)
        worker = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
        from_day = np.maximum(start[span], self.workers.start[worker])
        until = np.minimum(end[span], self.workers.end[worker])
        return span, worker, from_day, until


def _seat_key(seat: IntArray, day: IntArray) -> IntArray:
    return seat * (NEVER * 4) + np.clip(day, 0, NEVER)


def build_workforce(shape: Shape) -> Workforce:
    """Teams for the size of the authority, and everybody who worked in them since before the warm-up."""
    teams = _build_teams(shape)
    return Workforce(teams, _fill_seats(shape, teams))


def _build_teams(shape: Shape) -> Teams:
    names, groups, service, seats = [], [], [], []
    for number, (_, kinds) in enumerate(SERVICES):
        for kind, group, count, size in kinds:
            scaled = max(1, round(count * shape.scale))
            # Where one team is left of many, it keeps the seats of its share.
            share = min(1.0, count * shape.scale / scaled)
            for place in range(scaled):
                area = AREAS[place % len(AREAS)] + (f" {place // len(AREAS) + 1}" if place >= len(AREAS) else "")
                names.append(kind if scaled == 1 else f"{kind} {area}")
                groups.append(group)
                service.append(number)
                seats.append(max(3, round((size + 1) * share)))
    size_array = np.array(seats, dtype=np.int64)
    first = np.cumsum(size_array) - size_array
    return Teams(tuple(names), tuple(groups), np.array(service, dtype=np.int64), first, size_array)


def _fill_seats(shape: Shape, teams: Teams) -> Workers:
    rng = shape.stream("workforce")
    count = int(teams.seats.sum())
    team_of_seat = np.repeat(np.arange(len(teams.seats)), teams.seats)
    manages = np.isin(np.arange(count), teams.first_seat)
    # Everybody in the first generation is part way through a stay when the story begins.
    start = shape.warm_day - rng.integers(0, 700, count)
    rows: list[tuple[IntArray, IntArray, IntArray, BoolArray]] = []
    for _ in range(_GENERATIONS):
        agency = (rng.random(count) < _agency_share(shape, start)) & ~manages
        mean = np.where(manages, _MANAGER_TENURE_YEARS, np.where(agency, 0.7, _TENURE_YEARS)) * YEAR
        end = start + 60 + rng.exponential(mean).astype(np.int64)
        rows.append((np.arange(count), start, end, agency))
        gap = rng.integers(1, _LONGEST_GAP_DAYS, count)
        start = end + np.where(manages, 1, gap)
    seat, begin, finish, agency = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    order = np.lexsort((begin, seat))
    order = order[begin[order] <= shape.as_at_day]
    seat, begin, finish, agency = seat[order], begin[order], finish[order], agency[order]
    role = _draw_roles(rng, teams, team_of_seat[seat], manages[seat], agency)
    fte = np.where(rng.random(len(seat)) < 0.78, 1.0, rng.choice([0.5, 0.6, 0.7, 0.8], len(seat)))
    newly = (role == SOCIAL_WORKER) & ~agency & (rng.random(len(seat)) < 0.22)
    end = np.where(finish > shape.as_at_day, NEVER, finish)
    return Workers(seat, team_of_seat[seat], begin, end, role, np.where(agency, 1.0, fte), agency, newly)


def _agency_share(shape: Shape, start: IntArray) -> FloatArray:
    # Agency work grew until about two years before the last day, then fell after a push to recruit.
    years_before = (shape.as_at_day - start) / YEAR
    share: FloatArray = np.clip(0.40 - 0.05 * np.abs(years_before - 2.0), 0.22, 0.40)
    return share


def _draw_roles(rng: np.random.Generator, teams: Teams, team: IntArray, manages: BoolArray, agency: BoolArray) -> IntArray:
    groups = np.array(teams.groups)[team]
    role = rng.choice([SOCIAL_WORKER, SENIOR, ADVANCED], len(team), p=[0.68, 0.22, 0.10])
    role = np.where(groups == "iro_safeguarding", IRO, role)
    role = np.where((groups == "leaving_care") & ~agency, ADVISER, role)
    role = np.where((groups == "early_help") & ~agency, SUPPORT, role)
    return np.where(manages, MANAGER, role)
