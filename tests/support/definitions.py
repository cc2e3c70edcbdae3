"""A small catalogue of made-up definitions, for tests of how definitions are read and checked."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.issues import DefinitionIssue
from sightline.catalogue.loader import load_catalogue, read_catalogue
from sightline.cohorts.model import Cohort, Kind, day, number, text, truth, whole

ASSESSMENTS = Cohort(
    name="assessments",
    title="Assessments",
    row="One assessment of one child.",
    kind=Kind.EVENT,
    sql="SELECT 1",
    columns={
        "started_on": day("the day it began"),
        "completed_on": day("the day it was authorised"),
        "assessment_type": text("new or updated"),
        "sessions": whole("meetings with the family"),
        "outcomes_json_true": text("outcome flags"),
        "quality": number("the grade of an audit", needs=("loc_audit",)),
    },
    dates=("started_on", "completed_on"),
    breakdowns={"assessment_type": "assessment_type"},
)
OPEN_PLANS = Cohort(
    name="open_plans",
    title="Open plans",
    row="One plan open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql="SELECT 1",
    columns={
        "started_on": day("the day it began"),
        "last_visited_on": day("the last visit"),
        "category": text("category of abuse"),
        "is_first": truth("the child's first plan"),
    },
    dates=(),
    breakdowns={"category": "category"},
)
WORKERS = Cohort(
    name="workers",
    title="Workers",
    row="One worker in post on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql="SELECT 1",
    columns={"fte": number("full-time equivalent"), "caseload": whole("children held"), "is_agency": truth("agency")},
    dates=(),
    of_children=False,
    needs=("loc_worker",),
)
COHORTS = {cohort.name: cohort for cohort in (ASSESSMENTS, OPEN_PLANS, WORKERS)}

IN_TIME = dedent("""
    id: in-time
    name: Assessments completed in time
    question: Do we find out quickly enough?
    why_it_matters: Drift delays help.
    group: assessments
    polarity: high
    unit: "%"
    grain: one assessment
    cohort: assessments
    when: completed_on
    measure: percentage
    numerator: working_days(started_on, completed_on) BETWEEN 0 AND 45
    windows: [month, rolling_12]
    default_window: rolling_12
    breakdowns: [team, assessment_type]
    drill: [started_on]
    standard: {text: 45 working days, source: Working Together}
    owner: performance team
    reviewed_on: 2026-01-31
    versions: [{number: 1, holds_from: 2014-04-01}]
    examples:
      - title: Day 45 counts and day 46 does not
        period: 2025-06
        window: month
        rows:
          assessments: |
            person | started_on | completed_on
            -------+------------+-------------
            c1     | 2025-04-09 | 2025-06-17
            c2     | 2025-04-09 | 2025-06-18
        expect: {numerator: 1, denominator: 2, value: 50}
""").lstrip()


def write_definition(folder: Path, text_of_file: str, *, name: str = "in-time", group: str = "assessments") -> Path:
    """Write one indicator's file where the loader looks for it."""
    path = folder / "indicators" / group / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of_file, encoding="utf-8")
    return path


def changed(**keys: str | None) -> str:
    """The definition with some keys written anew, or taken away where they are None. Values are YAML on one line."""
    lines = IN_TIME.splitlines()
    for key, value in keys.items():
        lines = [line for line in lines if not line.startswith(f"{key}:")]
        if key in ("examples",):
            lines = lines[: next((i for i, line in enumerate(lines) if line.startswith("  - title")), len(lines))]
        if value is not None:
            lines.insert(0, f"{key}: {value}")
    return "\n".join(lines) + "\n"


def issues_of(folder: Path, text_of_file: str, *, name: str = "in-time", group: str = "assessments") -> list[DefinitionIssue]:
    """Every issue of a catalogue that holds this one definition."""
    write_definition(folder, text_of_file, name=name, group=group)
    return list(read_catalogue(cohorts=COHORTS, tables={"loc_audit", "loc_worker"}, national=folder)[1])


def catalogue_of(folder: Path, *texts: tuple[str, str, str]) -> Catalogue:
    """The catalogue of definitions given as (name, group, text)."""
    for name, group, text_of_file in texts or (("in-time", "assessments", IN_TIME),):
        write_definition(folder, text_of_file, name=name, group=group)
    return load_catalogue(cohorts=COHORTS, national=folder)
