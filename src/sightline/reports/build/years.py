"""Figures of whole years and quarters: what a year ended with, whether it was counted here or printed by somebody else."""

from __future__ import annotations

from sightline.catalogue.models import Indicator
from sightline.judgement.judgements import Judgement
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import figure_cell, printed_cell
from sightline.reports.document import Cell
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window

EARLIER_YEARS = 4
QUARTERS = 4
MONTHS_OF_QUARTER = 3
AS_PRINTED = "as printed"
# A year's own figure: everything since its April, the stock on its last day, or the twelve months that it is.
OF_A_YEAR = (Window.YTD, Window.SNAPSHOT, Window.ROLLING_12)


def earlier_years(asked: Asked) -> list[Month]:
    """The last months of the financial years before the one asked about, the oldest first."""
    return [asked.april.shift(-1 - 12 * back) for back in range(EARLIER_YEARS - 1, -1, -1)]


def quarter_ends(asked: Asked) -> list[Month]:
    """The months that close the quarters of the financial year."""
    return [asked.april.shift(MONTHS_OF_QUARTER * (place + 1) - 1) for place in range(QUARTERS)]


def outturn(indicator: str, asked: Asked, march: Month, *, breakdown: str | None = None, group: str = "") -> Judgement | None:
    """The figure that a financial year ended with, where it was counted here."""
    found = (asked.find(indicator, window, march, breakdown=breakdown, group=group) for window in OF_A_YEAR)
    return next((judgement for judgement in found if judgement is not None), None)


def outturn_cell(indicator: Indicator, asked: Asked, march: Month, *, breakdown: str | None = None, group: str = "") -> Cell:
    """The figure that a financial year ended with: counted here, else as it was printed."""
    counted = outturn(indicator.id, asked, march, breakdown=breakdown, group=group)
    if counted is not None:
        return figure_cell(counted)
    place = asked.place(indicator.id, wording.financial_year(march), breakdown=breakdown, group=group)
    return printed_cell(asked.known.years.get(place), indicator.unit, indicator.decimals, AS_PRINTED)


def quarter_cell(indicator: Indicator, asked: Asked, end: Month, shown: Window) -> Cell:
    """The figure of a quarter: its own where the indicator has one, else what was shown at its end."""
    if end > asked.month:
        return figure_cell(None)
    window = Window.QUARTER if shown is Window.MONTH and Window.QUARTER in indicator.windows else shown
    return figure_cell(asked.find(indicator.id, window, end))
