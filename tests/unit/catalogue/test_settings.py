"""Settings: what each may be, from when a choice holds, and where a series breaks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from sightline.catalogue.settings import SETTINGS, AgeRange, ConfigRow, Interval, Settings, find_setting
from sightline.cohorts.model import ColumnType
from sightline.errors import InputError, UsageError

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


def test_where_nobody_chose_the_default_holds() -> None:
    assert Settings().value("cin_plan_months", APRIL) == 3
    assert Settings().breaks("cin_plan_months") == ()


def test_a_choice_holds_from_its_date() -> None:
    chosen = Settings((ConfigRow("cin_plan_months", "6", APRIL), ConfigRow("cin_plan_months", "2", MAY)))
    assert chosen.value("cin_plan_months", date(2025, 3, 31)) == 3
    assert chosen.value("cin_plan_months", APRIL) == 6
    assert chosen.value("cin_plan_months", date(2030, 1, 1)) == 2
    assert chosen.breaks("cin_plan_months") == (APRIL, MAY)


def test_a_choice_without_a_date_has_always_held() -> None:
    chosen = Settings((ConfigRow("review_basis", "due"),))
    assert chosen.value("review_basis", date.min) == "due"
    assert chosen.breaks("review_basis") == ()


def test_a_choice_that_changes_nothing_is_no_break() -> None:
    chosen = Settings((ConfigRow("cin_plan_months", "3", APRIL), ConfigRow("cin_plan_months", "4", MAY)))
    assert chosen.breaks("cin_plan_months") == (MAY,)


def test_a_default_may_have_its_own_date() -> None:
    weights = find_setting("caseload_fte_weights")
    assert weights.default_from == date(2019, 2, 1)
    assert Settings().value("caseload_fte_weights", date(2019, 1, 31)) == {}
    assert Settings().value("caseload_fte_weights", date(2019, 2, 1)) == {"AP": 0.4, "NQSW": 0.6}
    assert Settings().breaks("caseload_fte_weights") == (date(2019, 2, 1),)
    chosen = Settings((ConfigRow("caseload_fte_weights", "AP 0.5"),))
    assert chosen.value("caseload_fte_weights", date(2020, 1, 1)) == {"AP": 0.5}


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("require_open_episode", "no", False),
        ("cp_visit_interval", "14 d", Interval(14, in_working_days=False)),
        ("cp_first_visit", "5 wd", Interval(5, in_working_days=True)),
        ("pep_ages", "3 - 18", AgeRange(3, 18)),
        ("allocated_roles", "cw; aw ;", ("CW", "AW")),
        ("pep_term_dates", "July, Dec, Apr", (7, 12, 4)),
        ("source_groups", '{"6": "police", "2a": "education"}', {"6": "police", "2A": "education"}),
        ("cpp_two_year_days", "730", 730),
    ],
)
def test_each_kind_is_read(key: str, text: str, value: object) -> None:
    assert SETTINGS[key].read(text) == value


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("review_basis", "Due", "'Due' is not one of held, due"),
        ("require_open_episode", "maybe", "'maybe' is not Y or N"),
        ("cin_plan_months", "-3", "'-3' is not a whole number"),
        ("cin_plan_months", "3.5", "'3.5' is not a whole number"),
        ("cin_plan_months", "", "'' is not a whole number"),
        ("cp_visit_interval", "10", "such as 10 WD"),
        ("pep_ages", "17-2", "such as 2-17"),
        ("pep_ages", "two to ten", "such as 2-17"),
        ("allocated_roles", " ; ", "codes with semicolons"),
        ("pep_term_dates", "Summer", "short month names"),
        ("source_groups", '{"6": 1}', "a JSON object"),
        ("source_groups", "[]", "a JSON object"),
        ("caseload_fte_weights", "AP half", "names and numbers"),
    ],
)
def test_what_is_not_allowed_says_what_is(key: str, text: str, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        Settings((ConfigRow(key, text),))


def test_every_row_that_cannot_be_used_is_named_at_once() -> None:
    rows = (
        ConfigRow("cin_plan_month", "3"),
        ConfigRow("review_basis", "never"),
        ConfigRow("cp_plan_months", "3", APRIL),
        ConfigRow("cp_plan_months", "4", APRIL),
    )
    with pytest.raises(InputError) as caught:
        Settings(rows)
    told = str(caught.value)
    assert "There is no setting 'cin_plan_month'. Did you mean 'cin_plan_months'" in told
    assert "'never' is not one of held, due" in told
    assert "Setting 'cp_plan_months' is set twice from 2025-04-01. Keep one row." in told


def test_an_unknown_key_is_met_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="Did you mean 'dental_min_age'"):
        Settings().value("dental_minage", APRIL)


@pytest.mark.parametrize("key", list(SETTINGS))
def test_every_default_can_be_read_and_every_note_is_a_sentence(key: str) -> None:
    setting = SETTINGS[key]
    assert setting.read(setting.default) is not None
    assert setting.note.endswith(".")


def test_intervals_and_ages_are_written_as_they_are_read() -> None:
    assert str(SETTINGS["cp_visit_interval"].read("10 WD")) == "10 WD"
    assert str(SETTINGS["cp_visit_interval"].read("14 d")) == "14 d"
    assert str(SETTINGS["pep_ages"].read("2-17")) == "2-17"


def test_only_words_numbers_and_truths_can_be_read_in_a_definition() -> None:
    assert SETTINGS["review_basis"].type is ColumnType.TEXT
    assert SETTINGS["grace_exclude"].type is ColumnType.BOOLEAN
    assert SETTINGS["cpp_two_year_days"].type is ColumnType.INTEGER
    assert SETTINGS["source_groups"].type is None


def test_the_settings_are_those_of_the_specification(reference: Path) -> None:
    text = (reference / "catalogue" / "indicators.md").read_text(encoding="utf-8")
    section = text.split("## 4. Settings")[1].split("\n## ")[0]
    listed = dict(re.findall(r"^\| ([a-z0-9_]+) \| ([^|]*) \|", section, flags=re.M))
    listed.pop("key", None)
    not_listed = NAMED_ELSEWHERE | OURS
    assert not_listed <= set(SETTINGS)
    ours = {key: setting for key, setting in SETTINGS.items() if key not in not_listed}
    assert list(listed) == list(ours)
    plain = {key: setting.default for key, setting in ours.items() if key not in WORDED}
    assert plain == {key: value.strip() for key, value in listed.items() if key not in WORDED}


# The specification words these defaults; the table of settings holds what they stand for.
WORDED = {"source_groups", "pep_term_dates", "caseload_fte_weights"}
# The specification names these beside the indicators that read them, and not in its list.
NAMED_ELSEWHERE = {"cla_assessment_wd", "foster_include_connected"}
# The specification does not have these: what they decide, an authority could not choose otherwise (docs/explanation/judging.md).
OURS = {"arrows", "screen_moving_ranges"}
