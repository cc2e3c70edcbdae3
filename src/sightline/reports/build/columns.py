"""The columns that a scorecard or a table of a report may have: headings, the order they are read in, which hold figures."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.catalogue.scorecards import ScorecardColumn
from sightline.reports.build.asked import Asked
from sightline.reports.build.lines import month_column, quarter_column, year_column
from sightline.reports.build.years import earlier_years, quarter_ends
from sightline.reports.document import Column
from sightline.vocabulary import wording

# The first ones are those of the CSV that others read: they keep their places.
HEADINGS = {
    ScorecardColumn.GOOD_IS: "Good is",
    ScorecardColumn.LAST_MONTHS: "Last months",
    ScorecardColumn.YTD: "Year to date",
    ScorecardColumn.PREVIOUS_YEAR: "Previous year",
    ScorecardColumn.DIRECTION_MONTH: "Direction of travel",
    ScorecardColumn.TARGET: "Target",
    ScorecardColumn.RATING: "Rating",
    ScorecardColumn.DIRECTION_YEAR: "Year on year",
    ScorecardColumn.RATING_YEAR_END: "Rating at year end",
    ScorecardColumn.STATUS: "Status",
    ScorecardColumn.SIGNAL: "Signal",
    ScorecardColumn.ASSURANCE: "Assurance",
    ScorecardColumn.ROLLING_YEAR: "12 months",
    ScorecardColumn.PUBLISHED_FOR: "Published for",
    ScorecardColumn.PUBLISHED: "Published",
    ScorecardColumn.NEIGHBOURS: "Neighbours",
    ScorecardColumn.BEST_NEIGHBOUR: "Best neighbour",
    ScorecardColumn.REGION: "Region",
    ScorecardColumn.NATIONAL: "England",
    ScorecardColumn.TOP_QUARTILE: "Top quartile",
    ScorecardColumn.POSITION: "Middle half",
    ScorecardColumn.DATA_NOTE: "Data note",
    ScorecardColumn.TOLERANCE: "Tolerance",
    ScorecardColumn.ROLLING_HALF_YEAR: "6 months",
    ScorecardColumn.PREVIOUS: "Previous",
    ScorecardColumn.CURRENT: "Current",
    ScorecardColumn.REGIONAL_OWN: "Own regional return",
    ScorecardColumn.REGIONAL: "Regional average",
    ScorecardColumn.COMMENT: "Comment",
    ScorecardColumn.ACTION: "Action",
    ScorecardColumn.EARLIER_YEARS: "Earlier years",
    ScorecardColumn.QUARTERS: "Quarters",
}
# The order in which columns are read side by side; whatever is not here comes first.
READING_ORDER = (
    ScorecardColumn.PREVIOUS,
    ScorecardColumn.CURRENT,
    ScorecardColumn.YTD,
    ScorecardColumn.ROLLING_YEAR,
    ScorecardColumn.ROLLING_HALF_YEAR,
    ScorecardColumn.PREVIOUS_YEAR,
    ScorecardColumn.DIRECTION_MONTH,
    ScorecardColumn.DIRECTION_YEAR,
    ScorecardColumn.SIGNAL,
    ScorecardColumn.TARGET,
    ScorecardColumn.TOLERANCE,
    ScorecardColumn.RATING,
    ScorecardColumn.RATING_YEAR_END,
    ScorecardColumn.ASSURANCE,
    ScorecardColumn.STATUS,
    ScorecardColumn.REGIONAL_OWN,
    ScorecardColumn.REGIONAL,
    ScorecardColumn.PUBLISHED_FOR,
    ScorecardColumn.PUBLISHED,
    ScorecardColumn.NEIGHBOURS,
    ScorecardColumn.BEST_NEIGHBOUR,
    ScorecardColumn.REGION,
    ScorecardColumn.NATIONAL,
    ScorecardColumn.TOP_QUARTILE,
    ScorecardColumn.POSITION,
    ScorecardColumn.COMMENT,
    ScorecardColumn.ACTION,
)
FIGURES = frozenset(
    {
        ScorecardColumn.YTD,
        ScorecardColumn.PREVIOUS_YEAR,
        ScorecardColumn.ROLLING_YEAR,
        ScorecardColumn.ROLLING_HALF_YEAR,
        ScorecardColumn.PREVIOUS,
        ScorecardColumn.CURRENT,
        ScorecardColumn.REGIONAL_OWN,
        ScorecardColumn.REGIONAL,
        ScorecardColumn.PUBLISHED,
        ScorecardColumn.NEIGHBOURS,
        ScorecardColumn.BEST_NEIGHBOUR,
        ScorecardColumn.REGION,
        ScorecardColumn.NATIONAL,
        ScorecardColumn.TOP_QUARTILE,
    }
)
AMONG_OTHERS = frozenset(
    {
        ScorecardColumn.PUBLISHED_FOR,
        ScorecardColumn.PUBLISHED,
        ScorecardColumn.NEIGHBOURS,
        ScorecardColumn.BEST_NEIGHBOUR,
        ScorecardColumn.REGION,
        ScorecardColumn.NATIONAL,
        ScorecardColumn.TOP_QUARTILE,
        ScorecardColumn.POSITION,
    }
)


def columns_of(wanted: Iterable[ScorecardColumn], asked: Asked) -> tuple[Column, ...]:
    """Columns with their headings, in the order given. The months, years and quarters are several columns each."""
    return tuple(column for name in wanted for column in _several(name, asked) or [_one(name)])


def _one(name: ScorecardColumn) -> Column:
    return Column(name.value, HEADINGS[name], name in FIGURES)


def _several(name: ScorecardColumn, asked: Asked) -> list[Column]:
    if name is ScorecardColumn.LAST_MONTHS:
        named = [(month_column(place), wording.short_month(month)) for place, month in enumerate(asked.months)]
    elif name is ScorecardColumn.EARLIER_YEARS:
        named = [(year_column(place), wording.financial_year(march)) for place, march in enumerate(earlier_years(asked))]
    elif name is ScorecardColumn.QUARTERS:
        ends = enumerate(quarter_ends(asked))
        named = [(quarter_column(place), f"Q{place + 1} {wording.financial_year(end)}") for place, end in ends]
    else:
        return []
    return [Column(name, heading, holds_figures=True) for name, heading in named]
