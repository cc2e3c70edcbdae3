"""Shaping figures for templates: every text is ready, every figure has its address, nothing is worked out here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from sightline.catalogue.scorecards import ScorecardColumn
from sightline.judgement.attention import Need
from sightline.judgement.tolerance import Rating
from sightline.pipeline.attention import Attention, AttentionRow
from sightline.pipeline.behind import Behind, Listed
from sightline.pipeline.indicator import IndicatorReading
from sightline.reports.document import Cell, Column, FigureKey, Table
from sightline.reports.scorecard import Line, Scorecard
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window

WHOLE = "all"
TONES = {Rating.MET: "sl-good", Rating.NEAR: "sl-near", Rating.NOT_MET: "sl-poor", Rating.NOT_JUDGED: ""}
NEED_TONES = {
    Need.WORSENING: "sl-poor",
    Need.CANNOT_REACH: "sl-poor",
    Need.NOT_MET: "sl-poor",
    Need.NEAR: "sl-near",
    Need.IMPROVING: "sl-good",
}


@dataclass(frozen=True)
class ShownCell:
    """One cell: its text, a note below, the sentence behind it, its tone, and where it leads."""

    text: str
    note: str = ""
    reason: str = ""
    tone: str = ""
    address: str = ""
    is_figure: bool = False


@dataclass(frozen=True)
class ShownRow:
    """One row: its heading with where that leads, then its cells."""

    heading: str
    address: str
    note: str
    cells: tuple[ShownCell, ...]
    # The words that this row and its neighbours stand under, where it is the first of them.
    opens: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table with its title and headings."""

    title: str
    row_heading: str
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]


def children_address(key: FigureKey, *, ending: str = "children") -> str:
    """Where the children behind a figure are listed. Nothing in it names a child."""
    asked = {"period": str(key.period), "window": key.window.value}
    if key.breakdown != WHOLE:
        asked |= {"by": key.breakdown, "group": key.group}
    return f"{reverse(ending, args=[key.indicator])}?{urlencode(asked)}"


