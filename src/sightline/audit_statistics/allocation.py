"""Who audits which case: nobody their own or their team's, and everybody about as many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from sightline.audit_statistics.sampling import Case
from sightline.errors import UsageError


@dataclass(frozen=True)
class Auditor:
    """Somebody who audits: the worker they are, the teams that they manage, and how many audits they can still take on."""

    name: str
    worker: str = ""
    manages: frozenset[str] = field(default_factory=frozenset)
    capacity: int | None = None

    def may_audit(self, case: Case) -> bool:
        """Whether they are independent of a case: they neither hold it nor manage the team that does."""
        return not ((self.worker and case.worker == self.worker) or (case.team and case.team in self.manages))


def allocate(cases: Sequence[Case], auditors: Sequence[Auditor], already: Mapping[str, int] | None = None) -> dict[str, str]:
    """An auditor for each case, by case id: independent, within capacity, the loads as even as they can be made.

    `already` says how many audits each auditor has in this cycle. The answer is the same whenever the question is. Raises
    UsageError with the number of cases that nobody independent has room for.
    """
    if not cases:
        return {}
    held = already or {}
    cases = sorted(cases, key=lambda case: case.case_id)
    # Each auditor has a place for the first case they take, one for the second and so on. The later the place, the dearer,
    # and steeply: giving one person a third case always costs more than giving two others their second.
    places = [
        (auditor, held.get(auditor.name, 0) + taken)
        for auditor in sorted(auditors, key=lambda auditor: auditor.name)
        for taken in range(_room(auditor, len(cases)))
    ]
    forbidden = 1e9
    costs = np.full((len(cases), max(len(places), len(cases))), forbidden)
    for column, (auditor, load) in enumerate(places):
        for row, case in enumerate(cases):
            if auditor.may_audit(case):
                costs[row, column] = float(load) ** 2 + load
    rows, columns = linear_sum_assignment(costs)
    chosen = [(row, column) for row, column in zip(rows, columns, strict=True) if costs[row, column] < forbidden]
    if len(chosen) < len(cases):
        without = len(cases) - len(chosen)
        raise UsageError(
            f"{without} of {len(cases)} cases have no auditor who is independent of them and has room. "
            "Add an auditor from another team, or raise what each can take on."
        )
    return {cases[row].case_id: places[column][0].name for row, column in chosen}


def _room(auditor: Auditor, cases: int) -> int:
    return cases if auditor.capacity is None else min(auditor.capacity, cases)


def loads(allocation: Mapping[str, str]) -> dict[str, int]:
    """How many cases each auditor was given."""
    return dict(Counter(allocation.values()))
