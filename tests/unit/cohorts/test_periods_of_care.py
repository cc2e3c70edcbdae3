"""Periods of care, and what is placed in them: reviews, first health assessments and times missing."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, prefixed, staged

AS_AT = date(2025, 6, 30)
EPISODES = prefixed(
    "clae_",
    """
    cla_episode_id | person_id | cla_id | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason
    ---------------+-----------+--------+------------------------+-------------------------+--------------------------
    a1             | c1        | k1     | 2024-01-01             | 2024-03-01              | X1
    a2             | c1        | k1     | 2024-03-02             | 2024-06-01              | E4A
    b1             | c2        | k2     | 2024-01-01             | 2024-03-01              | X1
    b2             | c2        | k2     | 2024-03-03             |                         |
    d1             | c3        |        | 2024-01-01             | 2024-03-01              | X1
    e1             | c4        | k4     | 2025-01-06             |                         |
    f1             | c5        | k5     | 2025-01-06             |                         |
    g1             | c6        | k6     | 2025-06-30             | 2025-07-02              | E8
    h1             | c6        | k7     | 2025-07-01             |                         |
""",
)
STATUSES = prefixed(
    "lega_",
    """
    legal_status_id | person_id | legal_status | legal_status_start_date | legal_status_end_date
    ----------------+-----------+--------------+-------------------------+----------------------
    l1              | c4        | V4           | 2025-01-06              |
    l2              | c5        | V4           | 2025-01-06              | 2025-03-01
    l3              | c5        | V2           | 2025-03-01              |
    l4              | c1        | V2           | 2024-01-01              |
""",
)
CARE = {"ssd_cla_episodes": EPISODES, "ssd_legal_status": STATUSES}


def test_periods_go_on_without_a_gap_and_split_at_one() -> None:
    rows = staged("periods_of_care", CARE, as_at=AS_AT, first="2024-01")
    spans = {row["record_id"]: (row["started_on"], row["ended_on"]) for row in counting(rows)}
    # A day between two episodes is no gap; two days are, and what lies before then ends, X1 or not.
    assert spans["a1"] == (date(2024, 1, 1), date(2024, 6, 1))
    assert spans["b1"] == (date(2024, 1, 1), date(2024, 3, 1))
    assert spans["b2"] == (date(2024, 3, 3), None)
    # The last episode says that something else was to follow.
    assert spans["d1"] == (date(2024, 1, 1), None)
    # Short breaks are left out, and what begins as short breaks begins when that ends.
    assert "e1" not in spans
    assert spans["f1"] == (date(2025, 3, 1), None)
    # What is dated after the last day of the data has not happened.
    assert spans["g1"] == (date(2025, 6, 30), None)
    assert "h1" not in spans
    reasons = column(rows, "excluded_because")
    assert reasons["e1"] == "The whole period was short breaks."


def test_reviews_are_due_one_after_another() -> None:
    reviews = """
        clar_cla_review_id | clar_cla_id | clar_cla_person_id | clar_cla_review_date | clar_cla_review_cancelled
        -------------------+-------------+--------------------+----------------------+--------------------------
        r1                 | k1          | c1                 | 2024-01-29           | no
        r2                 | k1          | c1                 | 2024-04-29           |
        r3                 | k1          | c1                 | 2024-04-29           |
        r4                 | k1          | c1                 | 2024-05-10           | yes
        r5                 |             | c1                 | 2024-06-02           |
        r6                 | gone        | c2                 | 2024-04-10           |
    """
    rows = staged("cla_reviews", {**CARE, "ssd_cla_reviews": reviews}, as_at=AS_AT, first="2024-01")
    kept = {row["record_id"]: (row["held_on"], row["due_on"], row["number_in_period"]) for row in counting(rows)}
    assert kept["r1"] == (date(2024, 1, 29), date(2024, 1, 29), 1)
    assert kept["r2"] == (date(2024, 4, 29), date(2024, 4, 29), 2)
    # A review that names a period nobody knows is taken by its day, after the gap in that child's care.
    assert kept["r6"] == (date(2024, 4, 10), date(2024, 4, 2), 1)
    assert kept["b2 next review"] == (None, date(2024, 7, 10), 2)
    said = column(rows, "excluded_because")
    assert said["r3"] == "The child has another review on the same day, which counts once."
    assert said["r4"] == "The review was cancelled."
    assert said["r5"] == "The child was not looked after on the day of the review."
    assert said["a1 next review"] == "The child left care before the review was due."


def test_reviews_are_placed_by_the_day_due_where_that_is_chosen() -> None:
    reviews = """
        clar_cla_review_id | clar_cla_id | clar_cla_person_id | clar_cla_review_date
        -------------------+-------------+--------------------+---------------------
        r1                 | k1          | c1                 | 2024-01-31
    """
    drawn = {**CARE, "ssd_cla_reviews": reviews}
    rows = staged("cla_reviews", drawn, as_at=AS_AT, first="2024-01", settings={"review_basis": "due"})
    assert column(rows, "counted_on")["r1"] == date(2024, 1, 29)
    assert column(rows, "counted_on")["a1 next review"] == date(2024, 4, 30)


def test_the_first_health_assessment_of_a_period() -> None:
    checks = prefixed(
        "clah_",
        """
        health_check_id | person_id | health_check_type | health_check_date | health_check_status
        ----------------+-----------+-------------------+-------------------+--------------------
        h1              | c1        | Dental check      | 2024-01-02        | Completed
        h2              | c1        | Health Assessment | 2024-01-03        | Refused
        h3              | c1        | Health Assessment | 2024-01-30        |
        h4              | c1        | HEALTH            | 2024-02-10        | Completed
        h5              | c2        | HEALTH            | 2024-01-10        | Completed
        h6              | c2        | Health Assessment | 2024-02-10        | Completed
        h7              | c3        | Development check | 2024-02-10        | Completed
    """,
    )
    labels = """
        clah_health_check_id | kind
        ---------------------+-----
        h5                   | rha
        h6                   | iha
    """
    drawn = {**CARE, "ssd_cla_health": checks, "loc_health_detail": labels}
    rows = staged("initial_health_assessments", drawn, as_at=AS_AT, first="2024-01")
    assessed = column(rows, "assessed_on")
    assert assessed["a1"] == date(2024, 1, 30)
    assert assessed["b1"] == date(2024, 2, 10)
    assert assessed["d1"] is None
    assert column(rows, "due_on")["a1"] == date(2024, 1, 29)


def test_times_missing_count_while_a_child_is_looked_after() -> None:
    missing = prefixed(
        "miss_",
        """
        table_id | person_id | missing_episode_type | missing_episode_start_date | missing_episode_end_date
        ---------+-----------+----------------------+----------------------------+-------------------------
        m1       | c1        | M                    | 2024-06-01T23:00:00        | 2024-06-05T08:00:00
        m2       | c1        | M                    | 2024-06-02T01:00:00        |
        m3       | c2        | A                    | 2024-03-02T12:00:00        |
        m4       | c2        | A                    | 2024-03-03T12:00:00        |
    """,
    )
    people = """
        pers_person_id | pers_dob
        ---------------+-----------
        c1             | 2010-01-01
        c2             | 2006-03-03
    """
    rows = staged("missing_episodes", {**CARE, "ssd_missing": missing, "ssd_person": people}, as_at=AS_AT, first="2024-01")
    # The last day in care is a day in care; the gap is not, and on the eighteenth birthday the child is none any more.
    assert [row["record_id"] for row in counting(rows)] == ["m1"]
    assert len(rows) == 4
