"""The next visit of each open spell, from the obligations of the twin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tests.twin.care_sets import (
    legal_status,
    looked_after,
)
from tests.twin.due import Due, Rule, is_still_open
from tests.twin.extract import Extract, Row
from tests.twin.obligations import MET, MET_EARLY, Obligation, VisitSpell
from tests.twin.protection_sets import on_cp_plan


def visits(find: Callable[[Extract], list[tuple[object, Obligation]]], keep: Callable[[Extract, object, bool], bool]) -> Rule:
    """The next visit of each open spell: where visits were missed since the last, the one that was missed first."""

    def rule(x: Extract) -> Iterator[Due]:
        by_spell: dict[int, tuple[object, list[Obligation]]] = {}
        for spell, obligation in find(x):
            by_spell.setdefault(id(spell), (spell, []))[1].append(obligation)
        for spell, owed in by_spell.values():
            met = [place for place, obligation in enumerate(owed) if obligation.state in (MET, MET_EARLY)]
            since = met[-1] + 1 if met else 0
            waiting = [place for place in range(since, len(owed)) if is_owed(x, spell, owed[place].due_on)]
            if waiting and keep(x, spell, waiting[0] == 0):
                yield whose(spell), None, owed[waiting[0]].due_on

    return rule


def is_owed(x: Extract, spell: object, due_on: date) -> bool:
    """Whether a visit counts: none to a child in need who is on a child protection plan or looked after, or on short breaks."""
    if isinstance(spell, VisitSpell):
        return legal_status(x, spell.person, due_on) not in ("V3", "V4")
    if "cinp_person_id" not in spell:  # type: ignore[operator]
        return True
    return whose(spell) not in on_cp_plan(x, due_on) and whose(spell) not in looked_after(x, due_on)


def whose(spell: object) -> str:
    if isinstance(spell, VisitSpell):
        return spell.person
    return spell.get("cppl_person_id") or spell.get("cinp_person_id")  # type: ignore[attr-defined]


def is_kind(with_parents: bool, first: bool | None) -> Callable[[Extract, object, bool], bool]:
    """Spells of children who live with parents, or do not, that wait for the first visit, for a later one, or either."""

    def keep(x: Extract, spell: object, is_first: bool) -> bool:
        assert isinstance(spell, VisitSpell)
        at_home = spell.placement.placement_type == "P1"
        return (
            at_home == with_parents
            and first in (None, is_first)
            and is_still_open(x, spell.ended_on)
            and spell.person in looked_after(x, x.as_at)
        )

    return keep


def of_plan(prefix: str, children: Callable[[Extract, date], dict[str, Row]], first: bool) -> Callable[..., bool]:
    """Open plans of children to whom visits are owed on the day, which wait for the first visit or for a later one."""

    def keep(x: Extract, plan: object, is_first: bool) -> bool:
        ended_on = plan.get(f"{prefix}_plan_end_date")  # type: ignore[attr-defined]
        return is_first == first and is_still_open(x, ended_on) and whose(plan) in children(x, x.as_at)

    return keep
