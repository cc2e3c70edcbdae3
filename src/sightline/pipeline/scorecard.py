"""Scorecard: figures of the last months, judged, under their headings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import GROUPS, Indicator
from sightline.engine.plan import ALL
from sightline.errors import UsageError
from sightline.judgement.direction import Comparison
from sightline.judgement.judge import judge_all
from sightline.judgement.judgements import Grounds, Judgement, Judgements
from sightline.judgement.polarity import Polarity
from sightline.judgement.series import SeriesKey, SeriesTable
from sightline.judgement.target_readers import TargetFile, read_targets, targets_from_rows
from sightline.judgement.tolerance import Rating, Targets
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.known_figures import KnownFigures, known_figures, previous_year_label, terms_of
from sightline.pipeline.load import rows_of_table
from sightline.reports.scorecard import Cell, Line, Scorecard, Section
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, ROLLING_MONTHS, Month, Window

MONTHS_SHOWN = 4
GOOD_IS = {"high": "High", "low": "Low", "neutral": "–", "range": "In range"}
WINDOW_NOTES = {window: f"The {months} months to each date." for window, months in ROLLING_MONTHS.items()}
UNIT_BREAKDOWNS = ("team", "service")


@dataclass(frozen=True)
class _Asked:
    """What one scorecard is about."""

    month: Month
    breakdown: str
    group: str
    known: KnownFigures
    judged: Judgements
    authorities: tuple[str, ...]


def make_scorecard(
    store: Path,
    name: str | None = None,
    *,
    month: Month | None = None,
    unit: str | None = None,
    targets: Path | None = None,
    definitions: Path | None = None,
) -> Scorecard:
    """The scorecard of a month (the latest whole one, unless told) for the authority, or for one team or service.

    Without a name it holds every indicator that has a figure, by stage. Targets come from `targets`, else `targets.csv`
    in the store, else the extract's own `loc_target`. Raises UsageError for a scorecard, month or unit that there is
    not; StoreError where nothing is there.
    """
    catalogue = open_catalogue(store, definitions)
    breakdown, group, known = _figures_of(store, unit)
    at = month or _latest_month(known, store)
    terms = terms_of(catalogue)
    read = _targets(store, targets, {name_: term.polarity for name_, term in terms.items()})
    partial = known.spine.last if known.spine is not None and known.spine.is_partial(known.spine.last) else None
    table = SeriesTable.from_arrow(known.table, terms, partial)
    judged = judge_all(table, Grounds(targets=Targets(read.targets), polarities=read.polarities))
    authorities = tuple(dict.fromkeys(key.authority for key in table.keys))
    asked = _Asked(at, breakdown, group, known, judged, authorities)
    if table.column(at) is None:
        first, last = (str(table.months[0]), str(table.months[-1])) if table.months else ("none", "none")
        raise UsageError(f"There are no figures for {at}. They run from {first} to {last}.")
    chosen = catalogue.scorecard(name) if name else None
    title = chosen.title if chosen else "Scorecard"
    sections = (
        [(section.title, [(line.indicator, line.window) for line in section.indicators]) for section in chosen.sections]
        if chosen
        else _by_stage(catalogue, asked)
    )
    return Scorecard(
        title=f"{title}, {wording.month(at)}",
        subtitle=_subtitle(known, unit),
        months=tuple(wording.short_month(at.shift(-back)) for back in range(MONTHS_SHOWN - 1, -1, -1)),
        sections=tuple(
            Section(heading, tuple(_line(catalogue.get(indicator), window, asked) for indicator, window in lines))
            for heading, lines in sections
            if lines
        ),
        notes=_notes(known),
    )


def _figures_of(store: Path, unit: str | None) -> tuple[str, str, KnownFigures]:
    """The figures of the authority, or of the first kind of unit that has the one asked for."""
    if unit is None:
        return ALL, "", known_figures(store)
    for breakdown in UNIT_BREAKDOWNS:
        known = known_figures(store, breakdown=breakdown, groups=(unit,))
        if known.table.num_rows:
            return breakdown, unit, known
    raise UsageError(f"There is no team or service '{unit}' with a figure. `sightline observations --by team` lists them.")


def _latest_month(known: KnownFigures, store: Path) -> Month:
    if known.spine is not None:
        last = known.spine.last
        return last.shift(-1) if known.spine.is_partial(last) and last > known.spine.first else last
    periods = [period for period in known.table.column("period").to_pylist() if period]
    if not periods:
        raise UsageError(f"There are no figures in {store} yet. Run `sightline load FOLDER`, then `sightline calculate`.")
    return Month.parse(max(periods))


def _targets(store: Path, given: Path | None, polarities: dict[str, Polarity]) -> TargetFile:
    path = given or store / "targets.csv"
    if given is None and not path.exists():
        return targets_from_rows(rows_of_table(store, "loc_target"), polarities)
    if not path.exists():
        raise UsageError(f"There is no file {path}. Give --targets a CSV or YAML file, or leave it out.")
    return read_targets(path, polarities)


def _by_stage(catalogue: Catalogue, asked: _Asked) -> list[tuple[str, list[tuple[str, Window | None]]]]:
    """Every indicator that has a figure somewhere, under the stages of a child's journey."""
    held = {key.indicator for key in asked.judged.table.keys}
    return [
        (GROUPS[group], [(indicator.id, None) for indicator in indicators if indicator.id in held])
        for group, indicators in catalogue.by_group.items()
    ]


