"""Each rule of a definition bites, names the line, and says what is allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.catalogue.issues import Severity
from sightline.catalogue.loader import read_catalogue
from sightline.catalogue.rules import RULES
from tests.support.definitions import COHORTS, IN_TIME, changed, issues_of, write_definition

# (rule, what the definition says, words of the message)
BROKEN = [
    ("group-is-folder", changed(group="asessments"), "There is no group 'asessments'. Did you mean 'assessments'"),
    ("group-is-folder", changed(group="cin"), "lies in the folder of its group. Found: assessments. Allowed: cin"),
    ("cohort-exists", changed(cohort="assesments"), "Did you mean 'assessments'?"),
    ("when-places-a-row", changed(when="as_at"), "Allowed: started_on, completed_on"),
    ("expressions-resolve", changed(numerator="complete_on IS NULL"), "Did you mean 'completed_on'?"),
    ("expressions-resolve", changed(where="sessions + 1"), "gives a whole number, and true or false is needed here"),
    ("measure-has-its-fields", changed(numerator=None), "A percentage needs 'numerator'"),
    ("measure-has-its-fields", changed(measure="mean", numerator=None, unit="days"), "A mean needs 'value'"),
    ("measure-has-its-fields", changed(measure="rate", numerator=None), "A rate needs 'per'"),
    ("measure-has-its-fields", changed(measure="count", unit="children"), "A count has no 'numerator'"),
    ("measure-has-its-fields", changed(annualised="true"), "A percentage has no 'annualised'"),
    ("windows-fit-the-cohort", changed(windows="[month, rolling_12, snapshot]"), "has events, which these windows do not fit"),
    ("windows-fit-the-cohort", changed(cohort="open_plans", when="as_at", numerator="is_first"), "Allowed: snapshot"),
    (
        "month-ends-average-a-ratio",
        changed(cohort="open_plans", when="as_at", numerator="is_first", distinct="latest", windows="[month_ends_6]"),
        "averages a mean or a percentage of rows",
    ),
    ("default-window-is-offered", changed(default_window="quarter"), "Found: quarter. Allowed: month, rolling_12"),
    ("breakdowns-exist", changed(breakdowns="[team, assessment_tpe]"), "Did you mean 'assessment_type'?"),
    ("share-by-is-a-breakdown", changed(share_by="category"), "Found: category. Allowed: team, assessment_type"),
    ("distinct-needs-children", changed(cohort="workers", distinct="latest"), "are not of children"),
    ("drill-columns-exist", changed(drill="[start_on]"), "Did you mean 'started_on'?"),
    ("needs-are-tables", changed(needs="[contacts]"), "begin with ssd_ or loc_"),
    ("needs-are-tables", changed(needs="[loc_audits]"), "Did you mean 'loc_audit'?"),
    ("needs-are-tables", changed(needs='["loc_audit|loc_audits"]'), "Did you mean 'loc_audit'?"),
    ("unit-fits-the-measure", changed(unit="children"), "Found: children. Allowed: %"),
    ("unit-fits-the-measure", changed(measure="rate", per="10000", numerator=None), "Allowed: per 10,000"),
    ("versions-follow-one-another", changed(versions="[{number: 2}]"), "numbered 1, 2, 3"),
    ("versions-follow-one-another", changed(versions="[{number: 1}, {number: 2}]"), "Version 2 says holds_from"),
    (
        "versions-follow-one-another",
        changed(versions="[{number: 1, holds_from: 2020-01-01, holds_until: 2019-01-01}]"),
        "ends before it begins",
    ),
    ("versions-keep-their-base", changed(versions="[{number: 1, when: null}]"), "cannot be taken away"),
    ("examples-are-there", changed(examples="[]"), "There is no worked example"),
    ("names-use-the-fields-words", changed(name="LAC assessments"), "Found: lac. Allowed: looked-after children"),
    ("questions-ask", changed(question="We find out quickly."), "ends with a question mark"),
    ("questions-ask", changed(discussion_questions="[Why so late]"), "A discussion question ends"),
]


@pytest.mark.parametrize(("rule", "text", "words"), BROKEN)
def test_a_broken_rule_is_named_with_its_place(tmp_path: Path, rule: str, text: str, words: str) -> None:
    issues = [issue for issue in issues_of(tmp_path, text) if issue.rule == rule]
    assert [words in str(issue) for issue in issues] == [True]
    assert issues[0].file.endswith("indicators/assessments/in-time.yaml")
    assert issues[0].definition == "in-time"


def test_a_sound_definition_has_no_issue(tmp_path: Path) -> None:
    assert issues_of(tmp_path, IN_TIME) == []


def test_the_line_is_that_of_the_key(tmp_path: Path) -> None:
    text = IN_TIME.replace("drill: [started_on]", "drill:\n  - started_on\n  - ended_on")
    (issue,) = issues_of(tmp_path, text)
    assert text.splitlines()[issue.line - 1] == "  - ended_on"


def test_the_file_is_named_after_the_id(tmp_path: Path) -> None:
    (issue,) = issues_of(tmp_path, IN_TIME, name="timely")
    assert (issue.rule, issue.found, issue.allowed) == ("file-name-is-id", "timely.yaml", "in-time.yaml")


def test_a_version_is_checked_against_its_own_cohort(tmp_path: Path) -> None:
    versions = "[{number: 1}, {number: 2, holds_from: 2025-04-01, numerator: sessions >= visits}]"
    (issue,) = issues_of(tmp_path, changed(versions=versions))
    assert issue.rule == "expressions-resolve"
    assert issue.found == "sessions >= visits"


@pytest.mark.parametrize(
    ("on", "words"), [(date(2026, 1, 30), "after the date of this check"), (date(2028, 6, 1), "more than 2 years ago")]
)
def test_a_review_that_is_old_or_yet_to_come_is_a_warning(tmp_path: Path, on: date, words: str) -> None:
    write_definition(tmp_path, IN_TIME)
    _, (issue,) = read_catalogue(cohorts=COHORTS, national=tmp_path, on=on)
    assert words in issue.message
    assert issue.severity is Severity.WARNING


def test_every_rule_is_broken_here(tmp_path: Path) -> None:
    """A rule that no test breaks may as well not be there."""
    elsewhere = {"file-name-is-id", "review-is-recent", "local-change-is-dated"}
    assert len({rule for rule, _, _ in BROKEN} | elsewhere) == len(RULES)
