"""What people wrote, laid over the same rows of the store's files and of the extract: of two of one key theirs holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from sightline.errors import UsageError
from sightline.intake.authored import AuthoredRows, read_authored
from sightline.intake.authored_kinds import KINDS, LIST_MARK, Key
from sightline.intake.issues import DataIssue
from sightline.intake.overlay import twice_held
from sightline.judgement.chart import DefinitionBreak, ExcludedPoint, Rebase
from sightline.judgement.commentary import Comment, read_commentary
from sightline.judgement.decisions import ChartDecisions, Rows, read_chart_decisions, read_statuses, rows_of_csv
from sightline.judgement.incidents import Incident, read_incidents
from sightline.judgement.polarity import Polarity, PolarityOverride
from sightline.judgement.target_readers import TargetFile, read_targets, targets_from_rows
from sightline.judgement.tolerance import HumanStatus, Target
from sightline.pipeline.comments import authored_comments
from sightline.pipeline.load import rows_of_table

TARGETS, STATUSES, DECISIONS, COMMENTARY = "targets.csv", "statuses.csv", "decisions.csv", "commentary.csv"

Row = TypeVar("Row")


@dataclass(frozen=True)
class PeoplesRows:
    """All that people set and wrote that figures are judged and shown with, and the rows that were found twice."""

    targets: TargetFile
    statuses: tuple[HumanStatus, ...] = ()
    decisions: ChartDecisions = ChartDecisions()
    commentary: tuple[Comment, ...] = ()
    incidents: tuple[Incident, ...] = ()
    issues: tuple[DataIssue, ...] = ()


def peoples_rows(store: Path, polarities: Mapping[str, Polarity], targets: Path | None = None, area: str = "") -> PeoplesRows:
    """Gather them. `polarities` gives each indicator's own, `targets` another file that stands alone.

    `area` is whose rows of the extract are meant where it holds several authorities; what was written holds for all.
    Raises InputError naming every row of a file that cannot be read.
    """
    held, of_targets = targets_of(store, polarities, targets, area)
    statuses, of_statuses = _statuses(store)
    decisions, of_decisions = _decisions(store)
    commentary, of_commentary = commentary_of(store, area)
    incidents = read_incidents(_written("incidents", store)[1])
    issues = (*of_targets, *of_statuses, *of_decisions, *of_commentary)
    return PeoplesRows(held, statuses, decisions, commentary, incidents, issues)


def targets_of(
    store: Path, polarities: Mapping[str, Polarity], given: Path | None = None, area: str = ""
) -> tuple[TargetFile, tuple[DataIssue, ...]]:
    """Targets that were written, and those of `targets.csv` in the store, else of the extract's `loc_target`.

    A file that is `given` stands alone. Raises UsageError where it is not there.
    """
    if given is not None:
        if not given.exists():
            raise UsageError(f"There is no file {given}. Give --targets a CSV or YAML file, or leave it out.")
        return read_targets(given, polarities), ()
    path, source = store / TARGETS, TARGETS
    if path.exists():
        others = read_targets(path, polarities)
    else:
        others, source = targets_from_rows(rows_of_table(store, "loc_target", area), polarities), "loc_target"
    targets, rows = _written("targets", store)
    overrides, own = _written("polarities", store)
    mine = targets_from_rows([*rows, *((where, {**row, "kind": "polarity"}) for where, row in own)], polarities)
    held, twice = _over(targets, mine.targets, others.targets, _target_key, source)
    ways, also_twice = _over(overrides, mine.polarities, others.polarities, _polarity_key, source)
    return TargetFile(held, ways), (*twice, *also_twice)


def commentary_of(store: Path, area: str = "") -> tuple[tuple[Comment, ...], tuple[DataIssue, ...]]:
    """Comments that were written, and those of `commentary.csv` in the store, else of the extract's `loc_commentary`."""
    path, source = store / COMMENTARY, COMMENTARY
    if path.exists():
        others = read_commentary(rows_of_csv(path))
    else:
        others, source = read_commentary(rows_of_table(store, "loc_commentary", area)), "loc_commentary"
    return _over(_written("commentary", store)[0], authored_comments(store), others, comment_key, source)


def comment_key(comment: Comment) -> Key:
    """The key of a comment, as `authored/` has it."""
    place = LIST_MARK.join(sorted(comment.indicators)), comment.applies_to, str(comment.month)
    return (*place, comment.kind.value, comment.name)


def _statuses(store: Path) -> tuple[tuple[HumanStatus, ...], tuple[DataIssue, ...]]:
    path = store / STATUSES
    others = read_statuses(rows_of_csv(path)) if path.exists() else ()
    held, rows = _written("statuses", store)
    return _over(held, read_statuses(rows), others, lambda row: (row.indicator, row.applies_to, _day(row.set_on)), STATUSES)


def _decisions(store: Path) -> tuple[ChartDecisions, tuple[DataIssue, ...]]:
    path = store / DECISIONS
    others = read_chart_decisions(rows_of_csv(path)) if path.exists() else ChartDecisions()
    held, rows = _written("chart-decisions", store)
    made, twice = _over(held, _each(read_chart_decisions(rows)), _each(others), _decision_key, DECISIONS)
    return ChartDecisions(
        tuple(each for each in made if isinstance(each, Rebase)),
        tuple(each for each in made if isinstance(each, ExcludedPoint)),
        tuple(each for each in made if isinstance(each, DefinitionBreak)),
    ), twice


def _each(decisions: ChartDecisions) -> tuple[Rebase | ExcludedPoint | DefinitionBreak, ...]:
    return (*decisions.rebases, *decisions.exclusions, *decisions.breaks)


def _written(kind: str, store: Path) -> tuple[AuthoredRows, Rows]:
    held = read_authored(store, KINDS[kind])
    return held, [(record.where, record.row) for record in held.current]


def _over(
    held: AuthoredRows, mine: Iterable[Row], others: Sequence[Row], key: Callable[[Row], Key], source: str
) -> tuple[tuple[Row, ...], tuple[DataIssue, ...]]:
    """The written rows and those others whose key nobody wrote. A row that was withdrawn is gone wherever it stands."""
    free = [row for row in others if key(row) not in held.latest]
    twice = [twice_held(source, " ".join(filter(None, key(row)))) for row in others if key(row) in held.latest]
    return (*free, *mine), tuple(twice)


def _target_key(target: Target) -> Key:
    return target.indicator, target.applies_to, target.basis.value, _day(target.valid_from)


def _polarity_key(override: PolarityOverride) -> Key:
    return override.indicator, _day(override.valid_from)


def _decision_key(decision: Rebase | ExcludedPoint | DefinitionBreak) -> Key:
    kind = {Rebase: "rebase", ExcludedPoint: "exclude", DefinitionBreak: "break"}[type(decision)]
    return decision.indicator, kind, str(decision.month)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
