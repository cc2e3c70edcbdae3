"""Marks in a document on the figures that are no longer what was said before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sightline.reports.document import Block, Cell, Chart, FigureKey, Report, Section, Table

MARK = "[r]"
NOTE = f"{MARK} marks a figure that is no longer what was said before; the list of restated figures says why."


def mark_restated(report: Report, restated: Collection[FigureKey]) -> Report:
    """The document with a mark beside each restated figure in its tables, and a note on what the mark means."""
    keys = frozenset(restated)
    if not keys:
        return report
    sections = tuple(_section(section, keys) for section in report.sections)
    return replace(report, sections=sections, notes=(*report.notes, NOTE))


def _section(section: Section, keys: frozenset[FigureKey]) -> Section:
    blocks = tuple(_block(block, keys) for block in section.blocks)
    return replace(section, blocks=blocks, sections=tuple(_section(inner, keys) for inner in section.sections))


def _block(block: Block, keys: frozenset[FigureKey]) -> Block:
    if isinstance(block, Table):
        return _table(block, keys)
    return replace(block, table=_table(block.table, keys)) if isinstance(block, Chart) else block


def _table(table: Table, keys: frozenset[FigureKey]) -> Table:
    rows = tuple(replace(row, cells=tuple(_cell(cell, keys) for cell in row.cells)) for row in table.rows)
    return replace(table, rows=rows)


def _cell(cell: Cell, keys: frozenset[FigureKey]) -> Cell:
    if cell.figure not in keys or MARK in cell.note:
        return cell
    return replace(cell, note=f"{cell.note}; {MARK}" if cell.note else MARK)
