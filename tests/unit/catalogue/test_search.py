"""Definitions are listed, searched and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.search import list_indicators, search_indicators, show_indicator
from sightline.errors import UsageError
from tests.support.definitions import catalogue_of, changed


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    other = changed(
        id="seen-often",
        name="Meetings with families",
        tags="[voice]",
        group="cin",
        needs="[loc_audit]",
        notes='["In time, mostly."]',
    )
    return catalogue_of(tmp_path, ("in-time", "assessments", changed()), ("seen-often", "cin", other))


def ids(rows) -> list[str]:
    return [row.indicator for row in rows]


def test_all_are_listed_in_the_order_of_the_childs_journey(catalogue: Catalogue) -> None:
    first, second = list_indicators(catalogue)
    assert (first.indicator, first.measure, first.good_is, first.default_window) == (
        "in-time",
        "percentage",
        "high",
        "rolling_12",
    )
    assert (second.indicator, second.needs, second.is_local) == ("seen-often", ("loc_audit",), False)
    assert ids(list_indicators(catalogue, group="cin")) == ["seen-often"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("time", ["in-time", "seen-often"]),  # in a name before in a note
        ("MEET", ["seen-often"]),
        ("voice", ["seen-often"]),
        ("need families", ["seen-often"]),
        ("drift", ["in-time", "seen-often"]),
        ("time nothing", []),
        ("", []),
    ],
)
def test_every_word_is_found_best_place_first(catalogue: Catalogue, words: str, found: list[str]) -> None:
    assert ids(search_indicators(catalogue, words)) == found


def test_a_definition_is_shown_without_what_it_does_not_say(catalogue: Catalogue) -> None:
    shown = dict(show_indicator(catalogue, "seen-often"))
    assert shown["Numerator"].startswith("working_days")
    assert shown["Placed by"] == "completed_on"
    assert shown["Windows"] == "month, rolling_12"
    assert shown["Standard"] == "45 working days (Working Together)"
    assert shown["Needs"] == "loc_audit"
    assert shown["Notes"] == "In time, mostly."
    assert "Per" not in shown
    assert "Annualised" not in shown
    assert "Changed here" not in shown


def test_an_unknown_indicator_is_met_with_a_suggestion(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="Did you mean 'seen-often'"):
        show_indicator(catalogue, "seen-oftn")
