"""One figure as a cell: as displayed, with what stands above and below the line, and which observation it is."""

from __future__ import annotations

from math import isnan

from sightline.judgement.judgements import Judgement
from sightline.judgement.spc import Variation
from sightline.reports.document import Cell, FigureKey
from sightline.vocabulary import wording

NO_FIGURE = Cell(wording.DASH)
SIGNAL_WORDS = {
    Variation.NOT_JUDGED: "",
    Variation.COMMON: "No signal",
    Variation.IMPROVEMENT_HIGH: "Improvement, high",
    Variation.IMPROVEMENT_LOW: "Improvement, low",
    Variation.CONCERN_HIGH: "Concern, high",
    Variation.CONCERN_LOW: "Concern, low",
    Variation.NEUTRAL_HIGH: "Signal, high",
    Variation.NEUTRAL_LOW: "Signal, low",
}


def figure_cell(judgement: Judgement | None, note: str = "") -> Cell:
    """A figure as displayed, with `n of d` beneath a percentage; a dash for none."""
    if judgement is None or judgement.value is None:
        return Cell(wording.DASH, note)
    table, terms = judgement.of.table, judgement.terms
    above, below = (
        None if isnan(part) else part
        for part in (float(held[judgement.row, judgement.column]) for held in (table.numerators, table.denominators))
    )
    of = wording.n_of_d(above, below) if terms.unit == "%" and above is not None and below is not None else ""
    key = judgement.key
    return Cell(
        said(judgement.value, terms.unit, terms.decimals),
        "; ".join(part for part in (of, note) if part),
        judgement.value,
        numerator=above,
        denominator=below,
        figure=FigureKey(key.indicator, judgement.month, key.window, key.breakdown, key.group, key.authority),
    )


def month_cell(judgement: Judgement | None) -> Cell:
    """The figure of a month of a series, with its signal where the control chart gives it one."""
    words = "" if judgement is None else signal_words(judgement)
    return figure_cell(judgement, words.lower())


def signal_words(judgement: Judgement) -> str:
    """`Concern, low` for a figure with a signal of its own; nothing for one without, or whose series has no chart."""
    return SIGNAL_WORDS[judgement.variation] if judgement.chart is not None and judgement.variation.is_special else ""


def printed_cell(value: float | None, unit: str, decimals: int, note: str = "", reason: str = "") -> Cell:
    """A figure that somebody else worked out, with a note that says whose it is; a dash for none."""
    return NO_FIGURE if value is None else Cell(said(value, unit, decimals), note, value, reason)


def said(value: float | None, unit: str, decimals: int) -> str:
    """A figure with its percent sign; the name of the line says any other unit."""
    text = wording.number(value, decimals)
    return f"{text}%" if unit == "%" and text != wording.DASH else text
