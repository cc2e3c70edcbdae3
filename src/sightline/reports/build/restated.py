"""Figures that are no longer what was said before: what was said, what is known now, and why."""

from __future__ import annotations

from dataclasses import replace

from sightline.catalogue.models import Indicator
from sightline.catalogue.reports import ReportPart
from sightline.observations.history import Figure, Restatement
from sightline.reports.build.cells import said
from sightline.reports.build.material import Material
from sightline.reports.document import Block, Cell, Column, FigureKey, Prose, Row, Section, Table
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window

WHOLE = "all"
COLUMNS = (
    Column("then", "Said before", holds_figures=True),
    Column("now", "Known now", holds_figures=True),
    Column("cause", "Why"),
)


def build_restated(part: ReportPart, material: Material) -> Section | None:
    """The note on restatement, and every figure that has moved; None where there is neither."""
    blocks: list[Block] = [Prose(part.text)] if part.text else []
    table = restated_table(part.key, part.title, material)
    if table is not None:
        blocks.append(table)
    elif material.restated is not None:
        blocks.append(Prose((f"No figure shown here has changed since {material.restated.since}.",)))
    return Section(part.key, part.title, tuple(blocks)) if blocks else None


def restated_table(key: str, title: str, material: Material) -> Table | None:
    """A row for each restated figure; None where there is none, or nothing to compare with."""
    if material.restated is None:
        return None
    rows = tuple(_row(each, material) for each in material.restated.figures)
    title = f"{title} since {material.restated.since}"
    return Table(key, title, "Figure", COLUMNS, rows) if rows else None


def _row(restatement: Restatement, material: Material) -> Row:
    key = restatement.key
    indicator = material.catalogue.get(key.indicator)
    number = material.numbers.get((key.indicator, Window(key.window)), "")
    # The figure as it is known now is the store's own, and is hidden where the store's own is.
    held = FigureKey(key.indicator, Month.parse(key.period), Window(key.window), key.breakdown or WHOLE, key.group)
    now = replace(_cell(restatement.now, indicator), figure=held)
    cells = (_cell(restatement.published, indicator), now, Cell(_cause(restatement)))
    when = wording.window(Window(key.window), Month.parse(key.period))
    return Row(f"{number} {indicator.name}".strip(), cells, when)


def _cell(figure: Figure, indicator: Indicator) -> Cell:
    counts = (figure.numerator, figure.denominator)
    of = wording.n_of_d(*counts) if indicator.unit == "%" and None not in counts else ""
    shown = said(figure.value, indicator.unit, indicator.decimals)
    return Cell(shown, of, figure.value, numerator=figure.numerator, denominator=figure.denominator)


def _cause(restatement: Restatement) -> str:
    if restatement.cause is None:
        return f"{restatement.proposed.value.capitalize()}, it seems; nobody has confirmed it yet"
    return f"{restatement.cause.value.capitalize()} ({restatement.confirmed_by}, {wording.day(restatement.confirmed_on)})"
