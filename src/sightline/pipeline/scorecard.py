"""Scorecard: figures of the last months, judged, under their headings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import GROUPS
from sightline.catalogue.scorecards import DEFAULT_COLUMNS, ScorecardColumn
from sightline.engine.plan import ALL
from sightline.errors import UsageError
from sightline.judgement.judge import judge_all
from sightline.judgement.judgements import Grounds
from sightline.judgement.series import SeriesTable
from sightline.judgement.tolerance import Basis
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.grounds import gather_grounds
from sightline.pipeline.known_figures import KnownFigures, known_figures, terms_of
from sightline.pipeline.scorecard_lines import DOUBT, Asked, make_line, month_column
from sightline.reports.document import Column
from sightline.reports.scorecard import Scorecard, Section
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window

UNIT_BREAKDOWNS = ("team", "service")
# What a line is called by: indicator, the window of its month columns where it is not the usual one, another name.
Wanted = tuple[str, Window | None, str | None]

HEADINGS = {
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
}
# The order in which columns are read side by side; whatever is not here comes first.
READING_ORDER = (
    ScorecardColumn.YTD,
    ScorecardColumn.ROLLING_YEAR,
    ScorecardColumn.PREVIOUS_YEAR,
    ScorecardColumn.DIRECTION_MONTH,
    ScorecardColumn.DIRECTION_YEAR,
    ScorecardColumn.SIGNAL,
    ScorecardColumn.TARGET,
    ScorecardColumn.RATING,
    ScorecardColumn.RATING_YEAR_END,
    ScorecardColumn.ASSURANCE,
    ScorecardColumn.STATUS,
    ScorecardColumn.PUBLISHED_FOR,
    ScorecardColumn.PUBLISHED,
    ScorecardColumn.NEIGHBOURS,
    ScorecardColumn.BEST_NEIGHBOUR,
    ScorecardColumn.REGION,
    ScorecardColumn.NATIONAL,
    ScorecardColumn.TOP_QUARTILE,
    ScorecardColumn.POSITION,
)
FIGURES = frozenset(
    {
        ScorecardColumn.YTD,
        ScorecardColumn.PREVIOUS_YEAR,
        ScorecardColumn.ROLLING_YEAR,
        ScorecardColumn.PUBLISHED,
        ScorecardColumn.NEIGHBOURS,
        ScorecardColumn.BEST_NEIGHBOUR,
        ScorecardColumn.REGION,
        ScorecardColumn.NATIONAL,
        ScorecardColumn.TOP_QUARTILE,
    }
)
# What a scorecard without a definition shows, as far as there is something to show.
USUAL_COLUMNS = (
    *DEFAULT_COLUMNS[:-2],
    ScorecardColumn.DIRECTION_YEAR,
    *DEFAULT_COLUMNS[-2:],
    ScorecardColumn.NEIGHBOURS,
    ScorecardColumn.NATIONAL,
    ScorecardColumn.POSITION,
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

    Without a name it holds every indicator that has a figure, by stage. What figures are judged against lies in the store
    (`grounds.gather_grounds`); `targets` names another file of targets. Raises UsageError for a scorecard, month or unit
    that there is not; StoreError where nothing is there; InputError for a file of targets or decisions that cannot be read.
    """
    catalogue = open_catalogue(store, definitions)
    chosen = catalogue.scorecard(name) if name else None
    named = {line.indicator for line in chosen.lines} if chosen else None
    breakdown, group, known = _figures_of(store, unit, named)
    at = month or _latest_month(known, store)
    terms = terms_of(catalogue)
    partial = known.spine.last if known.spine is not None and known.spine.is_partial(known.spine.last) else None
    table = SeriesTable.from_arrow(known.table, terms, partial)
    if table.column(at) is None:
        first, last = (str(table.months[0]), str(table.months[-1])) if table.months else ("none", "none")
        raise UsageError(f"There are no figures for {at}. They run from {first} to {last}.")
    gathered = gather_grounds(store, catalogue, known, at, terms, targets=targets)
    authorities = tuple(dict.fromkeys(key.authority for key in table.keys))
    judged = judge_all(table, gathered.grounds)
    asked = Asked(at, breakdown, group, known, judged, authorities, gathered.commentary)
    wanted: list[tuple[str, list[Wanted]]] = (
        [(part.title, [(line.indicator, line.window, line.label) for line in part.indicators]) for part in chosen.sections]
        if chosen
        else _by_stage(catalogue, asked)
    )
    sections = tuple(
        Section(heading, tuple(make_line(catalogue.get(each), window, label, asked) for each, window, label in lines))
        for heading, lines in wanted
        if lines
    )
    every = _columns(ScorecardColumn, asked)
    columns = _columns(chosen.columns if chosen else USUAL_COLUMNS, asked)
    return Scorecard(
        title=f"{chosen.title if chosen else 'Scorecard'}, {wording.month(at)}",
        subtitle=_subtitle(known, unit),
        columns=_shown(columns, every, sections, gathered.grounds),
        every_column=every,
        sections=sections,
        notes=_notes(known, columns, sections),
    )


