"""Golden documents: one small paper in every form, compared with what a person last read and found right.

Most that goes wrong is seen in document.json, which no renderer touches. After a change that is meant, commit it, run `python -m
tests.golden.update`, read the difference and commit that. Look for: a figure that lost its `n of d`, a heading with nothing under
it, a note that moved away from its figure, words of the hostile comment that became markup, a number that turned to text.
"""

from __future__ import annotations

import pytest

from sightline.reports.document import Report
from tests.golden.paper import paper
from tests.golden.readings import READINGS, read
from tests.golden.update import FILES


@pytest.fixture(scope="module")
def report() -> Report:
    return paper()


@pytest.mark.parametrize("name", READINGS)
def test_a_document_is_as_it_was_last_read(report: Report, name: str) -> None:
    assert read(name, report).splitlines() == (FILES / name).read_text(encoding="utf-8").splitlines()


def test_there_is_no_golden_file_that_nothing_is_compared_with() -> None:
    assert {path.name for path in FILES.iterdir()} == set(READINGS)
