"""A scorecard as one accessible page that works offline: a table a section, notes read with each figure."""

from __future__ import annotations

from html import escape

from sightline.judgement.tolerance import Rating
from sightline.reports.scorecard import Line, Scorecard

STYLE = """
:root { color: #0b0c0c; background: #fff; font: 16px/1.45 system-ui, "Segoe UI", Arial, sans-serif; }
body { margin: 0 auto; max-width: 96rem; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.9rem; margin: .5rem 0 .25rem; } h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; }
.scroll { overflow-x: auto; } .scroll:focus { outline: 3px solid #ffdd00; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } caption { position: absolute; left: -999rem; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .4rem .45rem; text-align: right; vertical-align: top; white-space: nowrap; }
th { font-weight: 600; } thead th { border-bottom: 2px solid #0b0c0c; }
th[scope=row], .words { text-align: left; white-space: normal; } th[scope=row] { font-weight: 400; min-width: 15rem; }
small { color: #505a5f; display: block; font-size: .8rem; }
details { min-width: 9rem; max-width: 17rem; font-size: .9rem; } summary { cursor: pointer; }
summary:focus { outline: 3px solid #ffdd00; }
.met { color: #005a30; } .near { color: #704300; } .not_met { color: #942514; } .rating { font-weight: 600; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
nav ul { columns: 3 14rem; padding-left: 1.2rem; } a { color: #1d70b8; } a:focus { background: #ffdd00; color: #0b0c0c; }
@media print { nav, .skip { display: none; } .scroll { overflow: visible; } table { font-size: .75rem; }
  details::details-content { content-visibility: visible; } thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def render_html(scorecard: Scorecard) -> str:
    """The page, complete with its style."""
    sections = [(f"s{place}", section) for place, section in enumerate(scorecard.sections, start=1)]
    contents = "".join(f'<li><a href="#{key}">{escape(section.title)}</a></li>' for key, section in sections)
    tables = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{escape(section.title)}</h2>'
        f"{_table(scorecard, key, section.title, section.lines)}</section>"
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


def _table(scorecard: Scorecard, key: str, title: str, lines: tuple[Line, ...]) -> str:
    words = {"Indicator", "Direction of travel", "Target", "Rating", "Good is"}
    heads = "".join(
        f'<th scope="col"{" class=words" if heading in words else ""}>{escape(heading)}</th>' for heading in scorecard.headings
    )
    body = "".join(_row(line) for line in lines)
    # A table that is wider than a phone scrolls by itself, and can be reached and scrolled by keyboard.
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="Figures: {escape(title)}"><table>'
        f"<caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(line: Line) -> str:
    note = f"<small>{escape(line.note)}</small>" if line.note else ""
    figures = "".join(_figure(cell.shown, cell.note) for cell in (*line.months, line.to_date, line.previous_year))
    rated = "" if line.rating is Rating.NOT_JUDGED else f" {line.rating.value}"
    rating = f'<span class="rating{rated}">{escape(line.rating_shown)}</span>' if line.rating_shown else ""
    return (
        f'<tr><th scope="row">{escape(line.name)}{note}</th><td class="words">{escape(line.good_is)}</td>{figures}'
        f'<td class="words">{_with_reason(escape(line.direction_shown), line.direction_reason)}</td>'
        f'<td class="words">{escape(line.target)}</td>'
        f'<td class="words">{_with_reason(rating, line.rating_reason)}</td></tr>'
    )


def _with_reason(said: str, reason: str) -> str:
    """What is said, with the sentence behind it one key press away: the page stays a table that can be read down."""
    return f"<details><summary>{said}</summary>{escape(reason)}</details>" if said and reason else said


def _figure(shown: str, note: str) -> str:
    return f"<td>{escape(shown)}{f'<small>{escape(note)}</small>' if note else ''}</td>"
