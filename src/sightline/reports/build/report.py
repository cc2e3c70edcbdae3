"""A report out of its definition and its material: each part built by the builder of its kind, empty ones left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sightline.catalogue.reports import PartKind, ReportDefinition, ReportPart
from sightline.reports.build.changes import build_changes
from sightline.reports.build.front import build_narrative, build_reading, build_text
from sightline.reports.build.groups import build_groups
from sightline.reports.build.material import Material
from sightline.reports.build.notes import notes_on_faults, notes_on_issues, notes_on_sources
from sightline.reports.build.one_indicator import build_indicator
from sightline.reports.build.restated import build_restated
from sightline.reports.build.summary import build_figures, build_summary, numbers_of
from sightline.reports.build.topics import build_topics
from sightline.reports.document import Report, Section
from sightline.vocabulary import wording

Builder = Callable[[ReportPart, Material], Section | None]

BUILDERS: Mapping[PartKind, Builder] = {
    PartKind.TEXT: build_text,
    PartKind.NARRATIVE: build_narrative,
    PartKind.READING: build_reading,
    PartKind.SCORECARD: build_summary,
    PartKind.TOPICS: build_topics,
    PartKind.RESTATED: build_restated,
    PartKind.FIGURES: build_figures,
    PartKind.GROUPS: build_groups,
    PartKind.CHANGES: build_changes,
    PartKind.INDICATOR: build_indicator,
}


def build_report(definition: ReportDefinition, material: Material) -> Report:
    """The report with every part that has something to say; a part without is left out, and no heading stands for it."""
    numbered = next((part.scorecard for part in definition.shown if part.kind is PartKind.SCORECARD), None)
    if numbered is not None:
        numbers = numbers_of(material.catalogue.scorecard(numbered), material.catalogue, material.asked)
        material = replace(material, numbers=numbers)
    asked = material.asked
    month = wording.month(asked.month)
    unit = material.group_name(asked.breakdown, asked.group) if asked.group else ""
    built = [section for part in definition.shown if (section := BUILDERS[part.kind](part, material)) is not None]
    if built:
        # The first part follows the contents, on their page where there is room.
        built[0] = replace(built[0], starts_page=False)
    return Report(
        key=definition.name,
        title=definition.title,
        subtitle=f"{unit}, {month}" if unit else month,
        audience=material.audience,
        control=material.control.pairs,
        sections=tuple(built),
        notes=tuple(_notes(material)),
        period=material.asked.month,
    )


def _notes(material: Material) -> Iterator[str]:
    asked, catalogue = material.asked, material.catalogue
    shown = {key.indicator for key in asked.judged.table.keys}
    yield from notes_on_sources(asked.known)
    yield from notes_on_faults(((each, catalogue.get(each).name) for each in sorted(shown)), asked)
    yield from notes_on_issues(asked.issues)