def indicator_address(indicator: str, *, month: Month | None = None, window: str = "", unit: str | None = None) -> str:
    """One indicator's page, of the same month, window and unit."""
    asked = {"period": str(month) if month else "", "window": window, "unit": unit or ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("indicator", args=[indicator]) + (f"?{query}" if query else "")


def shown_cell(cell: Cell, *, is_figure: bool, leads_to_children: bool) -> ShownCell:
    """A cell of the document as a page shows it."""
    leads = leads_to_children and cell.figure is not None and cell.says_something
    return ShownCell(
        text=cell.shown,
        note=cell.note,
        reason=cell.reason,
        tone=TONES[cell.rating],
        address=children_address(cell.figure) if leads and cell.figure is not None else "",
        is_figure=is_figure,
    )


def scorecard_tables(
    card: Scorecard, lines: Sequence[Line], *, month: Month | None, unit: str | None, leads_to_children: bool
) -> list[ShownTable]:
    """The sections of a scorecard as tables, with the lines that were chosen."""
    chosen = {id(line) for line in lines}
    tables = []
    for section in card.sections:
        rows = tuple(
            ShownRow(
                line.name,
                indicator_address(line.indicator, month=month, window=line.window, unit=unit),
                " ".join((line.note, *line.comments)).strip(),
                tuple(
                    shown_cell(line.cell(column), is_figure=column.holds_figures, leads_to_children=leads_to_children)
                    for column in card.columns
                ),
            )
            for line in section.lines
            if id(line) in chosen
        )
        if rows:
            tables.append(ShownTable(section.title, "Indicator", card.columns, rows))
    return tables


def chosen_lines(card: Scorecard, words: str, only: str) -> list[Line]:
    """The lines of a scorecard whose names hold all the words, and which are in the state that was asked for."""
    wanted = words.casefold().split()
    return [
        line for _, line in card.lines() if all(word in line.name.casefold() for word in wanted) and (not only or _is(line, only))
    ]


def _is(line: Line, state: str) -> bool:
    if state == "not_met":
        return any(cell.rating is Rating.NOT_MET for cell in line.cells.values())
    signal = line.cells.get(ScorecardColumn.SIGNAL)
    return signal is not None and signal.shown.startswith("Concern")


def shown_table(table: Table, *, leads_to_children: bool) -> ShownTable:
    """A table of the document as a page shows it."""
    return ShownTable(
        table.title,
        table.row_heading,
        table.columns,
        tuple(
            ShownRow(
                row.header,
                "",
                row.note,
                tuple(
                    shown_cell(cell, is_figure=column.holds_figures, leads_to_children=leads_to_children)
                    for cell, column in zip(row.cells, table.columns, strict=True)
                ),
                opens=row.group if row.group and row.group != before else "",
            )
            for row, before in zip(table.rows, ["", *(row.group for row in table.rows)], strict=False)
        ),
    )


@dataclass(frozen=True)
class AttentionShown:
    """One line of the signal matrix."""

    name: str
    address: str
    window: str
    need: str
    tone: str
    figure: ShownCell
    cells: tuple[ShownCell, ...]


MATRIX = (
    ("Signal", ScorecardColumn.SIGNAL),
    ("Target", ScorecardColumn.TARGET),
    ("Rating", ScorecardColumn.RATING),
    ("Assurance", ScorecardColumn.ASSURANCE),
    ("Status", ScorecardColumn.STATUS),
    ("Middle half", ScorecardColumn.POSITION),
)


def matrix_headings(found: Attention) -> list[str]:
    """The columns of the signal matrix that say something this month."""
    return [heading for heading, name in MATRIX if any(row.cell(name).says_something for row in found.rows)]


def matrix_rows(found: Attention, *, unit: str | None, leads_to_children: bool) -> list[AttentionShown]:
    """The signal matrix, most in need of attention first."""
    shown = set(matrix_headings(found))
    return [
        AttentionShown(
            name=row.name,
            address=indicator_address(row.indicator, month=found.month, window=row.window.value, unit=unit),
            window=wording.window(row.window, found.month),
            need=row.says,
            tone=NEED_TONES.get(row.need, ""),
            figure=shown_cell(row.figure, is_figure=True, leads_to_children=leads_to_children),
            cells=tuple(
                shown_cell(row.cell(name), is_figure=False, leads_to_children=False)
                for heading, name in MATRIX
                if heading in shown
            ),
        )
        for row in found.rows
    ]


def in_need(rows: Iterable[AttentionRow]) -> int:
    """How many lines ask for somebody's attention."""
    return sum(row.need <= Need.NOT_MET for row in rows)


@dataclass(frozen=True)
class ListedShown:
    """One row behind a figure."""

    person: str
    record: str
    day: str
    team: str
    worker: str
    reason: str


def listed_shown(units: Iterable[Listed], teams: dict[str, str], workers: dict[str, str]) -> list[ListedShown]:
    """Rows behind a figure, with teams and workers by name."""
    return [
        ListedShown(
            person=unit.person_id or wording.DASH,
            record=unit.record_id,
            day=wording.day(unit.event_on),
            team=teams.get(unit.team or "", unit.team or wording.DASH),
            worker=workers.get(unit.worker or "", unit.worker or wording.DASH),
            reason=unit.reason,
        )
        for unit in units
    ]


def headline(found: IndicatorReading, *, leads_to_children: bool) -> list[tuple[str, ShownCell]]:
    """The figure and what is judged of it, each with its name."""
    cells = found.line.cells
    named = [("Figure", shown_cell(found.figure, is_figure=True, leads_to_children=leads_to_children))]
    for heading, name in HEADLINE:
        cell = cells.get(name)
        if cell is not None and cell.says_something:
            named.append((heading, shown_cell(cell, is_figure=False, leads_to_children=False)))
    return named


HEADLINE = (
    ("Target", ScorecardColumn.TARGET),
    ("Rating", ScorecardColumn.RATING),
    ("Direction of travel", ScorecardColumn.DIRECTION_MONTH),
    ("Signal", ScorecardColumn.SIGNAL),
    ("Year on year", ScorecardColumn.DIRECTION_YEAR),
    ("Neighbours", ScorecardColumn.NEIGHBOURS),
    ("England", ScorecardColumn.NATIONAL),
    ("Middle half", ScorecardColumn.POSITION),
)
# What the page says in places of its own already.
SAID_ELSEWHERE = frozenset({"Id", "Name", "Question", "Why it matters", "Ask", "Windows", "Shown unasked"})


def meaning(found: IndicatorReading) -> list[tuple[str, list[str]]]:
    """The definition as headings with their lines."""
    return [(heading, text.split("\n")) for heading, text in found.definition if heading not in SAID_ELSEWHERE]


def said_of_list(found: Behind) -> str:
    """How many of the figure's units the list shows, and why not all."""
    listed = len(found.counted) + len(found.not_counted)
    noun = "children or records" if found.are_children else "rows"
    if found.units_in_all is None or found.units_in_all == listed:
        return f"All {wording.number(listed)} {noun} behind this figure are listed."
    return (
        f"{wording.number(listed)} of the {wording.number(found.units_in_all)} {noun} behind this figure are listed:"
        " the others belong to units or workers that your account does not reach, or their records are restricted."
    )


def said_figure(key: Window, month: Month, indicator: str, breakdown: str, group: str) -> str:
    """A figure named for the activity log: indicator, span, group."""
    of = f", {breakdown} {group}" if breakdown else ""
    return f"{indicator}, {wording.window(key, month)}{of}"
