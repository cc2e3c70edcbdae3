"""Files become a catalogue: every issue at once, local over national, found by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.catalogue.issues import CatalogueError, Severity
from sightline.catalogue.loader import load_catalogue, read_catalogue
from sightline.catalogue.models import MeasureKind
from sightline.errors import UsageError
from sightline.vocabulary.periods import Window
from tests.support.definitions import COHORTS, IN_TIME, catalogue_of, changed, write_definition

LOCAL = """
id: seen-often
name: Assessments with three meetings or more
question: Do we spend time with families?
why_it_matters: Trust takes time.
group: assessments
polarity: high
unit: "%"
grain: one assessment
cohort: assessments
when: completed_on
numerator: sessions >= 3
windows: [month]
owner: a team manager
reviewed_on: 2026-02-01
"""


def issues_when_loaded(national: Path, overlay: Path | None = None) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(overlay, cohorts=COHORTS, national=national)
    return [str(issue) for issue in caught.value.issues]


def test_a_definition_is_loaded_with_its_expressions_read(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path)
    measure = catalogue.measure("in-time")
    assert (measure.kind, measure.when, measure.version) == (MeasureKind.PERCENTAGE, "completed_on", 1)
    assert measure.numerator is not None
    assert measure.numerator.clocks == (("started_on", "completed_on"),)
    assert measure.numerator.line == IN_TIME.splitlines().index(next(x for x in IN_TIME.splitlines() if "numerator:" in x)) + 1
    assert measure.columns == ("completed_on", "started_on")
    assert catalogue.get("in-time").window is Window.ROLLING_12
    assert catalogue.by_cohort == {"assessments": (measure,)}
    assert list(catalogue.by_group) == ["assessments"]


def test_every_issue_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    write_definition(tmp_path, changed(polarity="up", owner=None))
    write_definition(tmp_path, changed(id="other", numerator="x > 1", polrity="high"), name="other")
    write_definition(tmp_path, "id: [", name="torn")
    issues = issues_when_loaded(tmp_path)
    told = "\n".join(issues)
    assert len(issues) == 4
    assert "'polarity' has a value that is not known. Found: up. Allowed: high, low, neutral, range." in told
    assert "in-time: 'owner' is missing." in told
    assert "'polrity' is not a key that is known here. Did you mean 'polarity'?" in told
    assert "torn.yaml" in told


def test_nested_keys_are_known_too(tmp_path: Path) -> None:
    write_definition(tmp_path, changed(standard="{txt: 45 days, source: Working Together}"))
    told = "\n".join(issues_when_loaded(tmp_path))
    assert "'standard.text' is missing" in told
    assert "'standard.txt' is not a key that is known here. Did you mean 'text'?" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no definition"),
        ("- id: in-time\n", "holds no definition"),
        ("id: in-time\nname: [unclosed\n", "cannot be read as YAML"),
        ("a: &x 1\nb: *x\n", "Anchors and aliases"),
        ("id: in-time\nid: in-time\n", "The key 'id' is given twice"),
        ("name: \x07\n", "cannot be read as YAML"),
        ("id: in-time\n---\nid: more\n", "cannot be read as YAML"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(tmp_path: Path, text: str, words: str) -> None:
    write_definition(tmp_path, text)
    assert any(words in issue and "in-time.yaml:" in issue for issue in issues_when_loaded(tmp_path))


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    write_definition(tmp_path, "").write_bytes(b"name: \xff\xfe\x00")
    assert "cannot be read as text in UTF-8" in issues_when_loaded(tmp_path)[0]


def test_one_id_in_two_files_names_the_other(tmp_path: Path) -> None:
    write_definition(tmp_path, IN_TIME)
    write_definition(tmp_path, changed(group="cin"), group="cin")
    assert "The id 'in-time' is already used by in-time.yaml in folder assessments." in issues_when_loaded(tmp_path)[0]


def test_a_local_file_gives_only_what_differs(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    path = write_definition(local, "owner: Head of Assessment\nstandard: {text: 35 working days}\ndrill: []\n", group="ours")
    catalogue = load_catalogue(local, cohorts=COHORTS, national=national)
    indicator, origin = catalogue.get("in-time"), catalogue.origins["in-time"]
    assert indicator.owner == "Head of Assessment"
    assert indicator.standard is not None
    assert (indicator.standard.text, indicator.standard.source) == ("35 working days", "Working Together")
    assert indicator.drill == ()
    assert indicator.name == "Assessments completed in time"
    assert origin.is_local
    assert origin.changed_locally == ("owner", "standard", "drill")
    assert (origin.place("owner").file, origin.place("owner").line) == (str(path), 1)
    assert origin.place("name").file.endswith("national/indicators/assessments/in-time.yaml")


def test_a_key_given_as_null_is_taken_away(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write_definition(local, "standard: null\n")
    assert load_catalogue(local, cohorts=COHORTS, national=national).get("in-time").standard is None


def test_an_issue_of_a_local_file_points_into_it(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write_definition(local, "reviewed_on: 2026-02-01\nnumerator: sesions > 1\n")
    (issue,) = [line for line in issues_when_loaded(national, local) if "expressions-resolve" in line]
    assert str(local) in issue
    assert "in-time.yaml:2:" in issue
    assert "Did you mean 'sessions'?" in issue


def test_a_local_change_of_what_is_counted_is_warned_about_unless_it_is_dated(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write_definition(local, "numerator: sessions > 1\n")
    _, issues = read_catalogue(local, cohorts=COHORTS, national=national)
    assert [(issue.rule, issue.severity) for issue in issues] == [("local-change-is-dated", Severity.WARNING)]
    write_definition(local, "versions:\n  - {number: 1}\n  - {number: 2, holds_from: 2025-04-01, numerator: sessions > 1}\n")
    catalogue, issues = read_catalogue(local, cohorts=COHORTS, national=national)
    assert issues == ()
    assert catalogue.measure("in-time").numerator.sql == "sessions > 1"
    assert catalogue.measure("in-time", 1).numerator.sql.startswith("working_days")


def test_a_new_indicator_on_a_cohort_that_is_there_needs_no_python(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write_definition(local, LOCAL, name="seen-often", group="anything")
    catalogue, issues = read_catalogue(local, cohorts=COHORTS, national=national)
    assert catalogue.measure("seen-often").numerator.sql == "sessions >= 3"
    assert [indicator.id for indicator in catalogue.indicators] == ["in-time", "seen-often"]
    assert [(issue.rule, issue.severity) for issue in issues] == [("examples-are-there", Severity.WARNING)]
    assert load_catalogue(local, cohorts=COHORTS, national=national).warnings == issues


def test_an_unknown_indicator_is_met_with_a_suggestion(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path)
    with pytest.raises(UsageError, match="There is no indicator 'intime'. Did you mean 'in-time'?"):
        catalogue.get("intime")
    with pytest.raises(UsageError, match="'in-time' has no version 3. It has: 1."):
        catalogue.measure("in-time", 3)
    with pytest.raises(UsageError, match="There is no scorecard 'board'."):
        catalogue.scorecard("board")


def test_the_version_that_holds_on_a_date(tmp_path: Path) -> None:
    versions = "[{number: 1, holds_from: 2014-04-01, where: sessions > 0}, {number: 2, holds_from: 2025-04-01}]"
    catalogue = catalogue_of(tmp_path, ("in-time", "assessments", changed(versions=versions)))
    assert catalogue.measure_on("in-time", date(2025, 3, 31)).version == 1
    assert catalogue.measure_on("in-time", date(2025, 4, 1)).version == 2
    # Before the first version there is nothing older to fall back on, so the first one answers.
    assert catalogue.measure_on("in-time", date(2000, 1, 1)).version == 1
    first, second = catalogue.measures_of("in-time")
    assert first.where is not None
    assert second.where is None


def test_what_an_indicator_cannot_do_without_comes_from_its_columns_too(tmp_path: Path) -> None:
    text = changed(numerator="quality >= 3", needs="[loc_worker]")
    assert catalogue_of(tmp_path, ("in-time", "assessments", text)).measure("in-time").needs == ("loc_audit", "loc_worker")


def test_a_link_that_leads_nowhere_is_a_warning(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, ("in-time", "assessments", changed(related="[in-tme]")))
    assert [issue.message for issue in catalogue.warnings] == ["There is no indicator 'in-tme'. Did you mean 'in-time'?"]


def test_no_folder_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "nowhere", cohorts=COHORTS, national=tmp_path).indicators == ()


SCORECARD = """
name: board
title: Board scorecard
sections:
  - title: Timeliness
    indicators:
      - in-time
      - {indicator: in-time, window: month, label: This month}
