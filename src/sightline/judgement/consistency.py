"""Do the figures agree with each other? Run before anything is published; every finding names the rows it is about.

Figures are `HistoryRow`s, whether supplied or computed. A printed figure stands for all the values that round to it: a
finding says that no unrounded figures could make the rows agree, so rounding alone never raises one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from sightline.judgement.consistency_rates import (
    percentages_are_of_whole_children,
    percentages_follow,
    rates_share_one_population,
)
from sightline.judgement.figures import YEAR_MONTHS, Cell, Figures, Inconsistency, counted, finding, printed_year, said
from sightline.judgement.relations import Relations
from sightline.observations.history import COUNT_UNITS, PERCENT_UNITS, HistoryRow
from sightline.vocabulary import wording
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.periods import APRIL, Month, Window


def check_consistency(rows: Iterable[HistoryRow], relations: Relations) -> list[Inconsistency]:
    """Every inconsistency between the rows, check by check."""
    figures = Figures(rows)
    return [found for check in CHECKS for found in check(figures, relations)]


def stocks_follow_from_flows(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """A month's stock is that of the month before, plus those who joined, less those who left."""
    for relation in relations.stock_and_flow:
        stocks, joined, left = (figures.cells(name) for name in (relation.stock, relation.joined, relation.left))
        for (window, breakdown, group, _), stock in stocks.items():
            if stock.month is None or stock.value is None:
                continue
            before = stocks.get((window, breakdown, group, str(stock.month.shift(-1))))
            flows = [held.get((Window.MONTH.value, breakdown, group, stock.period)) for held in (joined, left)]
            came, went = flows
            if before is None or came is None or went is None:
                continue
            start, plus, minus = before.value, came.value, went.value
            if start is None or plus is None or minus is None or start + plus - minus == stock.value:
                continue
            expected = start + plus - minus
            sentence = f"{said(start)} + {said(plus)} - {said(minus)} is {said(expected)}, but {said(stock.value)} is given."
            yield finding("stock_and_flow", [stock, before, came, went], sentence)