def _shown_window(indicator: Indicator) -> Window:
    """The window of the month columns: the month itself where the indicator has it, else its own window."""
    for window in (Window.MONTH, Window.SNAPSHOT):
        if window in indicator.windows:
            return window
    # A window that exists at every month end shows more than one that closes four times a year.
    rolling = [window for window in (indicator.window, *ROLLING_MONTHS) if window in ROLLING_MONTHS]
    return next((window for window in rolling if window in indicator.windows), indicator.window)


def _line(indicator: Indicator, window: Window | None, asked: _Asked) -> Line:
    shown = window or _shown_window(indicator)
    months = [asked.month.shift(-back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    cells = tuple(_cell(_find(indicator.id, shown, month, asked)) for month in months)
    current = _find(indicator.id, shown, asked.month, asked)
    direction = current.direction(Comparison.MONTH_ON_MONTH) if current else None
    target = current.target() if current else None
    return Line(
        indicator=indicator.id,
        name=indicator.name,
        good_is=GOOD_IS[indicator.polarity.value],
        window=shown.value,
        months=cells,
        to_date=_to_date(indicator, asked),
        previous_year=_previous_year(indicator, asked),
        arrow=direction.arrow if direction else "",
        direction=direction.words if direction else "",
        direction_reason=direction.reason if direction else "",
        target=target.said if target else "",
        rating=current.rating() if current else Rating.NOT_JUDGED,
        rating_reason=current.rating_reason() if current and target else "",
        note=_note(indicator, shown, asked),
    )


def _find(indicator: str, window: Window, month: Month, asked: _Asked) -> Judgement | None:
    """The judged figure: calculated here, or supplied (which names no authority)."""
    for authority in asked.authorities:
        key = SeriesKey(indicator, window, asked.breakdown, asked.group, authority)
        judgement = asked.judged.find(key, month)
        if judgement is not None and judgement.value is not None:
            return judgement
    return None


def _cell(judgement: Judgement | None, note: str = "") -> Cell:
    if judgement is None or judgement.value is None:
        return Cell(wording.DASH, note)
    table = judgement.of.table
    numerator, denominator = (
        None
        if figures[judgement.row, judgement.column] != figures[judgement.row, judgement.column]
        else float(figures[judgement.row, judgement.column])
        for figures in (table.numerators, table.denominators)
    )
    terms = judgement.terms
    of = wording.n_of_d(numerator, denominator) if terms.unit == "%" and numerator is not None and denominator is not None else ""
    said = wording.number(judgement.value, terms.decimals) + ("%" if terms.unit == "%" else "")
    return Cell(said, "; ".join(part for part in (of, note) if part), judgement.value)


def _to_date(indicator: Indicator, asked: _Asked) -> Cell:
    """The year to date; where the indicator has none, its rolling year, said so; a stock has neither."""
    to_date = _find(indicator.id, Window.YTD, asked.month, asked)
    if to_date is not None:
        as_printed = (indicator.id, str(asked.month)) in asked.known.as_printed
        return _cell(to_date, "as printed" if as_printed else "")
    rolling = _find(indicator.id, Window.ROLLING_12, asked.month, asked)
    return _cell(rolling, "12 months") if rolling is not None else Cell(wording.DASH)


def _previous_year(indicator: Indicator, asked: _Asked) -> Cell:
    """The outturn of the financial year before: its year to date, rolling year or stock at the end of March."""
    march = Month(asked.month.year if asked.month.number >= APRIL else asked.month.year - 1, APRIL).shift(-1)
    for window in (Window.YTD, Window.SNAPSHOT, Window.ROLLING_12):
        found = _find(indicator.id, window, march, asked)
        if found is not None:
            return _cell(found)
    printed = asked.known.years.get((indicator.id, previous_year_label(asked.month)))
    if printed is None:
        return Cell(wording.DASH)
    said = wording.number(printed, indicator.decimals) + ("%" if indicator.unit == "%" else "")
    return Cell(said, "as printed", printed)


def _note(indicator: Indicator, shown: Window, asked: _Asked) -> str:
    """What a reader must know of the line: a rolling window, a proxy, a supplied series, or why there is no figure."""
    parts = []
    if indicator.id in asked.known.not_available:
        parts.append(f"Not available: needs {wording.listed(asked.known.not_available[indicator.id])}.")
    if shown not in (Window.MONTH, Window.SNAPSHOT):
        parts.append(WINDOW_NOTES.get(shown, f"{shown.value.replace('_', ' ').capitalize()}."))
    if indicator.proxy:
        parts.append(f"Proxy: {indicator.proxy}")
    if indicator.id in asked.known.supplied:
        parts.append("Supplied series, not calculated here.")
    return " ".join(parts)


def _subtitle(known: KnownFigures, unit: str | None) -> str:
    of = f"{unit}. " if unit else ""
    if known.spine is None:
        return f"{of}From supplied series only."
    return f"{of}As at {wording.day(known.spine.as_at)}."


def _notes(known: KnownFigures) -> tuple[str, ...]:
    if not known.not_available:
        return ()
    tables = sorted({table for needed in known.not_available.values() for table in needed})
    return (f"{len(known.not_available)} indicators are not available, for want of {wording.listed(tables)}.",)
