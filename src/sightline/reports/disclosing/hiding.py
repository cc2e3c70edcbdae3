"""A document without the figures that are hidden: in tables, beside charts, in notes and in the sentences drafted from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import MeasureKind
from sightline.judgement.tolerance import Rating
from sightline.observations.disclosure_policy import AudiencePolicy
from sightline.reports.document import (
    Block,
    Cell,
    Chart,
    FigureKey,
    Point,
    Points,
    Prose,
    ProseKind,
    ReferenceLine,
    Report,
    Row,
    Section,
    Series,
    Table,
)
from sightline.vocabulary.numbers import round_half_away

REASON = "Hidden, so that no child can be recognised or worked out."
NOTE = "{mark} stands for a figure that is hidden, so that no child can be recognised or worked out."
# Limits and averages of a series are made of all of its points, hidden ones too.
OF_ALL_POINTS = re.compile(r"average|limit|mean", re.IGNORECASE)
# The columns of a table of restated figures.
THEN, NOW = "then", "now"
WRITTEN = frozenset({ProseKind.ANALYSIS, ProseKind.NARRATIVE, ProseKind.ACTION})
SMALL_NUMBER = re.compile(r"(?<![\d.,/])[1-5](?![\d.,/%]|\s?(?:working |calendar )?(?:days?|weeks?|months?|years?)\b)")


def _counts_in(cell: Cell) -> tuple[float | None, ...]:
    """The counts that a cell tells by itself, whatever it is of."""
    if cell.numerator is None or cell.denominator is None:
        return (cell.value, cell.numerator)
    return (cell.numerator, cell.denominator, cell.denominator - cell.numerator)


@dataclass
class Hider:
    """Hides the figures named, and notes which words it took out and which it cannot judge.

    `removed` are sentences that rested on hidden figures; `to_read` are passages that people wrote on a page with hidden
    figures and that hold a small number: only a person can say whether they tell what the table does not.
    """

    hidden: Collection[FigureKey]
    policy: AudiencePolicy
    catalogue: Catalogue
    mark: str
    removed: list[str] = field(default_factory=list)
    to_read: list[str] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def report(self, report: Report) -> Report:
        """The document as its audience may see it."""
        for table in report.tables():
            self._names |= set(self._names_in(table))
        sections = tuple(self._section(section) for section in report.sections)
        notes = (*report.notes, NOTE.format(mark=self.mark)) if self.hidden else report.notes
        return replace(report, sections=sections, notes=notes)

    def _names_in(self, table: Table) -> Iterator[str]:
        """What the hidden figures of a table are called: the header of their row and the heading of their column."""
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if self._is_hidden(cell):
                    yield from (name for name in (row.header, column.heading) if len(name) > len("September 2026"))

    def _section(self, section: Section) -> Section:
        blocks = tuple(hidden for block in section.blocks if (hidden := self._block(block)) is not None)
        return replace(section, blocks=blocks, sections=tuple(self._section(inner) for inner in section.sections))

    def _block(self, block: Block) -> Block | None:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            return self._chart(block)
        if isinstance(block, Prose):
            return self._prose(block)
        return self._points(block) if isinstance(block, Points) else block

    def _table(self, table: Table) -> Table:
        names = [column.name for column in table.columns]
        if names[:2] == [THEN, NOW]:
            return replace(table, rows=tuple(self._restated_row(row) for row in table.rows))
        return replace(table, rows=tuple(self._row(row) for row in table.rows))

    def _restated_row(self, row: Row) -> Row:
        """What was said before and what is known now: neither is shown where one of them is hidden or small."""
        then, now, *rest = row.cells
        band = self.policy.band
        small = band is not None and any(band.holds(count) for cell in (then, now) for count in _counts_in(cell))
        if not small and not self._is_hidden(now):
            return self._row(row)
        hidden = Cell(self.mark, reason=REASON)
        return replace(row, cells=(hidden, hidden, *rest))

    def _row(self, row: Row) -> Row:
        if not any(self._is_hidden(cell) for cell in row.cells):
            return replace(row, cells=tuple(self._rounded(cell) for cell in row.cells))
        return replace(row, cells=tuple(self._beside_hidden(cell) for cell in row.cells))

    def _beside_hidden(self, cell: Cell) -> Cell:
        """What is judged of a hidden figure is hidden with it: its direction, its rating, its signal."""
        is_judged = cell.value is None and (cell.rating is not Rating.NOT_JUDGED or bool(cell.reason))
        if self._is_hidden(cell) or (cell.figure is None and is_judged):
            return Cell(self.mark, reason=REASON)
        return self._rounded(cell)

    def _is_hidden(self, cell: Cell) -> bool:
        return cell.figure is not None and cell.figure in self.hidden

    def _chart(self, chart: Chart) -> Chart:
        lost = {(row.header, cell.value) for row in chart.table.rows for cell in row.cells if self._is_hidden(cell)}
        if not lost:
            return replace(chart, table=self._table(chart.table), series=self._series(chart, self._rounded_point))
        headers = {header for header, _ in lost}

        def without(point: Point) -> Point:
            is_lost = point.label in headers and any(point.value == value for header, value in lost if header == point.label)
            return Point(point.label, None) if is_lost else replace(self._rounded_point(point), signal="")

        return replace(
            chart,
            sentence=f"{chart.title}. {NOTE.format(mark=self.mark)}",
            series=self._series(chart, without),
            table=self._table(chart.table),
            lines=tuple(line for line in chart.lines if not self._is_of_all_points(line)),
        )

    @staticmethod
    def _series(chart: Chart, change: Callable[[Point], Point]) -> tuple[Series, ...]:
        return tuple(replace(series, points=tuple(change(point) for point in series.points)) for series in chart.series)

    @staticmethod
    def _is_of_all_points(line: ReferenceLine) -> bool:
        return OF_ALL_POINTS.search(line.name) is not None and not line.name.startswith(("Neighbours", "England"))

    def _prose(self, prose: Prose) -> Prose | None:
        if prose.kind in WRITTEN:
            self.to_read += [text for text in prose.paragraphs if self._names and SMALL_NUMBER.search(text)]
            return prose
        if prose.kind is ProseKind.DRAFTED:
            return self._drafted(prose)
        return replace(prose, paragraphs=self._kept(prose.paragraphs)) if prose.paragraphs else prose

    def _drafted(self, prose: Prose) -> Prose | None:
        """Sentences without those that rest on a hidden figure; none where figures are rounded, since sentences are not."""
        linked = prose.figures if len(prose.figures) == len(prose.paragraphs) else ((),) * len(prose.paragraphs)
        pairs = list(zip(prose.paragraphs, linked, strict=True))
        kept = [(text, keys) for text, keys in pairs if not self.policy.rounds and keys and not set(keys) & set(self.hidden)]
        # A sentence about what came before it makes no sense without it.
        kept = kept if kept and kept[0] == pairs[0] else []
        self.removed += [text for text, keys in pairs if (text, keys) not in kept]
        if not kept:
            return None
        return replace(prose, paragraphs=tuple(text for text, _ in kept), figures=tuple(keys for _, keys in kept))

    def _points(self, points: Points) -> Points | None:
        items = self._kept(points.items)
        return replace(points, items=items) if items else None

    def _kept(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Sentences made from figures, without those that name an indicator of which something is hidden."""
        lost = [text for text in texts if re.search(r"\d", text) and any(name in text for name in self._names)]
        self.removed += lost
        return tuple(text for text in texts if text not in lost)

    def _rounded(self, cell: Cell) -> Cell:
        if cell.value is None or not self.policy.rounds:
            return cell
        if cell.shown.endswith("%") or self._is_a_rate(cell):
            return self._to_places(cell)
        places = self.policy.round_counts_to
        if places == 1 or cell.figure is None or self.catalogue.get(cell.figure.indicator).measure is not MeasureKind.COUNT:
            return cell
        value = places * round_half_away(cell.value / places, 0)
        return replace(cell, value=value, shown=f"{value:,.0f}", note="", numerator=None, denominator=None)

    def _is_a_rate(self, cell: Cell) -> bool:
        return cell.figure is not None and self.catalogue.get(cell.figure.indicator).measure is MeasureKind.RATE

    def _to_places(self, cell: Cell) -> Cell:
        value, shown = self._fewer_places(cell.value, cell.shown)
        return replace(cell, value=value, shown=shown)

    def _fewer_places(self, value: float | None, shown: str) -> tuple[float | None, str]:
        places, written = self.policy.percent_decimals, len(shown.rstrip("%").partition(".")[2])
        if value is None or places is None or written <= places:
            return value, shown
        rounded = round_half_away(value, places)
        return rounded, f"{rounded:,.{places}f}{'%' if shown.endswith('%') else ''}"

    def _rounded_point(self, point: Point) -> Point:
        if not point.shown.endswith("%"):
            return point
        value, shown = self._fewer_places(point.value, point.shown)
        return replace(point, value=value, shown=shown)