def parts_make_the_whole(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """Parts, and the groups of a breakdown, add up to their whole."""
    for relation in relations.whole_and_parts:
        for _, (whole, *parts) in figures.together(relation.whole, *relation.parts):
            if _are_of_one_whole(parts):
                yield from _adds_up("parts_make_whole", whole, parts)
    for groups in relations.groups_add_up:
        by_cell: dict[tuple[str, str], list[HistoryRow]] = defaultdict(list)
        for (window, breakdown, _, period), row in figures.cells(groups.groups_of).items():
            if breakdown == groups.breakdown:
                by_cell[window, period].append(row)
        most = max((len(rows) for rows in by_cell.values()), default=0)
        for (window, period), rows in by_cell.items():
            whole_row = figures.cells(groups.whole).get((window, "", "", period))
            # A period in which a group was not given cannot be added up.
            if whole_row is not None and len(rows) == most:
                yield from _adds_up("parts_make_whole", whole_row, rows)


def _are_of_one_whole(parts: Sequence[HistoryRow]) -> bool:
    """Whether nothing says that parts are shares of different things; a part without a denominator says nothing."""
    return len({part.denominator for part in parts if part.unit in PERCENT_UNITS and part.denominator is not None}) <= 1


def _adds_up(check: str, whole: HistoryRow, parts: Sequence[HistoryRow]) -> Iterator[Inconsistency]:
    counts = [counted(part) for part in parts]
    total = counted(whole)
    if total is None or None in counts:
        return
    added = round_half_away(sum(count for count in counts if count is not None), 6)
    if added != total:
        sentence = f"The parts add up to {said(added)}, but the whole is given as {said(total)}."
        yield finding(check, [whole, *parts], sentence)


def denominators_agree(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """Indicators that share a population have its number as their denominator, or a part of it."""
    for relation in relations.denominator_is:
        for _, (row, population) in figures.together(relation.indicator, relation.population):
            if row.denominator is not None and population.value is not None and row.denominator != population.value:
                sentence = f"The denominator is {said(row.denominator)}, but there were {said(population.value)}."
                yield finding("denominators_agree", [row, population], sentence)
    for relation in relations.denominator_within:
        for _, (row, population) in figures.together(relation.indicator, relation.population):
            if row.denominator is not None and population.value is not None and row.denominator > population.value:
                sentence = f"The denominator is {said(row.denominator)}, more than the {said(population.value)} there were."
                yield finding("part_within_whole", [row, population], sentence)


def parts_are_within_their_whole(figures: Figures, _: Relations) -> Iterator[Inconsistency]:
    """A numerator never exceeds its denominator."""
    for row in figures.rows:
        above, below = row.numerator, row.denominator
        if row.unit in PERCENT_UNITS and above is not None and below is not None and above > below:
            yield finding("part_within_whole", [row], f"{wording.n_of_d(above, below)} is impossible.")


def years_equal_their_months(figures: Figures, _: Relations) -> Iterator[Inconsistency]:
    """A year to date is the sum of its months: of counts, and of numerators and denominators."""
    for indicator in figures.indicators():
        series: dict[tuple[str, str, Month], list[HistoryRow]] = defaultdict(list)
        for (window, breakdown, group, _period), row in figures.cells(indicator).items():
            if window == Window.MONTH and (month := row.month) is not None:
                start = Month(month.year if month.number >= APRIL else month.year - 1, APRIL)
                series[breakdown, group, start].append(row)
        for (breakdown, group, start), rows in series.items():
            printed = printed_year(figures, indicator, breakdown, group, start)
            if printed is None or len(rows) != YEAR_MONTHS:
                continue
            if printed.unit in COUNT_UNITS:
                yield from _sums("value", printed, rows)
            elif printed.unit in PERCENT_UNITS:
                yield from (each for part in ("numerator", "denominator") for each in _sums(part, printed, rows))


def _sums(part: str, printed: HistoryRow, rows: Sequence[HistoryRow]) -> Iterator[Inconsistency]:
    figures = [getattr(row, part) for row in rows]
    given = getattr(printed, part)
    if given is None or None in figures or sum(figures) == given:
        return
    what = "months" if part == "value" else f"months' {part}s"
    sentence = f"The {what} add up to {said(sum(figures))}, but the year to date is given as {said(given)}."
    yield finding("year_to_date", [printed, *rows], sentence)


def rolling_years_equal_their_months(figures: Figures, _: Relations) -> Iterator[Inconsistency]:
    """A rolling year in March is the year to date; and it moves by the month that came in less the one that fell out."""
    for indicator in figures.indicators():
        cells = figures.cells(indicator)
        for (window, breakdown, group, period), row in cells.items():
            month = row.month
            if window != Window.ROLLING_12 or month is None or row.value is None or row.unit not in COUNT_UNITS:
                continue
            year = printed_year(figures, indicator, breakdown, group, month.shift(1 - YEAR_MONTHS))
            if month.number == APRIL - 1 and year is not None and year.value is not None and year.value != row.value:
                sentence = f"The twelve months are given as {said(row.value)}, but the year to date as {said(year.value)}."
                yield finding("rolling_year", [row, year], sentence)
            months = [
                cells.get((window, breakdown, group, str(month.shift(-1)))),
                cells.get((Window.MONTH.value, breakdown, group, period)),
                cells.get((Window.MONTH.value, breakdown, group, str(month.shift(-YEAR_MONTHS)))),
            ]
            if any(each is None or each.value is None for each in months):
                continue
            before, came, went = (each for each in months if each is not None)
            moved, due = row.value - (before.value or 0), (came.value or 0) - (went.value or 0)
            if moved != due:
                months_said = f"{said(came.value)} came in and {said(went.value)} fell out"
                sentence = f"The twelve months moved by {said(moved)}, but {months_said}."
                yield finding("rolling_year", [row, before, came, went], sentence)


def counts_are_whole(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """A count, or the caseload of one person, has no fraction."""
    for row in figures.rows:
        if row.value is None or row.value == int(row.value):
            continue
        if row.unit in COUNT_UNITS or row.indicator in relations.whole_numbers:
            yield finding("whole_number", [row], f"{wording.number(row.value, row.decimals)} has a fraction.")


def running_counts_do_not_fall(figures: Figures, _: Relations) -> Iterator[Inconsistency]:
    """A count of the year to date never falls within the year."""
    series: dict[tuple[str, str, str, str], list[tuple[Month, HistoryRow]]] = defaultdict(list)
    for row in figures.rows:
        if row.window == Window.YTD and row.unit in COUNT_UNITS and row.month is not None and row.value is not None:
            series[row.indicator, row.breakdown, row.group, wording.financial_year(row.month)].append((row.month, row))
    for held in series.values():
        ordered = [row for _, row in sorted(held, key=lambda each: each[0])]
        for before, row in zip(ordered, ordered[1:], strict=False):
            if (row.value or 0) < (before.value or 0):
                sentence = f"A count of the year to date fell from {said(before.value)} to {said(row.value)}."
                yield finding("running_count", [before, row], sentence, row)


def averages_move_with_events(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """An average over the year to date stays as it is in a month without an event."""
    for relation in relations.average_of:
        averages, events = figures.cells(relation.average), figures.cells(relation.events)
        for (window, breakdown, group, period), row in averages.items():
            month = row.month
            event = events.get((Window.MONTH.value, breakdown, group, period))
            # A rolling average also moves by what falls out of it.
            if window != Window.YTD or month is None or month.number == APRIL or event is None or event.value != 0:
                continue
            before = averages.get((window, breakdown, group, str(month.shift(-1))))
            if before is not None and before.value != row.value:
                moved = f"{wording.number(before.value, before.decimals)} to {wording.number(row.value, row.decimals)}"
                yield finding("average", [row, before, event], f"It moved from {moved} in a month without an event.")


def periods_are_in_order(figures: Figures, _: Relations) -> Iterator[Inconsistency]:
    """The terms of a series are labelled in the order in which they are given."""
    series: dict[tuple[str, str, str], list[HistoryRow]] = defaultdict(list)
    for row in figures.rows:
        if row.window == Window.TERM and "Term" in row.period:
            series[row.indicator, row.breakdown, row.group].append(row)
    for rows in series.values():
        for before, row in zip(rows, rows[1:], strict=False):
            months = row.days.first.year * YEAR_MONTHS + row.days.first.month
            since = before.days.last.year * YEAR_MONTHS + before.days.last.month
            # Terms are kept as whole months, each beginning where the one before it ended.
            if months - since != 1:
                yield finding("period_label", [before, row], f"'{row.period}' does not follow '{before.period}'.", row)


def prints_agree(figures: Figures, _: Relations) -> Iterator[Inconsistency]:
    """A figure that is given twice is the same both times, as far as the coarser print can show."""
    first: dict[tuple[str, Cell], HistoryRow] = {}
    for row in figures.rows:
        key = (row.indicator, (row.window, row.breakdown, row.group, row.period))
        known = first.setdefault(key, row)
        if known is row or known.value is None or row.value is None:
            continue
        if known.denominator and not known.decimals:
            continue
        places = min(known.decimals, row.decimals)
        if round_half_away(known.value, places) != round_half_away(row.value, places):
            values = [wording.number(r.value, r.decimals) for r in (known, row)]
            yield finding("printed_twice", [known, row], f"It is given as {values[0]} and as {values[1]}.")


def check_numbering(measures: Iterable[tuple[str, str, str, str]]) -> list[Inconsistency]:
    """Measures whose number differs between two places, from (row, name, number in one, number in the other)."""
    found: dict[tuple[str, str], Inconsistency] = {}
    for row, name, here, there in measures:
        if here and there and here != there:
            sentence = f"'{name}' is numbered {here} in one place and {there} in another."
            found.setdefault((here, there), Inconsistency("numbering", here, "", (row,), sentence))
    return list(found.values())


CHECKS: tuple[Callable[[Figures, Relations], Iterator[Inconsistency]], ...] = (
    stocks_follow_from_flows,
    parts_make_the_whole,
    denominators_agree,
    parts_are_within_their_whole,
    percentages_follow,
    percentages_are_of_whole_children,
    years_equal_their_months,
    rolling_years_equal_their_months,
    rates_share_one_population,
    counts_are_whole,
    running_counts_do_not_fall,
    averages_move_with_events,
    periods_are_in_order,
    prints_agree,
)
