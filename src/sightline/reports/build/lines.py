"""One line of a scorecard: an indicator's figures, judged, in the cells that columns ask for."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.catalogue.models import Indicator, MeasureKind
from sightline.catalogue.scorecards import ScorecardColumn
from sightline.judgement.commentary import CommentKind
from sightline.judgement.direction import Comparison, DirectionOfTravel, Movement, direction_of_travel
from sightline.judgement.judgements import Judgement
from sightline.judgement.polarity import Polarity, polarity_on, sign_of
from sightline.judgement.spc import Assurance
from sightline.judgement.tolerance import Basis
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import SIGNAL_WORDS, figure_cell
from sightline.reports.build.others import among_others, position_of, regional_cells
from sightline.reports.build.written import REMARKS, comments_on, said_of
from sightline.reports.build.years import earlier_years, outturn_cell, quarter_cell, quarter_ends
from sightline.reports.document import Cell
from sightline.reports.scorecard import Line, direction_cell, rating_cell
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, ROLLING_MONTHS, Window

GOOD_IS = {Polarity.HIGH: "High", Polarity.LOW: "Low", Polarity.NEUTRAL: wording.DASH, Polarity.RANGE: "In range"}
WINDOW_NOTES = {
    Window.YTD: "April to each date.",
    **{window: f"The {months} months to each date." for window, months in ROLLING_MONTHS.items()},
}
SUPPLIED = "Supplied series, not calculated here."
KINDS = {MeasureKind.RATE: "Rate", MeasureKind.MEAN: "Average"}
SPANS = {
    Window.SNAPSHOT: "month end",
    Window.YTD: "year to date",
    Window.MONTH_ENDS_6: "six month ends",
    **{window: f"{months} months" for window, months in ROLLING_MONTHS.items()},
}
ASSURANCE_WORDS = {
    Assurance.NONE: "",
    Assurance.PASS: "Will meet it",
    Assurance.FAIL: "Will not meet it",
    Assurance.HIT_AND_MISS: "Hit and miss",
}


def month_column(place: int) -> str:
    """The name of a month column, counted from the oldest."""
    return f"month_{place}"


def year_column(place: int) -> str:
    """The name of the column of an earlier year, counted from the oldest."""
    return f"year_{place}"


def quarter_column(place: int) -> str:
    """The name of the column of a quarter, counted from the first of the year."""
    return f"quarter_{place}"


def make_line(indicator: Indicator, window: Window | None, label: str | None, asked: Asked) -> Line:
    """An indicator's line, with a cell for every column that there is something to say in."""
    shown = window or asked.window_with_figures(indicator)
    months = [asked.find(indicator.id, shown, month) for month in asked.months]
    current = months[-1]
    to_date = asked.find(indicator.id, Window.YTD, asked.month)
    rolling = asked.find(indicator.id, Window.ROLLING_12, asked.month)
    polarity = polarity_on(indicator.id, asked.month.last, indicator.polarity, asked.judged.grounds.polarities)
    position = position_of(indicator, shown, asked)
    cells: dict[str, Cell] = {month_column(place): figure_cell(month) for place, month in enumerate(months)}
    cells["good_is"] = Cell(GOOD_IS[polarity])
    cells[ScorecardColumn.YTD] = _to_date(indicator, to_date, rolling, asked)
    cells[ScorecardColumn.ROLLING_YEAR] = figure_cell(rolling)
    cells[ScorecardColumn.DATA_NOTE] = Cell(data_note(indicator, shown))
    cells[ScorecardColumn.PREVIOUS], cells[ScorecardColumn.CURRENT] = (figure_cell(month) for month in months[-2:])
    cells |= _over_time(indicator, shown, asked)
    cells |= _said_by_people(indicator, asked)
    if current is not None:
        cells |= _judged(current)
    latest = to_date or (current if shown is Window.SNAPSHOT else rolling) or current
    if latest is not None:
        cells |= _judged_by_year(latest, indicator, polarity, asked)
    cells |= regional_cells(indicator, asked)
    if position is not None:
        cells |= among_others(position, indicator)
    return Line(
        indicator=indicator.id,
        name=label or indicator.name,
        window=shown.value,
        cells=cells,
        note=_note(indicator, shown, asked),
        comments=tuple(comment.sentence for comment in comments_on(indicator.id, asked)),
        cautions=(
            *(each.sentence for each in asked.incidents_of(indicator.id)),
            *(position.warnings if position is not None else ()),
        ),
    )


def _to_date(indicator: Indicator, to_date: Judgement | None, rolling: Judgement | None, asked: Asked) -> Cell:
    """The year to date; where the indicator has none, its rolling year, said so; a stock has neither."""
    if to_date is not None:
        as_printed = asked.place(indicator.id, str(asked.month)) in asked.known.as_printed
        return figure_cell(to_date, "as printed" if as_printed else "")
    return figure_cell(rolling, "12 months" if rolling is not None else "")


