"""Reference pages and the JSON schema are made from models, allow-list and definitions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sightline.catalogue.expression_page import expression_page, read_spec
from sightline.catalogue.models import Indicator
from sightline.catalogue.operations import OPERATIONS
from sightline.catalogue.reference import SCHEMAS, reference_pages, schema_of, settings_page, write_reference
from sightline.catalogue.reports import ReportDefinition
from sightline.catalogue.scorecards import Scorecard, ScorecardLine
from sightline.catalogue.settings import SETTINGS
from tests.support.definitions import catalogue_of, changed

SPEC = Path(__file__).parents[2] / "spec"

SPEC_FILE = '''
"""Comparing."""

from datetime import date

TABLE = """
    child | visits
    ------+-------
    c1    | 1
"""


def test_one_is_not_two(spec_test):
    spec_test(table=TABLE, expression="visits = 2", expected={"c1": False})
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    |
        """,
        expression="CASE WHEN visits = 2 THEN as_at END",
        expected={"c1": date(2025, 4, 9)},
    )
'''


def test_spec_tests_are_shown_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "test_comparing.py").write_text(SPEC_FILE)
    (file,) = read_spec(tmp_path)
    assert file.family == "Comparing"
    assert [case.title for case in file.cases] == ["One is not two", "One is not two"]
    page = expression_page(tmp_path)
    assert "```sql\nvisits = 2\n```\n\n```text\nchild | visits\n------+-------\nc1    | 1\n\nc1 -> false\n```" in page
    assert "c1 -> 2025-04-09" in page


def test_every_operation_is_on_the_page() -> None:
    page = expression_page(SPEC)
    for operation in OPERATIONS:
        assert f"`{operation.form}`".replace("|", "\\|") in page
        assert operation.meaning in page


def test_every_setting_is_on_the_page() -> None:
    page = settings_page()
    assert all(f"| `{key}` |" in page for key in SETTINGS)
    assert "police: 6; education: 2A, 2B" in page
    assert "`AP 0.4; NQSW 0.6`, from 2019-02-01" in page


def test_a_page_says_what_decides_the_figure(tmp_path: Path) -> None:
    text = changed(
        where="sessions > 0",
        related="[in-time, nowhere]",
        proxy="Stands in for the real thing.",
        needs="[loc_audit]",
        versions="[{number: 1, where: sessions > 1, note: Before the change.}, {number: 2, holds_from: 2025-04-01}]",
        exclusions="[Copies.]",
    )
    pages = reference_pages(catalogue_of(tmp_path, ("in-time", "assessments", text)), SPEC)
    page = pages[Path("indicators/assessments.md")]
    assert "| Counts where | `sessions > 0` |" in page
    assert "| Windows | month, **rolling_12** |" in page
    assert "- Version 1, from the beginning: Counts where: `sessions > 1`. Before the change." in page
    assert "- Version 2, from 2025-04-01\n" in page
    assert "Not available without `loc_audit`. A proxy: Stands in for the real thing." in page
    assert "Left out:\n\n- Copies." in page
    assert "See also: [Assessments completed in time](assessments.md#assessments-completed-in-time)." in page
    assert "numerator 1, denominator 2, value 50" in page
    assert "[Assessments completed in time](assessments.md#assessments-completed-in-time)" in pages[Path("indicators/index.md")]


def test_pages_are_written_and_old_ones_taken_away(tmp_path: Path) -> None:
    docs, definitions = tmp_path / "docs", tmp_path / "definitions"
    catalogue = catalogue_of(tmp_path / "national")
    stale = docs / "reference" / "indicators" / "gone.md"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    write_reference(docs, SPEC, catalogue, definitions)
    first = {path: path.read_bytes() for path in docs.rglob("*.md")}
    assert stale not in first
    assert len(first) == 5
    write_reference(docs, SPEC, catalogue, definitions)
    assert {path: path.read_bytes() for path in docs.rglob("*.md")} == first
    assert {path: (definitions / path).read_text() for path in SCHEMAS} == {path: schema_of(of) for path, of in SCHEMAS.items()}


def test_the_schema_knows_every_key_and_no_other() -> None:
    schema = json.loads(schema_of(Indicator))
    assert set(schema["properties"]) == set(Indicator.model_fields)
    assert schema["additionalProperties"] is False
    assert all(part["additionalProperties"] is False for part in schema["$defs"].values() if part["type"] == "object")
    assert schema["$defs"]["Polarity"]["enum"] == ["high", "low", "neutral", "range"]
    assert {"id", "owner", "reviewed_on", "cohort"} <= set(schema["required"])


def test_the_schemas_of_reports_and_scorecards_know_that_a_line_may_be_an_id() -> None:
    for model in (Scorecard, ReportDefinition):
        schema = json.loads(schema_of(model))
        assert set(schema["properties"]) == set(model.model_fields)
        shortest, whole = schema["$defs"]["ScorecardLine"]["anyOf"]
        assert shortest["type"] == "string"
        assert set(whole["properties"]) == set(ScorecardLine.model_fields)
        assert whole["additionalProperties"] is False


@pytest.mark.parametrize("unwanted", ["/work", "tmp"])
def test_pages_name_no_place_of_this_machine(tmp_path: Path, unwanted: str) -> None:
    pages = reference_pages(catalogue_of(tmp_path), SPEC)
    assert not any(unwanted in text for text in pages.values())