"""


def write(folder: Path, kind: str, name: str, text: str) -> None:
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_a_scorecard_lists_indicators_under_headings(tmp_path: Path) -> None:
    write(tmp_path, "scorecards", "board", SCORECARD)
    scorecard = catalogue_of(tmp_path).scorecard("board")
    assert [(line.indicator, line.window) for line in scorecard.lines] == [("in-time", None), ("in-time", Window.MONTH)]
    assert [section.title for section in scorecard.sections] == ["Timeliness"]


def test_a_scorecard_names_indicators_and_windows_that_exist(tmp_path: Path) -> None:
    text = SCORECARD.replace("- in-time\n", "- intime\n").replace("window: month", "window: quarter")
    write(tmp_path, "scorecards", "board", text)
    write_definition(tmp_path, IN_TIME)
    issues = issues_when_loaded(tmp_path)
    assert any("board.yaml:7: board: There is no indicator 'intime'. Did you mean 'in-time'?" in issue for issue in issues)
    assert any("board.yaml:8: board: 'in-time' has no window 'quarter'" in issue for issue in issues)


DEADLINE = """
id: first-visit
name: First visit of a plan
group: cin
cohort: open_plans
where: last_visited_on IS NULL
anchor: started_on
due_in: {length: setting('cin_first_visit_wd'), unit: working_days}
why: >-
  {within} from the start of the plan on {anchor}.
