"""Placements: which records are one real placement, and what was known of it on a day (B-PLC)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.staged_cohorts import counting, prefixed, staged

AS_AT = date(2025, 6, 30)
EPISODE = prefixed(
    "clae_",
    """
    cla_episode_id | person_id | cla_id | cla_episode_start_date | cla_episode_start_reason | cla_placement_id
    ---------------+-----------+--------+------------------------+--------------------------+-----------------
    e1             | c1        | k1     | 2024-01-01             | S                        | p1
""",
)
HEADING = (
    "clap_cla_placement_id | clap_person_id | clap_cla_id | clap_cla_placement_start_date | clap_cla_placement_end_date | "
    "clap_cla_placement_type | clap_cla_placement_postcode | clap_cla_placement_change_reason"
)


def drawn(*records: str, episodes: str = EPISODE) -> dict[str, str]:
    """The tables of one child in care since 1 January 2024: id, start, end, type, postcode and change reason a record."""
    lines = []
    for record in records:
        key, start, end, kind, postcode, reason = (part.strip() for part in record.split(","))
        lines.append(f"{key} | c1 | k1 | {start} | {end} | {kind} | {postcode} | {reason}")
    return {"ssd_cla_episodes": episodes, "ssd_cla_placement": "\n".join([HEADING, *lines])}


def placements(*records: str, episodes: str = EPISODE) -> list[tuple[str, str | None, str]]:
    """Start, end and kind of each placement that the records make."""
    rows = staged("placements", drawn(*records, episodes=episodes), as_at=AS_AT, first="2024-01")
    rows.sort(key=lambda row: row["number_in_period"])
    return [
        (row["started_on"].isoformat(), row["ended_on"].isoformat() if row["ended_on"] else None, row["placement_type"])
        for row in rows
    ]


def on_days(*records: str) -> dict[date, dict[str, Any]]:
    """What is known of the child at each month end."""
    rows = staged("looked_after", drawn(*records), as_at=AS_AT, first="2024-01")
    return {row["as_at"]: row for row in counting(rows)}


def test_a_move_is_a_placement() -> None:
    found = placements("p1, 2024-01-01, 2024-05-01, U6, AA1 1AA, CARPL", "p2, 2024-05-01, , K2, BB1 1BB, ")
    assert found == [("2024-01-01", "2024-05-01", "U6"), ("2024-05-01", None, "K2")]


def test_a_change_of_status_with_the_same_carer_is_none() -> None:
    found = placements("p1, 2024-01-01, 2024-05-01, U4, AA1 1AA, PLACE", "p2, 2024-05-01, , U1, AA1 1AA, ")
    assert found == [("2024-01-01", None, "U1")]


def test_foster_carers_who_adopt_keep_the_placement_and_a_blank_address_matches_nothing() -> None:
    same = placements("p1, 2024-01-01, 2024-05-01, U6, AA1 1AA, ", "p2, 2024-05-01, , A3, aa11aa, ")
    blank = placements("p1, 2024-01-01, 2024-05-01, U6, , ", "p2, 2024-05-01, , A3, , ")
    assert same == [("2024-01-01", None, "A3")]
    assert [kind for _, _, kind in blank] == ["U6", "A3"]


def test_an_episode_that_starts_for_legal_reasons_alone_is_no_move() -> None:
    legal = EPISODE + "\n    e2 | c1 | k1 | 2024-05-01 | L | p2\n"
    found = placements("p1, 2024-01-01, 2024-05-01, U6, AA1 1AA, ", "p2, 2024-05-01, , U6, BB1 1BB, ", episodes=legal)
    assert found == [("2024-01-01", None, "U6")]


def test_a_temporary_stay_is_part_of_the_placement_before_it_up_to_the_next() -> None:
    back = placements(
        "p1, 2024-01-01, 2024-05-01, U6, AA1 1AA, ",
        "p2, 2024-05-01, 2024-05-20, T0, CC1 1CC, ",
        "p3, 2024-05-20, , U6, AA1 1AA, ",
    )
    elsewhere = placements(
        "p1, 2024-01-01, 2024-05-01, U6, AA1 1AA, ",
        "p2, 2024-05-01, 2024-06-20, T0, CC1 1CC, ",
        "p3, 2024-05-20, , K2, BB1 1BB, ",
    )
    assert back == [("2024-01-01", None, "U6")]
    assert elsewhere == [("2024-01-01", "2024-05-20", "U6"), ("2024-05-20", None, "K2")]


def test_a_stay_of_under_a_day_is_no_placement_where_the_child_goes_on_elsewhere_that_day() -> None:
    found = placements("p1, 2024-01-01, 2024-01-01, K2, AA1 1AA, ", "p2, 2024-01-01, , U6, BB1 1BB, ")
    alone = placements("p1, 2024-01-01, 2024-01-01, K2, AA1 1AA, ", "p2, 2024-01-02, , U6, BB1 1BB, ")
    assert found == [("2024-01-01", None, "U6")]
    assert len(alone) == 2


def test_a_stay_that_had_not_begun_lengthens_nothing_yet() -> None:
    """Between the end of a placement and a temporary stay much later, nobody knew that the placement would go on."""
    days = on_days("p1, 2024-01-01, 2024-05-15, U6, AA1 1AA, ", "p2, 2024-09-10, , T0, CC1 1CC, ")
    assert days[date(2024, 4, 30)]["placement_type"] == "U6"
    assert days[date(2024, 8, 31)]["placement_type"] is None
    assert days[date(2024, 9, 30)]["placement_type"] == "U6"


def test_the_kind_of_placement_is_the_one_of_the_day() -> None:
    days = on_days("p1, 2024-01-01, 2025-05-15, U4, AA1 1AA, PLACE", "p2, 2025-05-15, , U1, AA1 1AA, ")
    assert days[date(2025, 4, 30)]["placement_type"] == "U4"
    assert days[date(2025, 5, 31)]["placement_type"] == "U1"
    assert days[date(2025, 5, 31)]["placement_started_on"] == date(2024, 1, 1)


def test_placements_are_counted_over_a_year_since_april_and_since_the_start() -> None:
    days = on_days(
        "p1, 2024-01-01, 2024-05-15, U6, AA1 1AA, ",
        "p2, 2024-05-15, 2025-03-31, U6, BB1 1BB, ",
        "p3, 2025-03-31, 2025-04-01, U6, CC1 1CC, ",
        "p4, 2025-04-01, , U6, DD1 1DD, ",
    )
    april = days[date(2025, 4, 30)]
    assert (april["placements_12m"], april["placements_ytd"], april["placements_in_period"]) == (4, 2, 4)
    june = days[date(2025, 6, 30)]
    assert (june["placements_12m"], june["placements_ytd"], june["placements_in_period"]) == (3, 2, 4)


def test_with_adopters_the_placement_before_counts_towards_stability() -> None:
    days = on_days("p1, 2024-01-01, 2025-05-15, U6, AA1 1AA, ", "p2, 2025-05-15, , A6, BB1 1BB, ")
    assert days[date(2025, 6, 30)]["placement_started_on"] == date(2025, 5, 15)
    assert days[date(2025, 6, 30)]["settled_since_on"] == date(2024, 1, 1)
    fostered = on_days("p1, 2024-01-01, 2025-05-15, K2, AA1 1AA, ", "p2, 2025-05-15, , U6, BB1 1BB, ")
    assert fostered[date(2025, 6, 30)]["settled_since_on"] == date(2025, 5, 15)
