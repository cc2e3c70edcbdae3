"""A scorecard out of judged figures: its lines under their headings, and the columns that say something."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import GROUPS, Indicator
from sightline.catalogue.scorecards import DEFAULT_COLUMNS, ScorecardColumn
from sightline.catalogue.scorecards import Scorecard as Definition
from sightline.judgement.judgements import Grounds
from sightline.judgement.tolerance import Basis
from sightline.observations.known import KnownFigures
from sightline.reports.build.asked import Asked
from sightline.reports.build.columns import AMONG_OTHERS, HEADINGS, READING_ORDER, columns_of
from sightline.reports.build.lines import make_line
from sightline.reports.build.notes import notes_on_faults, notes_on_issues, notes_on_sources
from sightline.reports.build.others import DOUBT
from sightline.reports.document import Column
from sightline.reports.scorecard import Scorecard, Section
from sightline.vocabulary import wording
from sightline.vocabulary.areas import area_name
from sightline.vocabulary.periods import Window

# What a line is called by: indicator, the window of its month columns where it is not the usual one, another name.
Wanted = tuple[str, Window | None, str | None]
# What two indicators have in common that count the same.
COUNTING = (
    "cohort",
    "when",
    "measure",
    "where",
    "numerator",
    "value",
    "weight",
    "distinct",
    "per",
    "annualised",
    "default_window",
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


def build_scorecard(catalogue: Catalogue, chosen: Definition | None, asked: Asked, unit: str | None = None) -> Scorecard:
    """The scorecard that a definition describes; without one, every indicator that has a figure, by stage."""
    grounds = asked.judged.grounds
    sections = tuple(
        Section(heading, tuple(make_line(catalogue.get(each), window, label, asked) for each, window, label in lines))
        for heading, lines in (_chosen(chosen) if chosen else _by_stage(catalogue, asked))
        if lines
    )
    every = columns_of(HEADINGS, asked)
    columns = columns_of((ScorecardColumn.GOOD_IS, *(chosen.columns if chosen else USUAL_COLUMNS)), asked)
    return Scorecard(
        title=f"{chosen.title if chosen else 'Scorecard'}, {wording.month(asked.month)}",
        subtitle=_subtitle(asked.known, unit),
        columns=_shown(columns, every, sections, grounds),
        every_column=every,
        sections=sections,
        notes=(
            *_notes(asked.known, columns, sections),
            *notes_on_faults(_names(sections), asked),
            *notes_on_issues(asked.issues),
        ),
    )


def _chosen(chosen: Definition) -> list[tuple[str, list[Wanted]]]:
    return [(part.title, [(line.indicator, line.window, line.label) for line in part.indicators]) for part in chosen.sections]


def _by_stage(catalogue: Catalogue, asked: Asked) -> list[tuple[str, list[Wanted]]]:
    """Every indicator that has a figure somewhere, under the stages of a child's journey."""
    held = {key.indicator for key in asked.judged.table.keys} - split_only(catalogue)
    return [
        (GROUPS[group], [(indicator.id, None, None) for indicator in indicators if indicator.id in held])
        for group, indicators in catalogue.by_group.items()
    ]


def split_only(catalogue: Catalogue) -> set[str]:
    """Indicators that count what another counts and are there to be split: as a whole they would say the same twice."""
    same: dict[tuple[object, ...], list[Indicator]] = {}
    for indicator in catalogue.indicators:
        deciding = tuple(getattr(indicator, name) for name in COUNTING)
        same.setdefault(deciding, []).append(indicator)
    return {each.id for group in same.values() for each in sorted(group, key=lambda each: (len(each.name), each.id))[1:]}


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
    of = "".join(f"{name}. " for name in (area_name(known.area), unit) if name)
    if known.spine is None:
        return f"{of}From supplied series only."
    return f"{of}As at {wording.day(known.spine.as_at)}."


def _notes(known: KnownFigures, columns: Sequence[Column], sections: Sequence[Section]) -> tuple[str, ...]:
    notes = list(notes_on_sources(known))
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
    positions = (line.cells.get(ScorecardColumn.POSITION) for line in lines)
    if ScorecardColumn.POSITION in wanted and any(cell.shown.endswith(DOUBT) for cell in positions if cell is not None):
        notes.append(f"{DOUBT} The verdict turns on a choice, such as the set of neighbours: each reason says which.")
    return tuple(notes)


def _names(sections: Sequence[Section]) -> list[tuple[str, str]]:
    return [(line.indicator, line.name) for section in sections for line in section.lines]
