"""A page a topic: what it is, what is said of it, its table, its charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sightline.catalogue.reports import ReportPart, ReportTopic
from sightline.judgement.commentary import Comment
from sightline.reports.build.drafted import drafted_analysis
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.topic_charts import bars_of_groups, months_chart, years_chart
from sightline.reports.build.topic_tables import MONTHS_IN_TABLE, Of, split_columns, topic_table
from sightline.reports.build.written import actions, notes_on_data, remarks, written_about
from sightline.reports.document import Block, Chart, Prose, ProseKind, Section, Table
from sightline.vocabulary import wording

CHARTS_AT_MOST = 4


def build_topics(part: ReportPart, material: Material) -> Section | None:
    """A section with a page for each topic that has a figure; None where none has."""
    pages = tuple(page for topic in part.topics if (page := topic_page(topic, material, part.key)) is not None)
    if not pages:
        return None
    if len(pages) == 1 and pages[0].title == part.title:
        return pages[0]
    # The first topic stands on the page of its heading, which would otherwise stand alone.
    return Section(part.key, part.title, sections=(replace(pages[0], starts_page=False), *pages[1:]), starts_page=True)


def topic_page(topic: ReportTopic, material: Material, under: str) -> Section | None:
    """The page of a topic, below the part with a key; None where no table of it has a figure."""
    named = slug(topic.title)
    key = named if named != under else f"{under}-page"
    lines = [material.named(line) for line in topic.indicators]
    figures = _figures(key, topic, lines, material)
    if not figures:
        return None
    blocks: list[Block] = []
    if topic.definition:
        blocks.append(Prose((topic.definition,), ProseKind.DEFINITION, "Definition"))
    written = written_about([line.indicator.id for line in lines], material.asked)
    analysis = list(remarks(written, "Performance analysis"))
    drafted = None if analysis else drafted_analysis(lines, material, topic.split)
    blocks += analysis if drafted is None else [drafted]
    blocks += actions(written, "Actions")
    blocks += _data_notes(topic, lines, written, material)
    return Section(key, topic.title, (*blocks, *figures), starts_page=True)


def slug(title: str) -> str:
    """A title as a key: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _figures(key: str, topic: ReportTopic, lines: list[NamedLine], material: Material) -> list[Block]:
    """The tables of a topic and their charts; nothing where no table has a figure."""
    if topic.split:
        pairs = _split_tables(key, topic, lines, material)
        return [block for pair in pairs for block in pair if block is not None]
    table = topic_table(f"{key}-figures", topic.title, [Of(line, line.title) for line in lines], material)
    return [table, *_charts(topic, lines, table, material)] if table is not None else []


def _split_tables(
    key: str, topic: ReportTopic, lines: list[NamedLine], material: Material
) -> Iterator[tuple[Table, Chart | None]]:
    """A table for each indicator with a column a group, and the groups of the year so far as bars."""
    for line in lines:
        columns = split_columns(line, topic.split or "", material)
        table = topic_table(f"{key}-{line.key}", line.title, columns, material)
        if table is not None:
            yield table, bars_of_groups(line, columns, table, material)


def _data_notes(topic: ReportTopic, lines: list[NamedLine], written: tuple[Comment, ...], material: Material) -> Iterator[Prose]:
    """What is to be known of the topic's figures: what its file says, what is missing or doubtful, what people noted."""
    asked, known = material.asked, material.asked.known
    notes = dict.fromkeys(topic.notes)
    for line in lines:
        if line.indicator.id in known.not_available:
            needed = wording.listed(known.not_available[line.indicator.id])
            notes[f"{line.title} is not available: it needs {needed}."] = None
        if line.indicator.proxy:
            notes[f"{line.title} is an approximation. {line.indicator.proxy}"] = None
        faults = asked.incidents_of(line.indicator.id, MONTHS_IN_TABLE)
        notes |= dict.fromkeys(f"{line.title}. {each.sentence}" for each in faults)
    supplied = [line.title for line in lines if line.indicator.id in known.supplied]
    if supplied:
        which = "All figures here" if len(supplied) == len(lines) else wording.listed(supplied)
        notes[f"{which}: a supplied series, not counted here."] = None
    notes |= dict.fromkeys(notes_on_data(written))
    if notes:
        yield Prose(tuple(notes), ProseKind.DATA_NOTE, "Data notes")


def _charts(topic: ReportTopic, lines: list[NamedLine], table: Table, material: Material) -> Iterator[Chart]:
    drawn = [line for line in lines if topic.charts is None or line.indicator.id in topic.charts][:CHARTS_AT_MOST]
    # Charts of years are narrow, and stand side by side where they follow one another.
    once = {line.indicator.id: line for line in reversed(drawn)}
    wanted = [(months_chart, line) for line in drawn] + [(years_chart, line) for line in drawn if once[line.indicator.id] is line]
    for draw, line in wanted:
        chart = draw(line, material, table)
        if chart is not None:
            yield chart
