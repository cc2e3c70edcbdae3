"""Every definition that ships: it loads without an issue, its examples hold, and its pages are current."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.examples import check_examples
from sightline.catalogue.issues import Severity
from sightline.catalogue.loader import NATIONAL_DEFINITIONS, read_catalogue
from sightline.catalogue.reference import SCHEMAS, reference_pages, schema_of
from sightline.cohorts import all_cohorts
from sightline.intake.schema import TABLES
from tests.support.calendars import england

ROOT = Path(__file__).parents[2]
REFERENCE_PAGES = ROOT / "docs" / "reference"
REMEDY = "run `python -m sightline.catalogue.reference`"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, issues = read_catalogue(cohorts=all_cohorts(), tables=set(TABLES))
    errors = [str(issue) for issue in issues if issue.severity is Severity.ERROR]
    assert not errors, "\n".join(errors)
    return found


def test_there_are_definitions(catalogue: Catalogue) -> None:
    files = list((NATIONAL_DEFINITIONS / "indicators").rglob("*.yaml"))
    assert len(files) == len(catalogue.indicators) > 0


def test_every_worked_example_holds(catalogue: Catalogue) -> None:
    issues = check_examples(catalogue, england())
    assert not issues, "\n".join(str(issue) for issue in issues)


def test_every_figure_that_is_expected_has_a_numerator_or_a_value(catalogue: Catalogue) -> None:
    """An example that only names a denominator would not notice a broken condition."""
    weak = [
        f"{indicator.id}: {example.title}"
        for indicator in catalogue.indicators
        for example in indicator.examples
        if not {"numerator", "value"} & example.expect.model_fields_set
    ]
    assert not weak, "\n".join(weak)


def test_the_reference_pages_are_current(catalogue: Catalogue) -> None:
    pages = reference_pages(catalogue, ROOT / "tests" / "spec")
    written = {path: (REFERENCE_PAGES / path).read_text() for path in pages if (REFERENCE_PAGES / path).exists()}
    stale = [str(path) for path, text in pages.items() if written.get(path) != text]
    left_over = [
        path.name for path in (REFERENCE_PAGES / "indicators").glob("*.md") if path.relative_to(REFERENCE_PAGES) not in pages
    ]
    assert not stale + left_over, REMEDY


def test_the_schema_for_editors_is_current() -> None:
    for path, model in SCHEMAS.items():
        assert (NATIONAL_DEFINITIONS / path).read_text() == schema_of(model), REMEDY