def _figures_of(store: Path, unit: str | None, indicators: Collection[str] | None) -> tuple[str, str, KnownFigures]:
    """The figures of the authority, or of the first kind of unit that has the one asked for."""
    if unit is None:
        return ALL, "", known_figures(store, indicators=indicators)
    for breakdown in UNIT_BREAKDOWNS:
        known = known_figures(store, breakdown=breakdown, groups=(unit,), indicators=indicators)
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


def _by_stage(catalogue: Catalogue, asked: Asked) -> list[tuple[str, list[Wanted]]]:
    """Every indicator that has a figure somewhere, under the stages of a child's journey."""
    held = {key.indicator for key in asked.judged.table.keys}
    return [
        (GROUPS[group], [(indicator.id, None, None) for indicator in indicators if indicator.id in held])
        for group, indicators in catalogue.by_group.items()
    ]


def _columns(wanted: Sequence[ScorecardColumn] | type[ScorecardColumn], asked: Asked) -> tuple[Column, ...]:
    """Columns with their headings. The first ones are those of the CSV that others read: they keep their places."""
    chosen = set(wanted)
    columns = [Column("good_is", "Good is")]
    if ScorecardColumn.LAST_MONTHS in chosen:
        columns += [
            Column(month_column(place), wording.short_month(month), holds_figures=True)
            for place, month in enumerate(asked.months)
        ]
    columns += [Column(name.value, heading, name in FIGURES) for name, heading in HEADINGS.items() if name in chosen]
    return tuple(columns)


def _shown(
    columns: Sequence[Column], every: Sequence[Column], sections: Sequence[Section], grounds: Grounds
) -> tuple[Column, ...]:
    """The columns asked for that say something, with what somebody set: a rating at year end, a status."""
    lines = [line for section in sections for line in section.lines]
    wanted = {column.name for column in columns}
    if any(grounds.targets.has(line.indicator, Basis.YEAR_END) for line in lines):
        wanted.add(ScorecardColumn.RATING_YEAR_END)
    wanted.add(ScorecardColumn.STATUS)
    optional = {*AMONG_OTHERS, ScorecardColumn.RATING_YEAR_END, ScorecardColumn.STATUS}
    shown = [
        column
        for column in every
        if column.name in wanted and (column.name not in optional or any(line.cell(column).says_something for line in lines))
    ]
    # A direction is read beside the other direction, a rating beside the other rating.
    beside = {name.value: place for place, name in enumerate(READING_ORDER)}
    return tuple(sorted(shown, key=lambda column: beside.get(column.name, -1)))


def _subtitle(known: KnownFigures, unit: str | None) -> str:
    of = f"{unit}. " if unit else ""
    if known.spine is None:
        return f"{of}From supplied series only."
    return f"{of}As at {wording.day(known.spine.as_at)}."


def _notes(known: KnownFigures, columns: Sequence[Column], sections: Sequence[Section]) -> tuple[str, ...]:
    notes = []
    if known.not_available:
        tables = sorted({table for needed in known.not_available.values() for table in needed})
        notes.append(f"{len(known.not_available)} indicators are not available, for want of {wording.listed(tables)}.")
    for load in known.stale:
        owner = f" ({load.owner})" if load.owner else ""
        notes.append(f"The series '{load.name}'{owner} is stale: newer figures were due by {wording.day(load.stale_after)}.")
    wanted = {column.name for column in columns}
    lines = [line for section in sections for line in section.lines]
    if wanted & AMONG_OTHERS:
        if any(name in line.cells for line in lines for name in AMONG_OTHERS):
            notes.append(
                "Figures of others are published ones, of the year that each names. The local figure beside them is current,"
                " and not like for like."
            )
        else:
            notes.append("No published figures to compare with: `sightline benchmarks load FILE…` loads them.")
    if ScorecardColumn.POSITION in wanted and any(line.cautions for line in lines):
        notes.append(f"{DOUBT} The verdict turns on a choice, such as the set of neighbours: each reason says which.")
    return tuple(notes)
