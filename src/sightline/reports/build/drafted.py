"""Proposed analysis on a page that nobody has written about yet: drafted from the page's own figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sightline.reports.build.asked import Asked
from sightline.reports.build.blocks import measure_of
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.topic_tables import Of, split_columns
from sightline.reports.document import Prose, ProseKind
from sightline.reports.drafting import MOST_SENTENCES, Drafted, Subject, draft
from sightline.reports.proofreading.block import Measure

HEADING = "Proposed analysis"
AUTHOR = "drafted by Sightline from these figures"
# A page is led by its first indicator; of the others only what moved for real is told.
SENTENCES_OF_OTHERS = 2


def drafted_analysis(lines: Sequence[NamedLine], material: Material, split: str | None = None) -> Prose | None:
    """Two to five sentences about the first indicator that has a figure, and the movement of the next; None without one."""
    said: list[Drafted] = []
    for line in lines:
        sentences = draft(subject_of(line, material, split))
        said += sentences if not said else sentences[:SENTENCES_OF_OTHERS]
        if len(said) >= MOST_SENTENCES:
            break
    said = said[:MOST_SENTENCES]
    if not said:
        return None
    return Prose(
        tuple(sentence.text for sentence in said),
        ProseKind.DRAFTED,
        HEADING,
        author=AUTHOR,
        figures=tuple(sentence.figures for sentence in said),
    )


def subject_of(line: NamedLine, material: Material, split: str | None = None) -> Subject:
    """An indicator with what is judged of it and, where its groups are known, the parts that it is made of."""
    asked = material.asked
    whole = Of(line, line.name)
    measure = measure_of(whole, asked)
    current = whole.at(asked, asked.month)
    if current is None:
        return Subject(replace(measure, steps=()))
    target = current.target()
    return Subject(
        measure=measure,
        variation=current.variation,
        rating=current.rating(),
        target=target.said if target is not None else "",
        parts=_parts(line, material, split),
    )


def _parts(line: NamedLine, material: Material, split: str | None) -> list[Measure]:
    """The groups, each under its own name: by what the page is split by, else by team, where that is known."""
    asked: Asked = material.asked
    for breakdown in (split, "team"):
        if breakdown and asked.groups(line.indicator.id, line.window, breakdown):
            return [replace(measure_of(of, asked), name=of.heading) for of in split_columns(line, breakdown, material)]
    return []
