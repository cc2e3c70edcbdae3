"""Groups, restated figures, what has changed, one indicator, words: each part says something or is not there."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.benchmarks.models import Benchmark
from sightline.catalogue.reports import ReportDefinition, ReportPart
from sightline.errors import UsageError
from sightline.judgement.commentary import Comment
from sightline.judgement.spc import Variation
from sightline.judgement.tolerance import Rating
from sightline.observations.history import Cause, Figure, FigureKey, Restatement
from sightline.reports.build.changes import build_changes
from sightline.reports.build.earlier import Earlier, RestatedFigures, Verdict
from sightline.reports.build.front import build_narrative, build_reading, build_text
from sightline.reports.build.groups import build_groups
from sightline.reports.build.one_indicator import build_indicator
from sightline.reports.build.report import build_report
from sightline.reports.build.restated import build_restated
from sightline.reports.document import Chart, Pairs, Points, Prose, Section, Table
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window
from tests.support.made_figures import OCTOBER, Made, material_of, published, shipped

TIMELY = "icpc-15-days"
MOVED = Restatement(
    FigureKey("assessments-45-days", "month", "2026-09"),
    Figure(80.0, 40, 50),
    date(2026, 10, 5),
    Figure(82.0, 41, 50),
    Cause.LATE_RECORDING,
)


def part(kind: str, **more: object) -> ReportPart:
    return ReportPart.model_validate({"kind": kind, "key": "part", "title": "A part", **more})


def caseloads() -> Made:
    held = Made()
    for service, now, before in (("cwd", 21.5, 19.3), ("mash", 8.0, 8.0), ("cla", 14.0, None)):
        held.add("caseload-mean-headcount", [now], Window.SNAPSHOT, breakdown="service", group=service)
        held.add("caseload-service-6m-avg", [before], Window.MONTH_ENDS_6, breakdown="service", group=service)
    return held


CASELOADS = part(
    "groups",
    split="service",
    indicators=[
        {"indicator": "caseload-service-6m-avg", "window": "month_ends_6", "label": "Six-month average"},
        {"indicator": "caseload-mean-headcount", "label": "Now"},
    ],
)


def test_groups_are_rows_by_their_names() -> None:
    section = build_groups(CASELOADS, material_of(caseloads()))
    assert section is not None
    table, chart = section.blocks
    assert isinstance(table, Table)
    assert [(row.header, [cell.shown for cell in row.cells]) for row in table.rows] == [
        ("Children with disabilities", ["19.3", "21.5"]),
        ("Front door (MASH)", ["8.0", "8.0"]),
        ("Looked-after children", ["–", "14.0"]),
    ]
    assert isinstance(chart, Chart)
    assert chart.sentence == "A part, now: from 8.0 (Front door (MASH)) to 21.5 (Children with disabilities)."


def test_groups_without_a_figure_are_no_part() -> None:
    assert build_groups(CASELOADS, material_of(Made().add("cla-count", [600], Window.SNAPSHOT))) is None


@pytest.mark.parametrize("kind", ["text", "restated"])
def test_words_without_words_are_no_part(kind: str) -> None:
    build = {"text": build_text, "restated": build_restated}[kind]
    assert build(part(kind), material_of(caseloads())) is None
    section = build(part(kind, text=["Said."]), material_of(caseloads()))
    assert section == Section("part", "A part", (Prose(("Said.",)),))


def test_the_marks_are_explained() -> None:
    section = build_reading(part("reading"), material_of(caseloads()))
    assert section is not None
    assert isinstance(section.blocks[0], Pairs)


def test_a_narrative_is_what_people_wrote_about_its_scorecard_once() -> None:
    written = [
        Comment(("contacts-received", "referrals-received"), OCTOBER, "It was busy.", "A. Analyst"),
        Comment(("foster-households",), OCTOBER, "Not of this board.", "A. Analyst"),
    ]
    held = Made().add("contacts-received", [10, 11])
    section = build_narrative(part("narrative", scorecard="board"), material_of(held, commentary=written))
    assert section is not None
    assert [block.paragraphs for block in section.blocks if isinstance(block, Prose)] == [("It was busy.",)]
    assert build_narrative(part("narrative", scorecard="board"), material_of(held)) is None


def test_a_figure_that_moved_says_what_was_said_what_is_known_and_why() -> None:
    held = Made().add("assessments-45-days", [(41, 50), (42, 50)])
    restated = RestatedFigures("Issue 1", (MOVED, MOVED.confirm(Cause.CORRECTION, by="B. Manager", on=date(2026, 11, 1))))
    section = build_restated(part("restated"), material_of(held, restated=restated))
    assert section is not None
    [table] = section.blocks
    assert isinstance(table, Table)
    assert table.title == "A part since Issue 1"
    assert [(cell.shown, cell.note) for cell in table.rows[0].cells] == [
        ("80.0%", "40 of 50"),
        ("82.0%", "41 of 50"),
        ("Late recording, it seems; nobody has confirmed it yet", ""),
    ]
    assert table.rows[1].cells[2].shown == "Correction (B. Manager, 1 November 2026)"
    assert table.rows[0].note == "September 2026"


def test_that_nothing_moved_is_said_only_where_it_is_known() -> None:
    held = material_of(caseloads(), restated=RestatedFigures("Issue 1"))
    section = build_restated(part("restated"), held)
    assert section is not None
    assert section.blocks == (Prose(("No figure shown here has changed since Issue 1.",)),)


def changes(made: Made, earlier: Earlier, **more: object) -> dict[str, tuple[str, ...]]:
    section = build_changes(part("changes", scorecard="board"), material_of(made, earlier=earlier, **more))  # type: ignore[arg-type]
    assert section is not None
    return {block.heading: block.items for block in section.blocks if isinstance(block, Points)}


def test_a_signal_is_new_once_and_gone_once() -> None:
    wild = Made().add("sickness-absence", [(5, 100), (6, 100)] * 9 + [(30, 100)])
    said = changes(wild, Earlier("Issue 1", Month(2026, 9)))
    assert list(said) == ["New signals"]
    assert said["New signals"][0].startswith(
        "Working time lost to sickness, 30.0%. Special cause, concern (high): 30.0% is above"
    )
    key = ("sickness-absence", Window.MONTH)
    assert changes(wild, Earlier("Issue 1", Month(2026, 9), {key: Verdict(Variation.CONCERN_HIGH)})) == {}
    calm = Made().add("sickness-absence", [(5, 100), (6, 100)] * 10)
    said = changes(calm, Earlier("Issue 1", Month(2026, 9), {key: Verdict(Variation.CONCERN_HIGH)}))
    assert said == {"Signals that have gone": ("Working time lost to sickness, 6.0%: “Concern, high” has gone.",)}


def test_ratings_and_published_figures_that_turned() -> None:
    held = Made().add("cla-3plus-placements", [(8, 100), (12, 100)], Window.SNAPSHOT)
    target = {"indicator": "cla-3plus-placements", "polarity": "low", "met": "10", "near": "11", "unit": "%"}
    benchmarks: dict[str, list[Benchmark]] = {
        "cla-3plus-placements": published("cla-3plus-placements", authority=9.0, england=10.0, position="higher")
    }
    key = ("cla-3plus-placements", Window.SNAPSHOT)
    then = Verdict(rating=Rating.MET, position="in range", published_for="2024, release 2024-11")
    said = changes(held, Earlier("Issue 1", Month(2026, 9), {key: then}), targets=[target], benchmarks=benchmarks)
    name = "Looked-after children with three or more placements in a year"
    assert said["Ratings that have changed"] == (f"{name}, 12.0%: met then, not met now.",)
    [turned] = said["Newly published figures"]
    assert turned == f"{name}: published figures are now of 2025, release 2025-11. Where it was in range, it is higher."


def test_where_nothing_changed_that_is_said_and_no_heading_stands_empty() -> None:
    held = Made().add("sickness-absence", [(5, 100), (6, 100)])
    material = material_of(held, earlier=Earlier("the figures of September 2026", Month(2026, 9)))
    section = build_changes(part("changes", scorecard="board"), material)
    assert section is not None
    assert section.blocks == (
        Prose(("Compared with the figures of September 2026.",)),
        Prose(("No signal, rating, status or published figure has changed, and no figure was restated.",)),
    )


def test_changes_need_something_to_compare_with() -> None:
    with pytest.raises(UsageError, match="nothing to compare with"):
        build_changes(part("changes", scorecard="board"), material_of(caseloads()))


def test_one_indicator_says_what_it_is_before_its_figures() -> None:
    held = Made().add("assessments-45-days", [(40, 50), (41, 50), (42, 50)])
    held.add("assessments-45-days", [(10, 12)], breakdown="team", group="T1")
    section = build_indicator(part("indicator", splits=["service", "team"]), material_of(held, about="assessments-45-days"))
    assert section is not None
    assert [type(block).__name__ for block in section.blocks][:2] == ["Prose", "Pairs"]
    assert [block.title for block in section.blocks if isinstance(block, Table)][-1].endswith(", by team")
    assert isinstance(section.blocks[-1], Points)


def test_one_indicator_without_a_figure_is_no_page() -> None:
    assert build_indicator(part("indicator"), material_of(caseloads(), about="cla-count")) is None


def test_a_report_of_parts_without_figures_has_no_sections() -> None:
    definition = ReportDefinition.model_validate(
        {"name": "paper", "title": "A paper", "parts": [CASELOADS.model_dump(exclude_unset=True)]}
    )
    report = build_report(definition, material_of(Made().add("cla-count", [600], Window.SNAPSHOT), audience=Audience.BOARD))
    assert (report.sections, report.audience, report.subtitle) == ((), Audience.BOARD, "October 2026")


def test_a_report_is_the_same_document_when_it_is_built_again() -> None:
    held = Made().add("contacts-received", [10, 12, 14]).add("cla-count", [600, 601, 602], Window.SNAPSHOT)
    definition = shipped().report("monthly")
    assert build_report(definition, material_of(held)) == build_report(definition, material_of(held))
