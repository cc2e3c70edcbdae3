"""The paper that golden files are of: small, and with what breaks documents in it.

Every rating, a signal, a change of counting, a year and neighbours that nobody published, a supplied series, a withheld figure,
a comment of 300 characters with quotes, accents and a script, a group without a figure, a figure that was restated.
"""

from __future__ import annotations

from datetime import date

import yaml

from sightline.catalogue.reports import ReportDefinition
from sightline.judgement.chart import DefinitionBreak
from sightline.judgement.commentary import Comment, CommentKind
from sightline.judgement.incidents import Effect, Incident
from sightline.observations.history import Cause, Figure, FigureKey, Restatement
from sightline.reports.build.earlier import RestatedFigures
from sightline.reports.build.report import build_report
from sightline.reports.document import Report
from sightline.vocabulary.periods import Month, Window
from tests.support.made_figures import OCTOBER, Made, material_of, published

TIMELY, STABLE, REPEAT = "icpc-15-days", "cla-3plus-placements", "cpp-repeat-ever"
HOSTILE = 'Siân said "it\'s <b>late</b> & late": <script>alert(1)</script> =1+1; visits were written up in the next month. '
HOSTILE = (HOSTILE * 3)[:300]

DEFINITION = """
name: paper
title: A paper of every kind
parts:
  - {kind: text, key: why, title: Why, text: [Because it was asked for.]}
  - {kind: restated, key: restated, title: Figures that have changed}
  - kind: scorecard
    key: card
    title: Card
    scorecard: monthly
    panels:
      - {title: The month, columns: [good_is, data_note, last_months, ytd, direction_month, rating]}
      - {title: Targets and others, columns: [target, tolerance, earlier_years, neighbours, national, comment]}
  - kind: topics
    key: protection
    title: Child protection
    topics:
      - {title: Conferences, definition: The meeting that decides., indicators: [icpc-count, icpc-15-days]}
      - {title: Nothing known, indicators: [sgo-granted]}
  - kind: groups
    key: caseloads
    title: Caseloads
    split: service
    indicators: [{indicator: caseload-mean-headcount, label: Now}]
"""


def figures() -> Made:
    held = Made().add("icpc-count", [50, 56, 48, 54] * 5 + [90])
    held.add(TIMELY, [(45, 50), (40, 50), None, *[(44, 50), (41, 50), (46, 50)] * 4]).add(TIMELY, [(300, 350)], Window.YTD)
    held.add(TIMELY, [(500, 620)], Window.YTD, until=Month(2026, 3))
    held.add(STABLE, [(60, 600), (66, 600), (70, 610), (72, 612)], Window.SNAPSHOT)
    held.add(REPEAT, [(20, 100), (22, 100), (25, 100), (30, 100)], Window.ROLLING_12)
    held.add("cla-count", [600, 605, 610, 612], Window.SNAPSHOT).add("vacancy-rate", [(3, 30)] * 4, Window.SNAPSHOT)
    for service, value in (("cwd", 21.5), ("mash", 8.0), ("court_permanence", None)):
        held.add("caseload-mean-headcount", [value], Window.SNAPSHOT, breakdown="service", group=service)
    return held


def paper() -> Report:
    """The paper, the same every time."""
    targets = [
        {"indicator": TIMELY, "polarity": "high", "met": "90", "near": "85", "unit": "%"},
        {"indicator": STABLE, "polarity": "low", "met": "10", "near": "12", "unit": "%"},
        {"indicator": REPEAT, "polarity": "low", "met": "14", "near": "16", "unit": "%"},
    ]
    written = [
        Comment((TIMELY, STABLE), OCTOBER, HOSTILE, "A. Analyst"),
        Comment((TIMELY,), OCTOBER, "Book rooms in July.", "B. Manager", CommentKind.ACTION, action_owner="C. Lead"),
    ]
    moved = Restatement(
        FigureKey(TIMELY, "month", "2026-09"), Figure(86.0, 43, 50), date(2026, 10, 5), Figure(88.0, 44, 50), Cause.LATE_RECORDING
    )
    material = material_of(
        figures(),
        targets=targets,
        benchmarks={TIMELY: published(TIMELY, authority=88.0, sn_mean=82.6, england=76.9)},
        commentary=written,
        incidents=[Incident("posts", ("vacancy-rate",), Effect.WITHHOLD, "Posts counted twice", "HR", date(2026, 10, 1))],
        grounds={"breaks": [DefinitionBreak("icpc-count", Month(2025, 9), "children, not conferences")]},
        known={"supplied": frozenset({"cla-count"}), "years": {("icpc-count", "all", "", "2024/25"): 640.0}},
        restated=RestatedFigures("Issue 1", (moved,)),
    )
    return build_report(ReportDefinition.model_validate(yaml.safe_load(DEFINITION)), material)
