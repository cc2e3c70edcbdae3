"""Why a row meets a condition, or does not, in words."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.catalogue.expressions import parse_expression
from sightline.catalogue.reasons import column_words, describe, reasons
from sightline.catalogue.settings import Settings
from tests.support.calendars import england
from tests.support.expression_engines import COLUMNS

ROW = {
    **dict.fromkeys(COLUMNS),
    "started_on": date(2025, 4, 9),
    "completed_on": date(2025, 6, 17),
    "dob": date(2015, 3, 1),
    "visits": 3,
    "fte": 0.5,
    "category": "NEG",
    "outcomes_json_true": "|NFA|",
    "is_seen": True,
}
ON = date(2025, 6, 30)

SAID = [
    (
        "working_days(started_on, completed_on) <= 45",
        "completed 17 June 2025 is 45 working days after 9 April 2025 (started): within 45",
    ),
    (
        "working_days(started_on, completed_on) <= 44",
        "completed 17 June 2025 is 45 working days after 9 April 2025 (started): not within 44",
    ),
    (
        "working_days(started_on, completed_on) BETWEEN 0 AND 45",
        "completed 17 June 2025 is 45 working days after 9 April 2025 (started): between 0 and 45",
    ),
    (
        "working_days(completed_on, started_on) >= 0",
        "started 9 April 2025 is 45 working days before 17 June 2025 (completed): not at least 0",
    ),
    (
        "days(started_on, completed_on) > setting('cpp_two_year_days')",
        "completed 17 June 2025 is 69 days after 9 April 2025 (started): not over 729 (setting cpp_two_year_days)",
    ),
    (
        "days(completed_on, add_days(completed_on, 1)) = 1",
        "18 June 2025 (1 day after completed 17 June 2025) is 1 day after 17 June 2025 (completed): exactly 1",
    ),
    ("working_days(started_on, as_at) <= 45", "as at is not recorded"),
    ("as_at BETWEEN started_on AND completed_on", "as at is not recorded"),
    (
        "started_on >= add_months(completed_on, -12)",
        "started 9 April 2025 is on or after 17 June 2024 (12 months before completed 17 June 2025)",
    ),
    ("completed_on < DATE '2025-06-17'", "completed 17 June 2025 is not before 17 June 2025"),
    ("started_on BETWEEN dob AND completed_on", "started 9 April 2025 is between dob 1 March 2015 and completed 17 June 2025"),
    ("age(dob, started_on) < 10", "age on 9 April 2025 is 10: not under 10"),
    ("visits >= 3", "visits is 3: at least 3"),
    ("fte > 0.5", "fte is 0.5: not over 0.5"),
    ("visits * 2 > 4", "`visits * 2` is 6: over 4"),
    ("visits > plans", "plans is not recorded"),
    ("plans > cost", "plans and cost are not recorded"),
    ("category = 'NEG'", "category is NEG"),
    ("category = 'PHY'", "category is NEG, not PHY"),
    ("category <> 'PHY'", "category is NEG, not PHY"),
    ("category IN ('NEG', 'PHY')", "category is NEG, one of NEG and PHY"),
    ("NOT code_in(category, 'EMO,PHY')", "category is NEG, none of EMO and PHY"),
    ("area IN ('N', 'S')", "area is not recorded"),
    ("has_flag(outcomes_json_true, 'NFA')", "NFA is among outcomes"),
    ("has_flag(outcomes_json_true, 'LEGAL_ACTION')", "LEGAL_ACTION is not among outcomes"),
    ("as_at IS NULL", "as at is not recorded"),
    ("started_on IS NOT NULL", "started 9 April 2025 is recorded"),
    ("is_seen", "seen is yes"),
    ("NOT is_open", "open is not recorded"),
    ("is_seen AND visits > 2", "seen is yes; visits is 3: over 2"),
    ("is_open OR (visits > 2)", "visits is 3: over 2"),
    ("visits > 3 OR fte > 1", "visits is 3: not over 3 and fte is 0.5: not over 1"),
    ("NOT (is_seen AND visits > 2)", "seen is yes and visits is 3: over 2"),
    ("setting('grace_exclude')", "setting grace_exclude is yes"),
    ("CASE WHEN is_seen THEN visits > 2 END", "`CASE WHEN is_seen THEN visits > 2 END` is yes"),
    ("CASE WHEN is_open THEN TRUE END", "open is not recorded"),
    ("COALESCE(as_at, completed_on) > started_on", "17 June 2025 is after started 9 April 2025"),
    ("CASE WHEN is_open THEN 1 END = 2", "open is not recorded"),
    ("CASE WHEN NOT is_seen THEN 1 END = 2", "`CASE WHEN NOT is_seen THEN 1 END` is not known"),
]


@pytest.mark.parametrize(("sql", "sentence"), SAID, ids=[sql for sql, _ in SAID])
def test_a_condition_is_said(sql: str, sentence: str) -> None:
    assert describe(parse_expression(sql, COLUMNS), ROW, england(), Settings(), ON) == sentence


def test_each_part_has_its_own_answer() -> None:
    condition = parse_expression("is_seen AND (visits > 5 AND is_open)", COLUMNS)
    parts = reasons(condition, ROW, england(), Settings(), ON)
    assert [part.is_met for part in parts] == [True, False, None]


def test_columns_are_said_as_people_say_them() -> None:
    assert [column_words(name) for name in ("started_on", "is_first", "outcomes_json_true", "last_visited_on")] == [
        "started",
        "first",
        "outcomes",
        "last visited",
    ]
