"""The figures of a document as counts of children, and the sums by which one could be worked out from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import Indicator, MeasureKind
from sightline.judgement.relations import Relations
from sightline.observations.disclosure import Published, Sum
from sightline.reports.document import Cell, FigureKey, Report
from sightline.vocabulary.periods import APRIL, ROLLING_MONTHS, Month, Window

WHOLE = "all"
# To hide a figure of the whole authority costs more than one of a part of it, whatever their sizes.
OF_THE_WHOLE = 1e4
# A window that is a sum of months, and how many; the year to date and the quarter depend on the month.
SUMMED = {**ROLLING_MONTHS, Window.QUARTER: 3, Window.FINANCIAL_YEAR: 12}


class Part(StrEnum):
    """Which count of a figure: what stands above the line, what stands below, and what is left between them."""

    ABOVE = "above"
    BELOW = "below"
    REST = "rest"
    OTHERS = "others"
    """Of a whole: what its published groups leave over."""


@dataclass(frozen=True)
class Count:
    """One count of one figure."""

    figure: FigureKey
    part: Part


def cells_of(report: Report) -> Iterator[Cell]:
    """Every cell that holds a figure of the store, those beside charts included."""
    for table in report.tables():
        for row in table.rows:
            for cell in row.cells:
                if cell.figure is not None and cell.value is not None:
                    yield cell


def counts_of(cell: Cell, indicator: Indicator) -> dict[Count, float]:
    """The counts that a cell tells: of a count itself, of a share both and what is left, of a rate and a mean the children.

    What is summed up from numbers, such as posts in full-time equivalents, counts nobody.
    """
    key = cell.figure
    assert key is not None and cell.value is not None
    sums_numbers = indicator.value is not None and indicator.measure in _ADDITIVE
    if sums_numbers or indicator.weight is not None:
        return {}
    if indicator.measure is MeasureKind.COUNT:
        return {Count(key, Part.ABOVE): cell.value}
    if indicator.measure is MeasureKind.RATE:
        return {Count(key, Part.ABOVE): cell.numerator} if cell.numerator is not None else {}
    if indicator.measure is not MeasureKind.PERCENTAGE:
        return {Count(key, Part.BELOW): cell.denominator} if cell.denominator is not None else {}
    if cell.numerator is None or cell.denominator is None:
        return {}
    return {
        Count(key, Part.ABOVE): cell.numerator,
        Count(key, Part.BELOW): cell.denominator,
        Count(key, Part.REST): cell.denominator - cell.numerator,
    }


def published(
    report: Report, catalogue: Catalogue, relations: Relations, known: Mapping[Count, float] | None = None
) -> Published:
    """The document as a system of counts and sums. `known` are true counts beside it, such as those of earlier editions."""
    counts: dict[Count, float] = dict(known or {})
    shown: set[Count] = set()
    for cell in cells_of(report):
        assert cell.figure is not None
        held = counts_of(cell, catalogue.get(cell.figure.indicator))
        counts |= held
        shown |= {count for count in held if count.part is not Part.REST}
    figures = sorted({count.figure for count in counts}, key=repr)
    sums = [*_shares(counts), *_windows(figures, catalogue), *_across(figures, relations)]
    for sum_, rest in _groups(counts, figures, relations):
        sums.append(sum_)
        counts |= rest
    counts |= _implied(counts, sums)
    dear = {count: OF_THE_WHOLE for count in counts if count.figure.breakdown == WHOLE}
    return Published(counts, frozenset(shown), tuple(sums), dear)


def _implied(counts: Mapping[Count, float], sums: Iterable[Sum]) -> dict[Count, float]:
    """The counts that no cell tells, but that follow from those which do: a month, out of two years to date."""
    found = dict(counts)
    waiting = [each for each in sums if any(atom not in found for atom, _ in each.terms)]
    grew = True
    while grew:
        grew = False
        for each in waiting:
            missing = [(atom, sign) for atom, sign in each.terms if atom not in found]
            if len(missing) == 1:
                atom, sign = missing[0]
                value = -sign * sum(found[other] * own for other, own in each.terms if other in found)
                if value >= 0:
                    found[atom] = value
                    grew = True
    return found


def _shares(counts: Mapping[Count, float]) -> Iterator[Sum]:
    for count in counts:
        if count.part is Part.REST:
            above, below = (replace(count, part=part) for part in (Part.ABOVE, Part.BELOW))
            yield Sum(((below, 1), (above, -1), (count, -1)))


def _windows(figures: Iterable[FigureKey], catalogue: Catalogue) -> Iterator[Sum]:
    """A year to date, a quarter and a rolling year are the sums of their months, where rows are counted and not children."""
    for key in figures:
        indicator = catalogue.get(key.indicator)
        months = _months_of(key)
        if months is None or indicator.distinct is not None or indicator.measure not in _ADDITIVE:
            continue
        step = Window.SNAPSHOT if key.window is Window.MONTH_ENDS_6 else Window.MONTH
        for part in (Part.ABOVE, Part.BELOW) if indicator.measure is MeasureKind.PERCENTAGE else (Part.ABOVE,):
            terms = tuple((Count(replace(key, period=month, window=step), part), -1) for month in months)
            yield Sum(((Count(key, part), 1), *terms))


_ADDITIVE = frozenset({MeasureKind.COUNT, MeasureKind.RATE, MeasureKind.PERCENTAGE})


def _months_of(key: FigureKey) -> list[Month] | None:
    last = key.period
    if key.window is Window.YTD:
        april = Month(last.year if last.number >= APRIL else last.year - 1, APRIL)
        return [april.shift(at) for at in range(last.index - april.index + 1)]
    size = SUMMED.get(key.window)
    return None if size is None else [last.shift(-back) for back in range(size)]


def _groups(
    counts: Mapping[Count, float], figures: Iterable[FigureKey], relations: Relations
) -> Iterator[tuple[Sum, dict[Count, float]]]:
    """A whole is the sum of its groups, and of those that are not shown, where any are left over."""
    wholes = {relation.groups_of: relation.whole for relation in relations.groups_add_up}
    held: dict[tuple[FigureKey, Part, str], list[Count]] = defaultdict(list)
    for key in figures:
        if key.breakdown == WHOLE:
            continue
        for part in (Part.ABOVE, Part.BELOW):
            if Count(key, part) in counts:
                whole = replace(key, breakdown=WHOLE, group="")
                held[whole, part, key.breakdown].append(Count(key, part))
    for (whole, part, breakdown), groups in held.items():
        other = replace(whole, indicator=wholes.get(whole.indicator, whole.indicator))
        total = next((c for c in (Count(whole, part), Count(other, part)) if c in counts), Count(whole, part))
        left = counts[total] - sum(counts[group] for group in groups) if total in counts else 0.0
        if left < 0:
            continue
        others = Count(replace(whole, breakdown=breakdown, group=f"not shown, {part}"), Part.OTHERS)
        rest = {others: left} if left or total not in counts else {}
        terms = tuple((group, -1) for group in (*groups, *rest))
        yield Sum(((total, 1), *terms)), rest if total in counts else {}


def _across(figures: Iterable[FigureKey], relations: Relations) -> Iterator[Sum]:
    """What holds between indicators: a rate and its count, a share and its counts, a stock and its flows, a whole, its parts."""
    for key in figures:
        for pair in relations.one_population.pairs:
            if key.indicator == pair.rate:
                yield _same(Count(key, Part.ABOVE), Count(replace(key, indicator=pair.count), Part.ABOVE))
        for ratio in relations.ratio:
            if key.indicator == ratio.percentage:
                yield _same(Count(key, Part.ABOVE), Count(replace(key, indicator=ratio.numerator), Part.ABOVE))
                yield _same(Count(key, Part.BELOW), Count(replace(key, indicator=ratio.denominator), Part.ABOVE))
        for share in relations.percentage_of:
            if key.indicator == share.percentage:
                yield _same(Count(key, Part.BELOW), Count(replace(key, indicator=share.of), Part.ABOVE))
        for population in relations.denominator_is:
            if key.indicator == population.indicator:
                yield _same(Count(key, Part.BELOW), Count(replace(key, indicator=population.population), Part.ABOVE))
        for whole in relations.whole_and_parts:
            if key.indicator == whole.whole:
                parts = tuple((Count(replace(key, indicator=part), Part.ABOVE), -1) for part in whole.parts)
                yield Sum(((Count(key, Part.ABOVE), 1), *parts))
        for flow in relations.stock_and_flow:
            if key.indicator == flow.stock and key.window is Window.SNAPSHOT:
                before = replace(key, period=key.period.shift(-1))
                joined, left = (replace(key, indicator=name, window=Window.MONTH) for name in (flow.joined, flow.left))
                terms = ((key, 1), (before, -1), (joined, -1), (left, 1))
                yield Sum(tuple((Count(each, Part.ABOVE), sign) for each, sign in terms))


def _same(one: Count, other: Count) -> Sum:
    return Sum(((one, 1), (other, -1)))
