"""Due: what has to be done next, for whom, by when and why, for the rows that the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.catalogue.deadlines import Deadline
from sightline.catalogue.issues import did_you_mean
from sightline.deadlines.worklist import Due, worklist
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.pipeline.areas import code_in, members_in
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.scope import Scope


@dataclass(frozen=True)
class Worklist:
    """What is due on the last day of the data, and the deadlines that absent tables hide, with the tables each misses."""

    as_at: date
    rows: tuple[Due, ...]
    not_watched: Mapping[str, tuple[str, ...]]


def find_due(
    store: Path,
    *,
    scope: Scope,
    team: str | None = None,
    worker: str | None = None,
    rule: str | None = None,
    within: int | None = None,
    authority: str | None = None,
    definitions: Path | None = None,
) -> Worklist:
    """Everything that is due, the most urgent child first; of one team, worker or rule, or within so many working days.

    Raises UsageError for a rule or authority that there is not, or a rule whose table is absent; StoreError where nothing has
    been calculated.
    """
    catalogue = open_catalogue(store, definitions)
    deadlines = {deadline.id: deadline for deadline in catalogue.deadlines}
    build = Builds(store).current()
    with Observations(build) as observations:
        lost = {name: tuple(tables) for name, tables in build.manifest.get("not_watched", {}).items()}
        if rule is not None:
            _check_rule(rule, deadlines, lost)
        rows = observations.due(
            scope=scope,
            # A deadline that was taken away since has rows that nobody can explain.
            rules=[rule] if rule is not None else sorted(deadlines),
            team=team,
            worker=worker,
            within=within,
            authorities=members_in(build, code_in(build, authority)) if authority is not None else (),
        ).to_pylist()
    as_at = build.spine.as_at
    return Worklist(as_at, tuple(worklist(rows, deadlines, as_at)), lost)


def _check_rule(rule: str, deadlines: Mapping[str, Deadline], lost: Mapping[str, tuple[str, ...]]) -> None:
    if rule not in deadlines:
        raise UsageError(f"There is no deadline '{rule}'. {did_you_mean(rule, deadlines)}".strip())
    if rule in lost:
        raise UsageError(f"'{rule}' is not watched: it needs {', '.join(lost[rule])}.")
