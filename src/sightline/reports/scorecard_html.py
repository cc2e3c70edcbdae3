"""A scorecard as one accessible page that works offline: a table a section, notes read with each figure."""

from __future__ import annotations

from html import escape

from sightline.judgement.tolerance import Rating
from sightline.reports.document import Cell, Column
from sightline.reports.scorecard import Line, Scorecard, Section

STYLE = """
:root { color: #0b0c0c; background: #fff; font: 16px/1.45 system-ui, "Segoe UI", Arial, sans-serif; }
body { margin: 0 auto; max-width: 110rem; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.9rem; margin: .5rem 0 .25rem; } h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; }
.scroll { overflow-x: auto; } .scroll:focus { outline: 3px solid #ffdd00; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; } caption { position: absolute; left: -999rem; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .4rem .3rem; text-align: right; vertical-align: top; }
td { white-space: nowrap; font-variant-numeric: tabular-nums; }
thead th { font-weight: 600; border-bottom: 2px solid #0b0c0c; vertical-align: bottom; }
.words { text-align: left; white-space: normal; }
th[scope=row] { text-align: left; font-weight: 400; min-width: 12rem; position: sticky; left: 0; background: #fff; }
small { color: #505a5f; display: block; font-size: .8rem; } q { quotes: none; display: block; font-size: .85rem; }
details { font-size: .95em; } details[open] { min-width: 12rem; max-width: 20rem; white-space: normal; }
summary { cursor: pointer; list-style: none; text-decoration: underline dotted #505a5f; text-underline-offset: .2em; }
summary::-webkit-details-marker { display: none; } summary:focus { outline: 3px solid #ffdd00; }
.met { color: #005a30; } .near { color: #704300; } .not_met { color: #942514; } .rating { font-weight: 600; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
nav ul { columns: 3 14rem; padding-left: 1.2rem; } a { color: #1d70b8; } a:focus { background: #ffdd00; color: #0b0c0c; }
@media print { nav, .skip { display: none; } .scroll { overflow: visible; } table { font-size: .7rem; }
  details::details-content { content-visibility: visible; } thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def render_html(scorecard: Scorecard) -> str:
    """The page, complete with its style."""
    sections = [(f"s{place}", section) for place, section in enumerate(scorecard.sections, start=1)]
    contents = "".join(f'<li><a href="#{key}">{escape(section.title)}</a></li>' for key, section in sections)
    tables = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{escape(section.title)}</h2>'
        f"{_table(scorecard.columns, section)}</section>"
        for key, section in sections
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in scorecard.notes)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(scorecard.title)}</title><style>{STYLE}</style></head><body>"
        '<a class="skip" href="#main">Skip to the figures</a>'
        f"<header><h1>{escape(scorecard.title)}</h1><p>{escape(scorecard.subtitle)}</p></header>"
        f'<nav aria-label="Contents"><ul>{contents}</ul></nav><main id="main">{tables}{notes}</main></body></html>\n'
    )


def _table(columns: tuple[Column, ...], section: Section) -> str:
    heads = "".join(
        f'<th scope="col"{"" if column.holds_figures else " class=words"}>{escape(column.heading)}</th>' for column in columns
    )
    body = "".join(_row(line, columns) for line in section.lines)
    # A table that is wider than a phone scrolls by itself, and can be reached and scrolled by keyboard.
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="Figures: {escape(section.title)}"><table>'
        f"<caption>{escape(section.title)}</caption>"
        f'<thead><tr><th scope="col" class="words">Indicator</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(line: Line, columns: tuple[Column, ...]) -> str:
    note = f"<small>{escape(line.note)}</small>" if line.note else ""
    comments = "".join(f"<q>{escape(comment)}</q>" for comment in line.comments)
    cells = "".join(
        f"<td>{_figure(line.cell(column))}</td>"
        if column.holds_figures
        else f'<td class="words">{_words(line.cell(column))}</td>'
        for column in columns
    )
    return f'<tr><th scope="row">{escape(line.name)}{note}{comments}</th>{cells}</tr>'


def _words(cell: Cell) -> str:
    """What is said, with the sentence behind it one key press away: the page stays a table that can be read down."""
    said = escape(cell.shown)
    if cell.rating is not Rating.NOT_JUDGED:
        said = f'<span class="rating {cell.rating.value}">{said}</span>'
    return f"<details><summary>{said}</summary>{escape(cell.reason)}</details>" if said and cell.reason else said


def _figure(cell: Cell) -> str:
    note = "".join(f"<small>{escape(part)}</small>" for part in cell.note.split("; ") if part)
    title = f' title="{escape(cell.reason)}"' if cell.reason else ""
    return f"<span{title}>{escape(cell.shown)}</span>{note}" if title else f"{escape(cell.shown)}{note}"
