"""A page a topic: what it is, what is said of it, its table, its charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sightline.catalogue.reports import ReportPart, ReportTopic
from sightline.reports.build.drafted import drafted_analysis
from sightline.reports.build.lines import comments_on
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.topic_charts import months_chart, years_chart
from sightline.reports.build.topic_tables import Of, split_columns, topic_table
from sightline.reports.document import Block, Chart, Prose, ProseKind, Section, Table
from sightline.vocabulary import wording

CHARTS_AT_MOST = 4


def build_topics(part: ReportPart, material: Material) -> Section | None:
    """A section with a page for each topic that has a figure; None where none has."""
    pages = tuple(page for topic in part.topics if (page := topic_page(topic, material)) is not None)
    if not pages:
        return None
    if len(pages) == 1 and pages[0].title == part.title:
        return pages[0]
    # The first topic stands on the page of its heading, which would otherwise stand alone.
    return Section(part.key, part.title, sections=(replace(pages[0], starts_page=False), *pages[1:]), starts_page=True)


def topic_page(topic: ReportTopic, material: Material) -> Section | None:
    """The page of a topic; None where no table of it has a figure."""
    key = slug(topic.title)
    lines = [material.named(line) for line in topic.indicators]
    tables = list(_split_tables(key, topic, lines, material)) if topic.split else _one_table(key, topic, lines, material)
    if not tables:
        return None
    blocks: list[Block] = []
    if topic.definition:
        blocks.append(Prose((topic.definition,), ProseKind.DEFINITION, "Definition"))
    written = list(_written(lines, material))
    drafted = drafted_analysis(lines, material, topic.split) if not written else None
    blocks += written if drafted is None else [drafted]
    blocks += _data_notes(topic, lines, material)
    blocks += tables
    if not topic.split:
        blocks += _charts(topic, lines, material)
    return Section(key, topic.title, tuple(blocks), starts_page=True)


def slug(title: str) -> str:
    """A title as a key: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _one_table(key: str, topic: ReportTopic, lines: list[NamedLine], material: Material) -> list[Table]:
    table = topic_table(key, topic.title, [Of(line, line.title) for line in lines], material)
    return [table] if table is not None else []


def _split_tables(key: str, topic: ReportTopic, lines: list[NamedLine], material: Material) -> Iterator[Table]:
    for line in lines:
        columns = split_columns(line, topic.split or "", material)
        table = topic_table(f"{key}-{line.indicator.id}", line.title, columns, material)
        if table is not None:
            yield table


def _written(lines: list[NamedLine], material: Material) -> Iterator[Prose]:
    """What people wrote about the topic's figures, each passage once."""
    said: dict[str, str] = {}
    for line in lines:
        for comment in comments_on(line.indicator.id, material.asked):
            said.setdefault(comment.text, comment.author)
    if said:
        authors = wording.listed(list(dict.fromkeys(author for author in said.values() if author)))
        yield Prose(tuple(said), ProseKind.ANALYSIS, "Performance analysis", author=authors)


def _data_notes(topic: ReportTopic, lines: list[NamedLine], material: Material) -> Iterator[Prose]:
    known = material.asked.known
    notes = dict.fromkeys(topic.notes)
    for line in lines:
        if line.indicator.id in known.not_available:
            needed = wording.listed(known.not_available[line.indicator.id])
            notes[f"{line.title} is not available: it needs {needed}."] = None
        if line.indicator.proxy:
            notes[f"{line.title} is an approximation. {line.indicator.proxy}"] = None
    supplied = [line.title for line in lines if line.indicator.id in known.supplied]
    if supplied:
        which = "All figures here" if len(supplied) == len(lines) else wording.listed(supplied)
        notes[f"{which}: a supplied series, not counted here."] = None
    if notes:
        yield Prose(tuple(notes), ProseKind.DATA_NOTE, "Data notes")


def _charts(topic: ReportTopic, lines: list[NamedLine], material: Material) -> Iterator[Chart]:
    drawn = [line for line in lines if topic.charts is None or line.indicator.id in topic.charts][:CHARTS_AT_MOST]
    for line in drawn:
        for chart in (months_chart(line, material), years_chart(line, material)):
            if chart is not None:
                yield chart