def _over_time(indicator: Indicator, shown: Window, asked: Asked) -> dict[str, Cell]:
    """The figures of other stretches of time: the half year, the year before, earlier years and quarters."""
    years = [outturn_cell(indicator, asked, march) for march in earlier_years(asked)]
    quarters = [quarter_cell(indicator, asked, end, shown) for end in quarter_ends(asked)]
    return {
        ScorecardColumn.ROLLING_HALF_YEAR: figure_cell(asked.find(indicator.id, Window.ROLLING_6, asked.month)),
        ScorecardColumn.PREVIOUS_YEAR: years[-1],
        **{year_column(place): cell for place, cell in enumerate(years)},
        **{quarter_column(place): cell for place, cell in enumerate(quarters)},
    }


def _judged(current: Judgement) -> dict[str, Cell]:
    """What is said of the month's own figure."""
    direction, target = current.direction(Comparison.MONTH_ON_MONTH), current.target()
    cells: dict[str, Cell] = {
        ScorecardColumn.DIRECTION_MONTH: direction_cell(direction.arrow, direction.words, direction.reason),
        ScorecardColumn.SIGNAL: Cell(SIGNAL_WORDS[current.variation], reason=current.signal_reason),
    }
    if target is not None:
        cells[ScorecardColumn.TARGET] = Cell(target.said)
        cells[ScorecardColumn.TOLERANCE] = Cell(target.said_near)
        cells[ScorecardColumn.RATING] = rating_cell(current.rating(), current.rating_reason())
        cells[ScorecardColumn.ASSURANCE] = Cell(ASSURANCE_WORDS[current.assurance], reason=current.assurance_reason)
    if current.status is not None:
        cells[ScorecardColumn.STATUS] = Cell(f"{current.status.status} {current.status.words}", reason=current.status.sentence)
    return cells


def _judged_by_year(latest: Judgement, indicator: Indicator, polarity: Polarity, asked: Asked) -> dict[str, Cell]:
    """What is said of the year so far: its direction against the year before, and its rating where a target asks for one."""
    direction = _year_on_year(latest, indicator, polarity, asked)
    cells: dict[str, Cell] = {ScorecardColumn.DIRECTION_YEAR: direction_cell(direction.arrow, direction.words, direction.reason)}
    if latest.target(Basis.YEAR_END) is not None:
        reason = latest.rating_reason(Basis.YEAR_END)
        cells[ScorecardColumn.RATING_YEAR_END] = rating_cell(latest.rating(Basis.YEAR_END), reason)
    return cells


def _year_on_year(latest: Judgement, indicator: Indicator, polarity: Polarity, asked: Asked) -> DirectionOfTravel:
    direction = latest.direction(Comparison.YEAR_ON_YEAR)
    label = wording.financial_year(asked.month.shift(-12))
    printed = asked.known.years.get(asked.place(indicator.id, label))
    is_part_of_a_year = latest.key.window is Window.YTD and asked.month.number != APRIL - 1 and latest.terms.unit != "%"
    if direction.movement is not Movement.NOT_COMPARED or printed is None or is_part_of_a_year:
        return direction
    # The year before is known only as its outturn was printed.
    return direction_of_travel(
        latest.value,
        printed,
        sign_of(polarity),
        since=label,
        unit=latest.terms.unit,
        decimals=latest.terms.decimals,
        mode=asked.judged.grounds.mode,
        variation=latest.variation,
    )


def _said_by_people(indicator: Indicator, asked: Asked) -> dict[str, Cell]:
    """What people wrote about the figure, and what they do about it."""
    written = comments_on(indicator.id, asked)
    columns = {ScorecardColumn.COMMENT: REMARKS, ScorecardColumn.ACTION: (CommentKind.ACTION,)}
    return {
        column: Cell(" ".join(said_of(comment) for comment in written if comment.kind in kinds))
        for column, kinds in columns.items()
        if any(comment.kind in kinds for comment in written)
    }


def data_note(indicator: Indicator, shown: Window) -> str:
    """What kind of figure it is, and of which stretch of time: `Percentage, month`."""
    kind = KINDS.get(indicator.measure, indicator.measure.value.capitalize())
    return f"{kind}, {SPANS.get(shown, shown.value.replace('_', ' '))}"


def _note(indicator: Indicator, shown: Window, asked: Asked) -> str:
    """What a reader must know of the line: a rolling window, a proxy, a supplied series, or why there is no figure."""
    parts = []
    lost: Mapping[str, tuple[str, ...]] = asked.known.not_available
    if indicator.id in lost:
        parts.append(f"Not available: needs {wording.listed(lost[indicator.id])}.")
    parts.append(window_note(shown))
    if indicator.proxy:
        parts.append(f"Proxy: {indicator.proxy}")
    parts += [each.sentence for each in asked.incidents_of(indicator.id)]
    if indicator.id in asked.known.supplied:
        parts.append(SUPPLIED)
    return " ".join(part for part in parts if part)


def window_note(shown: Window) -> str:
    """Which stretch of time a line's figures are of, where that is not the month or its last day."""
    if shown in (Window.MONTH, Window.SNAPSHOT):
        return ""
    return WINDOW_NOTES.get(shown, f"{shown.value.replace('_', ' ').capitalize()}.")
