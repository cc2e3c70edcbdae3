"""What stands before the figures: how to read them."""

from __future__ import annotations

from sightline.catalogue.reports import ReportPart
from sightline.reports.build.material import Material
from sightline.reports.build.written import remarks, written_about
from sightline.reports.document import Pairs, Prose, ProseKind, Section

MARKS = (
    ("n of d", "What a percentage is made of: 41 of 53 is 77.4%. Fifty per cent of two children is two children."),
    ("–", "There is no figure: nothing to count out of, or a table that is missing. It is never nought."),
    (
        "▲ ▼ and a word",
        "Direction of travel since the month before: the arrow is that of the figure, the word says whether it is better.",
    ),
    ("no real change", "The figure moved no more than chance moves it from month to month."),
    ("● Met, ◐ Near, ○ Not met", "The figure as displayed, against the authority's own target and its tolerance."),
    ("Neighbours", "The mean of the ten authorities most like this one. Published figures are of the year that each names."),
    ("Best neighbour, top quartile", "The best of the ten, and the figure that the best quarter of all authorities reach."),
)


def build_reading(part: ReportPart, material: Material) -> Section | None:
    """How to read the report: the words of its file, and what its marks mean."""
    blocks = (Prose(part.text),) if part.text else ()
    return Section(part.key, part.title, (*blocks, Pairs(MARKS)))


def build_narrative(part: ReportPart, material: Material) -> Section | None:
    """What people wrote about the indicators of a scorecard, each passage once; None where nobody wrote anything."""
    scorecard = material.catalogue.scorecard(part.scorecard or "")
    written = written_about([line.indicator for line in scorecard.lines], material.asked)
    passages = tuple(remarks(written, "", ProseKind.NARRATIVE))
    own = (Prose(part.text),) if part.text else ()
    return Section(part.key, part.title, (*own, *passages)) if own or passages else None


def build_text(part: ReportPart, material: Material) -> Section | None:
    """The words of the report's file; None where there are none."""
    return Section(part.key, part.title, (Prose(part.text),)) if part.text else None
