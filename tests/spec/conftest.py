"""The fixture of the spec tests: a drawn table, an expression, and the answer for each row, on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from sightline.catalogue.expressions import parse_expression
from sightline.catalogue.settings import ConfigRow, Settings
from sightline.catalogue.tables import typed_rows
from tests.support.expression_engines import COLUMNS, ENGINES, is_same, on_spark

SpecTest = Callable[..., None]


@pytest.fixture(params=[*sorted(ENGINES), pytest.param("spark", marks=pytest.mark.spark)])
def spec_test(request: pytest.FixtureRequest) -> SpecTest:
    """Check that an expression answers each row of a table as expected.

    The first column of the table, `child`, names the row; other columns are those of `COLUMNS`. An answer of None is
    not known. `settings` are rows of loc_config and `on` the date that places the row.
    """
    engine = ENGINES.get(request.param) or on_spark(request.getfixturevalue("spark"))

    def check(
        *,
        table: str,
        expression: str,
        expected: Mapping[str, Any],
        settings: tuple[ConfigRow, ...] = (),
        on: date | None = None,
    ) -> None:
        rows = [{**dict.fromkeys(COLUMNS), **row} for row in typed_rows(table, COLUMNS)]
        assert [row["child"] for row in rows] == list(expected), "one answer a row, in the order of the table"
        answers = engine(parse_expression(expression, COLUMNS), rows, Settings(settings), on)
        wrong = {
            row["child"]: answer for row, answer in zip(rows, answers, strict=True) if not is_same(expected[row["child"]], answer)
        }
        assert not wrong, f"{expression} on {request.param} gave {wrong}"

    return check
