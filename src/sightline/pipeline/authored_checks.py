"""Looks over rows that people want to write, with the readers that will read them: nothing unreadable enters the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.issues import did_you_mean
from sightline.catalogue.settings import ConfigRow, setting_problems
from sightline.errors import InputError
from sightline.intake.authored import NOTHING_WRITTEN, AuthoredRows, Check
from sightline.intake.authored_kinds import Kind
from sightline.intake.overlay import typed_rows
from sightline.intake.ownership import Ownership
from sightline.judgement.commentary import Comment, CommentState, check_step, comment_of, read_commentary
from sightline.judgement.decisions import Rows, read_chart_decisions, read_statuses
from sightline.judgement.incidents import read_incidents
from sightline.judgement.polarity import Polarity
from sightline.judgement.target_linter import lint_targets
from sightline.judgement.target_readers import targets_from_rows
from sightline.pipeline.comments import held_history
from sightline.pipeline.known_figures import terms_of
from sightline.pipeline.restatement import read_causes
from sightline.reports.proofreading.answers import read_answers
from sightline.reports.proofreading.findings import Finding

NewRows = Sequence[tuple[str, dict[str, str]]]
# The kinds that nothing is asked of but that their reader can read them.
READERS: Mapping[str, Callable[[Rows], object]] = {
    "statuses": read_statuses,
    "chart-decisions": read_chart_decisions,
    "causes": read_causes,
    "incidents": read_incidents,
    "answers": read_answers,
}
ANSWER_IT = "Mend the words in a draft, or write in `answers` why they stand."


@dataclass(frozen=True)
class Checks:
    """What rows are held against: the catalogue, whose store it is, and the figures that words stand with.

    `contradictions` gives what the proof-reader has against a comment and nobody has answered.
    """

    catalogue: Catalogue
    owner: Ownership
    contradictions: Callable[[Comment], Sequence[Finding]]

    def of(self, kind: Kind) -> Check:
        """The check of one kind: raises InputError naming every row that may not be written."""
        if kind.table:
            return self._table_rows
        return {"targets": self._targets, "polarities": self._polarities, "commentary": self._commentary}.get(
            kind.name, self._readable
        )

    def _readable(self, held: AuthoredRows, rows: NewRows) -> None:
        self._known_indicators(held.kind, rows)
        READERS[held.kind.name](rows)

    def _targets(self, held: AuthoredRows, rows: NewRows) -> None:
        self._known_indicators(held.kind, rows)
        polarities = self._own_polarities()
        before = [(record.where, record.row) for record in held.current]
        replaced = {held.kind.key_of(row) for _, row in rows}
        after = [(where, row) for where, row in before if held.kind.key_of(row) not in replaced]
        was = {str(fault) for fault in lint_targets(targets_from_rows(before, polarities).targets)}
        # New rows stand last, so that of two that clash the new one is named.
        faults = lint_targets(targets_from_rows([*after, *rows], polarities).targets)
        _refuse(held.kind, [str(fault) for fault in faults if str(fault) not in was])

    def _polarities(self, held: AuthoredRows, rows: NewRows) -> None:
        self._known_indicators(held.kind, rows)
        targets_from_rows([(where, row | {"kind": "polarity"}) for where, row in rows])

    def _commentary(self, held: AuthoredRows, rows: NewRows) -> None:
        self._known_indicators(held.kind, rows)
        problems = []
        for where, row in rows:
            [after] = read_commentary([(where, row)])
            history = held_history(held, held.kind.key_of(row))
            before = comment_of(history) if history else None
            try:
                check_step(before, after)
            except ValueError as problem:
                problems.append(f"{where}: {problem}")
                continue
            if after.state is CommentState.AGREED and before is not None and before.state is not CommentState.AGREED:
                problems += [f"{where}: {finding} {ANSWER_IT}" for finding in self.contradictions(after)]
        _refuse(held.kind, problems)

    def _table_rows(self, held: AuthoredRows, rows: NewRows) -> None:
        if rows:
            problems = _setting_problems(rows) if held.kind.name == "settings" else []
            _refuse(held.kind, [*problems, *self._issues(held.kind, rows)])

    def _issues(self, kind: Kind, rows: NewRows) -> list[str]:
        """What is doubtful in cells: an extract is loaded all the same, but here the writer is at hand to mend it."""
        problems = []
        with TemporaryDirectory() as folder, typed_rows(kind, [row for _, row in rows], self.owner, Path(folder)) as extract:
            for issue in extract.issues:
                # The heading of the rows as they were typed is row 1.
                where = rows[issue.row - 2][0] if issue.row is not None else kind.name
                found = f" '{issue.found}'" if issue.found and not kind.names_children else ""
                allowed = f" Allowed: {issue.allowed}." if issue.allowed else ""
                problems.append(f"{where}: {issue.field or kind.table}{found}: {issue.message}{allowed}")
        return problems

    def _known_indicators(self, kind: Kind, rows: NewRows) -> None:
        known = {indicator.id for indicator in self.catalogue.indicators}
        problems = [
            f"{where}: there is no indicator '{name}'. {did_you_mean(name, known)}".strip()
            for where, row in rows
            for name in _indicators(row)
            if name not in known
        ]
        _refuse(kind, problems)

    def _own_polarities(self) -> dict[str, Polarity]:
        return {name: term.polarity for name, term in terms_of(self.catalogue).items()}


def _indicators(row: Mapping[str, str]) -> Iterable[str]:
    named = row.get("indicator") or row.get("indicators") or ""
    return [name.strip() for name in named.split(";") if name.strip()]


def _setting_problems(rows: NewRows) -> list[str]:
    problems = []
    for where, row in rows:
        since = row.get("valid_from", "")
        asked = ConfigRow(row["key"], row["value"], date.fromisoformat(since) if _is_day(since) else None)
        problems += [f"{where}: {problem}" for problem in setting_problems([asked])]
    return problems


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refuse(kind: Kind, problems: Sequence[str]) -> None:
    if problems:
        raise InputError(f"These rows cannot be kept as {kind.name}. {NOTHING_WRITTEN}\n" + "\n".join(problems))