satisfied_by: A visit on which the child is seen.
standard: local
moves: [in-time]
"""


def test_a_deadline_is_read(tmp_path: Path) -> None:
    write(tmp_path, "deadlines", "first-visit", DEADLINE)
    (deadline,) = catalogue_of(tmp_path).deadlines
    assert deadline.due_in is not None
    assert (deadline.anchor, deadline.due_in.length) == ("started_on", "setting('cin_first_visit_wd')")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("cohort: open_plans\nwhere: last_visited_on IS NULL", "cohort: assessments", "say in 'where' which of them are open"),
        ("cohort: open_plans", "cohort: open_plan", "Did you mean 'open_plans'?"),
        ("anchor: started_on", "anchor: category", "anchor: This gives text, and a date is needed here."),
        ("last_visited_on IS NULL", "last_visit_on IS NULL", "Did you mean 'last_visited_on'?"),
        ("group: cin", "group: cinn", "There is no group 'cinn'"),
        ("[in-time]", "[in-tune]", "There is no indicator 'in-tune'"),
        ("setting('cin_first_visit_wd')", "setting('cin_visit')", "There is no setting 'cin_visit'"),
        ("setting('cin_first_visit_wd')", "category", "due_in: This gives text"),
        ("{length: setting('cin_first_visit_wd'), unit: working_days}", "{length: 5}", "'due_in.unit'"),
        (
            "due_in: {length: setting('cin_first_visit_wd'), unit: working_days}",
            "due_on: started_on",
            "which this deadline has not",
        ),
    ],
)
def test_a_deadline_keeps_its_rules(tmp_path: Path, old: str, new: str, words: str) -> None:
    write(tmp_path, "deadlines", "first-visit", DEADLINE.replace(old, new))
    write_definition(tmp_path, IN_TIME)
    assert any(words in issue and "first-visit.yaml" in issue for issue in issues_when_loaded(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("expect: {numerator: 1, denominator: 2, value: 50}", "expect: {}", "expect at least one of numerator"),
        ("window: month", "by: team", "give 'by' (a breakdown) and 'group' together, or neither"),
        ("period: 2025-06", "period: June", "'June' is not a month. Write it as 2026-10."),
        ("id: in-time", "id: 12", "'id': input should be a valid string. Found: 12."),
        ("id: in-time", "id: In Time", "'id': string should match pattern"),
        ("title: Day 45", "titel: Day 45", "'examples.0.titel' is not a key that is known here. Did you mean 'title'"),
        ("reviewed_on: 2026-01-31", "reviewed_on: soon", "'reviewed_on': input should be a valid date"),
    ],
)
def test_what_a_key_may_hold_is_said(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in IN_TIME
    write_definition(tmp_path, IN_TIME.replace(old, new))
    assert any(words in issue for issue in issues_when_loaded(tmp_path))


def test_a_measure_knows_the_settings_that_break_its_series(tmp_path: Path) -> None:
    text = changed(where="sessions > setting('s47_wd')", numerator="sessions > setting('cin_plan_months')")
    assert catalogue_of(tmp_path, ("in-time", "assessments", text)).measure("in-time").settings == ("cin_plan_months", "s47_wd")


def test_a_scorecard_needs_a_section(tmp_path: Path) -> None:
    write(tmp_path, "scorecards", "board", "name: board\ntitle: Board scorecard\nsections: [Timeliness]\n")
    write_definition(tmp_path, IN_TIME)
    assert any("board.yaml:3" in issue and "'sections.0'" in issue for issue in issues_when_loaded(tmp_path))
