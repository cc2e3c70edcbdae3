"""Organisation: the council's own tree of units, who works in it, and whose records are restricted to named readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.intake.store import Store
from sightline.pipeline.load import rows_of_table

SYNTHETIC_PREFIX = "SYN-"


@dataclass(frozen=True)
class Unit:
    """A service, area or team. `team` is its id in the case system, where it is a team there; `parent` the unit above."""

    unit_id: str
    name: str
    kind: str
    parent: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody who works with children. `professional_id` is what children's records name them by."""

    professional_id: str
    name: str
    email: str = ""
    unit_id: str = ""


@dataclass(frozen=True)
class Organisation:
    """Who is who on the day of the data. `restricted` gives, for each restricted record, the addresses that may see it."""

    units: tuple[Unit, ...] = ()
    workers: tuple[Worker, ...] = ()
    restricted: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    load_id: str = ""
    as_at: date | None = None

    @cached_property
    def _by_id(self) -> Mapping[str, Unit]:
        return {unit.unit_id: unit for unit in self.units}

    @cached_property
    def _workers(self) -> Mapping[str, Worker]:
        return {worker.professional_id: worker for worker in self.workers}

    @cached_property
    def team_names(self) -> Mapping[str, str]:
        """What each team is called, by its id in the case system."""
        return {unit.team: unit.name for unit in self.units if unit.team is not None}

    def unit(self, unit_id: str) -> Unit | None:
        """The unit of an id; None where there is none, or no longer."""
        return self._by_id.get(unit_id)

    def worker(self, professional_id: str) -> Worker | None:
        """The worker of an id; None where there is none."""
        return self._workers.get(professional_id)

    def worker_of_email(self, email: str) -> Worker | None:
        """The worker whose address this is; None where nobody has it, or several have."""
        found = [worker for worker in self.workers if worker.email and worker.email == email.strip().casefold()]
        return found[0] if len(found) == 1 else None

    def units_under(self, unit_id: str) -> frozenset[str]:
        """A unit and every unit below it; none where there is no such unit."""
        if unit_id not in self._by_id:
            return frozenset()
        found, reached = {unit_id}, {unit_id}
        while reached:
            reached = {unit.unit_id for unit in self.units if unit.parent in reached} - found
            found |= reached
        return frozenset(found)

    def teams_under(self, unit_id: str) -> frozenset[str]:
        """The teams of a unit and of all below it, by their ids in the case system."""
        return frozenset(team for name in self.units_under(unit_id) if (team := self._by_id[name].team) is not None)

    def hidden_from(self, email: str) -> frozenset[str]:
        """The children whose records are restricted, and not to this reader."""
        reader = email.strip().casefold()
        return frozenset(person for person, allowed in self.restricted.items() if reader not in allowed)


def find_organisation(store: Path) -> Organisation:
    """The tree of units, the workers and the restricted records of the current load; empty where nothing is loaded.

    Units are those of `loc_org_unit` that stand on the day of the data; without that table, the teams of the standard and
    what it names above them. Raises StoreError for a store that cannot be read.
    """
    load = Store(store).current_load_or_none()
    if load is None:
        return Organisation()
    units = _standing(_rows(store, "loc_org_unit"), load.as_at)
    return Organisation(
        units=_local_units(units) or _teams_of_the_standard(_rows(store, "ssd_department")),
        workers=_workers(_rows(store, "loc_worker"), _rows(store, "ssd_professionals"), load.as_at),
        restricted=_restricted(_rows(store, "loc_restricted")),
        load_id=load.load_id,
        as_at=load.as_at,
    )


def is_synthetic(store: Path) -> bool:
    """Whether everybody in the current load is made up, as the synthetic authority's children are; False for no load."""
    load = Store(store).current_load_or_none()
    if load is None:
        return False
    people = pq.read_table(load.tables["ssd_person"], columns=["pers_person_id"]).column(0)
    made_up = pc.starts_with(people, SYNTHETIC_PREFIX)
    return len(people) > 0 and bool(pc.all(made_up).as_py())


def _rows(store: Path, table: str) -> list[dict[str, Any]]:
    return [row for _, row in rows_of_table(store, table)]


def _standing(rows: Iterable[Mapping[str, Any]], on: date) -> list[Mapping[str, Any]]:
    """The rows that hold on a day. The last of one id comes last, so that it wins."""
    held = [
        row for row in rows
        if (row["valid_from"] is None or row["valid_from"] <= on) and (row["valid_to"] is None or row["valid_to"] >= on)
    ]  # fmt: skip
    return sorted(held, key=lambda row: row["valid_from"] or date.min)


def _local_units(rows: Iterable[Mapping[str, Any]]) -> tuple[Unit, ...]:
    found = {
        row["unit_id"]: Unit(
            unit_id=row["unit_id"],
            name=row["unit_name"] or row["unit_id"],
            kind=row["unit_type"] or "unit",
            parent=row["parent_unit_id"],
            team=row["dept_team_id"],
        )
        for row in rows
    }
    return tuple(found.values())


def _teams_of_the_standard(rows: Iterable[Mapping[str, Any]]) -> tuple[Unit, ...]:
    teams = {row["dept_team_id"]: row for row in rows}
    parents = {row["dept_team_parent_id"]: row["dept_team_parent_name"] for row in teams.values() if row["dept_team_parent_id"]}
    above = [Unit(unit, name or unit, "service") for unit, name in sorted(parents.items()) if unit not in teams]
    below = [
        Unit(team, row["dept_team_name"] or team, "service" if team in parents else "team", row["dept_team_parent_id"], team)
        for team, row in sorted(teams.items())
    ]
    return (*above, *below)


def _workers(posts: Iterable[Mapping[str, Any]], professionals: Iterable[Mapping[str, Any]], on: date) -> tuple[Worker, ...]:
    """Everybody the standard names, with the address and unit of their present post where `loc_worker` has one."""
    present = [row for row in _standing(posts, on) if row["leave_date"] is None or row["leave_date"] > on]
    held = {row["prof_professional_id"] or row["worker_id"]: row for row in present}
    names = {row["prof_professional_id"]: row["prof_professional_name"] for row in professionals}
    found = []
    for worker in sorted({*names, *held}):
        post = held.get(worker, {})
        email = str(post.get("email") or "").strip().casefold()
        found.append(Worker(worker, post.get("name") or names.get(worker) or worker, email, post.get("unit_id") or ""))
    return tuple(found)


def _restricted(rows: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Each restricted record with the addresses that may see it; a row without an address restricts it to nobody."""
    found: dict[str, set[str]] = {}
    for row in rows:
        allowed = found.setdefault(row["person_id"], set())
        if row["allowed_email"]:
            allowed.add(row["allowed_email"].strip().casefold())
    return {person: frozenset(allowed) for person, allowed in found.items()}
