"""What an absent table or column costs: exactly the indicators that say nothing without it."""

from __future__ import annotations

import pytest

from sightline.pipeline.definitions import absent_from, missed, not_available, open_catalogue, weakened

CATALOGUE = open_catalogue(None)


def lost(*absent: str) -> dict[str, tuple[str, ...]]:
    return not_available(CATALOGUE, frozenset(absent))


def test_a_table_costs_what_rests_on_it_and_not_what_only_reads_beside_it() -> None:
    gone = lost("ssd_cin_episodes")
    assert {"referrals-received", "cin-open-count", "assessments-45-days-from-referral", "contacts-to-referral-rate"} <= set(gone)
    assert set(gone).isdisjoint({"contacts-received", "assessments-started", "assessments-45-days", "cla-count", "s47-started"})
    assert gone["referrals-received"] == ("ssd_cin_episodes",)


@pytest.mark.parametrize(
    ("absent", "stays", "goes"),
    [
        ("ssd_cla_reviews", "cla-count", "cla-reviews-timely"),
        ("ssd_cla_placement", "cla-rate", "cla-placed-with-parents"),
        ("ssd_cla_episodes", "assessments-started", "cla-count"),
        ("ssd_cp_visits", "cpp-open-count", "cp-visits-timely"),
        ("ssd_cin_visits", "cp-visits-timely", "cin-visits-timely"),
        ("ssd_s47_enquiry", "icpc-count", "icpc-15-days"),
        ("loc_population", "cla-count", "cla-rate"),
        ("loc_org_unit", "cin-plans-open", "cla-allocated-outside-cla-service"),
    ],
)
def test_what_stays_and_what_goes(absent: str, stays: str, goes: str) -> None:
    assert stays not in lost(absent)
    assert goes in lost(absent)


def test_a_table_without_its_days_is_as_good_as_absent_and_the_column_is_named() -> None:
    assert lost("ssd_contacts.cont_contact_date")["contacts-received"] == ("ssd_contacts.cont_contact_date",)
    assert set(lost("ssd_contacts.cont_contact_date")) == set(lost("ssd_contacts"))


def test_a_column_costs_what_is_placed_or_judged_by_it_alone() -> None:
    gone = lost("ssd_cp_plans.cppl_cp_plan_end_date")
    assert {"cpp-ended", "cpp-ceased-2yr"} <= set(gone)
    # What is open is still counted, and to be read with care: nothing ever ended.
    assert "cpp-open-count" not in gone
    assert "cpp-open-count" in weakened(CATALOGUE, ["ssd_cp_plans.cppl_cp_plan_end_date"])
    assert set(lost("ssd_care_leavers.clea_care_leaver_activity")) == {"care-leavers-eet", "care-leavers-eet-19-21"}


def test_either_of_two_tables_will_do() -> None:
    assert "early-help-closed-not-engaged" not in lost("ssd_early_help_episodes")
    both = lost("ssd_early_help_episodes", "loc_early_help_episode")
    assert both["early-help-closed-not-engaged"] == ("ssd_early_help_episodes", "loc_early_help_episode")


def test_a_table_that_only_tells_some_rows_apart_makes_figures_doubtful() -> None:
    doubtful = weakened(CATALOGUE, ["ssd_legal_status"])
    assert doubtful["cla-count"] == ("ssd_legal_status",)
    assert "contacts-received" not in doubtful


def test_what_an_extract_has_not() -> None:
    assert absent_from(["a"], {"b": ("c", "d")}) == {"a", "b.c", "b.d"}
    found = [("missing_table", "ssd_send", ""), ("missing_column", "ssd_cp_plans", "cppl_cp_plan_ola"), ("no_person", "x", "y")]
    assert missed(found) == ["ssd_send", "ssd_cp_plans.cppl_cp_plan_ola"]
