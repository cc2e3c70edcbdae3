"""Published figures of other authorities, as cells beside a local figure: each with its period and release."""

from __future__ import annotations

from sightline.catalogue.models import Indicator
from sightline.catalogue.scorecards import ScorecardColumn
from sightline.judgement.position import BenchmarkPosition
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import printed_cell
from sightline.reports.document import Cell
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Window

# The statistics of others that stand in columns of their own.
STATISTICS = {
    ScorecardColumn.NEIGHBOURS: "sn_mean",
    ScorecardColumn.BEST_NEIGHBOUR: "best_sn",
    ScorecardColumn.REGION: "region",
    ScorecardColumn.NATIONAL: "england",
    ScorecardColumn.TOP_QUARTILE: "top_quartile",
}
DOUBT = "*"


def regional_cells(indicator: Indicator, asked: Asked) -> dict[str, Cell]:
    """What a regional collection states for a quarter: the authority's own figure and the region's."""
    columns = {"authority": ScorecardColumn.REGIONAL_OWN, "region": ScorecardColumn.REGIONAL}
    cells: dict[str, Cell] = {}
    for row in () if asked.group else asked.regional.get(indicator.id, ()):
        if row.statistic in columns and isinstance(row.value, int | float):
            reason = f"Stated for {row.period}, release {row.release}."
            cell = printed_cell(float(row.value), indicator.unit, indicator.decimals, row.period, reason)
            cells.setdefault(columns[row.statistic], cell)
    return cells


def position_of(indicator: Indicator, shown: Window, asked: Asked) -> BenchmarkPosition | None:
    """Where the authority stands: beside its rolling year or stock, which a published year is likest to."""
    for window in (Window.ROLLING_12, Window.SNAPSHOT, Window.YTD, shown):
        judgement = asked.find(indicator.id, window, asked.month)
        if judgement is not None:
            return judgement.position
    return None


def among_others(position: BenchmarkPosition, indicator: Indicator) -> dict[str, Cell]:
    """Published figures beside which the local one is read, each with its period and release."""
    held, statistics = position.comparison, position.statistics
    of = f"{held.period}, release {held.release}"
    newest = held.set_of()
    cells: dict[str, Cell] = {ScorecardColumn.PUBLISHED_FOR: Cell(f"{held.period} ({held.release})")}
    # Counts go with the size of an authority: those of others say nothing of this one.
    of_others = {} if held.kind == "count" else STATISTICS
    for column, statistic in of_others.items():
        value = statistics.get(statistic)
        if value is not None:
            neighbours = f", neighbours of {newest.version}" if newest and statistic in {"sn_mean", "best_sn"} else ""
            reason = f"Published for {of}{neighbours}."
            cells[column] = printed_cell(value, indicator.unit, indicator.decimals, held.period, reason)
    if position.published is not None:
        own = printed_cell(position.published, indicator.unit, indicator.decimals, held.period, f"Published for {of}.")
        cells[ScorecardColumn.PUBLISHED] = own
        mark = DOUBT if position.warnings else ""
        is_placed = held.position is not None and held.kind != "count"
        words = str(held.position).capitalize() if is_placed else wording.DASH
        reason = " ".join((position.reason, position.current_reason, *position.warnings)).strip()
        cells[ScorecardColumn.POSITION] = Cell(f"{words}{mark}", reason=reason)
    return cells
