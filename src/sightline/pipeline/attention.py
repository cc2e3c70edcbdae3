"""Attention: the indicators of a scorecard in the order in which a manager should look at them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sightline.catalogue.scorecards import ScorecardColumn
from sightline.judgement.attention import NEED_WORDS, Need, need_of
from sightline.pipeline.asking import Question, ask
from sightline.pipeline.definitions import open_catalogue
from sightline.reports.build.lines import make_line
from sightline.reports.document import EMPTY, Cell
from sightline.reports.scorecard import Line
from sightline.vocabulary.periods import Month, Window


@dataclass(frozen=True)
class AttentionRow:
    """One indicator: its figure, why it stands where it stands in the order, and the rest of what is known of it."""

    indicator: str
    name: str
    window: Window
    need: Need
    says: str
    figure: Cell
    line: Line

    def cell(self, column: ScorecardColumn) -> Cell:
        """What stands in a column of the scorecard."""
        return self.line.cells.get(column, EMPTY)


@dataclass(frozen=True)
class Attention:
    """The signal matrix of a month, of the authority or of one team or service."""

    month: Month
    rows: tuple[AttentionRow, ...]


def find_attention(
    store: Path, scorecard: str, *, month: Month | None = None, unit: str | None = None, definitions: Path | None = None
) -> Attention:
    """The indicators of a scorecard that have a figure, most in need of attention first.

    Raises UsageError for a scorecard, month or unit that there is not; StoreError where nothing is there.
    """
    catalogue = open_catalogue(store, definitions)
    lines = catalogue.scorecard(scorecard).lines
    asked = ask(store, catalogue, Question(frozenset(line.indicator for line in lines), month, unit))
    rows = []
    for wanted in lines:
        indicator = catalogue.get(wanted.indicator)
        window = wanted.window or asked.window_with_figures(indicator)
        judgement = asked.find(indicator.id, window, asked.month)
        if judgement is None:
            continue
        line = make_line(indicator, window, wanted.label, asked)
        need = need_of(judgement)
        current = line.cells.get(ScorecardColumn.CURRENT, EMPTY)
        rows.append(AttentionRow(indicator.id, line.name, window, need, NEED_WORDS[need], current, line))
    return Attention(asked.month, tuple(sorted(rows, key=lambda row: row.need)))
